//! Exchange rates as tables, for other programs and for a terminal.

use super::rates::{Rate, Rates, Ratio, SideRates};
use crate::report::{Cell, Column, Kind, Shown, Table, TableError, Told};
use crate::statistics::digits;

impl Rates {
    /// How much of one number makes up for one more of another, for each side.
    ///
    /// # Errors
    /// Never in practice: every row fits its columns.
    pub fn rates_table(&self) -> Result<Table, TableError> {
        let mut columns = Vec::new();
        for name in ["side", "world", "one_more_of", "when", "is_made_up_by"] {
            columns.push(Column::new(name, "", Kind::Text));
        }
        for name in ["rate", "low_95", "high_95"] {
            columns.push(Column::new(name, "", Kind::Number));
        }
        let mut table = Table::new(columns);
        for side in &self.sides {
            let base = side.in_base.iter().map(|rates| ("base", rates));
            for (world, rates) in std::iter::once(("own", &side.rates)).chain(base) {
                self.push_rates(&mut table, side, world, rates)?;
            }
        }
        Ok(table)
    }

    fn push_rates(
        &self,
        table: &mut Table,
        side: &SideRates,
        world: &str,
        rates: &[Vec<Rate>],
    ) -> Result<(), TableError> {
        for (first, row) in self.levers.iter().zip(rates) {
            for (second, rate) in self.levers.iter().zip(row) {
                if first.key == second.key {
                    continue;
                }
                let lines: Vec<(&str, Option<Ratio>)> = match *rate {
                    Rate::Even(ratio) => vec![("both", Some(ratio))],
                    Rate::Kinked { rising, falling } => {
                        vec![("rising", rising), ("falling", falling)]
                    }
                    Rate::Undetermined => vec![("both", None)],
                };
                for (when, ratio) in lines {
                    let mut cells: Vec<Cell> =
                        [&side.name, world, &first.key, when, &second.key].map(Cell::from).to_vec();
                    cells.push(ratio.map(|ratio| ratio.value).into());
                    cells.push(ratio.map(|ratio| ratio.interval[0]).into());
                    cells.push(ratio.map(|ratio| ratio.interval[1]).into());
                    table.push(cells)?;
                }
            }
        }
        Ok(())
    }

    /// What one more of each number is worth to each side.
    ///
    /// # Errors
    /// Never in practice: every row fits its columns.
    pub fn slopes_table(&self) -> Result<Table, TableError> {
        let mut table = Table::new(vec![
            Column::new("side", "", Kind::Text),
            Column::new("key", "", Kind::Text),
            Column::new("at", "", Kind::Number),
            Column::new("rising", &self.money, Kind::Measure),
            Column::new("falling", &self.money, Kind::Measure),
            Column::new("kink", "", Kind::Text),
        ]);
        for side in &self.sides {
            for (lever, worth) in self.levers.iter().zip(&side.worth) {
                table.push(vec![
                    Cell::from(side.name.as_str()),
                    Cell::from(lever.key.as_str()),
                    Cell::Number(lever.at),
                    worth.rising.into(),
                    worth.falling.into(),
                    Cell::from(if worth.kink { "yes" } else { "no" }),
                ])?;
            }
        }
        Ok(table)
    }

    /// The rates for a terminal of so many columns.
    #[must_use]
    pub fn terminal(&self, width: usize, ascii: bool) -> String {
        self.told().to_terminal(width, ascii)
    }

    /// The rates of each side.
    #[must_use]
    pub fn told(&self) -> Told {
        let money = if self.money.is_empty() { String::new() } else { format!(", {}", self.money) };
        let signed = self.signed.as_ref().map(|event| format!(", {event} taken as certain"));
        let mut text = format!(
            "{} ({}){}: exchange rates at\n",
            self.name,
            self.path.display(),
            signed.unwrap_or_default()
        );
        for lever in &self.levers {
            text.push_str(&format!("  {} = {}\n", lever.key, digits::number(lever.at, 4)));
        }
        let mut told = Told { heading: text, ..Told::default() };
        let heads: Vec<&str> = self.levers.iter().map(|lever| lever.key.as_str()).collect();
        for side in &self.sides {
            told.show(self.side(side, &heads));
            told.answer.extend(self.first_rate(side));
        }
        let paths = digits::integer(i64::try_from(self.paths).unwrap_or(i64::MAX));
        told.foot = format!(
            "A row says how much of each column makes up for one more of it, with the 95 % interval: a minus means that the\n\
             other number has to fall. ↑ and ↓: a kink sits there, for one more and for one less. ± is one standard error of\n\
             {paths} paths, drawn alike{money}: it says nothing about the assumptions.\n"
        );
        told
    }

    /// How much of the second number makes up for one more of the first, in a sentence.
    fn first_rate(&self, side: &SideRates) -> Option<String> {
        let rate = side.rates.first()?.get(1)?;
        let (one, other) = (self.levers.first()?, self.levers.get(1)?);
        let said = match rate {
            Rate::Undetermined => {
                format!("what makes up for one more of {} cannot be told", one.key)
            }
            _ => format!(
                "one more of {} is made up for by {} of {}",
                one.key,
                rate_words(rate),
                other.key
            ),
        };
        Some(format!("{}: {said}.", side.label))
    }

    fn side(&self, side: &SideRates, heads: &[&str]) -> Shown {
        let mut header = vec![side.label.as_str(), "is worth"];
        header.extend(heads);
        let mut table = Shown::new(&header);
        for (number, (lever, worth)) in self.levers.iter().zip(&side.worth).enumerate() {
            let slope = |measure: Option<crate::statistics::Measure>| {
                measure.map_or(digits::ABSENT.to_owned(), |slope| digits::measure(Some(&slope)))
            };
            let worth = if worth.kink {
                format!("↑ {} ↓ {}", slope(worth.rising), slope(worth.falling))
            } else {
                slope(worth.rising.or(worth.falling))
            };
            let mut row = vec![format!("1 of {}", lever.key), worth];
            let rates = side.rates.get(number).into_iter().flatten().enumerate();
            row.extend(rates.map(
                |(other, rate)| {
                    if other == number { String::new() } else { rate_words(rate) }
                },
            ));
            table.push(row);
        }
        table
    }
}

fn rate_words(rate: &Rate) -> String {
    let ratio = |ratio: &Ratio| {
        let [low, high] = ratio.interval.map(|end| digits::number(end, 3));
        format!("{} [{low} to {high}]", digits::number(ratio.value, 3))
    };
    let one_way = |found: &Option<Ratio>| match found {
        Some(found) => ratio(found),
        None => "undetermined".to_owned(),
    };
    match rate {
        Rate::Even(found) => ratio(found),
        Rate::Kinked { rising, falling } => {
            format!("↑ {} ↓ {}", one_way(rising), one_way(falling))
        }
        Rate::Undetermined => "undetermined".to_owned(),
    }
}
