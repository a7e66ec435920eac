//! A study of sensitivity as tables, for other programs and for a terminal.

use super::answer::{Factor, Input, Sensitivity};
use crate::report::{Cell, Column, Kind, Shown, Table, TableError, Told};
use crate::statistics::{Measure, digits};

/// A part of the variance below which a factor that nothing sets is left to the CSV files.
const LEAST: f64 = 0.0005;

/// Rows of a terminal table; what is below goes into one line.
const MOST: usize = 14;

impl Sensitivity {
    /// What each input moves when it is set to two values, and what knowing it is worth.
    ///
    /// # Errors
    /// Never in practice: every row fits its columns.
    pub fn tornado_table(&self) -> Result<Table, TableError> {
        let money = self.money.as_str();
        let mut columns = vec![
            Column::new("side", "", Kind::Text),
            Column::new("input", "", Kind::Text),
            Column::new("confidence", "", Kind::Text),
            Column::new("set_by", "", Kind::Text),
            Column::new("low", "", Kind::Number),
            Column::new("high", "", Kind::Number),
        ];
        for name in ["at_low", "at_high", "swing", "given_low", "given_high", "knowing"] {
            columns.push(Column::new(name, money, Kind::Measure));
        }
        let mut table = Table::new(columns);
        for (side, (name, _)) in self.sides.iter().enumerate() {
            for input in &self.inputs {
                let Some(swing) = input.swings.get(side).copied().flatten() else { continue };
                table.push(vec![
                    Cell::from(name.as_str()),
                    Cell::from(input.path.as_str()),
                    Cell::from(input.confidence.as_str()),
                    Cell::from(if input.is_band { "band" } else { "P10 and P90" }),
                    Cell::Number(input.at[0]),
                    Cell::Number(input.at[1]),
                    Cell::Measure(swing.means[0]),
                    Cell::Measure(swing.means[1]),
                    Cell::Measure(swing.swing),
                    swing.given.map(|given| given[0]).into(),
                    swing.given.map(|given| given[1]).into(),
                    swing.knowing.into(),
                ])?;
            }
        }
        Ok(table)
    }

    /// First and total index of each factor for each side.
    ///
    /// # Errors
    /// Never in practice: every row fits its columns.
    pub fn indices_table(&self) -> Result<Table, TableError> {
        let mut columns =
            vec![Column::new("side", "", Kind::Text), Column::new("factor", "", Kind::Text)];
        for name in ["first", "total"] {
            columns.push(Column::new(name, "", Kind::Measure));
            columns.push(Column::new(&format!("{name}_low_95"), "", Kind::Number));
            columns.push(Column::new(&format!("{name}_high_95"), "", Kind::Number));
        }
        let mut table = Table::new(columns);
        for (side, (name, _)) in self.sides.iter().enumerate() {
            for factor in &self.factors {
                let Some(found) = factor.indices.get(side).copied().flatten() else { continue };
                let mut row = vec![Cell::from(name.as_str()), Cell::from(factor.name())];
                for index in [found.first, found.total] {
                    let end = |sign: f64| {
                        index.standard_error.map(|error| index.value + sign * TWO_SIDED_95 * error)
                    };
                    row.extend([Cell::Measure(index), end(-1.0).into(), end(1.0).into()]);
                }
                table.push(row)?;
            }
        }
        Ok(table)
    }

    /// The study for a terminal of so many columns.
    #[must_use]
    pub fn terminal(&self, width: usize, ascii: bool) -> String {
        self.told().to_terminal(width, ascii)
    }

    /// What decides the payoff of each side.
    #[must_use]
    pub fn told(&self) -> Told {
        let mut told = Told { heading: self.heading(), ..Told::default() };
        (0..self.sides.len()).filter_map(|side| self.side(side)).for_each(|table| told.show(table));
        let paths = digits::integer(i64::try_from(self.paths).unwrap_or(i64::MAX));
        told.foot = format!(
            "`alone` and `in all` are first and total parts of the variance. An input is set to its own P10 and P90, or to the ends\n\
             of its band, all others at their draws. ● reported ◐ derived ○ assumed. ± is one standard error of {paths} paths.\n"
        );
        told
    }

    fn heading(&self) -> String {
        let money = if self.money.is_empty() { String::new() } else { format!(", {}", self.money) };
        let signed = self.signed.as_ref().map(|event| format!(", {event} taken as certain"));
        let mut text = format!(
            "{} ({}){}: what decides\n",
            self.name,
            self.path.display(),
            signed.unwrap_or_default()
        );
        text.push_str(&match &self.against {
            Some(path) => {
                format!("what is gained over {}, mean present value{money}\n", path.display())
            }
            None => format!("mean payoff, present value{money}\n"),
        });
        if let Some(path) = &self.alternative {
            text.push_str(&format!(
                "`knowing` is what a side would gain by knowing a number before it chooses between this deal and {}\n",
                path.display()
            ));
        }
        text
    }

    fn side(&self, side: usize) -> Option<Shown> {
        let (_, label) = self.sides.get(side)?;
        let base = self.base.get(side).copied().flatten()?;
        let head = format!("{label} {}", digits::measure(Some(&base)));
        let header = [
            head.as_str(),
            "from",
            "to",
            "mean at from",
            "mean at to",
            "alone",
            "in all",
            "knowing",
        ];
        // Without an alternative there is no choice that knowing a number could change.
        let columns = header.len() - usize::from(self.alternative.is_none());
        let mut table = Shown::new(&header[..columns]);
        let rows = self.rows(side);
        let hidden = rows.len().saturating_sub(MOST);
        for row in rows.into_iter().take(MOST) {
            table.push(row.cells.into_iter().take(columns).collect());
        }
        if hidden > 0 {
            table.notes.push(format!("{hidden} more move less: the CSV files have them"));
        }
        Some(table)
    }

    /// One row for each factor that does something, and for each number with a band; what decides most first.
    fn rows(&self, side: usize) -> Vec<Row> {
        let mut rows = Vec::new();
        let mut told: Vec<&str> = Vec::new();
        for factor in &self.factors {
            let Some(found) = factor.indices.get(side).copied().flatten() else { continue };
            let own: Vec<&Input> =
                self.inputs.iter().filter(|input| factor.members.contains(&input.path)).collect();
            told.extend(own.iter().map(|input| input.path.as_str()));
            if found.total.value < LEAST && own.iter().all(|input| moves_nothing(input, side)) {
                continue;
            }
            let parts = [found.first, found.total].map(percent);
            for (place, input) in own.iter().enumerate() {
                // Members of a group have one index together, shown once.
                let parts =
                    if place == 0 { parts.clone() } else { [String::new(), "with it".to_owned()] };
                rows.push(Row { weight: found.total.value, cells: self.cells(input, side, parts) });
            }
            if own.is_empty() {
                let mut cells = vec![name_of(factor)];
                cells.extend(std::iter::repeat_n(String::new(), 4));
                cells.extend(parts);
                cells.push(String::new());
                rows.push(Row { weight: found.total.value, cells });
            }
        }
        let spread = self.spread(side);
        for input in self.inputs.iter().filter(|input| !told.contains(&input.path.as_str())) {
            let Some(swing) = input.swings.get(side).copied().flatten() else { continue };
            if moves_nothing(input, side) {
                continue;
            }
            // A swing counts as the variance that it would make: a tenth at each end.
            let weight = swing.swing.value * swing.swing.value / spread;
            rows.push(Row {
                weight,
                cells: self.cells(input, side, [String::new(), String::new()]),
            });
        }
        rows.sort_by(|left, right| right.weight.total_cmp(&left.weight));
        rows
    }

    /// What a swing is compared with where one number has an index and another has none: the largest swing, squared, over its
    /// index.
    fn spread(&self, side: usize) -> f64 {
        let of = |input: &Input| {
            let swing = input.swings.get(side).copied().flatten()?.swing.value;
            let factor = self.factors.iter().find(|factor| factor.members.contains(&input.path))?;
            let total = factor.indices.get(side).copied().flatten()?.total.value;
            (total > 0.0).then(|| (swing * swing, swing * swing / total))
        };
        let largest =
            self.inputs.iter().filter_map(of).max_by(|left, right| left.0.total_cmp(&right.0));
        largest.map_or(1.0, |(_, spread)| spread.max(f64::MIN_POSITIVE))
    }

    fn cells(&self, input: &Input, side: usize, parts: [String; 2]) -> Vec<String> {
        let sign = match input.confidence.as_str() {
            "reported" => " ●",
            "derived" => " ◐",
            "assumed" => " ○",
            _ => "",
        };
        let name = input.path.strip_prefix("inputs.").unwrap_or(&input.path);
        let mut cells = vec![format!("{name}{sign}")];
        cells.extend(input.at.map(|at| digits::number(at, 4)));
        let swing = input.swings.get(side).copied().flatten();
        let mean = |place: usize| {
            swing.map_or(String::new(), |swing| digits::measure(Some(&swing.means[place])))
        };
        cells.extend([mean(0), mean(1)]);
        cells.extend(parts);
        let knowing = swing.and_then(|swing| swing.knowing);
        cells.push(knowing.map_or(String::new(), |knowing| match knowing.value {
            0.0 => "0".to_owned(),
            _ => digits::measure(Some(&knowing)),
        }));
        cells
    }
}

/// Standard errors to either side of a 95 % interval.
const TWO_SIDED_95: f64 = 1.959_963_984_540_054;

/// A line of a terminal table.
struct Row {
    weight: f64,
    cells: Vec<String>,
}

fn moves_nothing(input: &Input, side: usize) -> bool {
    input.swings.get(side).copied().flatten().is_none_or(|swing| swing.swing.value == 0.0)
}

/// Shocks of a driver and clocks of an event, in words.
fn name_of(factor: &Factor) -> String {
    let one = |member: &String| match member.split_once('.') {
        Some(("drivers", name)) => format!("shocks of {name}"),
        Some(("events", name)) => format!("clock of {name}"),
        Some((_, name)) => name.to_owned(),
        None => member.clone(),
    };
    factor.members.iter().map(one).collect::<Vec<_>>().join(" & ")
}

fn percent(part: Measure) -> String {
    let whole = |part: f64| {
        let text = format!("{:.0}", 100.0 * part);
        if text == "-0" { "0".to_owned() } else { text }
    };
    let error = part.standard_error.map_or(String::new(), |error| format!(" ± {}", whole(error)));
    format!("{}{error} %", whole(part.value))
}
