//! The summary of a run on a terminal.

use super::findings::listed;
use super::run::RunResults;

/// Events that are shown; the others are counted.
const MOST_EVENTS: usize = 8;
/// Clauses without a payment that are named; the others are counted.
const MOST_IDLE: usize = 4;

impl RunResults {
    /// The summary that a run prints: payoffs of the sides, what each clause brings each of them, and chances of the
    /// events. `width` is that of the terminal in columns; `ascii` does without any other sign, except in names of the
    /// scenario.
    #[must_use]
    pub fn terminal(&self, width: usize, ascii: bool) -> String {
        let shown = |table: crate::report::Table| table.shown().to_terminal(width, ascii);
        let mut parts = vec![self.heading(width)];
        parts.push(shown(self.payoff_table("payoff, present value")));
        parts.extend(self.returns_table("money, undiscounted").map(shown));
        parts.push(self.clauses(width, ascii));
        if !self.events.is_empty() {
            let head = format!("event by {}", self.last_day());
            let mut text = shown(self.event_table(&head, MOST_EVENTS));
            let more = self.events.len().saturating_sub(MOST_EVENTS);
            if more > 0 {
                text.push_str(&format!("and {more} more in events.csv\n"));
            }
            parts.push(text);
        }
        parts.extend(self.assumed_table("variance of the payoff").map(shown));
        if !self.beliefs.is_empty() {
            parts.push(shown(self.believed_payoffs("through its own eyes")));
            let head = format!("event by {}, as seen by", self.last_day());
            parts.extend(self.believed_events(&head, "base world").map(shown));
        }
        let precision = self.precision_line(width).unwrap_or_default();
        parts.push(legend(width, ascii) + &precision);
        parts.join("\n")
    }

    fn heading(&self, width: usize) -> String {
        let paths = self.paths_said();
        let mut text = format!("{} ({})\n", self.scenario, self.path);
        if !self.about.is_empty() {
            text.push_str(&filled(&self.about, width));
        }
        let Self { seed, start, money, .. } = self;
        let money = if money.is_empty() { String::new() } else { format!(", money in {money}") };
        let end = self.last_day();
        text.push_str(&format!("{paths}, seed {seed}, {start} to {end}{money}\n"));
        text
    }

    fn clauses(&self, width: usize, ascii: bool) -> String {
        let table = self.clause_table("clause, present value");
        let mut text = table.shown().to_terminal(width, ascii);
        let idle = self.idle_clauses();
        if !idle.is_empty() {
            let named = idle.iter().take(MOST_IDLE).map(ToString::to_string);
            let mut names: Vec<String> = named.collect();
            if idle.len() > MOST_IDLE {
                names.push(format!("{} more", idle.len() - MOST_IDLE));
            }
            text.push_str(&filled(&format!("Nothing moves under {}.", listed(&names)), width));
        }
        text
    }

    fn precision_line(&self, width: usize) -> Option<String> {
        self.precision().map(|precision| filled(&format!("In this run {precision}."), width))
    }
}

/// What the signs in the tables mean.
#[must_use]
pub fn legend(width: usize, ascii: bool) -> String {
    let sign = if ascii { "+-" } else { "±" };
    let words = format!(
        "{sign} is one standard error of the simulation; it says nothing about the assumptions."
    );
    filled(&words, width)
}

/// A text in lines of at most so many letters, each with its end.
pub(super) fn filled(text: &str, width: usize) -> String {
    let mut lines = String::new();
    let mut used = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if used > 0 && used + 1 + length > width {
            lines.push('\n');
            used = 0;
        }
        if used > 0 {
            lines.push(' ');
            used += 1;
        }
        lines.push_str(word);
        used += length;
    }
    lines + "\n"
}
