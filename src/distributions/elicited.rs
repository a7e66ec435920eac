//! Parameters from percentiles that somebody said: the outer ones fix a member, any other must agree.

use crate::catalogue::{Parameter, Takes};
use crate::diagnose::Diagnostic;
use crate::kind::Params;

const fn percentile(name: &'static str, summary: &'static str) -> Parameter {
    Parameter::optional(name, Takes::FixedNumber, "", summary)
}

/// The percentiles as parameters, for the entries of kinds that take them.
pub(super) const P5: Parameter = percentile("p5", "its 5th percentile");
pub(super) const P10: Parameter = percentile("p10", "its 10th percentile");
pub(super) const P25: Parameter = percentile("p25", "its 25th percentile");
pub(super) const P50: Parameter = percentile("p50", "its median");
pub(super) const P75: Parameter = percentile("p75", "its 75th percentile");
pub(super) const P90: Parameter = percentile("p90", "its 90th percentile");
pub(super) const P95: Parameter = percentile("p95", "its 95th percentile");

/// Their keys, for [`super::ways::one_way`].
pub(super) const KEYS: [&str; 7] = ["p5", "p10", "p25", "p50", "p75", "p90", "p95"];
const PROBABILITIES: [f64; 7] = [0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95];

/// How far a percentile may lie from that of the member, as a part of the distance between the outer ones:
/// percentiles are said in two or three digits.
const AGREEMENT: f64 = 0.01;

/// One percentile as said.
#[derive(Clone, Copy, Debug)]
pub(super) struct Said {
    pub(super) key: &'static str,
    pub(super) probability: f64,
    pub(super) value: f64,
}

/// Percentiles as said, by rising probability.
pub(super) struct Percentiles {
    pub(super) said: Vec<Said>,
}

impl Percentiles {
    /// What was said, where anything was.
    pub(super) fn read(params: &mut Params<'_>) -> Option<Self> {
        let mut said = Vec::new();
        for (key, probability) in KEYS.into_iter().zip(PROBABILITIES) {
            if let Some(value) = params.fixed(key) {
                said.push(Said { key, probability, value });
            }
        }
        (!said.is_empty()).then_some(Self { said })
    }

    /// Whether every percentile lies inside the range of the family and they rise; complains where not.
    pub(super) fn are_possible(&self, params: &mut Params<'_>, range: (f64, f64)) -> bool {
        let name = params.entry.name;
        let outside = self.said.iter().find(|said| said.value <= range.0 || said.value >= range.1);
        if let Some(said) = outside {
            let Said { key, value, .. } = said;
            let (bound, side) =
                if *value <= range.0 { (range.0, "above") } else { (range.1, "below") };
            let message = format!(
                "`{key}` is {value}, but every percentile of this {name} is {side} {bound}"
            );
            let help =
                format!("write a percentile {side} {bound}, or use a distribution that reaches it");
            let span = params.span_of(key);
            params.complain(Diagnostic::error("no-such-member", span, message).help(help));
            return false;
        }
        let falling = self.said.windows(2).find(|pair| pair[0].value >= pair[1].value);
        if let Some([low, high]) = falling {
            let message = format!(
                "percentiles of {} do not rise: `{}` is {} and `{}` is {}",
                params.path, low.key, low.value, high.key, high.value
            );
            let help = "a larger percentile needs a larger value";
            let span = params.span_of(high.key);
            params.complain(Diagnostic::error("no-such-member", span, message).help(help));
            return false;
        }
        true
    }

    /// The outer two, which fix a member of a family of two parameters; complains where that cannot be.
    pub(super) fn outer(&self, params: &mut Params<'_>, range: (f64, f64)) -> Option<[Said; 2]> {
        if !self.are_possible(params, range) {
            return None;
        }
        let [first, .., last] = self.said[..] else {
            let message = format!("one percentile does not fix a {}", params.entry.name);
            let help = "say two percentiles, `p10` and `p90` for instance";
            params.complain(Diagnostic::error("no-such-member", params.span, message).help(help));
            return None;
        };
        Some([first, last])
    }

    /// Complains where a percentile is not that of the member that the others fixed, and says what it would be.
    pub(super) fn agree(&self, params: &mut Params<'_>, quantile: impl Fn(f64) -> f64) {
        let (Some(first), Some(last)) = (self.said.first(), self.said.last()) else { return };
        let width = if self.said.len() > 1 { last.value - first.value } else { last.value.abs() };
        let off = self
            .said
            .iter()
            .map(|said| (said, quantile(said.probability)))
            .find(|(said, has)| (said.value - has).abs() > AGREEMENT * width);
        let Some((said, _)) = off else { return };
        let name = params.entry.name;
        let message =
            format!("no {name} has all the percentiles that are said for {}", params.path);
        let nearest: Vec<String> = self
            .said
            .iter()
            .map(|said| format!("{} = {}", said.key, short(quantile(said.probability))))
            .collect();
        let help = format!(
            "the nearest through its outer ones has {}; leave out `{}`, or use `metalog`, which bends to more of them",
            nearest.join(", "),
            said.key
        );
        let span = params.span_of(said.key);
        params.complain(Diagnostic::error("no-such-member", span, message).help(help));
    }
}

/// A number in four digits, for messages.
pub(super) fn short(number: f64) -> String {
    let rounded: f64 = format!("{number:.3e}").parse().unwrap_or(number);
    format!("{rounded}")
}

/// A family whose members are location + spread × one standard variable, after a transformation.
pub(super) struct Family<'a> {
    /// The quantile of the standard variable.
    pub(super) standard: &'a dyn Fn(f64) -> f64,
    /// Between what its values lie.
    pub(super) range: (f64, f64),
    /// From a value to the scale on which it is location + spread × standard.
    pub(super) to: fn(f64) -> f64,
    /// And back.
    pub(super) from: fn(f64) -> f64,
}

impl Family<'_> {
    /// Location and spread of the member with the percentiles that were said; (0, 1) where there is none.
    pub(super) fn member(&self, params: &mut Params<'_>, percentiles: &Percentiles) -> (f64, f64) {
        let Some([first, last]) = percentiles.outer(params, self.range) else { return (0.0, 1.0) };
        let (q0, q1) = ((self.standard)(first.probability), (self.standard)(last.probability));
        let (x0, x1) = ((self.to)(first.value), (self.to)(last.value));
        let spread = (x1 - x0) / (q1 - q0);
        let location = x0 - spread * q0;
        percentiles.agree(params, |probability| {
            (self.from)(location + spread * (self.standard)(probability))
        });
        (location, spread)
    }
}
