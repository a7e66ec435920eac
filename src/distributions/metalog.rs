//! A distribution that bends to percentiles: two fix where and how wide, each further one the shape.

use super::Distribution;
use super::elicited::short;
use super::metalog_fit::{Metalog as Fit, Scale};
use crate::catalogue::{Entry, Parameter, Takes};
use crate::diagnose::Diagnostic;
use crate::kind::Params;
use crate::plan::{NodeId, PlanBuilder};

/// More coefficients than this follow the noise of what was said, and the equations for them become ill-conditioned.
const MOST: usize = 10;

const fn percentile(name: &'static str) -> Parameter {
    Parameter::optional(name, Takes::FixedNumber, "", "its percentile of this number")
}

/// See the entry.
pub(super) struct Metalog;

impl Distribution for Metalog {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "metalog",
            summary: "A smooth distribution through two to ten percentiles.",
            parameters: &[
                percentile("p1"),
                percentile("p2"),
                percentile("p5"),
                percentile("p10"),
                percentile("p20"),
                percentile("p25"),
                percentile("p30"),
                percentile("p40"),
                percentile("p50"),
                percentile("p60"),
                percentile("p70"),
                percentile("p75"),
                percentile("p80"),
                percentile("p90"),
                percentile("p95"),
                percentile("p98"),
                percentile("p99"),
                Parameter::optional(
                    "probabilities",
                    Takes::Numbers,
                    "",
                    "other probabilities, between 0 and 1, with `values`",
                ),
                Parameter::optional("values", Takes::Numbers, "", "their quantiles"),
                Parameter::optional("low", Takes::FixedNumber, "none", "no value is below it"),
                Parameter::optional("high", Takes::FixedNumber, "none", "no value is above it"),
            ],
            example: "[inputs.revenue_2030]\nvalue = { metalog = { p10 = 40, p50 = 90, p90 = 250, low = 0 } }\n",
        };
        &ENTRY
    }

    fn lower(&self, params: &mut Params<'_>, probability: NodeId) -> NodeId {
        let low = params.has("low").then(|| params.fixed_required("low"));
        let high = params.has("high").then(|| params.fixed_required("high"));
        let scale = Scale { low, high };
        let Some(points) = points(params) else { return params.builder().constant(1.0) };
        if !are_possible(params, &points, scale) {
            return params.builder().constant(1.0);
        }
        let pairs: Vec<(f64, f64)> =
            points.iter().map(|point| (point.probability, scale.stretched(point.value))).collect();
        let fit = Fit::through(&pairs);
        if let Some(falling) = fit.falls() {
            refuse(params, &points, &pairs, scale, falling);
        }
        let builder = params.builder();
        let stretched = quantile(builder, &fit, probability);
        back(builder, scale, stretched)
    }
}

/// A percentile as said.
struct Point {
    /// Its key, or the place in the list.
    name: String,
    key: &'static str,
    probability: f64,
    value: f64,
}

/// What was said, by rising probability.
fn points(params: &mut Params<'_>) -> Option<Vec<Point>> {
    let mut points = Vec::new();
    for parameter in params.entry.parameters {
        let digits = parameter.name.strip_prefix('p').and_then(|digits| digits.parse::<u32>().ok());
        if let Some(percent) = digits
            && let Some(value) = params.fixed(parameter.name)
        {
            let probability = f64::from(percent) / 100.0;
            let name = format!("`{}`", parameter.name);
            points.push(Point { name, key: parameter.name, probability, value });
        }
    }
    let listed = params.has("probabilities") || params.has("values");
    if listed && !points.is_empty() {
        let message = format!("percentiles of {} are said by key and as a list", params.path);
        let help = "keep the keys such as `p10`, or `probabilities` and `values`";
        let span = params.span_of("probabilities");
        params.complain(Diagnostic::error("said-two-ways", span, message).help(help));
        return None;
    }
    if listed {
        for key in ["probabilities", "values"] {
            if !params.has(key) {
                params.missing(key);
            }
        }
        let probabilities = params.numbers("probabilities")?;
        let values = params.numbers("values")?;
        let inside = probabilities.iter().all(|p| *p > 0.0 && *p < 1.0);
        if probabilities.len() != values.len() || !inside {
            let message = format!("`probabilities` and `values` of {} do not fit", params.path);
            let help = "write one value for each probability, and probabilities between 0 and 1";
            let span = params.span_of("probabilities");
            params.complain(Diagnostic::error("no-such-member", span, message).help(help));
            return None;
        }
        points.extend(probabilities.into_iter().zip(values).map(|(probability, value)| Point {
            name: format!("the quantile of {probability}"),
            key: "values",
            probability,
            value,
        }));
        points.sort_by(|left, right| left.probability.total_cmp(&right.probability));
    }
    Some(points)
}

/// Whether there are two to ten percentiles that rise and lie between the ends; complains where not.
fn are_possible(params: &mut Params<'_>, points: &[Point], scale: Scale) -> bool {
    let mut key = "";
    let fault = if points.len() < 2 || points.len() > MOST {
        let message = format!("a metalog takes two to {MOST} percentiles, not {}", points.len());
        Some((
            message,
            "say `p10`, `p50` and `p90`, for instance; or use `empirical` for many values",
        ))
    } else if let Some(pair) = points
        .windows(2)
        .find(|pair| pair[0].value >= pair[1].value || pair[0].probability >= pair[1].probability)
    {
        key = pair[1].key;
        let message = format!(
            "percentiles of {} do not rise: {} is {} and {} is {}",
            params.path, pair[0].name, pair[0].value, pair[1].name, pair[1].value
        );
        Some((message, "a larger percentile needs a larger value"))
    } else if let Some(point) = points.iter().find(|point| !scale.contains(point.value)) {
        key = point.key;
        let message = format!(
            "{} of {} is {}, which is not between its ends",
            point.name, params.path, point.value
        );
        Some((
            message,
            "every percentile lies above `low` and below `high`; move the end or leave it out",
        ))
    } else {
        None
    };
    let Some((message, help)) = fault else { return true };
    let span = params.span_of(key);
    params.complain(Diagnostic::error("no-such-member", span, message).help(help));
    false
}

/// Says where the quantile falls, and the nearest percentiles on the way to a plain hump with which it does not.
fn refuse(
    params: &mut Params<'_>,
    points: &[Point],
    pairs: &[(f64, f64)],
    scale: Scale,
    falling: (f64, f64),
) {
    let message = format!(
        "no metalog has the percentiles of {}: its quantile would fall between the probabilities {} and {}",
        params.path,
        short(falling.0),
        short(falling.1)
    );
    let possible: Vec<String> = Fit::nearest_possible(pairs)
        .iter()
        .zip(points)
        .map(|((_, value), point)| format!("{} {}", point.name, short(scale.back(*value))))
        .collect();
    let without = (0..points.len())
        .filter(|_| points.len() > 3)
        .find(|left_out| {
            let mut rest = pairs.to_vec();
            rest.remove(*left_out);
            Fit::through(&rest).falls().is_none()
        })
        .map_or_else(String::new, |left_out| format!(", or leave out {}", points[left_out].name));
    let help = format!("percentiles that are possible: {}{without}", possible.join(", "));
    let key = points.get(points.len() / 2).map_or("", |point| point.key);
    let span = params.span_of(key);
    params.complain(Diagnostic::error("no-such-member", span, message).help(help));
}

/// A(d) + ln(u / (1 − u)) · B(d) in d = u − ½.
fn quantile(builder: &mut PlanBuilder, fit: &Fit, probability: NodeId) -> NodeId {
    let (half, one) = (builder.constant(0.5), builder.constant(1.0));
    let d = builder.subtract(probability, half);
    let above = builder.subtract(one, probability);
    let (below, above) = (builder.logarithm(probability), builder.logarithm(above));
    let logit = builder.subtract(below, above);
    let mut polynomial = |coefficients: &[f64]| {
        let mut sum = builder.constant(0.0);
        for (place, &coefficient) in coefficients.iter().rev().enumerate() {
            let coefficient = builder.constant(coefficient);
            let product = if place == 0 { sum } else { builder.multiply(sum, d) };
            sum = if place == 0 { coefficient } else { builder.add(product, coefficient) };
        }
        sum
    };
    let (plain, with_logit) = (polynomial(&fit.plain), polynomial(&fit.with_logit));
    let part = builder.multiply(logit, with_logit);
    builder.add(plain, part)
}

/// From the stretched scale to the values, as in [`Scale::back`].
fn back(builder: &mut PlanBuilder, scale: Scale, stretched: NodeId) -> NodeId {
    match (scale.low, scale.high) {
        (None, None) => stretched,
        (Some(low), None) => {
            let above = builder.exponential(stretched);
            let low = builder.constant(low);
            builder.add(low, above)
        }
        (None, Some(high)) => {
            let turned = builder.negate(stretched);
            let below = builder.exponential(turned);
            let high = builder.constant(high);
            builder.subtract(high, below)
        }
        (Some(low), Some(high)) => {
            let turned = builder.negate(stretched);
            let odds = builder.exponential(turned);
            let one = builder.constant(1.0);
            let below = builder.add(one, odds);
            let width = builder.constant(high - low);
            let part = builder.divide(width, below);
            let low = builder.constant(low);
            builder.add(low, part)
        }
    }
}
