//! Tables with typed columns, written once and read as CSV, JSON or text in a terminal.

use std::fmt;

#[cfg(feature = "cli")]
use comfy_table::{
    CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, TableStyle, Width,
};
use jiff::civil::Date;
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::statistics::Measure;
#[cfg(feature = "cli")]
use crate::statistics::digits;

/// What the cells of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    Text,
    /// A number without an error of its own.
    Number,
    /// A number with its standard error: two columns of a CSV, one in a terminal.
    Measure,
    /// A count.
    Integer,
    /// A civil date.
    Date,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Measure => "measure",
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
            Self::Absent => true,
            Self::Text(_) => kind == Kind::Text,
            Self::Number(value) => kind == Kind::Number && value.is_finite(),
            Self::Measure(measure) => {
                let error = measure.standard_error.unwrap_or(0.0);
                kind == Kind::Measure && measure.value.is_finite() && error.is_finite()
            }
            Self::Integer(_) => kind == Kind::Integer,
            Self::Date(_) => kind == Kind::Date,
        }
    }

    #[cfg(feature = "cli")]
    fn for_terminal(&self) -> String {
        match self {
            Self::Absent => digits::ABSENT.to_owned(),
            Self::Text(text) => text.clone(),
            Self::Number(value) => digits::number(*value, 4),
            Self::Measure(measure) => digits::measure(Some(measure)),
            Self::Integer(value) => digits::integer(*value),
            Self::Date(date) => date.to_string(),
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
            if column.kind == Kind::Measure {
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

    #[cfg(feature = "cli")]
    /// Numbers are never broken over lines, and words only when they are longer than twenty
    /// letters.
    fn least_width(&self, at: usize, kind: Kind) -> ColumnConstraint {
        let cells = self.rows.iter().filter_map(|row| row.get(at)).map(Cell::for_terminal);
        let longest = match kind {
            Kind::Text => cells
                .filter_map(|text| text.split_whitespace().map(|word| word.chars().count()).max())
                .max()
                .map(|word| word.min(20)),
            _ => cells.map(|text| text.chars().count()).max(),
        };
        let padding = 2;
        let width = longest.unwrap_or(1).saturating_add(padding);
        ColumnConstraint::LowerBoundary(Width::Fixed(u16::try_from(width).unwrap_or(u16::MAX)))
    }

    #[cfg(feature = "cli")]
    /// The table as text for a terminal of so many columns: light lines, numbers to the right with
    /// no digit beyond their error, long text wrapped. `ascii` does without line-drawing
    /// characters.
    #[must_use]
    pub fn to_terminal(&self, width: u16, ascii: bool) -> String {
        let mut table = comfy_table::Table::new();
        table.load_style(light_style(if ascii { '-' } else { '─' }));
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
        let plain = |text: String| if ascii { to_ascii(&text) } else { text };
        table.set_header(self.columns.iter().map(|column| {
            let title = column.name.replace('_', " ");
            let text =
                if column.unit.is_empty() { title } else { format!("{title}\n{}", column.unit) };
            comfy_table::Cell::new(plain(text)).set_alignment(alignment(column.kind))
        }));
        for row in &self.rows {
            table.add_row(self.columns.iter().zip(row).map(|(column, cell)| {
                comfy_table::Cell::new(plain(cell.for_terminal()))
                    .set_alignment(alignment(column.kind))
            }));
        }
        for (at, column) in self.columns.iter().enumerate() {
            if let Some(shown) = table.column_mut(at) {
                shown.set_constraint(self.least_width(at, column.kind));
            }
        }
        let text = table.to_string();
        let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
        lines.join("\n") + "\n"
    }
}

#[cfg(feature = "cli")]
/// One line under the header, none elsewhere.
fn light_style(line: char) -> TableStyle {
    TableStyle::new().header_separator(LineStyle::none().fill(line).junction(line))
}

#[cfg(feature = "cli")]
fn alignment(kind: Kind) -> CellAlignment {
    match kind {
        Kind::Text | Kind::Date => CellAlignment::Left,
        Kind::Number | Kind::Measure | Kind::Integer => CellAlignment::Right,
    }
}

#[cfg(feature = "cli")]
/// The signs that this program itself puts into cells, in ASCII.
fn to_ascii(text: &str) -> String {
    text.replace('±', "+-").replace('–', "-")
}

/// A number as a CSV holds it. Zero has no sign.
fn plain_number(value: f64) -> String {
    if value == 0.0 { "0".to_owned() } else { value.to_string() }
}

fn push_fields(fields: &mut Vec<String>, kind: Kind, cell: &Cell) {
    match cell {
        Cell::Absent => {
            fields.push(String::new());
            if kind == Kind::Measure {
                fields.push(String::new());
            }
        }
        Cell::Text(text) => fields.push(text.clone()),
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
            Self::Absent => serializer.serialize_none(),
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
