//! Tables with typed columns, written once and read as CSV, JSON or text in a terminal.

use std::fmt;

use jiff::civil::Date;
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::aligned::Aligned;
use crate::diagnose::harmless;
use crate::statistics::digits::Places;
use crate::statistics::{Measure, digits};

/// What the cells of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    Text,
    /// A number without an error of its own.
    Number,
    /// A number with its standard error: two columns of a CSV, one in a terminal.
    Measure,
    /// A fraction of paths with its standard error, which people read in percent.
    Share,
    /// A count.
    Integer,
    /// A civil date.
    Date,
}

impl Kind {
    /// Whether its cells have an error.
    fn has_error(self) -> bool {
        matches!(self, Self::Measure | Self::Share)
    }

    fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Measure => "measure",
            Self::Share => "share",
            Self::Integer => "integer",
            Self::Date => "date",
        }
    }
}

/// A column: its name in snake_case, its unit (empty for none), what it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The name, which heads the column of a CSV.
    pub name: String,
    /// The unit, such as `USD bn`; empty for none. Shown in the terminal and in JSON.
    pub unit: String,
    /// What the cells are.
    pub kind: Kind,
}

impl Column {
    /// What people read above it: the name in words, and the unit.
    fn head(&self) -> String {
        let name = self.name.replace('_', " ");
        if self.unit.is_empty() { name } else { format!("{name} {}", self.unit) }
    }

    /// A column of this name, unit and kind.
    #[must_use]
    pub fn new(name: &str, unit: &str, kind: Kind) -> Self {
        Self { name: name.to_owned(), unit: unit.to_owned(), kind }
    }
}

/// One value, or the absence of one.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing could be computed here: an empty field, `null`, a dash. Fits every column.
    Absent,
    /// Nothing is to be said here: an empty field, `null`, an empty place. Fits every column.
    Blank,
    /// Words.
    Text(String),
    /// A finite number.
    Number(f64),
    /// A finite number with its error.
    Measure(Measure),
    /// A count.
    Integer(i64),
    /// A civil date.
    Date(Date),
}

impl Cell {
    fn fits(&self, kind: Kind) -> bool {
        match self {
            Self::Absent | Self::Blank => true,
            Self::Text(_) => kind == Kind::Text,
            Self::Number(value) => kind == Kind::Number && value.is_finite(),
            Self::Measure(measure) => {
                let error = measure.standard_error.unwrap_or(0.0);
                kind.has_error() && measure.value.is_finite() && error.is_finite()
            }
            Self::Integer(_) => kind == Kind::Integer,
            Self::Date(_) => kind == Kind::Date,
        }
    }

    /// The number that it holds and its error.
    fn number(&self) -> Option<(f64, Option<f64>)> {
        match self {
            Self::Number(value) => Some((*value, None)),
            Self::Measure(measure) => Some((measure.value, measure.standard_error)),
            _ => None,
        }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<f64> for Cell {
    fn from(value: f64) -> Self {
        Self::Number(value)
    }
}

impl From<i64> for Cell {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}

impl From<Measure> for Cell {
    fn from(measure: Measure) -> Self {
        Self::Measure(measure)
    }
}

impl From<Date> for Cell {
    fn from(date: Date) -> Self {
        Self::Date(date)
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Absent, Into::into)
    }
}

/// A row that does not belong into its table.
#[derive(Debug, Clone, PartialEq)]
pub enum TableError {
    /// The row has another number of cells than the table has columns.
    Width {
        /// The number of columns.
        columns: usize,
        /// The number of cells.
        cells: usize,
    },
    /// A cell is of another kind than its column, or a number that is not finite.
    Misfit {
        /// The column.
        column: String,
        /// The cell.
        cell: Cell,
    },
}

impl fmt::Display for TableError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Width { columns, cells } => {
                write!(out, "a row of {cells} cells does not fit a table of {columns} columns")
            }
            Self::Misfit { column, cell } => {
                write!(out, "the column `{column}` cannot hold {cell:?}")
            }
        }
    }
}

impl std::error::Error for TableError {}

/// Rows of cells under declared columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
}

impl Table {
    /// An empty table.
    #[must_use]
    pub fn new(columns: Vec<Column>) -> Self {
        Self { columns, rows: Vec::new() }
    }

    /// Adds a row.
    ///
    /// # Errors
    /// When a cell is missing, is of another kind than its column, or is a number that is not
    /// finite.
    pub fn push(&mut self, row: Vec<Cell>) -> Result<(), TableError> {
        if row.len() != self.columns.len() {
            return Err(TableError::Width { columns: self.columns.len(), cells: row.len() });
        }
        for (column, cell) in self.columns.iter().zip(&row) {
            if !cell.fits(column.kind) {
                return Err(TableError::Misfit { column: column.name.clone(), cell: cell.clone() });
            }
        }
        self.rows.push(row);
        Ok(())
    }

    /// The columns.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The rows.
    #[must_use]
    pub fn rows(&self) -> &[Vec<Cell>] {
        &self.rows
    }

    /// The table as CSV (RFC 4180, lines end with a line feed) under a line of column names. A
    /// measure takes a second column `<name>_standard_error`; absent cells are empty. Numbers are
    /// plain decimals without exponent, the shortest that read back as the same number.
    ///
    /// # Errors
    /// Never in practice: the writer only fills memory.
    pub fn to_csv(&self) -> Result<Vec<u8>, csv::Error> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let mut header = Vec::new();
        for column in &self.columns {
            header.push(column.name.clone());
            if column.kind.has_error() {
                header.push(format!("{}_standard_error", column.name));
            }
        }
        if header.is_empty() {
            return Ok(Vec::new());
        }
        writer.write_record(&header)?;
        for row in &self.rows {
            let mut fields = Vec::with_capacity(header.len());
            for (column, cell) in self.columns.iter().zip(row) {
                push_fields(&mut fields, column.kind, cell);
            }
            writer.write_record(&fields)?;
        }
        writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
    }

    /// The table as indented JSON: columns with unit and kind, and rows as objects with their keys
    /// in the order of the columns; a measure is `{"value": …, "standard_error": …, "count": …}`.
    /// Ends with a line feed.
    ///
    /// # Errors
    /// Never in practice: every cell can be written as JSON.
    pub fn to_json(&self) -> Result<Vec<u8>, serde_json::Error> {
        let mut json = serde_json::to_vec_pretty(self)?;
        json.push(b'\n');
        Ok(json)
    }

    /// The table as people read it: each column with one number of decimals, at most four significant digits and none
    /// beyond the errors; what is next to nothing as 0, what is certain without an error.
    #[must_use]
    pub fn shown(&self) -> Shown {
        let mut shown = Shown {
            header: self.columns.iter().map(Column::head).collect(),
            numbers: self.columns.iter().map(|column| is_number(column.kind)).collect(),
            rows: vec![Vec::new(); self.rows.len()],
            notes: Vec::new(),
        };
        for (at, column) in self.columns.iter().enumerate() {
            let cells: Vec<&Cell> = self.rows.iter().filter_map(|row| row.get(at)).collect();
            let texts = match column.kind {
                Kind::Share => shares(&cells, &mut shown.notes),
                _ => plain(&cells),
            };
            for (row, text) in shown.rows.iter_mut().zip(texts) {
                row.push(text);
            }
        }
        shown
    }
}

impl Table {
    /// The table as people read it, for a terminal of so many columns; `ascii` does without any other sign of the
    /// program's own.
    #[must_use]
    pub fn to_terminal(&self, width: usize, ascii: bool) -> String {
        self.shown().to_terminal(width, ascii)
    }
}

/// A table as people read it, cell by cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The heads of the columns.
    pub header: Vec<String>,
    /// Which columns hold numbers, which stand at the right.
    pub numbers: Vec<bool>,
    /// The cells.
    pub rows: Vec<Vec<String>>,
    /// Footnotes.
    pub notes: Vec<String>,
}

impl Shown {
    /// A table without rows: the first column holds words, all others numbers or short words.
    #[must_use]
    pub fn new(header: &[&str]) -> Self {
        Self {
            header: header.iter().map(ToString::to_string).collect(),
            numbers: (0..header.len()).map(|at| at > 0).collect(),
            rows: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// Adds a row.
    pub fn push(&mut self, row: Vec<String>) {
        self.rows.push(row);
    }

    /// The lines for a terminal of so many columns, with the footnotes; `ascii` does without any other sign of the
    /// program's own.
    #[must_use]
    pub fn to_terminal(&self, width: usize, ascii: bool) -> String {
        // A dash and a sign of error are this program's own; names belong to the scenario.
        let own = |text: &String| {
            if ascii { text.replace('±', "+-").replace(digits::ABSENT, "-") } else { text.clone() }
        };
        let rows: Vec<Vec<String>> =
            self.rows.iter().map(|row| row.iter().map(own).collect()).collect();
        let mut text = Aligned::new(&self.header, &rows, &self.numbers).lines(width, ascii);
        for note in &self.notes {
            text.push_str(note);
            text.push('\n');
        }
        text
    }
}

fn is_number(kind: Kind) -> bool {
    !matches!(kind, Kind::Text | Kind::Date)
}

/// The cells of one column of anything but shares.
fn plain(cells: &[&Cell]) -> Vec<String> {
    let numbers: Vec<_> = cells.iter().filter_map(|cell| cell.number()).collect();
    let places = Places::of(&numbers);
    let text = |cell: &&Cell| match cell {
        Cell::Absent => digits::ABSENT.to_owned(),
        Cell::Blank => String::new(),
        Cell::Text(text) => text.clone(),
        Cell::Number(value) => places.number(*value),
        Cell::Measure(measure) => with_error(&places, measure),
        Cell::Integer(value) => digits::integer(*value),
        Cell::Date(date) => date.to_string(),
    };
    cells.iter().map(text).collect()
}

fn with_error(places: &Places, measure: &Measure) -> String {
    let text = places.number(measure.value);
    places.error(measure.standard_error).map_or(text.clone(), |error| format!("{text} ± {error}"))
}

/// The cells of one column of shares, in percent, and what is said below of those that were never or always so on the
/// paths of this run without being certain.
fn shares(cells: &[&Cell], notes: &mut Vec<String>) -> Vec<String> {
    let hundredths = |measure: &Measure| measure.scaled(100.0);
    let numbers: Vec<_> = cells
        .iter()
        .filter_map(|cell| match cell {
            Cell::Measure(measure) => Some(hundredths(measure)),
            _ => None,
        })
        .map(|measure| (measure.value, measure.standard_error))
        .collect();
    let places = Places::of(&numbers);
    let mut seen: Vec<(bool, u64)> = Vec::new();
    let mut text = |cell: &&Cell| match cell {
        Cell::Measure(share) if share.value == 0.0 || share.value == 1.0 => {
            let text = if share.value == 0.0 { "0 %" } else { "100 %" };
            if share.standard_error == Some(0.0) {
                return text.to_owned();
            }
            let case = (share.value == 1.0, share.count);
            if !seen.contains(&case) {
                seen.push(case);
            }
            format!("{text}*")
        }
        Cell::Measure(share) => {
            let share = hundredths(share);
            let text = places.uncertain_percentage(share.value);
            match places.error(share.standard_error) {
                Some(error) if !text.starts_with(['<', '>']) => format!("{text} ± {error} %"),
                _ => format!("{text} %"),
            }
        }
        Cell::Absent => digits::ABSENT.to_owned(),
        _ => String::new(),
    };
    let texts: Vec<String> = cells.iter().map(&mut text).collect();
    if seen.is_empty() {
        return texts;
    }
    for (always, paths) in seen {
        let count = digits::integer(i64::try_from(paths).unwrap_or(i64::MAX));
        let note = match (always, paths) {
            (true, 1) => "* on the one path of this run".to_owned(),
            (false, 1) => "* not on the one path of this run".to_owned(),
            (true, _) => format!("* on all of {count} paths"),
            (false, _) => format!("* on none of {count} paths"),
        };
        if !notes.contains(&note) {
            notes.push(note);
        }
    }
    // Stars hang out at the right: percent signs stay below each other.
    let hung = |text: String| if text.ends_with('*') { text } else { text + " " };
    texts.into_iter().map(hung).collect()
}

/// A number as a CSV holds it. Zero has no sign.
fn plain_number(value: f64) -> String {
    if value == 0.0 { "0".to_owned() } else { value.to_string() }
}

fn push_fields(fields: &mut Vec<String>, kind: Kind, cell: &Cell) {
    match cell {
        Cell::Absent | Cell::Blank => {
            fields.push(String::new());
            if kind.has_error() {
                fields.push(String::new());
            }
        }
        Cell::Text(text) => fields.push(harmless::cell(text).into_owned()),
        Cell::Number(value) => fields.push(plain_number(*value)),
        Cell::Measure(measure) => {
            fields.push(plain_number(measure.value));
            fields.push(measure.standard_error.map(plain_number).unwrap_or_default());
        }
        Cell::Integer(value) => fields.push(value.to_string()),
        Cell::Date(date) => fields.push(date.to_string()),
    }
}

impl Serialize for Table {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let rows: Vec<Row<'_>> =
            self.rows.iter().map(|cells| Row { columns: &self.columns, cells }).collect();
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("columns", &self.columns)?;
        map.serialize_entry("rows", &rows)?;
        map.end()
    }
}

impl Serialize for Column {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("name", &self.name)?;
        map.serialize_entry("unit", &self.unit)?;
        map.serialize_entry("kind", self.kind.name())?;
        map.end()
    }
}

struct Row<'a> {
    columns: &'a [Column],
    cells: &'a [Cell],
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.cells.len()))?;
        for (column, cell) in self.columns.iter().zip(self.cells) {
            map.serialize_entry(&column.name, cell)?;
        }
        map.end()
    }
}

impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Absent | Self::Blank => serializer.serialize_none(),
            Self::Text(text) => serializer.serialize_str(text),
            // Adding zero takes the sign from a zero and changes nothing else.
            Self::Number(value) => serializer.serialize_f64(value + 0.0),
            Self::Integer(value) => serializer.serialize_i64(*value),
            Self::Date(date) => serializer.serialize_str(&date.to_string()),
            Self::Measure(measure) => {
                let mut map = serializer.serialize_map(Some(3))?;
                map.serialize_entry("value", &(measure.value + 0.0))?;
                map.serialize_entry("standard_error", &measure.standard_error)?;
                map.serialize_entry("count", &measure.count)?;
                map.end()
            }
        }
    }
}

#[cfg(test)]
#[path = "table_tests.rs"]
mod tests;
