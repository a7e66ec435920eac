//! Events that come again more often than they are counted.

use super::Look;
use crate::diagnose::Diagnostic;
use crate::document::Table;
use crate::events;
use crate::lane::math::exp;

/// How often more may come than are counted before that is told.
const SELDOM: f64 = 0.01;

impl Look<'_, '_> {
    /// Asks about recurring events of which some would not be counted.
    pub(super) fn counts(&mut self) {
        let names = self.names;
        for (name, item) in &names.events {
            let Some(recurring) = item.table().get("recurring") else { continue };
            let Some(table) = recurring.value.as_table() else { continue };
            let Some((most, beyond)) = self.beyond_most(table, item.table()) else { continue };
            if beyond <= SELDOM {
                continue;
            }
            let percent = (beyond * 100.0).round();
            let message = format!(
                "the event `{name}` comes more often than {most} times on about {percent} % of the paths, and only {most} are counted"
            );
            let span = table.get("most").map_or(recurring.value.span, |entry| entry.value.span);
            let finding = Diagnostic::warning("counts-too-few", span, message);
            let help = "raise `most`, or close its `window` earlier";
            self.warn(item.table(), finding.help(help));
        }
    }

    /// How many are counted, and the probability that more would come, where the rate is known.
    fn beyond_most(&self, recurring: &Table, event: &Table) -> Option<(usize, f64)> {
        let most = events::whole_count(self.constant_key(recurring, "most")?)?;
        let rate = self.constant_key(recurring, "hazard").filter(|rate| *rate > 0.0)?;
        let (mut from, mut until) = (0.0, self.grid.horizon());
        if let Some(window) = event.get("window").and_then(|entry| entry.value.as_table()) {
            // A window between events may be any part of the run.
            if window.get("from").is_some() {
                from = self.known_moment(window, "from", true)?;
            }
            if window.get("until").is_some() {
                until = self.known_moment(window, "until", false)?.min(until);
            }
        }
        let mean = rate * (until - f64::max(from, 0.0)).max(0.0);
        let (mut term, mut below) = (exp(-mean), 0.0);
        let mut number = 0.0;
        for _ in 0..=most {
            below += term;
            number += 1.0;
            term *= mean / number;
        }
        Some((most, 1.0 - below))
    }
}
