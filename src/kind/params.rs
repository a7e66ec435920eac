//! Typed readers of what was written for one item; they complain in place and go on with a stand-in.

use super::{Asked, EventTime, Reading, Scope};
use crate::calendar::parse_date;
use crate::catalogue::{Entry, Parameter, Range, Takes};
use crate::diagnose::{Diagnostic, Span, nearest};
use crate::document::{Table, Value, ValueKind};
use crate::plan::{AccountId, AccountKind, Called, Demand, NodeId, PlanBuilder};

/// Keys under which a day is one on which something falls due or is decided, not one to whose end something lasts.
const FALLS_DUE: [&str; 4] = ["on", "at", "exit", "event"];

/// What was written for one item, and the scope that it stands in.
pub struct Params<'a> {
    /// Its keys and values.
    pub table: &'a Table,
    /// Where its name stands.
    pub span: Span,
    /// Its key path, `terms.revenue_share`.
    pub path: String,
    /// What its kind says about itself.
    pub entry: &'static Entry,
    /// The scenario around it.
    pub scope: &'a mut dyn Scope,
}

impl Params<'_> {
    /// The plan in the making.
    pub fn builder(&mut self) -> &mut PlanBuilder {
        self.scope.builder()
    }

    /// The name of a draw of this item.
    #[must_use]
    pub fn site(&self, suffix: &str) -> String {
        if suffix.is_empty() { self.path.clone() } else { format!("{}.{suffix}", self.path) }
    }

    /// The last part of the key path.
    #[must_use]
    pub fn name(&self) -> &str {
        self.path.split_once('.').map_or(self.path.as_str(), |(_, name)| name)
    }

    /// Whether a key was written.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.value(key).is_some()
    }

    /// What was written for a key; `false` is as if nothing had been, which is what every true or false key is too.
    #[must_use]
    pub fn value(&self, key: &str) -> Option<&Value> {
        let value = self.table.get(key).map(|entry| &entry.value);
        value.filter(|value| value.kind != ValueKind::Boolean(false))
    }

    /// Where a key stands; the item itself where it was not written.
    #[must_use]
    pub fn span_of(&self, key: &str) -> Span {
        self.value(key).map_or(self.span, |value| value.span)
    }

    /// Keeps a finding.
    pub fn complain(&mut self, diagnostic: Diagnostic) {
        self.scope.diagnostics().push(diagnostic);
    }

    /// Says that a key is missing.
    pub fn missing(&mut self, key: &str) {
        let misspelt = self.table.entries.iter().any(|entry| {
            let near = nearest(&entry.key.name, [key]).is_some();
            near && self.scope.diagnostics().has("unknown-key", entry.key.span)
        });
        if misspelt {
            return;
        }
        let summary = self.parameter(key).map_or("", |parameter| parameter.summary);
        let message = format!("`{key}` is missing in {}", self.path);
        let help = format!("add `{key} = …`: {summary}");
        self.complain(Diagnostic::error("missing-key", self.span, message).help(help));
    }

    /// Says that a value is not of the type that its key takes.
    pub fn wrong_type(&mut self, key: &str, span: Span, found: &str, wanted: &str) {
        let message = format!("`{key}` in {} takes {wanted}, not {found}", self.path);
        let help = format!("write `{key} = …` with {wanted}");
        self.complain(Diagnostic::error("wrong-type", span, message).help(help));
    }

    /// A number that must be said.
    pub fn number(&mut self, key: &str, reading: Reading) -> NodeId {
        if let Some(node) = self.optional(key, reading) {
            return node;
        }
        self.missing(key);
        self.builder().constant(1.0)
    }

    /// A number that may be left out.
    pub fn number_or(&mut self, key: &str, default: f64, reading: Reading) -> NodeId {
        match self.optional(key, reading) {
            Some(node) => node,
            None => self.builder().constant(default),
        }
    }

    /// A number, where it was said; `"none"` takes back what an extended file said. It is kept within the range that the
    /// kind declares.
    pub fn optional(&mut self, key: &str, reading: Reading) -> Option<NodeId> {
        let node = self.read(key, reading)?;
        if let Some(&parameter) = self.parameter(key) {
            self.keep_within(key, node, reading, &parameter);
        }
        Some(node)
    }

    /// A number that adds up as its square, such as a volatility: over a period in which it changes, the root of the
    /// mean square.
    pub fn spread(&mut self, key: &str) -> NodeId {
        if let Some(node) = self.optional_spread(key) {
            return node;
        }
        self.missing(key);
        self.builder().constant(1.0)
    }

    /// The same where it may be left out.
    pub fn optional_spread(&mut self, key: &str) -> Option<NodeId> {
        let value = self.value(key).filter(|value| value.as_text() != Some("none"))?.clone();
        let site = self.site(key);
        let node = self.scope.mean(&value, &site, Reading::Open, true);
        if let Some(&parameter) = self.parameter(key) {
            self.keep_within(key, node, Reading::Open, &parameter);
        }
        Some(node)
    }

    /// The same without its range, which the kind sees to.
    pub fn read(&mut self, key: &str, reading: Reading) -> Option<NodeId> {
        let value = self.value(key)?.clone();
        if value.as_text() == Some("none") {
            return None;
        }
        let site = self.site(key);
        Some(self.scope.number(&value, &site, reading))
    }

    /// What the kind says of a key.
    #[must_use]
    pub fn parameter(&self, key: &str) -> Option<&'static Parameter> {
        self.entry.parameters.iter().find(|parameter| parameter.name == key)
    }

    /// Insists on the range of a parameter.
    pub fn keep_within(
        &mut self,
        key: &str,
        node: NodeId,
        reading: Reading,
        parameter: &Parameter,
    ) {
        let Some(value) = self.value(key).cloned() else { return };
        let site = self.site(key);
        let Parameter { range, only_where_used, .. } = *parameter;
        let asked = Asked { value: &value, site: &site, reading, range, only_where_used };
        self.scope.keep_within(node, &asked);
    }

    /// A number at a place of its own, in a range: `value` at the key path `site`.
    pub fn number_within(
        &mut self,
        value: &Value,
        site: &str,
        reading: Reading,
        range: Range,
    ) -> NodeId {
        let node = self.scope.number(value, site, reading);
        let asked = Asked { value, site, reading, range, only_where_used: false };
        self.scope.keep_within(node, &asked);
        node
    }

    /// Insists on a range of what a number that moves is at the moment at which it counts; `used` is in the range at all
    /// other times.
    pub fn keep_used_within(&mut self, key: &str, used: NodeId, range: Range) {
        if self.builder().is_once(used) {
            return;
        }
        let called = Called::path(self.site(key));
        self.builder().name(called, used, Demand::Within { range, at_opening: false });
    }

    /// A number that must be written out, where it was said.
    pub fn fixed(&mut self, key: &str) -> Option<f64> {
        let value = self.value(key)?.clone();
        let human = value.as_text().and_then(|text| self.scope.human_number(text));
        if let Some(number) = value.as_number().or(human) {
            if let Some(&parameter) = self.parameter(key) {
                let node = self.builder().constant(number);
                self.keep_within(key, node, Reading::Close, &parameter);
            }
            return Some(number);
        }
        self.wrong_type(key, value.span, value.description(), "a number written out");
        None
    }

    /// A number that must be written out and must be said.
    pub fn fixed_required(&mut self, key: &str) -> f64 {
        if !self.has(key) {
            self.missing(key);
        }
        self.fixed(key).unwrap_or(1.0)
    }

    /// A list of numbers, where it was said.
    pub fn numbers(&mut self, key: &str) -> Option<Vec<f64>> {
        let value = self.value(key)?.clone();
        if let ValueKind::List(items) = &value.kind {
            let read: Option<Vec<f64>> = items
                .iter()
                .map(|item| {
                    item.as_number()
                        .or_else(|| item.as_text().and_then(|text| self.scope.human_number(text)))
                })
                .collect();
            if read.is_some() {
                return read;
            }
        }
        self.wrong_type(key, value.span, value.description(), "a list of numbers");
        None
    }

    /// `true` or `false`.
    pub fn flag(&mut self, key: &str, default: bool) -> bool {
        let Some(value) = self.value(key).cloned() else { return default };
        if let ValueKind::Boolean(flag) = value.kind {
            return flag;
        }
        self.wrong_type(key, value.span, value.description(), "true or false");
        default
    }

    /// A text, where it was said.
    pub fn text(&mut self, key: &str) -> Option<String> {
        let value = self.value(key)?.clone();
        if let Some(text) = value.as_text() {
            return Some(text.to_owned());
        }
        self.wrong_type(key, value.span, value.description(), "a text");
        None
    }

    /// One of the words that the parameter takes; the first where nothing was said.
    pub fn word(&mut self, key: &str) -> &'static str {
        let words = self.parameter(key).map(|parameter| parameter.takes);
        let Some(Takes::Word(words)) = words else { return "" };
        self.word_of(key, words)
    }

    /// One of these words; the first where nothing was said.
    pub fn word_of(&mut self, key: &str, words: &'static [&'static str]) -> &'static str {
        let first = words.first().copied().unwrap_or("");
        let Some(value) = self.value(key).cloned() else { return first };
        let text = value.as_text().unwrap_or("");
        if let Some(word) = words.iter().find(|word| **word == text) {
            return word;
        }
        let known: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
        let message = format!("`{key}` in {} takes one of {}", self.path, known.join(", "));
        let help = match nearest(text, words.iter().copied()) {
            Some(word) => format!("did you mean \"{word}\"?"),
            None => format!("write `{key} = \"{first}\"`, say"),
        };
        self.complain(Diagnostic::error("unknown-word", value.span, message).help(help));
        first
    }

    /// A party, a company or `world` that must be said.
    pub fn account(&mut self, key: &str) -> Option<AccountId> {
        if !self.has(key) {
            self.missing(key);
            return None;
        }
        let span = self.span_of(key);
        let name = self.text(key)?;
        self.scope.account(&name, span)
    }

    /// A company that must be said.
    pub fn company(&mut self, key: &str) -> Option<AccountId> {
        let account = self.account(key)?;
        let found = self.builder().accounts().get(account.index()).map(|account| account.kind);
        if found == Some(AccountKind::Company) {
            return Some(account);
        }
        let span = self.span_of(key);
        let message = format!("`{key}` in {} names a party, not a company", self.path);
        let help = "name one of the tables under [companies], or add one";
        self.complain(Diagnostic::error("not-a-company", span, message).help(help));
        None
    }

    /// What stands at a key, item by item: those of a list, or the one.
    #[must_use]
    pub fn listed(&self, key: &str) -> Vec<Value> {
        match self.value(key) {
            Some(Value { kind: ValueKind::List(items), .. }) => items.clone(),
            Some(one) => vec![one.clone()],
            None => Vec::new(),
        }
    }

    /// The first of the events and dates that a key names; `None` where nothing was said. Dates mean the end of their
    /// day, or its beginning where `opening` is set.
    pub fn events(&mut self, key: &str, opening: bool) -> Option<EventTime> {
        self.value(key)?;
        let mut result: Option<EventTime> = None;
        for item in self.listed(key) {
            let Some(time) = self.event(key, &item, opening) else { continue };
            result = Some(match result {
                Some(first) => first.either(time, self.builder()),
                None => time,
            });
        }
        // Named but unknown: something that never happens stands in, the finding is kept.
        Some(result.unwrap_or_else(|| EventTime::sharp(self.builder().constant(f64::INFINITY))))
    }

    /// The first of the events and dates from which something holds; `None` where nothing was said. A date means the
    /// beginning of its day, so that what falls due at the end of the day before comes earlier; an event comes before
    /// what falls due at its moment.
    pub fn opening(&mut self, key: &str) -> Option<EventTime> {
        self.value(key)?;
        let mut result: Option<EventTime> = None;
        for item in self.listed(key) {
            let Some(event) = self.event(key, &item, true) else { continue };
            let time = event.time(self.builder());
            let moment = match item.kind {
                ValueKind::Date(_) => EventTime::end_of_day(time),
                _ => EventTime::sharp(time),
            };
            result = Some(match result {
                Some(first) => first.either(moment, self.builder()),
                None => moment,
            });
        }
        Some(result.unwrap_or_else(|| EventTime::sharp(self.builder().constant(f64::INFINITY))))
    }

    /// One event or date.
    pub fn event(&mut self, key: &str, item: &Value, opening: bool) -> Option<EventTime> {
        match &item.kind {
            ValueKind::Text(name) if parse_date(name).is_some() => {
                let message = format!("`{key}` in {} takes a date without quotes", self.path);
                let help = format!("write {name}, and names of events in quotes");
                self.complain(Diagnostic::error("wrong-type", item.span, message).help(help));
                None
            }
            ValueKind::Text(name) => self.scope.event(name, item.span),
            ValueKind::Date(date) => {
                let grid = self.scope.grid();
                Some(if opening {
                    EventTime::sharp(self.builder().constant(grid.years_to(*date)))
                } else if FALLS_DUE.contains(&key) {
                    EventTime::end_of_day(self.builder().constant(grid.years_to_payment_on(*date)))
                } else {
                    EventTime::end_of_day(self.builder().constant(grid.years_to_end_of(*date)))
                })
            }
            _ => {
                let wanted = "the name of an event, a date, or a list of them";
                self.wrong_type(key, item.span, item.description(), wanted);
                None
            }
        }
    }

    /// The end of a day in years since the start, where it was said.
    pub fn end_of_day(&mut self, key: &str) -> Option<f64> {
        let value = self.value(key)?.clone();
        if let ValueKind::Date(date) = value.kind {
            let grid = self.scope.grid();
            let happens = FALLS_DUE.contains(&key) || key == "date";
            return Some(if happens {
                grid.years_to_payment_on(date)
            } else {
                grid.years_to_end_of(date)
            });
        }
        self.wrong_type(key, value.span, value.description(), "a date such as 2030-12-31");
        None
    }
}
