//! What came of looking for a value, as tables and for a terminal.

use super::solve::Solved;
use crate::report::{Cell, Column, Kind, Shown, Table, TableError, Told};
use crate::statistics::{Measure, digits};

/// Standard errors to either side of a 95 % interval.
const TWO_SIDED_95: f64 = 1.959_963_984_540_054;

impl Solved {
    /// Left less right at each point of the scan.
    ///
    /// # Errors
    /// Never in practice: every row fits its columns.
    pub fn scan_table(&self) -> Result<Table, TableError> {
        let mut table = Table::new(vec![
            Column::new(&self.key, "", Kind::Number),
            Column::new("left_less_right", "", Kind::Measure),
        ]);
        for (at, value) in &self.scan {
            table.push(vec![Cell::Number(*at), Cell::Measure(*value)])?;
        }
        Ok(table)
    }

    /// The roots, each with its 95 % interval.
    ///
    /// # Errors
    /// Never in practice: every row fits its columns.
    pub fn roots_table(&self) -> Result<Table, TableError> {
        let mut table = Table::new(vec![
            Column::new(&self.key, "", Kind::Number),
            Column::new("standard_error", "", Kind::Number),
            Column::new("low_95", "", Kind::Number),
            Column::new("high_95", "", Kind::Number),
            Column::new("left_less_right", "", Kind::Text),
        ]);
        for root in &self.roots {
            let end =
                |sign: f64| root.standard_error.map(|error| root.at + sign * TWO_SIDED_95 * error);
            table.push(vec![
                Cell::Number(root.at),
                root.standard_error.into(),
                end(-1.0).into(),
                end(1.0).into(),
                Cell::from(if root.rising { "rises" } else { "falls" }),
            ])?;
        }
        Ok(table)
    }

    /// The study for a terminal of so many columns.
    #[must_use]
    pub fn terminal(&self, width: usize, ascii: bool) -> String {
        self.told().to_terminal(width, ascii)
    }

    /// The answer first, then the scan.
    #[must_use]
    pub fn told(&self) -> Told {
        let mut text = format!("{}: where {}\n", self.path.display(), self.statement);
        if !self.alike.is_empty() {
            let files: Vec<String> =
                self.alike.iter().map(|path| path.display().to_string()).collect();
            text.push_str(&format!("{} is turned alike in {}\n", self.key, files.join(", ")));
        }
        let mut told = Told { heading: text, ..Told::default() };
        let mut text = String::new();
        if self.roots.is_empty() {
            let ends = self.scan.first().zip(self.scan.last());
            let (low, high) = ends.map_or((0.0, 0.0), |(first, last)| (first.0, last.0));
            text.push_str(&format!(
                "nothing from {} to {} does\n",
                digits::number(low, 4),
                digits::number(high, 4)
            ));
        }
        for root in &self.roots {
            let error = root.standard_error.map(|error| (error, TWO_SIDED_95 * error));
            let interval = error.map_or(String::new(), |(_, half)| {
                let (low, high) = (root.at - half, root.at + half);
                format!(", 95 % from {} to {}", digits::number(low, 4), digits::number(high, 4))
            });
            text.push_str(&format!("{} = {}{interval}\n", self.key, digits::number(root.at, 5)));
        }
        told.answer = text.lines().map(str::to_owned).collect();
        told.say(text);
        let mut table = Shown::new(&[self.key.as_str(), "left less right"]);
        for (at, value) in &self.scan {
            let shown: &Measure = value;
            table.push(vec![digits::number(*at, 4), digits::measure(Some(shown))]);
        }
        told.show(table);
        let paths = digits::integer(i64::try_from(self.paths).unwrap_or(i64::MAX));
        told.foot = format!(
            "± is one standard error of {paths} paths, drawn alike at all points; what crosses twice between two points is not seen.\n"
        );
        told
    }
}
