//! Reads `[correlations]`: of the shocks of drivers, and of inputs through a Gaussian copula.

use super::names::{Names, unknown};
use crate::correlation::{CorrelationMatrix, groups};
use crate::diagnose::{Diagnostic, Diagnostics, Span};
use crate::document::Table;
use crate::plan::{NodeId, PlanBuilder, Unary};
use std::collections::{BTreeMap, BTreeSet};

/// For each correlated name, the weights of the independent normals that its own is made of.
#[derive(Debug, Default)]
pub(super) struct Correlations {
    weights: BTreeMap<String, Vec<(String, f64)>>,
    /// Where each correlated driver was first named.
    spans: BTreeMap<String, Span>,
    /// The drivers whose shock was asked for.
    asked: BTreeSet<String>,
}

impl Correlations {
    /// Reads the pairs; all pairs that nobody names are uncorrelated.
    pub(super) fn read(root: &Table, names: &Names<'_>, diagnostics: &mut Diagnostics) -> Self {
        let Some(entry) = root.get("correlations") else { return Self::default() };
        let Some(table) = entry.value.as_table() else {
            let finding = Diagnostic::error(
                "wrong-type",
                entry.value.span,
                "`correlations` is a table of pairs",
            );
            diagnostics.push(finding.help("write [correlations] and \"growth ~ revenue\" = 0.3"));
            return Self::default();
        };
        let mut pairs: Vec<(Span, (String, String, f64))> = Vec::new();
        for item in &table.entries {
            if let Some(pair) = pair(item, names, diagnostics) {
                pairs.push((item.key.span, pair));
            }
        }
        let mut all: Vec<String> =
            pairs.iter().flat_map(|(_, (a, b, _))| [a.clone(), b.clone()]).collect();
        all.sort();
        all.dedup();
        let place = |name: &String| all.binary_search(name).unwrap_or(0);
        let edges: Vec<(usize, usize, f64)> =
            pairs.iter().map(|(_, (a, b, rho))| (place(a), place(b), *rho)).collect();
        let mut spans = BTreeMap::new();
        for (item, (a, b, _)) in &pairs {
            for name in [a, b] {
                spans.entry(name.clone()).or_insert(*item);
            }
        }
        let pairs: Vec<(String, String, f64)> = pairs.into_iter().map(|(_, pair)| pair).collect();
        let mut weights = BTreeMap::new();
        for group in groups(all.len(), &edges) {
            let inside: Vec<(usize, usize, f64)> = pairs
                .iter()
                .filter_map(|(a, b, rho)| {
                    let a = group.binary_search(&place(a)).ok()?;
                    let b = group.binary_search(&place(b)).ok()?;
                    Some((a, b, *rho))
                })
                .collect();
            let matrix = match CorrelationMatrix::new(group.len(), &inside) {
                Ok(matrix) => matrix,
                Err(fault) => {
                    let message = format!("these correlations cannot be read: {fault}");
                    let finding = Diagnostic::error("bad-correlation", entry.key.span, message);
                    diagnostics.push(finding.help("say each pair once"));
                    continue;
                }
            };
            let Ok(factor) = matrix.cholesky() else {
                not_possible(&matrix, &group, &all, entry.key.span, diagnostics);
                continue;
            };
            for (row, &member) in factor.iter().zip(&group) {
                let parts = row
                    .iter()
                    .zip(&group)
                    .filter(|(weight, _)| **weight != 0.0)
                    .map(|(weight, &other)| (all[other].clone(), *weight))
                    .collect();
                weights.insert(all[member].clone(), parts);
            }
        }
        Self { weights, spans, asked: BTreeSet::new() }
    }

    /// The standard normal shock of a driver for every period.
    pub(super) fn shock(&mut self, driver: &str, builder: &mut PlanBuilder) -> NodeId {
        let site = format!("drivers.{driver}");
        self.asked.insert(site.clone());
        self.mix(&site, builder, |builder, site| builder.normal_each_step(site))
    }

    /// Lets a driver go without a shock: something else is wrong with it.
    pub(super) fn excuse(&mut self, site: &str) {
        self.asked.insert(site.to_owned());
    }

    /// Complains of correlated drivers whose process has no shock, once all drivers are lowered.
    pub(super) fn without_shock(&self, diagnostics: &mut Diagnostics) {
        for (site, span) in &self.spans {
            if let Some(driver) = site.strip_prefix("drivers.")
                && !self.asked.contains(site)
            {
                no_shocks(driver, *span, diagnostics);
            }
        }
    }

    /// The probability of a number that is drawn once.
    pub(super) fn probability(&self, site: &str, builder: &mut PlanBuilder) -> NodeId {
        if !self.weights.contains_key(site) {
            return builder.uniform_once(site);
        }
        let normal = self.mix(site, builder, |builder, site| builder.normal_once(site));
        builder.unary(Unary::NormalCumulative, normal)
    }

    fn mix(
        &self,
        site: &str,
        builder: &mut PlanBuilder,
        draw: impl Fn(&mut PlanBuilder, &str) -> NodeId,
    ) -> NodeId {
        let Some(parts) = self.weights.get(site) else { return draw(builder, site) };
        let mut sum: Option<NodeId> = None;
        for (name, weight) in parts {
            let normal = draw(builder, name);
            let part = builder.scale(normal, *weight);
            sum = Some(match sum {
                Some(sum) => builder.add(sum, part),
                None => part,
            });
        }
        sum.unwrap_or_else(|| draw(builder, site))
    }
}

fn pair(
    item: &crate::document::Entry,
    names: &Names<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<(String, String, f64)> {
    let span = item.key.span;
    let Some((first, second)) = item.key.name.split_once('~') else {
        let message = format!("`{}` is not a pair", item.key.name);
        let finding = Diagnostic::error("bad-correlation", span, message);
        diagnostics.push(finding.help("write \"growth ~ revenue\" = 0.3, with the quotes"));
        return None;
    };
    let mut site = |name: &str| {
        let name = name.trim();
        if names.drivers.get(name).is_some_and(|item| item.table().get("process").is_some()) {
            return Some(format!("drivers.{name}"));
        }
        if names.inputs.contains_key(name) {
            return Some(format!("inputs.{name}"));
        }
        if names.drivers.contains_key(name) {
            no_shocks(name, span, diagnostics);
            return None;
        }
        let known: Vec<&str> =
            names.drivers.keys().chain(names.inputs.keys()).map(String::as_str).collect();
        diagnostics.push(unknown("driver or input", name, span, known.iter().copied()));
        None
    };
    let (a, b) = (site(first), site(second));
    let written = match item.value.as_table().and_then(|table| table.get("value")) {
        Some(inner) => inner.value.as_number(),
        None => item.value.as_number(),
    };
    let rho = written.filter(|rho| (-1.0..=1.0).contains(rho));
    if rho.is_none() {
        let message = "a correlation is a number between -1 and 1";
        let finding = Diagnostic::error("bad-correlation", item.value.span, message);
        diagnostics.push(finding.help("write 0.3, say"));
    }
    let (a, b, rho) = (a?, b?, rho?);
    if a == b || a.starts_with("drivers.") != b.starts_with("drivers.") {
        let message = if a == b {
            format!("`{}` correlates a number with itself", item.key.name)
        } else {
            format!(
                "`{}` correlates a driver, which moves in every period, with an input, which is drawn once",
                item.key.name
            )
        };
        let help = "correlate two different drivers, or two different inputs";
        diagnostics.push(Diagnostic::error("bad-correlation", span, message).help(help));
        return None;
    }
    Some((a, b, rho))
}

fn no_shocks(driver: &str, span: Span, diagnostics: &mut Diagnostics) {
    let message = format!("driver `{driver}` has no shocks of its own to correlate");
    let help = "correlate drivers whose process has noise, or inputs that are distributions";
    diagnostics.push(Diagnostic::error("bad-correlation", span, message).help(help));
}

fn not_possible(
    matrix: &CorrelationMatrix,
    group: &[usize],
    all: &[String],
    span: Span,
    diagnostics: &mut Diagnostics,
) {
    let nearest = matrix.nearest();
    let short = |index: usize| {
        let name = &all[group[index]];
        name.split_once('.').map_or(name.as_str(), |(_, name)| name).to_owned()
    };
    let mut lines = Vec::new();
    for i in 0..group.len() {
        for j in i + 1..group.len() {
            let value = nearest.get(i, j).unwrap_or(0.0);
            if value.abs() >= 0.0005 {
                lines.push(format!("\"{} ~ {}\" = {value:.3}", short(i), short(j)));
            }
        }
    }
    let message = "these correlations contradict one another: no numbers can have them all";
    let help = format!("the nearest that is possible: {}", lines.join(", "));
    diagnostics.push(Diagnostic::error("impossible-correlations", span, message).help(help));
}
