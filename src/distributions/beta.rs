//! A share between two ends, by the two shapes of the beta distribution or by percentiles.

use super::Distribution;
use super::drawable;
use super::elicited::{P5, P10, P25, P50, P75, P90, P95, Percentiles, Said};
use super::standard_beta::Standard;
use super::ways::one_way;
use super::{order, tabulated};
use crate::catalogue::{Entry, Parameter, Range, Takes};
use crate::diagnose::Diagnostic;
use crate::kind::{Params, Reading};
use crate::lane::math;
use crate::plan::NodeId;
use crate::statistics::special::regularised_incomplete_beta;

/// See the entry.
pub(super) struct Beta;

impl Distribution for Beta {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "beta",
            summary: "A share between two ends, as a hump, a slope or a trough.",
            parameters: &[
                Parameter::optional(
                    "alpha",
                    Takes::FixedNumber,
                    "",
                    "first shape, above zero: larger pushes towards the upper end",
                )
                .within(Range::Positive),
                Parameter::optional(
                    "beta",
                    Takes::FixedNumber,
                    "",
                    "second shape, above zero: larger pushes towards the lower end",
                )
                .within(Range::Positive),
                Parameter::optional("mean", Takes::FixedNumber, "", "its mean, with `sd`"),
                Parameter::optional(
                    "sd",
                    Takes::FixedNumber,
                    "",
                    "its standard deviation, with `mean`",
                )
                .within(Range::Positive),
                Parameter::optional("low", Takes::Number, "0", "the lower end"),
                Parameter::optional("high", Takes::Number, "1", "the upper end"),
                P5,
                P10,
                P25,
                P50,
                P75,
                P90,
                P95,
            ],
            example: "[inputs.gross_margin]\nvalue = { beta = { p10 = 0.25, p90 = 0.60 } }\n",
        };
        &ENTRY
    }

    fn readings(&self) -> &'static [[&'static str; 2]] {
        &[["alpha", "beta"], ["mean", "sd"], ["p10", "p90"]]
    }

    fn lower(&self, params: &mut Params<'_>, probability: NodeId) -> NodeId {
        if !one_way(params, &[&["alpha", "beta"], &["mean", "sd"]], &["low", "high"]) {
            return params.builder().constant(1.0);
        }
        let low = params.number_or("low", 0.0, Reading::Close);
        let high = params.number_or("high", 1.0, Reading::Close);
        order::ascending(params, &[("low", low), ("high", high)]);
        let (alpha, beta) = shapes(params, low, high);
        if !drawable::are_not_too_small(params, &[alpha, beta])
            || !drawable::is_wide(params, drawable::spread_of_beta(alpha, beta))
        {
            return low;
        }
        let standard = Standard::of(alpha, beta);
        let builder = params.builder();
        let share = tabulated::read(builder, probability, |z| standard.quantile(z));
        let width = builder.subtract(high, low);
        let part = builder.multiply(width, share);
        builder.add(low, part)
    }
}

/// Both shapes, however they were said; (1, 1) where they cannot be.
fn shapes(params: &mut Params<'_>, low: NodeId, high: NodeId) -> (f64, f64) {
    let percentiles = Percentiles::read(params);
    if percentiles.is_none() && !params.has("mean") && !params.has("sd") {
        let alpha = order::positive_number(params, "alpha");
        return (alpha, order::positive_number(params, "beta"));
    }
    let builder = params.builder();
    let ends = builder.evaluate_constant(low).zip(builder.evaluate_constant(high));
    let Some((low, high)) = ends.filter(|(low, high)| low < high) else {
        let message = format!("{} needs `low` and `high` that are written out", params.path);
        let help = "write both as numbers, `low` the smaller, or say `alpha` and `beta`";
        params.complain(Diagnostic::error("no-such-member", params.span, message).help(help));
        return (1.0, 1.0);
    };
    match percentiles {
        Some(percentiles) => {
            let Some(outer) = percentiles.outer(params, (low, high)) else { return (1.0, 1.0) };
            let (alpha, beta) = through(outer.map(|said| {
                let value = (said.value - low) / (high - low);
                Said { value, ..said }
            }));
            let standard = Standard::of(alpha, beta);
            percentiles.agree(params, |probability| {
                low + (high - low) * standard.quantile(math::normal_quantile(probability)).value
            });
            (alpha, beta)
        }
        None => by_moments(params, low, high),
    }
}

/// α = m (m (1 − m) / v − 1) and β likewise, for mean m and variance v on [0, 1].
fn by_moments(params: &mut Params<'_>, low: f64, high: f64) -> (f64, f64) {
    let mean = (params.fixed_required("mean") - low) / (high - low);
    let spread = params.fixed_required("sd") / (high - low);
    let sum = mean * (1.0 - mean) / (spread * spread) - 1.0;
    if mean > 0.0 && mean < 1.0 && spread > 0.0 && sum > 0.0 {
        return (mean * sum, (1.0 - mean) * sum);
    }
    let message = format!("no beta between {low} and {high} has this mean and sd");
    let help = "the mean lies between the ends, and sd² is below (mean − low) (high − mean)";
    let span = params.span_of("sd");
    params.complain(Diagnostic::error("no-such-member", span, message).help(help));
    (1.0, 1.0)
}

/// The shapes with two percentiles in (0, 1); there is exactly one pair (van Dorp & Mazzuchi 2000).
///
/// For each α the β that has the first percentile; then, as α and β grow together, the distribution narrows and the
/// probability below the second percentile rises.
fn through([first, last]: [Said; 2]) -> (f64, f64) {
    const LEAST: f64 = -7.0;
    const MOST: f64 = 14.0;
    let beta_for = |alpha: f64| {
        let below = |ln_beta: f64| {
            regularised_incomplete_beta(alpha, math::exp(ln_beta), first.value) < first.probability
        };
        math::exp(halve(LEAST, MOST, below))
    };
    let too_wide = |ln_alpha: f64| {
        let alpha = math::exp(ln_alpha);
        regularised_incomplete_beta(alpha, beta_for(alpha), last.value) < last.probability
    };
    let alpha = math::exp(halve(LEAST, MOST, too_wide));
    (alpha, beta_for(alpha))
}

/// Where a condition that holds below some point and not above it changes.
pub(super) fn halve(mut low: f64, mut high: f64, below: impl Fn(f64) -> bool) -> f64 {
    for _ in 0..50 {
        let middle = 0.5 * (low + high);
        if below(middle) { low = middle } else { high = middle }
    }
    0.5 * (low + high)
}
