//! CSV files that a scenario names: columns of numbers, and histories of dates and values.

use super::lowering::Lowering;
use super::names::Item;
use crate::calendar::parse_date;
use crate::diagnose::{Diagnostic, Span, nearest};
use crate::document::{LARGEST_FILE, Unreadable};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::path::Path;

/// A CSV file as text.
struct Sheet {
    header: Vec<String>,
    /// Line number and fields.
    rows: Vec<(u64, Vec<String>)>,
}

/// Why a CSV file gives nothing.
fn unreadable(path: &Path, span: Span, why: Unreadable) -> Diagnostic {
    let path = path.display();
    let (code, message, help) = match why {
        Unreadable::Missing(meant) => {
            let help = match meant {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => "a relative path starts at the folder of the file that names it".to_owned(),
            };
            ("cannot-read", format!("{path} does not exist"), help)
        }
        Unreadable::TooLarge => {
            let message =
                format!("{path} is larger than a CSV file may be, {} MiB", LARGEST_FILE >> 20);
            ("file-too-large", message, "keep the rows that the scenario needs".to_owned())
        }
        Unreadable::Refused(reason) => {
            ("cannot-read", format!("{path} cannot be read: {reason}"), "check the path".to_owned())
        }
    };
    Diagnostic::error(code, span, message).help(help)
}

impl Lowering<'_, '_> {
    fn sheet(&mut self, file: &str, span: Span) -> Option<Sheet> {
        let path = self.sources.folder(span.source).join(file);
        let read = match self.shelf.take(&path) {
            Ok(read) => read,
            Err(why) => {
                self.diagnostics.push(unreadable(&path, span, why));
                return None;
            }
        };
        let bytes = std::sync::Arc::clone(&read.bytes);
        if !self.data.iter().any(|known| known.path == read.path) {
            self.data.push(read);
        }
        let mut reader =
            csv::ReaderBuilder::new().trim(csv::Trim::All).comment(Some(b'#')).from_reader(&*bytes);
        let header = match reader.headers() {
            Ok(header) => header.iter().map(str::to_owned).collect(),
            Err(error) => {
                self.bad_sheet(span, file, &error);
                return None;
            }
        };
        let mut rows = Vec::new();
        for record in reader.records() {
            match record {
                Ok(record) => {
                    let line = record.position().map_or(0, csv::Position::line);
                    rows.push((line, record.iter().map(str::to_owned).collect()));
                }
                Err(error) => {
                    self.bad_sheet(span, file, &error);
                    return None;
                }
            }
        }
        Some(Sheet { header, rows })
    }

    fn bad_sheet(&mut self, span: Span, file: &str, error: &csv::Error) {
        let message = format!("{file} is not a good CSV file: {error}");
        let help = "every row needs as many fields as the header";
        self.diagnostics.push(Diagnostic::error("bad-csv", span, message).help(help));
    }

    fn place(&mut self, sheet: &Sheet, file: &str, span: Span, column: &str) -> Option<usize> {
        let place = sheet.header.iter().position(|name| name == column);
        if place.is_none() {
            let message = format!("{file} has no column `{column}`");
            let help = match nearest(column, sheet.header.iter().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("its columns are {}", sheet.header.join(", ")),
            };
            self.diagnostics.push(Diagnostic::error("bad-csv", span, message).help(help));
        }
        place
    }

    fn cell_number(
        &mut self,
        file: &str,
        span: Span,
        line: u64,
        column: &str,
        text: &str,
    ) -> Option<f64> {
        let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
        if number.is_none() {
            let message =
                format!("{file}, line {line}, column `{column}`: `{text}` is not a number");
            let help = "write it in digits with a point, without a thousands separator";
            self.diagnostics.push(Diagnostic::error("bad-csv", span, message).help(help));
        }
        number
    }

    /// A column of numbers.
    pub(super) fn read_column(&mut self, file: &str, span: Span, column: &str) -> Option<Vec<f64>> {
        let sheet = self.sheet(file, span)?;
        let place = self.place(&sheet, file, span, column)?;
        sheet
            .rows
            .iter()
            .map(|(line, fields)| {
                let text = fields.get(place).map_or("", String::as_str);
                self.cell_number(file, span, *line, column, text)
            })
            .collect()
    }

    /// The column `date`, row by row, where there is one.
    pub(super) fn read_dates(&mut self, file: &str, span: Span) -> Option<Vec<Date>> {
        let sheet = self.sheet(file, span)?;
        let place = sheet.header.iter().position(|name| name == "date")?;
        let mut dates = Vec::new();
        let mut days = BTreeMap::new();
        for (line, fields) in &sheet.rows {
            let date = self.cell_date(file, span, *line, fields.get(place))?;
            self.only_once(file, span, &mut days, *line, date);
            dates.push(date);
        }
        Some(dates)
    }

    /// Complains of a second row of one day: which of the two counts is nothing that a program should decide.
    fn only_once(
        &mut self,
        file: &str,
        span: Span,
        days: &mut BTreeMap<Date, u64>,
        line: u64,
        date: Date,
    ) {
        if let Some(first) = days.insert(date, line) {
            let message = format!("{file}, line {line}: {date} stands in line {first} already");
            let finding = Diagnostic::error("bad-csv", span, message);
            self.diagnostics.push(finding.help("keep one row for each day"));
        }
    }

    fn cell_date(
        &mut self,
        file: &str,
        span: Span,
        line: u64,
        cell: Option<&String>,
    ) -> Option<Date> {
        let text = cell.map_or("", String::as_str);
        let date = parse_date(text);
        if date.is_none() {
            let message = format!("{file}, line {line}, column `date`: `{text}` is not a date");
            let finding = Diagnostic::error("bad-csv", span, message);
            self.diagnostics.push(finding.help("write 2025-07-01"));
        }
        date
    }

    /// What was observed of a driver before the start.
    pub(super) fn history(&mut self, item: Item<'_>) -> Vec<(Date, f64)> {
        let Some(entry) = item.table().get("history") else { return Vec::new() };
        let span = entry.value.span;
        let Some(file) = entry.value.as_text().map(str::to_owned) else {
            let message = "`history` takes the path of a CSV file";
            let finding = Diagnostic::error("wrong-type", span, message);
            self.diagnostics.push(
                finding.help("write history = \"data/revenue.csv\", with columns date and value"),
            );
            return Vec::new();
        };
        self.dated(&file, span)
    }

    /// The columns `date` and `value` of a CSV file.
    pub(super) fn dated(&mut self, file: &str, span: Span) -> Vec<(Date, f64)> {
        let Some(sheet) = self.sheet(file, span) else { return Vec::new() };
        let (Some(dates), Some(values)) =
            (self.place(&sheet, file, span, "date"), self.place(&sheet, file, span, "value"))
        else {
            return Vec::new();
        };
        let mut points = Vec::new();
        let mut days = BTreeMap::new();
        for (line, fields) in &sheet.rows {
            let Some(date) = self.cell_date(file, span, *line, fields.get(dates)) else {
                continue;
            };
            self.only_once(file, span, &mut days, *line, date);
            let text = fields.get(values).map_or("", String::as_str);
            if let Some(value) = self.cell_number(file, span, *line, "value", text) {
                points.push((date, value));
            }
        }
        points
    }
}
