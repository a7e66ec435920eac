//! A sweep as tables, for other programs and for a terminal.

use super::sweep::{Axis, BreakEven, Sweep};
use crate::report::{Cell, Column, Kind, Shown, Table, TableError, Told};
use crate::statistics::digits;

impl Sweep {
    /// What each side gets at each point.
    ///
    /// # Errors
    /// Never in practice: every row fits its columns.
    pub fn points_table(&self) -> Result<Table, TableError> {
        let money = self.money.as_str();
        let mut columns: Vec<Column> =
            self.axes.iter().map(|axis| Column::new(&axis.key, "", Kind::Number)).collect();
        columns.push(Column::new("side", "", Kind::Text));
        for name in ["payoff_mean", "p05", "p50", "p95", "gain_mean"] {
            columns.push(Column::new(name, money, Kind::Measure));
        }
        for name in ["better", "worse", "equal"] {
            columns.push(Column::new(name, "", Kind::Measure));
        }
        let mut table = Table::new(columns);
        for point in &self.points {
            for (side, (name, _)) in point.sides.iter().zip(&self.sides) {
                let Some(side) = side else { continue };
                let mut row: Vec<Cell> =
                    point.at.iter().map(|value| Cell::Number(*value)).collect();
                row.push(Cell::from(name.as_str()));
                row.push(Cell::Measure(side.mean));
                row.extend(side.quantiles.map(Cell::Measure));
                row.push(side.gain.into());
                let shares = side.shares;
                row.push(shares.map(|shares| shares.better).into());
                row.push(shares.map(|shares| shares.worse).into());
                row.push(shares.map(|shares| shares.equal).into());
                table.push(row)?;
            }
        }
        Ok(table)
    }

    /// Where the mean gain of each side is nothing.
    ///
    /// # Errors
    /// Never in practice: every row fits its columns.
    pub fn break_even_table(&self) -> Result<Table, TableError> {
        let first = self.axes.first().map_or("", |axis| axis.key.as_str());
        let mut columns = vec![Column::new("side", "", Kind::Text)];
        columns.extend(self.axes.get(1).map(|axis| Column::new(&axis.key, "", Kind::Number)));
        columns.push(Column::new(first, "", Kind::Number));
        columns.push(Column::new("standard_error", "", Kind::Number));
        columns.push(Column::new("gain", "", Kind::Text));
        let mut table = Table::new(columns);
        for BreakEven { side, beside, root } in &self.break_even {
            let name = self.sides.get(*side).map_or("", |(name, _)| name.as_str());
            let mut row = vec![Cell::from(name)];
            row.extend(beside.map(Cell::Number));
            row.push(Cell::Number(root.at));
            row.push(root.standard_error.into());
            row.push(Cell::from(if root.rising { "rises" } else { "falls" }));
            table.push(row)?;
        }
        Ok(table)
    }

    /// The sweep for a terminal of so many columns.
    #[must_use]
    pub fn terminal(&self, width: usize, ascii: bool) -> String {
        self.told().to_terminal(width, ascii)
    }

    /// The points, and where gains are nothing.
    #[must_use]
    pub fn told(&self) -> Told {
        let mut told = Told { heading: self.heading(), ..Told::default() };
        match &self.axes[..] {
            [_] => told.show(self.line()),
            [first, second] => {
                let sides = self.sides.iter().enumerate();
                sides.for_each(|(side, (_, label))| {
                    told.show(self.grid(side, label, [first, second]))
                });
            }
            _ => {}
        }
        let lines = self.break_even_lines();
        if self.axes.len() == 1 {
            told.answer = lines.lines().map(|line| format!("{line}.")).collect();
        }
        told.say(lines);
        let paths = digits::integer(i64::try_from(self.paths).unwrap_or(i64::MAX));
        told.foot = format!(
            "± is one standard error of {paths} paths, drawn alike at all points: it says nothing about the assumptions.\n{}",
            self.sharing()
        );
        told
    }

    fn heading(&self) -> String {
        let keys: Vec<&str> = self.axes.iter().map(|axis| axis.key.as_str()).collect();
        let money = if self.money.is_empty() { String::new() } else { format!(", {}", self.money) };
        let signed = self.signed.as_ref().map(|event| format!(", {event} taken as certain"));
        let mut text = format!(
            "{} ({}): {} turned{}\n",
            self.name,
            self.path.display(),
            keys.join(" and "),
            signed.unwrap_or_default()
        );
        if let Some((event, count)) = &self.given {
            let number = |count: u64| digits::integer(i64::try_from(count).unwrap_or(i64::MAX));
            text.push_str(&format!(
                "only the {} of {} paths on which {event} happens in the deal as it is written\n",
                number(*count as u64),
                number(self.paths)
            ));
        }
        text.push_str(&match &self.walk_away {
            Some(path) => {
                let turned = self.axes.iter().zip(&self.walk_away_turns);
                let alike: Vec<&str> = turned
                    .filter(|(_, turns)| **turns)
                    .map(|(axis, _)| axis.key.as_str())
                    .collect();
                let alike = if alike.is_empty() {
                    String::new()
                } else {
                    format!(", in which {} is turned alike", alike.join(" and "))
                };
                format!("mean gain over {}{alike}; present value{money}\n", path.display())
            }
            None => format!("mean payoff, present value{money}; the file names no walk_away\n"),
        });
        text
    }

    /// How many points share a program, and how many have one of their own.
    fn sharing(&self) -> String {
        let own = self.programs.iter().filter(|cells| **cells == 1).count();
        let shared = self.programs.len() - own;
        let count = |count: usize| digits::integer(i64::try_from(count).unwrap_or(i64::MAX));
        if shared == 0 {
            return "each point was compiled for itself\n".to_owned();
        }
        let programs = if shared == 1 { "program" } else { "programs" };
        let rest = match own {
            0 => String::new(),
            1 => ", 1 compiled for itself".to_owned(),
            _ => format!(", {} compiled for themselves", count(own)),
        };
        format!("{} points in {} {programs}{rest}\n", count(self.points.len() - own), count(shared))
    }

    /// One row a point, one column a side.
    fn line(&self) -> Shown {
        let key = self.axes.first().map_or("", |axis| axis.key.as_str());
        let mut header = vec![key];
        header.extend(self.sides.iter().map(|(_, label)| label.as_str()));
        let mut table = Shown::new(&header);
        for point in &self.points {
            let mut row = vec![digits::number(point.at[0], 4)];
            row.extend(point.sides.iter().map(|side| match side {
                Some(side) => digits::measure(Some(&side.gain.unwrap_or(side.mean))),
                None => digits::ABSENT.to_owned(),
            }));
            table.push(row);
        }
        table
    }

    /// One row for each value of the first axis, one column for each of the second.
    fn grid(&self, side: usize, label: &str, [first, second]: [&Axis; 2]) -> Shown {
        let corner = format!("{label}: {} down, {} across", first.key, second.key);
        let values: Vec<String> =
            second.values.iter().map(|value| digits::number(*value, 4)).collect();
        let mut header = vec![corner.as_str()];
        header.extend(values.iter().map(String::as_str));
        let mut table = Shown::new(&header);
        for (value, row) in first.values.iter().zip(self.points.chunks(second.values.len().max(1)))
        {
            let mut cells = vec![digits::number(*value, 4)];
            cells.extend(row.iter().map(
                |point| match point.sides.get(side).and_then(Option::as_ref) {
                    Some(side) => digits::number(side.gain.unwrap_or(side.mean).value, 3),
                    None => digits::ABSENT.to_owned(),
                },
            ));
            table.push(cells);
        }
        table
    }

    fn break_even_lines(&self) -> String {
        if self.walk_away.is_none() {
            return String::new();
        }
        let key = self.axes.first().map_or("", |axis| axis.key.as_str());
        let mut text = String::new();
        for (number, (_, label)) in self.sides.iter().enumerate() {
            let own: Vec<&BreakEven> =
                self.break_even.iter().filter(|one| one.side == number).collect();
            if own.is_empty() {
                text.push_str(&format!("{label}: {}\n", self.never_nothing(number)));
            }
            for BreakEven { beside, root, .. } in own {
                let where_ = beside.zip(self.axes.get(1)).map_or(String::new(), |(value, axis)| {
                    format!(" where {} is {}", axis.key, digits::number(value, 4))
                });
                let error = root
                    .standard_error
                    .map_or(String::new(), |error| format!(" ± {}", digits::number(error, 2)));
                let side = if root.rising { "above" } else { "below" };
                text.push_str(&format!(
                    "{label}: gains {side} {key} = {}{error}{where_}\n",
                    digits::number(root.at, 4)
                ));
            }
        }
        text
    }

    /// What is said of a side whose gain has one sign at all points.
    fn never_nothing(&self, side: usize) -> &'static str {
        let gains = || {
            let at = |point: &super::sweep::Point| point.sides.get(side)?.as_ref()?.gain;
            self.points.iter().filter_map(at).map(|gain| gain.value)
        };
        if gains().next().is_none() {
            "has no alternative to be held against"
        } else if gains().all(|gain| gain > 0.0) {
            "gains at every point"
        } else if gains().all(|gain| gain < 0.0) {
            "loses at every point"
        } else {
            "neither gains nor loses, or both between the points"
        }
    }
}
