//! A number as people write it: a literal, a formula, a distribution, a schedule, or any of these with its source.

use super::lowering::Lowering;
use super::sections::NOTES;
use crate::diagnose::{Diagnostic, Span, nearest};
use crate::distributions::{self, Distribution};
use crate::document::{Entry, Key, Table, Value, ValueKind};
use crate::formula::parse_number;
use crate::kind::{Params, Reading};
use crate::plan::{Called, Demand, NodeId};

impl Lowering<'_, '_> {
    /// Lowers a number; `site` names its draws.
    pub(super) fn lower_number(&mut self, value: &Value, site: &str, reading: Reading) -> NodeId {
        self.lower_number_at(value, site, reading, None)
    }

    /// Lowers a number; where it is a distribution, it is read at the probability that is `given`.
    pub(super) fn lower_number_at(
        &mut self,
        value: &Value,
        site: &str,
        reading: Reading,
        given: Option<NodeId>,
    ) -> NodeId {
        match &value.kind {
            ValueKind::Integer(_) | ValueKind::Float(_) => {
                self.builder.constant(value.as_number().unwrap_or(1.0))
            }
            ValueKind::Text(text) => match parse_number(text, self.scale) {
                Some(number) => self.builder.constant(number),
                None => {
                    let node = self.lower_formula(text, value.span, reading);
                    self.builder.name(
                        Called::path(site).at(value.span),
                        node,
                        Demand::FiniteWhereRead,
                    );
                    node
                }
            },
            ValueKind::Table(table) => {
                self.number_table(&Written { table, span: value.span }, site, reading, given)
            }
            ValueKind::Boolean(_) | ValueKind::Date(_) | ValueKind::List(_) => {
                let message = format!("{site} takes a number, not {}", value.description());
                let help =
                    "write a number, a formula in quotes, or a table such as { uniform = [1, 2] }";
                let finding = Diagnostic::error("wrong-type", value.span, message);
                self.diagnostics.push(finding.help(help));
                self.builder.constant(1.0)
            }
        }
    }

    fn number_table(
        &mut self,
        written: &Written<'_>,
        site: &str,
        reading: Reading,
        given: Option<NodeId>,
    ) -> NodeId {
        let Written { table, span } = *written;
        let chosen: Vec<&Entry> = table
            .entries
            .iter()
            .filter(|entry| {
                let key = entry.key.name.as_str();
                !NOTES.contains(&key) && !["min", "max", "interpolate"].contains(&key)
            })
            .collect();
        let [entry] = chosen[..] else {
            let message = match chosen.first() {
                None => format!("nothing says the number of {site}"),
                Some(_) => format!("{site} says its number more than once"),
            };
            let mut finding = Diagnostic::error("one-number", span, message);
            for entry in chosen.iter().skip(1) {
                finding = finding.also(entry.key.span, "said again here");
            }
            let help = "keep one of value, schedule or the name of a distribution";
            self.diagnostics.push(finding.help(help));
            return self.builder.constant(1.0);
        };
        match entry.key.name.as_str() {
            "value" => self.lower_number_at(&entry.value, site, reading, given),
            "schedule" => self.schedule(&entry.value, table.get("interpolate"), site, reading),
            name => match distributions::find(name) {
                Some(kind) => self.distribution(kind, entry, table, site, given),
                None => {
                    let message = format!("no distribution is called `{name}`");
                    let known = distributions::ALL.iter().map(|kind| kind.entry().name);
                    let known = known.chain(["value", "schedule"]);
                    let help = match nearest(name, known) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => "`dealsim list distributions` shows them all".to_owned(),
                    };
                    let finding = Diagnostic::error("unknown-kind", entry.key.span, message);
                    self.diagnostics.push(finding.help(help));
                    self.builder.constant(1.0)
                }
            },
        }
    }

    /// A draw from a distribution: one uniform, its own or the one `given`, through its quantile.
    fn distribution(
        &mut self,
        kind: &'static dyn Distribution,
        entry: &Entry,
        table: &Table,
        site: &str,
        given: Option<NodeId>,
    ) -> NodeId {
        let Some(own) = self.parameters_of(kind, entry) else {
            return self.builder.constant(1.0);
        };
        let bounds: Vec<(&str, f64)> = ["min", "max"]
            .into_iter()
            .filter_map(|key| {
                let value = &table.get(key)?.value;
                let number = value
                    .as_number()
                    .or_else(|| value.as_text().and_then(|text| parse_number(text, self.scale)));
                if number.is_none() {
                    let message = format!("`{key}` of {site} takes a number written out");
                    let finding = Diagnostic::error("wrong-type", value.span, message);
                    self.diagnostics.push(finding.help(format!("write `{key} = 0`, say")));
                }
                number.map(|number| (key, number))
            })
            .collect();
        let probability = match given {
            Some(probability) => probability,
            None => self.correlations.probability(site, &mut self.builder),
        };
        let squeezed =
            (!bounds.is_empty()).then(|| self.builder.later(&format!("{site}, bounded")));
        let mut params = Params {
            table: &own,
            span: entry.key.span,
            path: site.to_owned(),
            entry: kind.entry(),
            scope: self,
        };
        let value = kind.lower(&mut params, squeezed.unwrap_or(probability));
        match squeezed {
            None => value,
            Some(squeezed) => {
                let drawn = Drawn { kind, value, squeezed, span: entry.key.span, site };
                self.truncated(&drawn, &bounds, probability)
            }
        }
    }

    /// The parameters of a distribution as a table, also where they were written as a list or as one number.
    fn parameters_of(&mut self, kind: &'static dyn Distribution, entry: &Entry) -> Option<Table> {
        let known = kind.entry().parameters;
        let name = kind.entry().name;
        let make = |name: &str, value: &Value| Entry {
            key: Key { name: name.to_owned(), span: value.span },
            value: value.clone(),
        };
        match &entry.value.kind {
            ValueKind::Table(table) => {
                let mut allowed: Vec<&str> = known.iter().map(|known| known.name).collect();
                allowed.extend(NOTES);
                super::sections::unknown_keys(name, table, &allowed, self.diagnostics);
                Some(table.clone())
            }
            // A list of lists is one parameter, not several.
            ValueKind::List(items) if items.len() <= known.len() => Some(Table {
                entries: known
                    .iter()
                    .zip(items)
                    .map(|(parameter, value)| make(parameter.name, value))
                    .collect(),
            }),
            ValueKind::List(_) => {
                let names: Vec<&str> = known.iter().map(|known| known.name).collect();
                let message = format!("`{name}` takes at most {} numbers", known.len());
                let help = format!("write them in the order {}", names.join(", "));
                let finding = Diagnostic::error("wrong-type", entry.value.span, message);
                self.diagnostics.push(finding.help(help));
                None
            }
            _ => known.first().map(|first| Table { entries: vec![make(first.name, &entry.value)] }),
        }
    }

    /// A step function or a broken line over dates.
    pub(super) fn schedule(
        &mut self,
        value: &Value,
        interpolate: Option<&Entry>,
        site: &str,
        reading: Reading,
    ) -> NodeId {
        let linear = match interpolate.and_then(|entry| entry.value.as_text()) {
            Some("linear") => true,
            None | Some("step") => false,
            Some(_) => {
                let at = interpolate.map_or(value.span, |entry| entry.value.span);
                let message = "`interpolate` takes \"step\" or \"linear\"";
                let finding = Diagnostic::error("unknown-word", at, message);
                self.diagnostics.push(finding.help("leave it out for steps"));
                false
            }
        };
        let mut points: Vec<(f64, Value)> = Vec::new();
        if let Some(file) = value.as_text() {
            for (date, number) in self.dated(file, value.span) {
                let kind = ValueKind::Float(number);
                points.push((self.grid.years_to(date), Value { kind, span: value.span }));
            }
        }
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
        if points.is_empty() {
            let message = format!("the schedule of {site} has no dates");
            let help = "write { 2025-07-01 = 1.3, 2026-01-01 = 1.2 }, or the path of a CSV file with columns date and value";
            let finding = Diagnostic::error("wrong-type", value.span, message);
            self.diagnostics.push(finding.help(help));
            return self.builder.constant(1.0);
        }
        points.sort_by(|left, right| left.0.total_cmp(&right.0));
        let times: Vec<f64> = points.iter().map(|point| point.0).collect();
        let grid = self.grid;
        let mut sum: Option<NodeId> = None;
        for (index, (_, point)) in points.iter().enumerate() {
            let weights = (0..=grid.periods())
                .map(|k| {
                    let open = grid.time(k.saturating_sub(1));
                    let close = grid.time(k);
                    if linear {
                        hat(&times, index, close)
                    } else {
                        coverage(&times, index, open, close)
                    }
                })
                .collect();
            let weight = self.builder.series(weights);
            let part = self.lower_number(point, &format!("{site}.{index}"), reading);
            let part = self.builder.multiply(part, weight);
            sum = Some(match sum {
                Some(sum) => self.builder.add(sum, part),
                None => part,
            });
        }
        let close = sum.unwrap_or_else(|| self.builder.constant(1.0));
        self.read_at(close, reading)
    }
}

/// A table and where it stands.
struct Written<'a> {
    table: &'a Table,
    span: Span,
}

/// A distribution with bounds: its value as a function of a probability that is said later.
struct Drawn<'a> {
    kind: &'static dyn Distribution,
    value: NodeId,
    squeezed: NodeId,
    span: Span,
    site: &'a str,
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

impl Lowering<'_, '_> {
    /// The value with its probability squeezed between those of the bounds.
    fn truncated(
        &mut self,
        drawn: &Drawn<'_>,
        bounds: &[(&str, f64)],
        probability: NodeId,
    ) -> NodeId {
        let Drawn { kind, value, squeezed, span, site } = *drawn;
        // Until the bounds are known, and where they cannot be.
        self.builder.define(squeezed, probability);
        if !kind.rises() {
            let message = format!("`min` and `max` cannot bound a {}", kind.entry().name);
            let finding = Diagnostic::error("bounds-on-parts", span, message);
            self.diagnostics.push(finding.help("bound each of its parts instead"));
            return value;
        }
        let mut low = 0.0;
        let mut high = 1.0;
        for &(key, bound) in bounds {
            let Some(found) = self.cumulative(drawn, bound) else {
                let message = format!("`{key}` of {site} needs parameters that are written out");
                let help = "write its parameters as numbers, or clamp it in a formula";
                let finding = Diagnostic::error("bounds-need-numbers", span, message);
                self.diagnostics.push(finding.help(help));
                self.builder.define(squeezed, probability);
                return value;
            };
            if key == "min" { low = found } else { high = found }
        }
        self.builder.define(squeezed, probability);
        if high - low < 1e-9 {
            let message = format!("nothing of {site} lies between its bounds");
            let finding = Diagnostic::error("empty-range", span, message);
            self.diagnostics.push(finding.help("move `min` and `max` to where the values are"));
            return value;
        }
        let width = self.builder.scale(probability, high - low);
        let low = self.builder.constant(low);
        let between = self.builder.add(low, width);
        self.builder.define(squeezed, between);
        // What rounding leaves beyond a bound is put on it.
        bounds.iter().fold(value, |value, &(key, bound)| {
            let bound = self.builder.constant(bound);
            if key == "min" {
                self.builder.maximum(value, bound)
            } else {
                self.builder.minimum(value, bound)
            }
        })
    }

    /// P(x ≤ bound), by bisection.
    fn cumulative(&mut self, drawn: &Drawn<'_>, bound: f64) -> Option<f64> {
        let (mut low, mut high) = (0.0_f64, 1.0_f64);
        // 53 halvings reach the spacing of the uniforms.
        for _ in 0..53 {
            let middle = 0.5 * (low + high);
            let probability = self.builder.constant(middle);
            self.builder.define(drawn.squeezed, probability);
            let value = self.builder.evaluate_constant(drawn.value)?;
            if value < bound { low = middle } else { high = middle }
        }
        Some(0.5 * (low + high))
    }
}
