//! Both ends of a hump from its likeliest value and one percentile on either side of it.

use super::beta::halve;
use super::elicited::{Percentiles, Said};
use crate::diagnose::Diagnostic;
use crate::kind::Params;

/// The ends, as (low, mode, high), where they can be; complains where they cannot.
///
/// `standard(c, u)` is the quantile at u of the member on [0, 1] whose mode is c. With the mode at the fraction c of the
/// range, the distances of the percentiles from the mode are in the ratio c − standard(c, p) to standard(c, q) − c,
/// which rises with c from below zero to infinity, so exactly one c fits.
pub(super) fn ends(
    params: &mut Params<'_>,
    percentiles: &Percentiles,
    standard: impl Fn(f64, f64) -> f64,
) -> Option<[f64; 3]> {
    if !percentiles.are_possible(params, (f64::NEG_INFINITY, f64::INFINITY)) {
        return None;
    }
    let mode = params.fixed_required("mode");
    let (lower, upper) = match percentiles.said[..] {
        [lower, upper] if lower.value < mode && mode < upper.value => (lower, upper),
        _ => {
            let message = format!(
                "the percentiles of {} do not fix where its {} ends",
                params.path, params.entry.name
            );
            let help =
                "say `mode`, one percentile below it and one above it, such as `p10` and `p90`";
            let span = params.span_of("mode");
            params.complain(Diagnostic::error("no-such-member", span, message).help(help));
            return None;
        }
    };
    let Said { probability: p, value: below, .. } = lower;
    let Said { probability: q, value: above, .. } = upper;
    let fraction = halve(0.0, 1.0, |c| {
        (c - standard(c, p)) * (above - mode) < (standard(c, q) - c) * (mode - below)
    });
    let width = (above - below) / (standard(fraction, q) - standard(fraction, p));
    Some([mode - fraction * width, mode, mode + (1.0 - fraction) * width])
}
