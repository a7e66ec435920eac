//! The table behind a picture: what its CSV file holds.

use crate::diagnose::harmless;

/// One cell of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Words.
    Text(String),
    /// A number in the unit that the header names; one that is not finite is written as absent.
    Number(f64),
    /// Nothing was measured; written as an empty cell, never as zero.
    Absent,
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_string())
    }
}

impl From<f64> for Cell {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<Option<f64>> for Cell {
    fn from(number: Option<f64>) -> Self {
        number.map_or(Self::Absent, Self::Number)
    }
}

/// A header and rows of the same length.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Rows {
    /// Column names in snake case.
    pub header: Vec<String>,
    /// One vector of cells a row.
    pub rows: Vec<Vec<Cell>>,
}

impl Rows {
    /// An empty table with these columns.
    pub(super) fn new(header: &[&str]) -> Self {
        Self { header: header.iter().map(ToString::to_string).collect(), rows: Vec::new() }
    }

    /// The table as CSV text with a header line; numbers in the shortest form that reads back.
    ///
    /// # Errors
    /// A row of another length than the header's, which no chart here makes.
    pub fn csv(&self) -> Result<String, csv::Error> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(&self.header)?;
        for row in &self.rows {
            writer.write_record(row.iter().map(|cell| match cell {
                Cell::Text(text) => harmless::cell(text).into_owned(),
                Cell::Number(number) if number.is_finite() => format!("{number}"),
                Cell::Number(_) | Cell::Absent => String::new(),
            }))?;
        }
        let bytes = writer.into_inner().map_err(|error| error.into_error())?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absent_and_not_finite_cells_are_empty_and_commas_are_quoted() {
        let mut table = Rows::new(&["clause", "mean"]);
        table.rows.push(vec!["share, capped".into(), 37.25.into()]);
        table.rows.push(vec!["none".into(), None.into()]);
        table.rows.push(vec!["broken".into(), f64::NAN.into()]);
        let expected = "clause,mean\n\"share, capped\",37.25\nnone,\nbroken,\n";
        assert_eq!(table.csv().unwrap(), expected);
    }
}
