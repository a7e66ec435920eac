//! Reads a study file that asks for a negotiation: every fault of it at once, each with its place and the way out.

use super::question::{Choice, Issue, Question, Values};
use crate::bargaining::Ideal;
use crate::diagnose::{Diagnostic, Diagnostics, Findings, Sources, Span, nearest};
use crate::document::{Entry, Files, NewValue, Overrides, Table, Value, ValueKind, parse};
use crate::formula::{MoneyScale, parse_number};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Values of a range where the file does not say how many.
const STEPS: usize = 9;

/// Keys at the top of the file.
const TOP: [&str; 15] = [
    "study",
    "name",
    "about",
    "allow",
    "format",
    "deal",
    "walk_away",
    "between",
    "issues",
    "sides",
    "packages",
    "ideal",
    "lotteries",
    "rounds",
    "simulation",
];

impl Question {
    /// Reads what a study file asks.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn read(files: &Arc<dyn Files>, path: &Path) -> Result<Self, Findings> {
        let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let shown = path.display().to_string();
        let bytes = match files.read(path) {
            Ok(bytes) => bytes,
            Err(why) => {
                let source = sources.add(&shown, "");
                let span = Span { source, start: 0, end: 0 };
                let message = format!("`{shown}` cannot be read: {why}");
                diagnostics.push(Diagnostic::error("cannot-read", span, message));
                return Err(Findings::new(sources, diagnostics));
            }
        };
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let root = parse(&text, &shown, &mut sources, &mut diagnostics);
        let question = root.map(|root| {
            let mut reader = Reader { path, diagnostics: &mut diagnostics };
            reader.question(&root)
        });
        match question.flatten() {
            Some(question) if !diagnostics.has_errors() => Ok(question),
            _ => Err(Findings::new(sources, diagnostics)),
        }
    }
}

/// Reads one file.
pub(super) struct Reader<'all> {
    path: &'all Path,
    diagnostics: &'all mut Diagnostics,
}

impl Reader<'_> {
    pub(super) fn wrong(&mut self, code: &'static str, span: Span, message: String, help: &str) {
        self.diagnostics.push(Diagnostic::error(code, span, message).help(help));
    }

    pub(super) fn known_keys(&mut self, place: &str, table: &Table, known: &[&str]) {
        for Entry { key, .. } in &table.entries {
            if !known.contains(&key.name.as_str()) {
                let message = format!("unknown key `{}` in {place}", key.name);
                let help = match nearest(&key.name, known.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("known keys are {}", known.join(", ")),
                };
                self.wrong("unknown-key", key.span, message, &help);
            }
        }
    }

    fn question(&mut self, root: &Table) -> Option<Question> {
        self.known_keys("a negotiation", root, &TOP);
        let beside = |name: &str| self.path.parent().unwrap_or(Path::new("")).join(name);
        let Some(deal) = root.get("deal") else {
            let span = root.get("study").map(|entry| entry.value.span)?;
            let message = "the study does not say which deal it is about".to_owned();
            self.wrong(
                "missing-key",
                span,
                message,
                "write deal = \"FILE\", the scenario file of the deal",
            );
            return None;
        };
        let deal_file = beside(deal.value.as_text().unwrap_or_default());
        if deal.value.as_text().is_none() {
            let message = "`deal` takes the name of a scenario file".to_owned();
            self.wrong("wrong-type", deal.value.span, message, "write deal = \"deal.toml\"");
        }
        let mut question = Question::about(deal_file);
        question.files = vec![self.path.to_path_buf()];
        question.name = match root.get("name").and_then(|entry| entry.value.as_text()) {
            Some(name) => name.to_owned(),
            None => self.path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
        };
        question.walk_away = self.file(root, "walk_away");
        question.between = self.names(root, "between");
        question.issues = self.issues(root);
        self.simulation(root, &mut question);
        self.utilities(root, &mut question);
        for entry in self.tables(root, "packages") {
            if let Some(terms) = self.package(&entry, &question.issues) {
                question.scored.push((entry.key.name.clone(), terms));
            }
        }
        question.ideal = match root.get("ideal").map(|entry| (entry, entry.value.as_text())) {
            None | Some((_, Some("acceptable"))) => Ideal::Acceptable,
            Some((_, Some("full_range"))) => Ideal::FullRange,
            Some((entry, _)) => {
                let message = "`ideal` is \"acceptable\" or \"full_range\"".to_owned();
                let help = "take it out: the best that a side can hope for is then among what the others accept";
                self.wrong("unknown-word", entry.value.span, message, help);
                Ideal::Acceptable
            }
        };
        question.lotteries = match root.get("lotteries").map(|entry| &entry.value) {
            None => false,
            Some(Value { kind: ValueKind::Boolean(yes), .. }) => *yes,
            Some(value) => {
                let message = "`lotteries` is true or false".to_owned();
                self.wrong("wrong-type", value.span, message, "write lotteries = true");
                false
            }
        };
        question.rounds = self.rounds(root, &question);
        Some(question)
    }

    fn file(&mut self, root: &Table, key: &str) -> Option<PathBuf> {
        let value = &root.get(key)?.value;
        match value.as_text() {
            Some(name) => Some(self.path.parent().unwrap_or(Path::new("")).join(name)),
            None => {
                let message = format!("`{key}` takes the name of a scenario file");
                self.wrong(
                    "wrong-type",
                    value.span,
                    message,
                    "write it in quotes: \"no-deal.toml\"",
                );
                None
            }
        }
    }

    fn names(&mut self, root: &Table, key: &str) -> Vec<String> {
        let Some(entry) = root.get(key) else { return Vec::new() };
        let names = match &entry.value.kind {
            ValueKind::List(items) => {
                items.iter().map(|item| item.as_text().map(str::to_owned)).collect()
            }
            _ => None,
        };
        if names.is_none() {
            let message = format!("`{key}` takes a list of names of sides");
            self.wrong(
                "wrong-type",
                entry.value.span,
                message,
                "write between = [\"buyer\", \"seller\"]",
            );
        }
        names.unwrap_or_default()
    }

    /// The named tables under a key.
    pub(super) fn tables(&mut self, root: &Table, key: &str) -> Vec<Entry> {
        let Some(entry) = root.get(key) else { return Vec::new() };
        let Some(table) = entry.value.as_table() else {
            let message = format!("`{key}` takes named tables");
            let help = format!("write [{key}.NAME] and what belongs to it below");
            self.wrong("wrong-type", entry.value.span, message, &help);
            return Vec::new();
        };
        table.entries.clone()
    }

    fn issues(&mut self, root: &Table) -> Vec<Issue> {
        let mut issues = Vec::new();
        for Entry { key, value } in self.tables(root, "issues") {
            let Some(table) = value.as_table() else {
                let message = format!("the issue {} takes a table", key.name);
                let help = "write { key = \"inputs.stake.value\", range = [0.2, 0.5] }";
                self.wrong("wrong-type", value.span, message, help);
                continue;
            };
            self.known_keys("an issue", table, &["key", "range", "steps", "options", "label"]);
            let of = table.get("key").and_then(|entry| entry.value.as_text());
            let values = match (table.get("range"), table.get("options")) {
                (Some(range), None) => self.range(&key.name, of, &range.value, table, key.span),
                (None, Some(options)) => self.options(&key.name, of, &options.value),
                _ => {
                    let message = format!("the issue {} has either a range or options", key.name);
                    let help = "write range = [0.2, 0.5] for a number, options = [..] for what cannot be parted";
                    self.wrong("one-of", key.span, message, help);
                    None
                }
            };
            issues.extend(values.map(|values| Issue { name: key.name.clone(), values }));
        }
        issues
    }

    fn range(
        &mut self,
        name: &str,
        key: Option<&str>,
        value: &Value,
        table: &Table,
        span: Span,
    ) -> Option<Values> {
        let Some(key) = key else {
            let message = format!("the issue {name} has a range and does not say of what");
            self.wrong("missing-key", span, message, "write key = \"inputs.stake.value\"");
            return None;
        };
        let ends: Option<Vec<f64>> = match &value.kind {
            ValueKind::List(items) => items.iter().map(number).collect(),
            _ => None,
        };
        let Some(&[low, high]) = ends.as_deref() else {
            let message = format!("the range of {name} takes two numbers");
            self.wrong(
                "wrong-type",
                value.span,
                message,
                "write range = [0.2, 0.5], the lower one first",
            );
            return None;
        };
        if low >= high {
            let message = format!("the range of {name} ends below its beginning");
            self.wrong(
                "out-of-range",
                value.span,
                message,
                &format!("write range = [{high}, {low}]"),
            );
            return None;
        }
        let steps = match table.get("steps").map(|entry| &entry.value) {
            None => STEPS,
            Some(Value { kind: ValueKind::Integer(steps @ 2..=1_000), .. }) => *steps as usize,
            Some(value) => {
                let message = format!("the steps of {name} are a whole number from 2 to 1,000");
                self.wrong("out-of-range", value.span, message, "write steps = 9");
                return None;
            }
        };
        Some(Values::Range { key: key.to_owned(), low, high, steps })
    }

    fn options(&mut self, name: &str, key: Option<&str>, value: &Value) -> Option<Values> {
        let choices: Option<Vec<Choice>> = match (&value.kind, key) {
            (ValueKind::List(items), Some(key)) => {
                let choice = |item: &Value| {
                    let lays = new_value(item);
                    let name = item.as_text().map_or_else(|| lays.to_string(), str::to_owned);
                    Choice { name, lays: Overrides::new().with(key, lays) }
                };
                Some(items.iter().map(choice).collect())
            }
            (ValueKind::Table(table), key) => {
                table.entries.iter().map(|entry| choice(entry, key)).collect()
            }
            _ => None,
        };
        match choices {
            Some(choices) if !choices.is_empty() => Some(Values::Options(choices)),
            _ => {
                let message = format!("the options of {name} cannot be read");
                let help = "write options = [..] beside a key, or name each with what it lays over the deal: [issues.NAME.options.kept] \"terms.fee.rate\" = 0.1";
                self.wrong("wrong-type", value.span, message, help);
                None
            }
        }
    }

    fn simulation(&mut self, root: &Table, question: &mut Question) {
        let Some(entry) = root.get("simulation") else { return };
        let Some(table) = entry.value.as_table() else {
            let message = "`simulation` takes a table".to_owned();
            self.wrong(
                "wrong-type",
                entry.value.span,
                message,
                "write simulation = { paths = 20_000 }",
            );
            return;
        };
        self.known_keys("simulation", table, &["paths", "seed"]);
        let whole = |key: &str| match table.get(key).map(|entry| &entry.value.kind) {
            Some(ValueKind::Integer(number)) => u64::try_from(*number).ok(),
            _ => None,
        };
        question.paths = whole("paths").filter(|paths| *paths > 0);
        question.seed = whole("seed");
        for key in ["paths", "seed"] {
            if let Some(entry) = table.get(key)
                && whole(key).is_none()
            {
                let message = format!("`{key}` takes a whole number");
                self.wrong("wrong-type", entry.value.span, message, "write paths = 20_000");
            }
        }
    }
}

/// One option with its name: what it lays over the deal, or the value of the issue's key.
fn choice(entry: &Entry, key: Option<&str>) -> Option<Choice> {
    let name = entry.key.name.clone();
    let lays = match (entry.value.as_table(), key) {
        (Some(table), None) => table.entries.iter().fold(Overrides::new(), |all, entry| {
            all.with(&entry.key.name, new_value(&entry.value))
        }),
        (_, Some(key)) => Overrides::new().with(key, new_value(&entry.value)),
        (None, None) => return None,
    };
    Some(Choice { name, lays })
}

/// A number, also as `20%`.
pub(super) fn number(value: &Value) -> Option<f64> {
    let text = || parse_number(value.as_text()?, MoneyScale::default());
    value.as_number().or_else(text).filter(|number| number.is_finite())
}

/// A value as it is laid over a scenario.
pub(super) fn new_value(value: &Value) -> NewValue {
    match &value.kind {
        ValueKind::Boolean(yes) => NewValue::Boolean(*yes),
        ValueKind::Integer(number) => NewValue::Integer(*number),
        ValueKind::Float(number) => NewValue::Number(*number),
        ValueKind::Text(text) => NewValue::Text(text.clone()),
        ValueKind::Date(date) => NewValue::Date(*date),
        ValueKind::List(items) => NewValue::List(items.iter().map(new_value).collect()),
        ValueKind::Table(table) => NewValue::Table(
            table
                .entries
                .iter()
                .map(|entry| (entry.key.name.clone(), new_value(&entry.value)))
                .collect(),
        ),
    }
}
