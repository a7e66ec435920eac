//! Numbers by date: steps and broken lines, and what they are in a period, a piece of one or at a moment.

use super::formulas::At;
use super::lowering::Lowering;
use crate::diagnose::Diagnostic;
use crate::document::{Entry, Value, ValueKind};
use crate::kind::When;
use crate::plan::NodeId;

impl Lowering<'_, '_> {
    /// A step function or a broken line over dates.
    pub(super) fn schedule(
        &mut self,
        value: &Value,
        interpolate: Option<&Entry>,
        site: &str,
        at: At,
    ) -> NodeId {
        let linear = self.is_linear(value, interpolate);
        let points = self.checked_points(value, site);
        if points.is_empty() {
            let message = format!("the schedule of {site} has no dates");
            let help = "write { 2025-07-01 = 1.3, 2026-01-01 = 1.2 }, or the path of a CSV file with columns date and value";
            let finding = Diagnostic::error("wrong-type", value.span, message);
            self.diagnostics.push(finding.help(help));
            return self.builder.constant(1.0);
        }
        let times: Vec<f64> = points.iter().map(|point| point.0).collect();
        let mut sum: Option<NodeId> = None;
        for (index, (_, point)) in points.iter().enumerate() {
            let weight = if linear {
                self.weight_of_knot(&times, index, at)
            } else {
                self.weight_of_step(&times, index, at.when)
            };
            let part = self.lower_number_at(point, &format!("{site}.{index}"), at, None);
            let part = self.builder.multiply(part, weight);
            sum = Some(match sum {
                Some(sum) => self.builder.add(sum, part),
                None => part,
            });
        }
        sum.unwrap_or_else(|| self.builder.constant(1.0))
    }

    fn is_linear(&mut self, value: &Value, interpolate: Option<&Entry>) -> bool {
        match interpolate.and_then(|entry| entry.value.as_text()) {
            Some("linear") => true,
            Some("step") => false,
            None if interpolate.is_none() => false,
            _ => {
                let at = interpolate.map_or(value.span, |entry| entry.value.span);
                let message = "`interpolate` takes \"step\" or \"linear\"";
                let finding = Diagnostic::error("unknown-word", at, message);
                self.diagnostics.push(finding.help("leave it out for steps"));
                false
            }
        }
    }

    /// The points of a schedule in the order of time, with complaints about keys that are no dates.
    fn checked_points(&mut self, value: &Value, site: &str) -> Vec<(f64, Value)> {
        let mut points = self.points_in_file(value);
        let dates = value.as_table().map(|table| table.entries.as_slice()).unwrap_or_default();
        for entry in dates {
            match crate::calendar::parse_date(&entry.key.name) {
                Some(date) => points.push((self.grid.years_to(date), entry.value.clone())),
                None => {
                    let message =
                        format!("`{}` in the schedule of {site} is not a date", entry.key.name);
                    let help = "write 2026-01-01 = …, one line for each date";
                    let finding = Diagnostic::error("bad-date", entry.key.span, message);
                    self.diagnostics.push(finding.help(help));
                }
            }
        }
        points.sort_by(|left, right| left.0.total_cmp(&right.0));
        points
    }

    fn points_in_file(&mut self, value: &Value) -> Vec<(f64, Value)> {
        let Some(file) = value.as_text() else { return Vec::new() };
        let dated = self.dated(file, value.span).into_iter();
        let grid = self.grid;
        dated
            .map(|(date, number)| {
                let kind = ValueKind::Float(number);
                (grid.years_to(date), Value { kind, span: value.span })
            })
            .collect()
    }

    /// The points of a schedule that is sound; what is wrong with it is told where it is lowered.
    pub(super) fn points_of(&mut self, value: &Value) -> Vec<(f64, Value)> {
        let findings = std::mem::take(self.diagnostics);
        let points = self.checked_points(value, "");
        *self.diagnostics = findings;
        points
    }

    /// The part of a period, of a piece or of a moment in which a point of a step function holds.
    fn weight_of_step(&mut self, times: &[f64], index: usize, when: When) -> NodeId {
        let grid = self.grid;
        match when {
            When::Period => {
                let weights = (0..=grid.periods())
                    .map(|k| {
                        let open = grid.time(k.saturating_sub(1));
                        coverage(times, index, open, grid.time(k))
                    })
                    .collect();
                self.builder.series(weights)
            }
            When::Piece(number) => {
                let slot = &self.slots[number];
                let bounds = slot.from.iter().zip(&slot.until);
                let weights = bounds.map(|(&from, &until)| coverage(times, index, from, until));
                let weights = weights.collect();
                self.builder.series(weights)
            }
            When::Moment(moment) => {
                let since = self.after_date(times[index], moment, index == 0);
                match times.get(index + 1) {
                    Some(&next) => {
                        let over = self.after_date(next, moment, false);
                        let open = self.builder.not(over);
                        self.builder.and(since, open)
                    }
                    None => since,
                }
            }
        }
    }

    /// One where a date has begun at a moment. What is paid at the end of the day before comes earlier, and what begins
    /// with the run holds from its first moment on.
    pub(super) fn after_date(&mut self, date: f64, moment: NodeId, always: bool) -> NodeId {
        let builder = &mut self.builder;
        if always || date <= 0.0 {
            return builder.constant(1.0);
        }
        let date = builder.constant(date);
        builder.less(date, moment)
    }

    /// The weight of a point of a broken line: at the close where closes are read, otherwise in the middle.
    fn weight_of_knot(&mut self, times: &[f64], index: usize, at: At) -> NodeId {
        let grid = self.grid;
        let closes = at.reading == crate::kind::Reading::Close;
        let moment = match at.when {
            When::Moment(moment) => moment,
            When::Piece(number) if !closes && self.slots[number].lanes => self.slots[number].middle,
            _ => {
                let slot = match at.when {
                    When::Piece(number) if !closes => Some(&self.slots[number]),
                    _ => None,
                };
                let weights = (0..=grid.periods())
                    .map(|k| {
                        let (from, until) = match slot {
                            Some(slot) => (slot.from[k], slot.until[k]),
                            None => (grid.time(k.saturating_sub(1)), grid.time(k)),
                        };
                        let time = if closes { until } else { 0.5 * (from + until) };
                        hat(times, index, time)
                    })
                    .collect();
                return self.builder.series(weights);
            }
        };
        self.hat_at(times, index, moment)
    }

    /// The same at a moment that differs between paths.
    fn hat_at(&mut self, times: &[f64], index: usize, moment: NodeId) -> NodeId {
        let one = self.builder.constant(1.0);
        let here = times[index];
        let rises = match index.checked_sub(1).map(|before| times[before]) {
            Some(before) => self.ramp(before, here, moment),
            None => one,
        };
        match times.get(index + 1) {
            Some(&after) => {
                let falls = self.ramp(here, after, moment);
                self.builder.subtract(rises, falls)
            }
            None => rises,
        }
    }

    /// From zero at one time to one at another.
    fn ramp(&mut self, from: f64, until: f64, moment: NodeId) -> NodeId {
        let builder = &mut self.builder;
        let (start, end) = (builder.constant(from), builder.constant(until));
        let inside = builder.maximum(moment, start);
        let inside = builder.minimum(inside, end);
        let along = builder.subtract(inside, start);
        let length = builder.constant(until - from);
        builder.divide(along, length)
    }
}

/// The fraction of [open, close] in which point `index` of a step function holds; the first holds before it too.
fn coverage(times: &[f64], index: usize, open: f64, close: f64) -> f64 {
    let from = if index == 0 { f64::NEG_INFINITY } else { times[index] };
    let until = times.get(index + 1).copied().unwrap_or(f64::INFINITY);
    if close <= open {
        return f64::from(u8::from(from <= open && open < until));
    }
    if from <= open && close <= until {
        return 1.0;
    }
    ((until.min(close) - from.max(open)) / (close - open)).max(0.0)
}

/// The weight of point `index` of a broken line at a time; flat outside the points.
fn hat(times: &[f64], index: usize, at: f64) -> f64 {
    let here = times[index];
    if at <= here {
        match index.checked_sub(1).map(|before| times[before]) {
            None => 1.0,
            Some(before) if at > before => (at - before) / (here - before),
            Some(_) => 0.0,
        }
    } else {
        match times.get(index + 1) {
            None => 1.0,
            Some(&after) if at < after => (after - at) / (after - here),
            Some(_) => 0.0,
        }
    }
}
