//! Parameters from percentiles that somebody said: two fix a member, a third must agree.

use crate::diagnose::Diagnostic;
use crate::kind::Params;
use crate::lane::math;

const KEYS: [(&str, f64); 7] = [
    ("p5", 0.05),
    ("p10", 0.10),
    ("p25", 0.25),
    ("p50", 0.50),
    ("p75", 0.75),
    ("p90", 0.90),
    ("p95", 0.95),
];

/// Percentiles as said: (key, probability, value), by rising probability.
pub(super) struct Percentiles {
    pub(super) said: Vec<(&'static str, f64, f64)>,
}

impl Percentiles {
    /// What was said, where anything was.
    pub(super) fn read(params: &mut Params<'_>) -> Option<Self> {
        let mut said = Vec::new();
        for (key, probability) in KEYS {
            if let Some(value) = params.fixed(key) {
                said.push((key, probability, value));
            }
        }
        (!said.is_empty()).then_some(Self { said })
    }
}

/// Location and spread of the member of a location-scale family of normals whose percentiles, after `transform`,
/// are those that were said.
///
/// With two percentiles the member is exact. With more, the outer two fix it and the others must lie within 1 % of
/// the distance between them: otherwise no member has them all.
pub(super) fn location_and_spread(
    params: &mut Params<'_>,
    percentiles: &Percentiles,
    transform: impl Fn(f64) -> Option<f64>,
) -> (f64, f64) {
    let stand_in = (0.0, 1.0);
    let name = params.entry.name;
    let mut points = Vec::new();
    for &(key, probability, value) in &percentiles.said {
        let Some(transformed) = transform(value) else {
            let message =
                format!("`{key}` is {value}, but every percentile of a {name} is above zero");
            let help = "write a percentile above zero, or use a distribution that reaches below it";
            let span = params.span_of(key);
            params.complain(Diagnostic::error("no-such-member", span, message).help(help));
            return stand_in;
        };
        points.push((key, math::normal_quantile(probability), transformed));
    }
    let (Some(&(_, z0, x0)), Some(&(_, z1, x1))) = (points.first(), points.last()) else {
        return stand_in;
    };
    if points.len() < 2 {
        let message = format!("one percentile does not fix a {name}");
        let help = "say two percentiles, `p10` and `p90` for instance";
        params.complain(Diagnostic::error("no-such-member", params.span, message).help(help));
        return stand_in;
    }
    if x1 <= x0 {
        let message = format!("percentiles of {} do not rise", params.path);
        let help = "a larger percentile needs a larger value";
        params.complain(Diagnostic::error("no-such-member", params.span, message).help(help));
        return stand_in;
    }
    let spread = (x1 - x0) / (z1 - z0);
    let location = x0 - spread * z0;
    for &(key, z, x) in &points {
        let expected = location + spread * z;
        if (x - expected).abs() > 0.01 * (x1 - x0) {
            let message =
                format!("no {name} has all the percentiles that are said for {}", params.path);
            let help = format!(
                "leave out `{key}`, or use `metalog`, which can have any rising percentiles"
            );
            let span = params.span_of(key);
            params.complain(Diagnostic::error("no-such-member", span, message).help(help));
            break;
        }
    }
    (location, spread)
}
