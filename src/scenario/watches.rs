//! Drivers that are watched all the time: every watch of one driver has to see one path, and where that cannot be, it is told.

use super::lowering::Lowering;
use super::names::Item;
use super::warnings::allowed;
use crate::diagnose::{Diagnostic, Diagnostics, Span};
use crate::formula::{BinaryOperator, ExpressionKind, parse};
use crate::kind::Watched;

/// A watch and who keeps it.
#[derive(Clone, Debug)]
pub(super) struct Watch {
    /// The key path of the event or driver.
    path: String,
    span: Span,
    watched: Watched,
    /// Whether it is worked out by itself, whatever others see on the other side.
    by_itself: bool,
}

impl<'doc> Lowering<'doc, '_> {
    /// Keeps a watch of the item that is lowered now.
    pub(super) fn keep_watch(&mut self, watched: Watched, span: Span, by_itself: bool) {
        let path = self.under_way.last().cloned().unwrap_or_default();
        self.watches.push(Watch { path, span, watched, by_itself });
    }

    /// Whether somebody waits, watching all the time, for a driver to rise to a level, or keeps its highest value.
    pub(super) fn is_watched_from_below(&self, driver: &str) -> bool {
        let text = |item: &Item<'_>, key: &str| {
            item.table().get(key).and_then(|entry| entry.value.as_text()).map(str::to_owned)
        };
        let risen = self.names.events.values().any(|item| {
            text(item, "monitoring").as_deref() == Some("continuous")
                && text(item, "threshold")
                    .is_some_and(|test| self.rises_to(&test, driver, item.span))
        });
        let kept = self.names.drivers.values().any(|item| {
            let running = item.table().get("running").and_then(|entry| entry.value.as_table());
            running.is_some_and(|table| {
                let text = |key| table.get(key).and_then(|entry| entry.value.as_text());
                text("monitoring") == Some("continuous")
                    && text("max").is_some_and(|name| name.trim() == driver)
            })
        });
        risen || kept
    }

    /// Whether a comparison waits for a driver to rise; what is wrong with it is told elsewhere.
    fn rises_to(&self, test: &str, driver: &str, span: Span) -> bool {
        let Some(tree) = parse(test, span, self.scale, &mut Diagnostics::default()) else {
            return false;
        };
        let ExpressionKind::Binary { operator, left, right } = &tree.kind else { return false };
        let high = match operator {
            BinaryOperator::GreaterOrEqual | BinaryOperator::Greater => left,
            _ => right,
        };
        matches!(&high.kind, ExpressionKind::Name(name) if name == driver)
    }

    /// Complains of watches of one driver that would be drawn apart.
    pub(super) fn check_watches(&mut self) {
        let watches = std::mem::take(&mut self.watches);
        for (index, one) in watches.iter().enumerate() {
            for other in watches.iter().skip(index + 1) {
                if one.watched.driver != other.watched.driver
                    || self.allows_apart(one)
                    || self.allows_apart(other)
                {
                    continue;
                }
                if let Some(why) = self.drawn_apart(one, other) {
                    let message = format!(
                        "{} and {} watch drivers.{} all the time {why}, and would not see one path",
                        one.path, other.path, one.watched.driver
                    );
                    let finding = Diagnostic::error("watched-apart", other.span, message);
                    self.diagnostics.push(finding.also(one.span, "the other one is here").help(
                        "make the step shorter and write `monitoring = \"step\"` at both, or `allow = [\"watched-apart\"]` at \
                         one of them where they may be drawn apart",
                    ));
                }
            }
        }
    }

    fn allows_apart(&self, watch: &Watch) -> bool {
        let item = watch.path.split_once('.').and_then(|(section, name)| match section {
            "events" => self.names.events.get(name),
            _ => self.names.drivers.get(name),
        });
        let code = "watched-apart";
        allowed(self.root, code) || item.is_some_and(|item| allowed(item.table(), code))
    }

    /// Why two watches of one driver are drawn apart in some period; absent where they see one path.
    fn drawn_apart(&mut self, one: &Watch, other: &Watch) -> Option<&'static str> {
        if !self.share_a_period(&one.watched, &other.watched) {
            return None;
        }
        let (a, b) = (&one.watched, &other.watched);
        let opens_inside = self.opens_inside(a) || self.opens_inside(b);
        let same = a.from.map(|it| self.builder.fingerprint(it))
            == b.from.map(|it| self.builder.fingerprint(it));
        if opens_inside && !same {
            return Some("from different moments of a period");
        }
        let two_sides = a.rising != b.rising;
        if two_sides && (one.by_itself || other.by_itself) {
            return Some("from two sides, of which the lower one keeps a value");
        }
        (two_sides && !(a.steady && b.steady)).then_some("from two sides, to a level that moves")
    }

    /// Whether it may begin inside a period.
    fn opens_inside(&self, watched: &Watched) -> bool {
        let Some(from) = watched.from else { return false };
        let Some(time) = self.builder.evaluate_constant(from) else { return true };
        let grid = self.grid;
        time > 0.0 && grid.period_of(time).is_some_and(|period| grid.time(period) != time)
    }

    /// Whether two watches may both stand open in one period.
    fn share_a_period(&self, one: &Watched, other: &Watched) -> bool {
        let known = |node: Option<crate::plan::NodeId>, absent: f64| {
            node.map_or(Some(absent), |node| self.builder.evaluate_constant(node))
        };
        let grid = self.grid;
        let ends_before = |first: &Watched, second: &Watched| {
            let until = known(first.until, f64::INFINITY)?;
            let from = known(second.from, 0.0)?.max(0.0);
            // What opens at a close stands open from the next period on.
            let opens = (1..=grid.periods()).find(|&period| grid.time(period) > from)?;
            Some(until <= grid.time(opens - 1))
        };
        ends_before(one, other) != Some(true) && ends_before(other, one) != Some(true)
    }
}
