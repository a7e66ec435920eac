//! CSV files that a scenario names: columns of numbers, and histories of dates and values.

use super::lowering::Lowering;
use super::names::{Item, shortened};
use crate::calendar::parse_date;
use crate::diagnose::{Diagnostic, Span, listed, nearest};
use crate::document::{LARGEST_FILE, Unreadable};
use crate::spelling::{meant_amount, meant_day};
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
                None => {
                    let columns: Vec<String> =
                        sheet.header.iter().map(|name| shortened(name)).collect();
                    format!("its columns are {}", listed(columns.iter().map(String::as_str), 5))
                }
            };
            self.diagnostics.push(Diagnostic::error("bad-csv", span, message).help(help));
        }
        place
    }

    /// A column of numbers; none where a cell is none.
    pub(super) fn read_column(&mut self, file: &str, span: Span, column: &str) -> Option<Vec<f64>> {
        let sheet = self.sheet(file, span)?;
        let place = self.place(&sheet, file, span, column)?;
        let mut faults = Faults::default();
        let numbers: Vec<Option<f64>> = sheet
            .rows
            .iter()
            .map(|(line, fields)| faults.number(*line, column, fields.get(place)))
            .collect();
        self.tell(file, span, &faults);
        numbers.into_iter().collect()
    }

    /// The column `date`, row by row, where there is one.
    pub(super) fn read_dates(&mut self, file: &str, span: Span) -> Option<Vec<Date>> {
        let sheet = self.sheet(file, span)?;
        let place = sheet.header.iter().position(|name| name == "date")?;
        let mut faults = Faults::default();
        let mut first: BTreeMap<Date, u64> = BTreeMap::new();
        let mut dates: Vec<Option<Date>> = Vec::new();
        for (line, fields) in &sheet.rows {
            let date = faults.date(*line, fields.get(place));
            if let Some(before) = date.and_then(|date| first.insert(date, *line)) {
                faults.twice(*line, date, before);
            }
            dates.push(date);
        }
        self.tell(file, span, &faults);
        dates.into_iter().collect()
    }

    /// Complains of the first few bad rows, and counts the others.
    fn tell(&mut self, file: &str, span: Span, faults: &Faults) {
        for (nth, fault) in faults.first.iter().enumerate() {
            let more = faults.count - faults.first.len();
            let rest = match more {
                0 => String::new(),
                _ if nth + 1 < faults.first.len() => String::new(),
                1 => "; one more row is bad".to_owned(),
                more => format!("; {more} more rows are bad"),
            };
            let message = format!("{file}, {}{rest}", fault.message);
            let finding = Diagnostic::error("bad-csv", span, message);
            self.diagnostics.push(finding.help(fault.help.clone()));
        }
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
        let mut faults = Faults::default();
        let mut first: BTreeMap<Date, u64> = BTreeMap::new();
        for (line, fields) in &sheet.rows {
            let date = faults.date(*line, fields.get(dates));
            let value = date.and_then(|_| faults.number(*line, "value", fields.get(values)));
            let Some((date, value)) = date.zip(value) else { continue };
            match first.insert(date, *line) {
                Some(before) => faults.twice(*line, Some(date), before),
                None => points.push((date, value)),
            }
        }
        self.tell(file, span, &faults);
        points
    }
}

/// Bad rows that are shown of one file.
const MOST_ROWS: usize = 5;

/// What is wrong with a row.
struct Fault {
    message: String,
    help: String,
}

/// What is wrong with the rows of a file: the first ones, and how many there are.
#[derive(Default)]
struct Faults {
    first: Vec<Fault>,
    count: usize,
}

impl Faults {
    fn add(&mut self, fault: impl FnOnce() -> Fault) {
        self.count += 1;
        if self.first.len() < MOST_ROWS {
            self.first.push(fault());
        }
    }

    fn number(&mut self, line: u64, column: &str, cell: Option<&String>) -> Option<f64> {
        let text = cell.map_or("", String::as_str);
        let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
        if number.is_none() {
            self.add(|| Fault {
                message: format!(
                    "line {line}, column `{column}`: `{}` is not a number",
                    shortened(text)
                ),
                help: match meant_amount(text) {
                    Some(meant) => {
                        let or = meant.or.map(|or| format!(" or {or}")).unwrap_or_default();
                        format!("write {}{or}: digits with a point", meant.written.replace('_', ""))
                    }
                    None => {
                        "write it in digits with a point, without a thousands separator".to_owned()
                    }
                },
            });
        }
        number
    }

    fn date(&mut self, line: u64, cell: Option<&String>) -> Option<Date> {
        let text = cell.map_or("", String::as_str);
        let date = parse_date(text);
        if date.is_none() {
            self.add(|| Fault {
                message: format!("line {line}, column `date`: `{}` is not a date", shortened(text)),
                help: match meant_day(text) {
                    Some(meant) => {
                        let days: Vec<String> = meant.days.iter().map(Date::to_string).collect();
                        format!("write {}: year, month, day", days.join(" or "))
                    }
                    None => "write year, month and day, such as 2027-06-30".to_owned(),
                },
            });
        }
        date
    }

    /// A second row of one day: which of the two counts is nothing that a program should decide.
    fn twice(&mut self, line: u64, date: Option<Date>, before: u64) {
        let date = date.map(|date| date.to_string()).unwrap_or_default();
        self.add(|| Fault {
            message: format!("line {line}: {date} stands in line {before} already"),
            help: "keep one row for each day".to_owned(),
        });
    }
}
