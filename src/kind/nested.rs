//! Tables in which a kind says what it is made of, and readers of what often stands in them.

use super::{Asked, EventTime, Params, Reading};
use crate::calendar::parse_duration;
use crate::catalogue::Range;
use crate::diagnose::{Diagnostic, nearest};
use crate::document::{Table, ValueKind};
use crate::plan::{AccountId, AccountKind, NodeId};

impl Params<'_> {
    /// The table under `key`, with complaints about keys that are not among `known`; `None` where there is no table.
    pub fn nested(&mut self, key: &str, known: &[&str]) -> Option<Table> {
        let value = self.value(key)?.clone();
        let found = value.description();
        let ValueKind::Table(table) = value.kind else {
            let wanted = format!("a table with {}", known.join(", "));
            self.wrong_type(key, value.span, found, &wanted);
            return None;
        };
        for entry in &table.entries {
            let name = entry.key.name.as_str();
            if !known.contains(&name) {
                let message = format!("unknown key `{name}` in {}.{key}", self.path);
                let help = match nearest(name, known.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("it takes {}", known.join(", ")),
                };
                let finding = Diagnostic::error("unknown-key", entry.key.span, message);
                self.complain(finding.help(help));
            }
        }
        Some(table)
    }

    /// A party that must be said: a company may fail to pay.
    pub fn party(&mut self, key: &str) -> Option<AccountId> {
        let account = self.account(key)?;
        let found = self.builder().accounts().get(account.index()).map(|account| account.kind);
        if found == Some(AccountKind::Party) {
            return Some(account);
        }
        let message = format!("`{key}` in {} names no party", self.path);
        let finding = Diagnostic::error("not-a-party", self.span_of(key), message);
        self.complain(finding.help(
            "name one of the tables under [parties]: what a company cannot pay would not be there",
        ));
        None
    }

    /// Says that something falls due or begins after the last day of the run.
    pub fn after_end(&mut self, key: &str, what: &str) {
        let span = self.span_of(key);
        // The stand-in of a date that is wrong is no date.
        if self.scope.diagnostics().has("bad-date", span) {
            return;
        }
        let grid = self.scope.grid();
        let last = grid.last_day();
        let message = format!("{what} of {} is after the last payable day, {last}", self.path);
        let help = format!(
            "move it to {last} or before, let the run end later ([time] end), or leave it out: nothing of it would \
             be paid"
        );
        self.complain(Diagnostic::error("after-end", span, message).help(help));
    }

    /// The same where an event is known to come only then.
    pub fn not_after_end(&mut self, key: &str, event: EventTime, what: &str) {
        let time = event.time(self.builder());
        let horizon = self.scope.grid().horizon();
        let known = self.builder().evaluate_constant(time);
        if known.is_some_and(|time| time.is_finite() && time > horizon) {
            self.after_end(key, what);
        }
    }

    /// The parameters in a table under `key`; draws are named by the key path.
    pub fn within<'b>(&'b mut self, key: &str, table: &'b Table) -> Params<'b> {
        Params {
            table,
            span: self.span_of(key),
            path: format!("{}.{key}", self.path),
            entry: self.entry,
            scope: &mut *self.scope,
        }
    }

    /// A length of time in years: `"6 months"`, a number, a formula read at the close, or a distribution.
    pub fn years(&mut self, key: &str) -> Option<NodeId> {
        let length = self.value(key)?.as_text().and_then(parse_duration);
        let node = match length {
            Some(years) => self.builder().constant(years),
            None => self.optional(key, Reading::Close)?,
        };
        if self.builder().evaluate_constant(node).is_some_and(|years| years < 0.0) {
            let message = format!("`{key}` in {} goes back in time", self.path);
            let help = format!("write `{key} = \"6 months\"`, or a number of years from 0");
            let span = self.span_of(key);
            self.complain(Diagnostic::error("negative-time", span, message).help(help));
        }
        self.keep_once_within(key, node, Range::NotNegative);
        Some(node)
    }

    /// Insists on the range of a number that is drawn once a path; one that moves is watched at the moment at which it
    /// counts.
    fn keep_once_within(&mut self, key: &str, node: NodeId, range: Range) {
        let known = self.builder().evaluate_constant(node).is_some();
        let Some(value) = self.value(key).filter(|_| !known).cloned() else { return };
        let site = self.site(key);
        let reading = Reading::Close;
        let asked = Asked { value: &value, site: &site, reading, range, only_where_used: true };
        self.scope.keep_within(node, &asked);
    }

    /// A probability, where it was said: complains of a number outside 0 to 1.
    pub fn probability(&mut self, key: &str, reading: Reading) -> Option<NodeId> {
        let node = self.optional(key, reading)?;
        if let Some(number) = self.builder().evaluate_constant(node)
            && number.is_finite()
            && !Range::Fraction.contains(number)
        {
            let message = format!("a probability lies between 0 and 1, not at {number}");
            let help = format!("write 0.7 or \"70%\" for seventy percent in {}", self.path);
            let span = self.span_of(key);
            self.complain(Diagnostic::error("bad-probability", span, message).help(help));
        }
        self.keep_once_within(key, node, Range::Fraction);
        Some(node)
    }
}
