//! A number whose drift and volatility, or value, depend on a regime that changes at random.

use super::Process;
use super::chain::{Matrix, intensities, transition};
use crate::catalogue::{Entry, Parameter, Range, Takes};
use crate::diagnose::{Diagnostic, Span, nearest};
use crate::document::Table;
use crate::kind::{Params, Reading};
use crate::plan::{Binary, NodeId, PlanBuilder, Unary};

/// See the entry.
pub(super) struct RegimeSwitching;

impl Process for RegimeSwitching {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "regime_switching",
            summary: "Named regimes that follow one another at random (a Markov chain, exact at period ends), each with its drift and volatility, or with its value.",
            parameters: &[
                Parameter::optional(
                    "start",
                    Takes::Number,
                    "needed where regimes have a drift and a volatility",
                    "its value at the start",
                ),
                Parameter::required(
                    "regimes",
                    Takes::Table,
                    "a table for each regime: `value`, or `drift` (0) and `volatility` (0) as for geometric_brownian over the periods that open in it; and `to`, a table of the regimes that it gives way to",
                ),
                Parameter::required("begins", Takes::Text, "the regime at the start"),
                Parameter::optional(
                    "to",
                    Takes::Word(&["intensity", "yearly_probability"]),
                    "\"intensity\"",
                    "what the numbers in `to` are: intensities a year, or probabilities of being there a year later",
                ),
            ],
            example: "[drivers.market]\nprocess = \"regime_switching\"\nstart = 100\nbegins = \"calm\"\n[drivers.market.regimes.calm]\ndrift = 0.08\nvolatility = 0.12\nto = { storm = 0.25 }\n[drivers.market.regimes.storm]\ndrift = -0.2\nvolatility = 0.4\nto = { calm = 1.5 }\n\n[drivers.tariff]\nprocess = \"regime_switching\"\nbegins = \"low\"\nregimes = { low = { value = 0.02, to = { high = 0.3 } }, high = { value = 0.25, to = { low = 0.1 } } }\n",
        };
        &ENTRY
    }

    fn lower(&self, params: &mut Params<'_>) -> NodeId {
        let Some(regimes) = Regimes::read(params) else { return params.builder().constant(1.0) };
        let name = params.name().to_owned();
        if regimes.have_values {
            // The chain has the driver's only shock: it can be correlated.
            let shock = params.scope.shock(&name);
            let uniform = params.builder().unary(Unary::NormalCumulative, shock);
            let now = regimes.chain(params, uniform);
            return regimes.choose(params.builder(), now, |regime| regime.value);
        }
        let site = params.site("regime");
        let uniform = params.builder().uniform_each_step(&site);
        let now = regimes.chain(params, uniform);
        let builder = params.builder();
        let opening = builder.previous(now);
        let drift = regimes.choose(builder, opening, |regime| regime.drift);
        let volatility = regimes.choose(builder, opening, |regime| regime.volatility);
        super::geometric_brownian::lognormal_steps(params, drift, volatility)
    }
}

struct Regime {
    value: NodeId,
    drift: NodeId,
    volatility: NodeId,
}

struct Regimes {
    list: Vec<Regime>,
    first: usize,
    have_values: bool,
    /// Probabilities of the regime at the close, by that at the opening.
    matrix: Matrix,
}

impl Regimes {
    fn read(params: &mut Params<'_>) -> Option<Self> {
        let tables = tables(params)?;
        let names: Vec<&str> = tables.iter().map(|(name, _, _)| name.as_str()).collect();
        let begins = match params.text("begins") {
            Some(begins) => begins,
            None => {
                if !params.has("begins") {
                    params.missing("begins");
                }
                return None;
            }
        };
        let span = params.span_of("begins");
        let first = place(params, &names, &begins, span)?;
        let have_values = tables.iter().any(|(_, table, _)| table.get("value").is_some());
        let matrix = matrix(params, &tables, &names)?;
        let list = tables
            .iter()
            .map(|(name, table, span)| regime(params, (name, table, *span), have_values))
            .collect();
        Some(Self { list, first, have_values, matrix })
    }

    /// The number of the regime at every close.
    fn chain(&self, params: &mut Params<'_>, uniform: NodeId) -> NodeId {
        let label = params.site("regime");
        let builder = params.builder();
        let now = builder.later(&label);
        let before = builder.previous(now);
        let mut next = builder.constant(0.0);
        let mut cumulative = vec![0.0; self.list.len()];
        for column in 0..self.list.len().saturating_sub(1) {
            for (sum, row) in cumulative.iter_mut().zip(&self.matrix) {
                *sum += row[column];
            }
            let threshold = chosen(builder, before, &cumulative);
            let passed = builder.less(threshold, uniform);
            next = builder.add(next, passed);
        }
        #[expect(clippy::cast_precision_loss, reason = "a few regimes")]
        let first = builder.constant(self.first as f64);
        let result = builder.followed(first, next);
        builder.define(now, result);
        result
    }

    /// What holds in the regime of a number.
    fn choose(
        &self,
        builder: &mut PlanBuilder,
        number: NodeId,
        what: impl Fn(&Regime) -> NodeId,
    ) -> NodeId {
        let nodes: Vec<NodeId> = self.list.iter().map(what).collect();
        chosen_node(builder, number, &nodes)
    }
}

fn chosen(builder: &mut PlanBuilder, number: NodeId, values: &[f64]) -> NodeId {
    let nodes: Vec<NodeId> = values.iter().map(|value| builder.constant(*value)).collect();
    chosen_node(builder, number, &nodes)
}

fn chosen_node(builder: &mut PlanBuilder, number: NodeId, nodes: &[NodeId]) -> NodeId {
    let mut rest = nodes.iter().enumerate().rev();
    let Some((_, &last)) = rest.next() else { return builder.constant(1.0) };
    rest.fold(last, |otherwise, (index, &node)| {
        #[expect(clippy::cast_precision_loss, reason = "a few regimes")]
        let index = builder.constant(index as f64);
        let here = builder.binary(Binary::Equal, number, index);
        builder.select(here, node, otherwise)
    })
}

/// The tables of the regimes, by their order in the file.
fn tables(params: &mut Params<'_>) -> Option<Vec<(String, Table, Span)>> {
    if !params.has("regimes") {
        params.missing("regimes");
        return None;
    }
    let value = params.value("regimes")?.clone();
    let found: Option<Vec<(String, Table, Span)>> = value.as_table().and_then(|table| {
        table
            .entries
            .iter()
            .map(|entry| {
                Some((entry.key.name.clone(), entry.value.as_table()?.clone(), entry.key.span))
            })
            .collect()
    });
    if found.as_ref().is_none_or(|found| found.len() < 2) {
        let wanted = "two tables or more, one for each regime";
        params.wrong_type("regimes", value.span, value.description(), wanted);
        return None;
    }
    found
}

fn place(params: &mut Params<'_>, names: &[&str], name: &str, span: Span) -> Option<usize> {
    let found = names.iter().position(|known| *known == name);
    if found.is_none() {
        let message = format!("{} has no regime `{name}`", params.path);
        let help = match nearest(name, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("its regimes are {}", names.join(", ")),
        };
        params.complain(Diagnostic::error("unknown-name", span, message).help(help));
    }
    found
}

/// What holds in one regime.
fn regime(
    params: &mut Params<'_>,
    (name, table, span): (&str, &Table, Span),
    have_values: bool,
) -> Regime {
    let path = params.site(&format!("regimes.{name}"));
    let known: &[&str] =
        if have_values { &["value", "to"] } else { &["drift", "volatility", "to"] };
    for entry in &table.entries {
        if !known.contains(&entry.key.name.as_str()) {
            let message = format!("unknown key `{}` in {path}", entry.key.name);
            let help = format!(
                "known keys are {}: regimes have a value, or a drift and a volatility",
                known.join(", ")
            );
            params.complain(Diagnostic::error("unknown-key", entry.key.span, message).help(help));
        }
    }
    let mut read = |key: &str, reading: Reading, range: Range| {
        let site = format!("{path}.{key}");
        match table.get(key) {
            Some(entry) => params.number_within(&entry.value, &site, reading, range),
            None => params.builder().constant(0.0),
        }
    };
    let value = read("value", Reading::Close, Range::Any);
    let drift = read("drift", Reading::Open, Range::Any);
    let volatility = read("volatility", Reading::Open, Range::NotNegative);
    if have_values && table.get("value").is_none() {
        let message = format!("`value` is missing in {path}");
        let help = "add `value = …`, as the other regimes have one";
        params.complain(Diagnostic::error("missing-key", span, message).help(help));
    }
    Regime { value, drift, volatility }
}

/// Probabilities over a period.
fn matrix(
    params: &mut Params<'_>,
    tables: &[(String, Table, Span)],
    names: &[&str],
) -> Option<Matrix> {
    let probabilities = params.word("to") == "yearly_probability";
    let mut rows = vec![vec![0.0; names.len()]; names.len()];
    let mut good = true;
    for (from, (name, table, _)) in tables.iter().enumerate() {
        let Some(to) = table.get("to") else { continue };
        let Some(targets) = to.value.as_table() else {
            params.wrong_type("to", to.value.span, to.value.description(), "a table of regimes");
            good = false;
            continue;
        };
        for entry in &targets.entries {
            let at = place(params, names, &entry.key.name, entry.key.span);
            let written = entry
                .value
                .as_number()
                .or_else(|| entry.value.as_text().and_then(|text| params.scope.human_number(text)));
            let number = written.filter(|number| *number >= 0.0 && number.is_finite());
            match (at, number) {
                (Some(at), Some(number)) if at != from => rows[from][at] = number,
                (None, _) => good = false,
                _ => {
                    good = false;
                    let message = format!("`{}` cannot give way to `{}` so", name, entry.key.name);
                    let help = "write another regime and a number that is not negative: to = { storm = 0.25 }";
                    let finding = Diagnostic::error("bad-regimes", entry.value.span, message);
                    params.complain(finding.help(help));
                }
            }
        }
        let leaving: f64 = rows[from].iter().sum();
        if probabilities && leaving > 1.0 {
            good = false;
            let message = format!("the probabilities of leaving `{name}` sum to more than one");
            let finding = Diagnostic::error("bad-regimes", to.value.span, message);
            params.complain(finding.help("what is left of one is the probability of staying"));
        }
        rows[from][from] = if probabilities { 1.0 - leaving } else { -leaving };
    }
    if !good {
        return None;
    }
    let years = params.builder().period_years();
    if !probabilities {
        return Some(transition(&rows, years));
    }
    // Yearly steps need nothing between the years.
    #[expect(clippy::float_cmp, reason = "a period is a whole number of months over twelve")]
    if years == 1.0 {
        return Some(rows);
    }
    let intensities = intensities(&rows);
    if intensities.is_none() {
        let message =
            format!("no chain has the yearly probabilities of {} in every step", params.path);
        let help = "they do not say what a shorter step does: write intensities (`to = \"intensity\"`), or take `time.step = \"year\"`";
        let span = params.span_of("regimes");
        params.complain(Diagnostic::error("bad-regimes", span, message).help(help));
    }
    intensities.map(|intensities| transition(&intensities, years))
}
