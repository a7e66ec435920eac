//! The summary of a run on a terminal.

use super::aligned::Aligned;
use super::run::{FlowResult, RunResults};
use crate::plan::Why;
use crate::statistics::{Measure, digits};

/// Clauses that are named as moving most money.
const MOST_CLAUSES: usize = 3;

impl RunResults {
    /// The summary that a run prints: payoffs of the sides, chances of the events, and the clauses
    /// that move most money. `width` is that of the terminal in columns; `ascii` does without any
    /// other sign, except in names of the scenario.
    #[must_use]
    pub fn terminal(&self, width: usize, ascii: bool) -> String {
        let mut parts = vec![self.heading(), self.payoffs(width, ascii)];
        parts.extend(self.assumptions());
        parts.extend(self.chances(width, ascii));
        parts.extend(self.largest_clauses(width, ascii));
        parts.extend(self.belief_lines(width, ascii));
        let text = parts.join("\n");
        // A dash and a sign of error are this program's own; names belong to the scenario.
        if ascii { text.replace('±', "+-").replace(digits::ABSENT, "-") } else { text }
    }

    fn heading(&self) -> String {
        let paths = self.paths_said();
        let mut text = format!("{} ({})\n", self.scenario, self.path);
        if !self.about.is_empty() {
            text.push_str(&format!("{}\n", self.about));
        }
        let Self { seed, start, end, money, .. } = self;
        text.push_str(&format!("{paths}, seed {seed}, {start} to {end}, money in {money}\n"));
        text.extend(self.precision().map(|precision| precision + "\n"));
        text
    }

    fn payoffs(&self, width: usize, ascii: bool) -> String {
        let header = ["payoff, present value", "mean", "P5", "P50", "P95", "P(loss)"];
        let mut table = Aligned::new(&header);
        for side in &self.sides {
            let mut row = vec![side.label.clone(), digits::measure(side.mean.as_ref())];
            row.extend((0..3).map(|place| known_digits(side.quantile(place))));
            row.push(percent(side.loss));
            table.push(row);
        }
        table.lines(width, ascii)
    }

    /// How much hangs on assumed numbers, in one sentence.
    fn assumptions(&self) -> Option<String> {
        let said: Vec<String> = self
            .sides
            .iter()
            .filter(|side| side.assumed.is_some())
            .map(|side| format!("{} {}", side.label, share(side.assumed)))
            .collect();
        let text =
            format!("variance of the payoff that rests on assumed numbers: {}\n", said.join(", "));
        (!said.is_empty()).then_some(text)
    }

    fn chances(&self, width: usize, ascii: bool) -> Option<String> {
        if self.events.is_empty() {
            return None;
        }
        let header = format!("event by {}", self.end);
        let mut table = Aligned::new(&[&header, "probability"]);
        for event in &self.events {
            table.push(vec![event.label.clone(), percent(event.by_horizon())]);
        }
        Some(table.lines(width, ascii))
    }

    fn largest_clauses(&self, width: usize, ascii: bool) -> Option<String> {
        let largest = self.largest_flows();
        if largest.is_empty() {
            return None;
        }
        let arrow = if ascii { "->" } else { "→" };
        let mut table = Aligned::new(&["moves most, undiscounted", "mean"]);
        for (flow, total) in largest {
            // A negative amount moves the other way.
            let forward = total.value >= 0.0;
            let (from, to) = if forward { (&flow.from, &flow.to) } else { (&flow.to, &flow.from) };
            let words = format!("{}: {} {arrow} {}", flow.term_label, from.label, to.label);
            let total = Measure { value: total.value.abs(), ..total };
            table.push(vec![words, digits::measure(Some(&total))]);
        }
        Some(table.lines(width, ascii))
    }

    /// For each of the clauses that move most, its largest flow. What companies do by themselves is
    /// no clause.
    fn largest_flows(&self) -> Vec<(&FlowResult, Measure)> {
        let mut flows: Vec<(&FlowResult, Measure)> = self
            .flows
            .iter()
            .filter(|flow| flow.why == Why::Clause)
            .filter_map(|flow| Some((flow, flow.total?)))
            .filter(|(_, total)| total.value != 0.0)
            .collect();
        flows.sort_by(|a, b| b.1.value.abs().total_cmp(&a.1.value.abs()));
        let mut largest: Vec<(&FlowResult, Measure)> = Vec::new();
        for (flow, total) in flows {
            if largest.len() < MOST_CLAUSES && !largest.iter().any(|(one, _)| one.term == flow.term)
            {
                largest.push((flow, total));
            }
        }
        largest
    }
}

/// A number to the digits that its error allows, without the error.
pub(super) fn known_digits(measure: Option<Measure>) -> String {
    let Some(measure) = measure else { return digits::ABSENT.to_owned() };
    let text = digits::measure(Some(&measure));
    // Half of all paths can lie on one number, which then has no error: four digits say enough.
    text.split_once(" ±")
        .map_or_else(|| digits::number(measure.value, 4), |(value, _)| value.to_owned())
}

/// A share with its error, in percent.
pub(super) fn share(measure: Option<Measure>) -> String {
    let Some(measure) = measure else { return digits::ABSENT.to_owned() };
    format!("{} %", digits::measure(Some(&measure.scaled(100.0))))
}

/// A probability with its error, in percent. What happened on no path or on all is bounded instead, by the rule of three
/// (Hanley and Lippman-Hand 1983): with 95 % confidence it is below 3 / n.
pub(super) fn percent(measure: Option<Measure>) -> String {
    let Some(measure) = measure else { return digits::ABSENT.to_owned() };
    let certain = measure.standard_error == Some(0.0);
    let bound = 300.0 / measure.count.max(3) as f64;
    if measure.value == 0.0 && !certain {
        return format!("< {} %", digits::number(bound, 1));
    }
    if measure.value == 1.0 && !certain {
        return format!("> {} %", digits::exact(100.0 - bound));
    }
    let hundredths = measure.scaled(100.0);
    format!("{} %", digits::measure(Some(&hundredths)))
}
