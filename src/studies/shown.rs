//! A comparison as tables, for other programs and for a terminal.

use super::compare::{Comparison, Versus};
use super::pair::{LEVELS, Pair, Shares};
use super::words::sentence;
use crate::report::receipt::relative_path;
use crate::report::{Cell, Column, Kind, Shown, Table, TableError, Told};
use crate::scenario::Block;
use crate::statistics::{Dominance, Measure, Order, digits};
use std::path::Path;

/// Steps of a bridge below this part of its largest one are shown together on a terminal.
const SMALL_STEP: f64 = 0.02;

impl Comparison {
    /// What each side gains in each deal against the first one.
    ///
    /// # Errors
    /// Never in practice: every row fits its columns.
    pub fn gains(&self) -> Result<Table, TableError> {
        let money = self.money.as_str();
        let mut columns = vec![
            Column::new("deal", "", Kind::Text),
            Column::new("against", "", Kind::Text),
            Column::new("side", "", Kind::Text),
            Column::new("payoff_against", money, Kind::Measure),
            Column::new("payoff", money, Kind::Measure),
            Column::new("difference_mean", money, Kind::Measure),
        ];
        for level in LEVELS {
            let name = format!("difference_p{:02}", (level * 100.0).round());
            columns.push(Column::new(&name, money, Kind::Measure));
            columns.push(Column::new(&format!("{name}_low_95"), money, Kind::Number));
            columns.push(Column::new(&format!("{name}_high_95"), money, Kind::Number));
        }
        columns.push(Column::new("median_change", money, Kind::Number));
        for share in ["better", "worse", "equal"] {
            columns.push(Column::new(share, "", Kind::Measure));
        }
        columns.push(Column::new("dominance", "", Kind::Text));
        let mut table = Table::new(columns);
        for versus in &self.versus {
            for (pair, (side, _)) in versus.pairs.iter().zip(&self.sides) {
                let Some(pair) = pair else { continue };
                let mut row = vec![self.file(versus.deal), self.file(0), Cell::from(side.as_str())];
                row.extend([pair.first, pair.second, pair.difference].map(Cell::Measure));
                for (quantile, interval) in &pair.quantiles {
                    row.push(Cell::Measure(*quantile));
                    row.extend([interval.low, interval.high].map(Cell::from));
                }
                row.push(Cell::Number(pair.second_median.value - pair.first_median.value));
                let Shares { better, worse, equal } = pair.shares;
                row.extend([better, worse, equal].map(Cell::Measure));
                row.push(Cell::from(dominance(pair.dominance)));
                table.push(row)?;
            }
        }
        Ok(table)
    }

    /// How often each deal is better than the alternative on the same path; empty where no file names one.
    ///
    /// # Errors
    /// Never in practice: every row fits its columns.
    pub fn against_walk_away(&self) -> Result<Table, TableError> {
        let mut table = Table::new(vec![
            Column::new("deal", "", Kind::Text),
            Column::new("side", "", Kind::Text),
            Column::new("better", "", Kind::Measure),
            Column::new("worse", "", Kind::Measure),
            Column::new("equal", "", Kind::Measure),
        ]);
        for (number, deal) in self.deals.iter().enumerate() {
            for (shares, (side, _)) in deal.against_walk_away.iter().zip(&self.sides) {
                let Some(Shares { better, worse, equal }) = shares else { continue };
                let mut row = vec![self.file(number), Cell::from(side.as_str())];
                row.extend([*better, *worse, *equal].map(Cell::Measure));
                table.push(row)?;
            }
        }
        Ok(table)
    }

    /// From the first deal to each other one, change by change: steps add up from start to end.
    ///
    /// # Errors
    /// Never in practice: every row fits its columns.
    pub fn bridges(&self) -> Result<Table, TableError> {
        let mut table = Table::new(vec![
            Column::new("deal", "", Kind::Text),
            Column::new("side", "", Kind::Text),
            Column::new("step", "", Kind::Text),
            Column::new("block", "", Kind::Text),
            Column::new("moved", &self.money, Kind::Measure),
        ]);
        let exact =
            |value: f64| Cell::Measure(Measure { value, standard_error: None, count: self.paths });
        for versus in &self.versus {
            for (bridge, (side, _)) in versus.bridges.iter().zip(&self.sides) {
                let Some(bridge) = bridge else { continue };
                let row = |step: &str, block: &str, cell: Cell| {
                    let head = [self.file(versus.deal), Cell::from(side.as_str())];
                    let tail = [Cell::from(step), Cell::from(block), cell];
                    head.into_iter().chain(tail).collect::<Vec<_>>()
                };
                table.push(row("start", "", exact(bridge.start)))?;
                for step in &bridge.steps {
                    let change = versus.changes.get(step.change);
                    let name = change.map_or("", |change| change.name());
                    let block = change.map_or("", |change| block(change.block));
                    table.push(row(name, block, Cell::Measure(step.moved)))?;
                }
                table.push(row(bridge.rest(), "", exact(bridge.interaction)))?;
                table.push(row("end", "", exact(bridge.end)))?;
            }
        }
        Ok(table)
    }

    /// What changes, key by key, as written in the files.
    ///
    /// # Errors
    /// Never in practice: every row fits its columns.
    pub fn changes(&self) -> Result<Table, TableError> {
        let names = ["deal", "change", "block", "item", "happened", "key", "before", "after"];
        let columns = names.iter().map(|name| Column::new(name, "", Kind::Text)).collect();
        let mut table = Table::new(columns);
        for versus in &self.versus {
            for change in &versus.changes {
                for item in &change.items {
                    let head = || {
                        let happened = format!("{:?}", item.happened).to_lowercase();
                        vec![
                            self.file(versus.deal),
                            Cell::from(change.name()),
                            Cell::from(block(change.block)),
                            Cell::from(item.path.as_str()),
                            Cell::from(happened),
                        ]
                    };
                    if item.said.is_empty() {
                        let mut row = head();
                        row.extend([Cell::Absent, Cell::Absent, Cell::Absent]);
                        table.push(row)?;
                    }
                    for said in &item.said {
                        let mut row = head();
                        row.push(Cell::from(said.key.as_str()));
                        row.extend([said.before.clone(), said.after.clone()].map(Cell::from));
                        table.push(row)?;
                    }
                }
            }
        }
        Ok(table)
    }

    fn file(&self, deal: usize) -> Cell {
        // A table says the same wherever the files lie.
        let base = self.deals.first().and_then(|deal| deal.path.parent()).unwrap_or(Path::new(""));
        self.deals.get(deal).map(|deal| relative_path(&deal.path, base)).into()
    }

    /// The comparison for a terminal of so many columns.
    #[must_use]
    pub fn terminal(&self, width: usize, ascii: bool) -> String {
        self.told().to_terminal(width, ascii)
    }

    /// What each deal gives each side over the first one, what changes, and what each change moves.
    #[must_use]
    pub fn told(&self) -> Told {
        let mut told = Told { heading: self.heading(), answer: self.answer(), ..Told::default() };
        for versus in &self.versus {
            self.tell_of(versus, &mut told);
        }
        if let Some(table) = self.walk_away_table() {
            told.show(table);
        }
        let paths = digits::integer(i64::try_from(self.paths).unwrap_or(i64::MAX));
        told.foot = format!(
            "± is one standard error of {paths} paths, drawn alike for all deals: it says nothing about the assumptions.\n"
        );
        told
    }

    /// On how many futures each deal is better and worse for each side, and by how much on average.
    fn answer(&self) -> Vec<String> {
        let money = if self.money.is_empty() { String::new() } else { format!(" {}", self.money) };
        let of = |versus: &Versus| {
            let deal = self.deals.get(versus.deal).map_or("", |deal| deal.name.as_str());
            let side = |(pair, (_, label)): (&Option<Pair>, &(String, String))| {
                let pair = pair.as_ref()?;
                let Shares { better, worse, equal } = pair.shares;
                if equal.value == 1.0 {
                    return Some(format!("{deal} changes nothing for {label}."));
                }
                Some(format!(
                    "{deal} is better for {label} in {} of futures, worse in {}: {}{money} on average.",
                    percent(better),
                    percent(worse),
                    digits::measure(Some(&pair.difference))
                ))
            };
            versus.pairs.iter().zip(&self.sides).filter_map(side).collect::<Vec<_>>()
        };
        self.versus.iter().flat_map(of).collect()
    }

    fn heading(&self) -> String {
        let mut text = String::new();
        for (number, deal) in self.deals.iter().enumerate() {
            let sign = deal.signed.as_ref().map(|event| format!(", {event} taken as certain"));
            let what = if number == 0 { "against" } else { "compared" };
            let file = deal.path.display();
            text.push_str(&format!(
                "{what:9} {} ({file}){}\n",
                deal.name,
                sign.unwrap_or_default()
            ));
        }
        let money = if self.money.is_empty() { String::new() } else { format!(", {}", self.money) };
        text.push_str(&format!(
            "present value at each side's own rate{money}, seed {}\n",
            self.seed
        ));
        text
    }

    fn tell_of(&self, versus: &Versus, told: &mut Told) {
        let deal = self.deals.get(versus.deal).map_or("", |deal| deal.name.as_str());
        let header = [deal, "mean gain", "P5", "median", "P95", "better", "worse", "for everybody"];
        let mut table = Shown::new(&header);
        for (pair, (_, label)) in versus.pairs.iter().zip(&self.sides) {
            let Some(pair) = pair else {
                let mut row = vec![label.clone(), "not in both".to_owned()];
                row.resize(header.len(), String::new());
                table.push(row);
                continue;
            };
            table.push(gain_row(label, pair));
        }
        told.show(table);
        for (heading, wanted) in [
            ("a change of world", Block::World),
            ("what changes in the deal", Block::Deal),
            ("what changes in what sides believe", Block::Belief),
        ] {
            let lines: Vec<String> = versus
                .changes
                .iter()
                .filter(|change| change.block == wanted)
                .map(|change| format!("  {}\n", sentence(change)))
                .collect();
            if !lines.is_empty() {
                told.say(format!("{heading}\n{}", lines.concat()));
            }
        }
        told.show(self.bridge_table(versus));
    }

    /// Steps as rows, sides as columns.
    fn bridge_table(&self, versus: &Versus) -> Shown {
        let labels: Vec<&str> = versus
            .bridges
            .iter()
            .zip(&self.sides)
            .filter(|(bridge, _)| bridge.is_some())
            .map(|(_, (_, label))| label.as_str())
            .collect();
        let bridges: Vec<_> = versus.bridges.iter().flatten().collect();
        let ordered = versus.bridges.iter().flatten().any(|bridge| bridge.ordered);
        let head = if ordered {
            "what each change moves, mean over all orders"
        } else {
            "what each change alone moves, mean"
        };
        let mut header = vec![head];
        header.extend(labels);
        let mut table = Shown::new(&header);
        let row = |name: &str, cell: &dyn Fn(&super::bridge::Bridge) -> String| {
            let cells = bridges.iter().map(|bridge| cell(bridge));
            std::iter::once(name.to_owned()).chain(cells).collect::<Vec<_>>()
        };
        table.push(row("start", &|bridge| digits::number(bridge.start, 4)));
        let largest = bridges
            .iter()
            .flat_map(|bridge| bridge.steps.iter().map(|step| step.moved.value.abs()))
            .fold(0.0, f64::max);
        let steps = bridges.first().map_or(0, |bridge| bridge.steps.len());
        let mut small = Vec::new();
        for number in 0..steps {
            let of =
                |bridge: &super::bridge::Bridge| bridge.steps.get(number).map(|step| step.moved);
            let moves = bridges.iter().filter_map(|bridge| of(bridge));
            if moves.map(|moved| moved.value.abs()).fold(0.0, f64::max) < SMALL_STEP * largest {
                small.push(number);
                continue;
            }
            let change = bridges.first().and_then(|bridge| bridge.steps.get(number));
            let change = change.and_then(|step| versus.changes.get(step.change));
            let name = change.map_or("", |change| change.name());
            table.push(row(name, &|bridge| {
                digits::measure_beside(of(bridge).as_ref(), bridge.size())
            }));
        }
        if !small.is_empty() {
            let sum = |bridge: &super::bridge::Bridge| {
                let moved = small.iter().filter_map(|&number| bridge.steps.get(number));
                moved.map(|step| step.moved.value).fold(0.0, |sum, one| sum + one)
            };
            let name = format!("{} smaller changes", small.len());
            table.push(row(&name, &|bridge| digits::number_beside(sum(bridge), 3, bridge.size())));
        }
        let ordered = bridges.first().is_some_and(|bridge| bridge.ordered);
        let rest = if ordered { "rounding" } else { "together, beyond each alone" };
        let interaction = |bridge: &super::bridge::Bridge| {
            digits::number_beside(bridge.interaction, 3, bridge.size())
        };
        table.push(row(rest, &interaction));
        table.push(row("end", &|bridge| digits::number(bridge.end, 4)));
        table
    }

    fn walk_away_table(&self) -> Option<Shown> {
        let walk_away = self.walk_away.as_ref()?;
        let head = format!("better than {}, on the same path", walk_away.display());
        let mut header = vec![head.as_str()];
        header.extend(self.sides.iter().map(|(_, label)| label.as_str()));
        let mut table = Shown::new(&header);
        for deal in &self.deals {
            let mut row = vec![deal.name.clone()];
            row.extend(deal.against_walk_away.iter().map(|shares| match shares {
                Some(shares) => percent(shares.better),
                None => digits::ABSENT.to_owned(),
            }));
            table.push(row);
        }
        Some(table)
    }
}

fn gain_row(label: &str, pair: &Pair) -> Vec<String> {
    let quantile = |place: usize| {
        pair.quantiles.get(place).map_or(String::new(), |(at, _)| digits::number(at.value, 3))
    };
    let median = digits::measure(pair.median().as_ref());
    let Shares { better, worse, .. } = pair.shares;
    vec![
        label.to_owned(),
        digits::measure(Some(&pair.difference)),
        quantile(0),
        median,
        quantile(4),
        percent(better),
        percent(worse),
        match pair.dominance {
            Dominance::OfSecond(Order::First) => "better".to_owned(),
            Dominance::OfFirst(Order::First) => "worse".to_owned(),
            Dominance::OfSecond(Order::Second) => "better, if risk-averse".to_owned(),
            Dominance::OfFirst(Order::Second) => "worse, if risk-averse".to_owned(),
            Dominance::Same => "the same".to_owned(),
            Dominance::Neither => "a matter of taste".to_owned(),
        },
    ]
}

/// Whole percent, except that what is not certain is neither none nor all.
fn percent(share: Measure) -> String {
    let value = share.value;
    match value {
        _ if value == 0.0 => "0 %".to_owned(),
        _ if value == 1.0 => "100 %".to_owned(),
        _ if value < 0.005 => "under 1 %".to_owned(),
        _ if value > 0.995 => "over 99 %".to_owned(),
        _ => format!("{:.0} %", 100.0 * value),
    }
}

fn dominance(found: Dominance) -> &'static str {
    match found {
        Dominance::OfFirst(Order::First) => "first order, against",
        Dominance::OfFirst(Order::Second) => "second order, against",
        Dominance::OfSecond(Order::First) => "first order",
        Dominance::OfSecond(Order::Second) => "second order",
        Dominance::Same => "same",
        Dominance::Neither => "neither",
    }
}

fn block(block: Block) -> &'static str {
    match block {
        Block::World => "world",
        Block::Deal => "deal",
        Block::Belief => "belief",
    }
}
