//! A number as people write it: a literal, a formula, a distribution, a schedule, or any of these with its source.

use super::formulas::At;
use super::lowering::Lowering;
use super::sections::NOTES;
use super::warnings::allowed;
use crate::diagnose::{Diagnostic, Span, nearest};
use crate::distributions::{self, Distribution};
use crate::document::{Entry, Key, Table, Value, ValueKind};
use crate::formula::parse_number;
use crate::kind::{Params, Reading};
use crate::plan::{Called, Demand, NodeId};

/// The part of a distribution that must lie between its bounds, for it to be what was written.
const MOSTLY_OUT: f64 = 0.25;

impl Lowering<'_, '_> {
    /// Lowers a number; `site` names its draws. What is read at the opening is never late in what is known.
    pub(super) fn lower_number(&mut self, value: &Value, site: &str, reading: Reading) -> NodeId {
        match reading {
            Reading::Open => self.mean_of(value, site, reading, false),
            _ => self.lower_number_at(value, site, reading.into(), None),
        }
    }

    /// Lowers a number for a part of a period; where it is a distribution, it is read at the probability that is
    /// `given`.
    pub(super) fn lower_number_at(
        &mut self,
        value: &Value,
        site: &str,
        at: At,
        given: Option<NodeId>,
    ) -> NodeId {
        match &value.kind {
            ValueKind::Integer(_) | ValueKind::Float(_) => {
                self.builder.constant(value.as_number().unwrap_or(1.0))
            }
            ValueKind::Text(text) => match parse_number(text, self.scale) {
                Some(number) => self.builder.constant(number),
                None => {
                    let node = self.lower_formula(text, value.span, at);
                    self.builder.name(
                        Called::path(site).at(value.span),
                        node,
                        Demand::FiniteWhereRead,
                    );
                    node
                }
            },
            ValueKind::Table(table) => {
                self.number_table(&Written { table, span: value.span }, site, at, given)
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
        at: At,
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
            "value" => self.lower_number_at(&entry.value, site, at, given),
            "schedule" => self.schedule(&entry.value, table.get("interpolate"), site, at),
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
        if table.get("max").is_none() {
            self.heavy_tail(kind, &own, entry.value.span, site);
        }
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
            // What two readers take for different numbers has to be named.
            ValueKind::List(items) if items.len() > 1 && !kind.readings().is_empty() => {
                self.numbers_without_names(kind, entry, items);
                None
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

impl Lowering<'_, '_> {
    /// Complains of bare numbers that may be read in more than one way, and shows the readings.
    fn numbers_without_names(
        &mut self,
        kind: &'static dyn Distribution,
        entry: &Entry,
        items: &[Value],
    ) {
        let name = kind.entry().name;
        let written = |index: usize| {
            items.get(index).map_or("…", |item| self.sources.slice(item.span).trim())
        };
        let readings: Vec<String> = kind
            .readings()
            .iter()
            .map(|[first, second]| {
                format!("{{ {first} = {}, {second} = {} }}", written(0), written(1))
            })
            .collect();
        let message = format!("the bare numbers of `{name}` can be read in more than one way");
        let help = format!("say which they are: {name} = {}", readings.join(" or "));
        let finding = Diagnostic::error("unnamed-numbers", entry.value.span, message);
        self.diagnostics.push(finding.help(help));
    }

    /// Warns of a tail that leaves no mean, or none whose error can be told.
    fn heavy_tail(&mut self, kind: &'static dyn Distribution, own: &Table, span: Span, site: &str) {
        let Some(entry) = kind.tail_index().and_then(|key| own.get(key)) else { return };
        let text = entry.value.as_text().and_then(|text| parse_number(text, self.scale));
        let Some(index) = entry.value.as_number().or(text).filter(|index| *index <= 2.0) else {
            return;
        };
        let what = if index <= 1.0 { "has no mean" } else { "has a mean without an error" };
        let key = kind.tail_index().unwrap_or_default();
        let message = format!("{site} {what}: the tail of `{key} = {index}` is too heavy");
        let help = "bound it with `max = …`, or read quantiles: means and their ± are unreliable";
        self.diagnostics.push(Diagnostic::warning("heavy-tail", span, message).help(help));
    }

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
            // Both bounds keep the value that equals them, also where many draws do.
            let Some(found) = self.cumulative(drawn, bound, key == "max") else {
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
            let message =
                format!("less than one in a thousand million of {site} lies between its bounds");
            let finding = Diagnostic::error("empty-range", span, message);
            self.diagnostics.push(finding.help("move `min` and `max` to where the values are"));
            return value;
        }
        if high - low < MOSTLY_OUT && !self.item_allows(site, "mostly-out-of-bounds") {
            let percent = (100.0 * (high - low)).round();
            let message = format!("only {percent} % of {site} lies between its bounds");
            let finding = Diagnostic::warning("mostly-out-of-bounds", span, message);
            let help = "check the unit of `min` and `max`; or write the distribution that is meant";
            self.diagnostics.push(finding.help(help));
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

    /// Whether the item that a site lies in allows a warning.
    fn item_allows(&self, site: &str, code: &str) -> bool {
        let mut parts = site.split('.');
        let item = parts.next().zip(parts.next()).and_then(|(section, name)| {
            let section = self.root.get(section)?.value.as_table()?;
            section.get(name)?.value.as_table()
        });
        item.is_some_and(|item| allowed(item, code))
    }

    /// P(x < bound), or P(x ≤ bound) with `or_equal`, by bisection.
    fn cumulative(&mut self, drawn: &Drawn<'_>, bound: f64, or_equal: bool) -> Option<f64> {
        let (mut low, mut high) = (0.0_f64, 1.0_f64);
        // 53 halvings reach the spacing of the uniforms.
        for _ in 0..53 {
            let middle = 0.5 * (low + high);
            let probability = self.builder.constant(middle);
            self.builder.define(drawn.squeezed, probability);
            let value = self.builder.evaluate_constant(drawn.value)?;
            let below = value < bound || (or_equal && value == bound);
            if below { low = middle } else { high = middle }
        }
        Some(0.5 * (low + high))
    }
}
