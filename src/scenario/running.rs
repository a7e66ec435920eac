//! Drivers that keep the largest, the least or the mean of a value so far.

use super::lowering::Lowering;
use super::sections::unknown_keys;
use crate::diagnose::{Diagnostic, Span};
use crate::document::{Table, Value};
use crate::kind::{Diffusion, Reading, Watched};
use crate::plan::{Binary, NodeId};

const KINDS: [&str; 3] = ["max", "min", "mean"];

impl Lowering<'_, '_> {
    /// The largest, the least or the mean of a value so far, at period closes from the start on; extremes of a driver that
    /// diffuses also between them.
    pub(super) fn running(&mut self, path: &str, table: Option<&Table>, span: Span) -> NodeId {
        let said: Vec<_> = table
            .iter()
            .flat_map(|table| &table.entries)
            .filter(|entry| KINDS.contains(&entry.key.name.as_str()))
            .collect();
        let ([entry], Some(table)) = (&said[..], table) else {
            let message = format!("`running` in {path} takes one of max, min and mean");
            let finding = Diagnostic::error("wrong-type", span, message);
            self.diagnostics.push(finding.help("write running = { max = \"revenue\" }"));
            return self.builder.constant(1.0);
        };
        let inner = format!("{path}.running");
        let kind = entry.key.name.as_str();
        unknown_keys(&inner, table, &[kind, "monitoring"], self.diagnostics);
        let value = self.lower_number(&entry.value, &inner, Reading::Close);
        let reached = match self.diffusion_within(&inner, table, &entry.value, kind) {
            Some((name, diffusion)) => {
                let rising = kind == "max";
                let watched =
                    Watched { driver: name.clone(), rising, steady: true, from: None, until: None };
                self.keep_watch(watched, entry.value.span, !rising);
                self.extreme_within(&name, diffusion, value, kind)
            }
            None => value,
        };
        let builder = &mut self.builder;
        let result = builder.later(path);
        let before = builder.previous(result);
        let next = match kind {
            "max" => builder.binary(Binary::Maximum, before, reached),
            "min" => builder.binary(Binary::Minimum, before, reached),
            // The mean of the closes so far, the start not counted: m + (x − m) / k.
            _ => {
                let gap = builder.subtract(value, before);
                let index = builder.period_index();
                let part = builder.divide(gap, index);
                builder.add(before, part)
            }
        };
        let node = builder.followed(value, next);
        builder.define(result, node);
        node
    }

    /// The driver that is watched between closes and how it moves there, where that is asked.
    fn diffusion_within(
        &mut self,
        path: &str,
        table: &Table,
        value: &Value,
        kind: &str,
    ) -> Option<(String, Diffusion)> {
        let monitoring = table.get("monitoring")?;
        let span = monitoring.value.span;
        match monitoring.value.as_text() {
            Some("step") => return None,
            Some("continuous") => {}
            _ => {
                let message = format!("`monitoring` in {path} takes \"step\" or \"continuous\"");
                let finding = Diagnostic::error("unknown-word", span, message);
                self.diagnostics.push(finding.help("leave it out to read closes"));
                return None;
            }
        }
        let name = value.as_text().unwrap_or("").trim().to_owned();
        match self.diffusions.get(&name) {
            Some(&diffusion) if kind != "mean" => Some((name, diffusion)),
            _ => {
                let message = format!("nothing says what the {kind} in {path} is between closes");
                let help = "name one driver of a process that diffuses (geometric_brownian, growth, random_walk) after max or \
                            min, or leave `monitoring` out";
                self.diagnostics
                    .push(Diagnostic::error("not-continuous", span, message).help(help));
                None
            }
        }
    }

    /// The extreme of a Brownian motion within the period, given its two ends a and b: (a + b ± √((a − b)² − 2 s² ln U)) / 2, with U the
    /// very uniform by which thresholds on that side are reached, so that an extreme and a threshold never contradict each other
    /// (Borodin & Salminen, Handbook of Brownian Motion, 2002, part I, chapter IV).
    fn extreme_within(
        &mut self,
        name: &str,
        diffusion: Diffusion,
        value: NodeId,
        kind: &str,
    ) -> NodeId {
        let side = if kind == "max" { "highest" } else { "lowest" };
        let builder = &mut self.builder;
        let uniform = builder.uniform_each_step(&format!("drivers.{name}.{side}"));
        let scaled = if diffusion.logarithmic { builder.logarithm(value) } else { value };
        let before = builder.previous(scaled);
        let way = builder.subtract(scaled, before);
        let way = builder.multiply(way, way);
        let variance = builder.multiply(diffusion.spread, diffusion.spread);
        let stray = builder.logarithm(uniform);
        let stray = builder.multiply(variance, stray);
        let stray = builder.scale(stray, -2.0);
        let square = builder.add(way, stray);
        let root = builder.square_root(square);
        let sum = builder.add(before, scaled);
        let twice =
            if kind == "max" { builder.add(sum, root) } else { builder.subtract(sum, root) };
        let extreme = builder.scale(twice, 0.5);
        if diffusion.logarithmic { builder.exponential(extreme) } else { extreme }
    }
}
