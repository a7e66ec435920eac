//! Refuses members of a family that no table of quantiles can hold, so that none is drawn wrongly in silence.

use super::elicited::KEYS;
use crate::diagnose::Diagnostic;
use crate::kind::Params;

/// Below this shape nearly all of the probability lies at an end, and the rest in a tail too far out for the table: what is
/// read from it then misses the mean by more than a ten-thousandth of the standard deviation.
const LEAST_SHAPE: f64 = 0.01;

/// A standard deviation below this part of the mean has too few of the 53 bits of a number to itself.
const NARROWEST: f64 = 1e-10;

/// Degrees of freedom below which quantiles are larger than any number.
const LEAST_FREEDOM: f64 = 0.1;

/// The standard deviation of a beta variable as a part of its mean.
pub(super) fn spread_of_beta(alpha: f64, beta: f64) -> f64 {
    let mean = alpha / (alpha + beta);
    ((1.0 - mean) / (alpha + mean)).sqrt()
}

/// The key that says how wide the member is.
fn key(params: &Params<'_>, among: &[&'static str]) -> &'static str {
    let all = among.iter().chain(&KEYS);
    all.copied().find(|key| params.has(key)).unwrap_or("")
}

/// Whether the member is wide enough to be drawn; complains where it is not.
pub(super) fn is_wide(params: &mut Params<'_>, spread: f64) -> bool {
    if spread >= NARROWEST {
        return true;
    }
    let key = key(params, &["sd", "shape", "alpha"]);
    let message = format!(
        "`{key}` in {} leaves a standard deviation of less than 1e-10 of the mean: no number is that fine",
        params.path
    );
    let help = "write the number itself instead of a distribution, or a wider one";
    let span = params.span_of(key);
    params.complain(Diagnostic::error("out-of-range", span, message).help(help));
    false
}

/// Whether no shape is so small that hardly anything but the ends is drawn; complains where one is.
pub(super) fn are_not_too_small(params: &mut Params<'_>, shapes: &[f64]) -> bool {
    if shapes.iter().all(|shape| *shape >= LEAST_SHAPE) {
        return true;
    }
    let said = shapes.iter().position(|shape| *shape < LEAST_SHAPE);
    let own: &[&str] = if said == Some(0) { &["alpha", "shape"] } else { &["beta", "shape"] };
    let key = key(params, &[own, &["sd"]].concat());
    let message = format!(
        "`{key}` in {} gives a shape below {LEAST_SHAPE}: nearly always an end, and rarely a number far from it",
        params.path
    );
    let help = "say it as what it is: a chance, `bernoulli`, of a size that another input draws";
    let span = params.span_of(key);
    params.complain(Diagnostic::error("out-of-range", span, message).help(help));
    false
}

/// Whether quantiles of Student's distribution are numbers; complains where they are not.
pub(super) fn is_finite(params: &mut Params<'_>, freedom: f64) -> bool {
    if freedom >= LEAST_FREEDOM {
        return true;
    }
    let message = format!(
        "`df` in {} is {freedom}: below {LEAST_FREEDOM} its values are larger than any number",
        params.path
    );
    let help = "write 3 or more for tails that are heavy and have a mean and a spread";
    let span = params.span_of("df");
    params.complain(Diagnostic::error("out-of-range", span, message).help(help));
    false
}
