//! Adoption by advertising and by word of mouth, after Bass (1969), in closed form.

use super::Process;
use crate::catalogue::{Entry, Parameter, Range, Takes};
use crate::diagnose::Diagnostic;
use crate::kind::{Params, Reading};
use crate::plan::NodeId;

/// See the entry.
pub(super) struct Bass;

impl Process for Bass {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "bass",
            summary: "Adoption by innovators and by imitation (Bass 1969), in closed form; draw its parameters to make it uncertain.",
            parameters: &[
                Parameter::required("market", Takes::Number, "how many adopt in the end").within(Range::NotNegative),
                Parameter::required(
                    "innovation",
                    Takes::Number,
                    "p: the rate a year at which those who have not adopted do so by themselves; above 0",
                ).within(Range::Positive),
                Parameter::required(
                    "imitation",
                    Takes::Number,
                    "q: the same for each part of the market that has adopted",
                ).within(Range::NotNegative),
                Parameter::optional(
                    "adopted",
                    Takes::Number,
                    "0",
                    "the part of the market that has adopted at the start, from 0 up to but not including 1",
                ).within(Range::BelowOne),
                Parameter::optional(
                    "measure",
                    Takes::Word(&["adopters", "rate"]),
                    "\"adopters\"",
                    "what the driver is: how many have adopted so far, or how many adopt a year",
                ),
            ],
            example: "[drivers.subscribers]\nprocess = \"bass\"\nmarket = 50\ninnovation = 0.03\nimitation = 0.38\n",
        };
        &ENTRY
    }

    /// `F(t) = (1 − a e^(−(p+q) t)) / (1 + a (q/p) e^(−(p+q) t))`, with `a = (1 − F(0)) / (1 + F(0) q / p)`; the rate is `m (p + q F)(1 − F)`.
    fn lower(&self, params: &mut Params<'_>) -> NodeId {
        let market = fixed_over_time(params, "market", None);
        let innovation = fixed_over_time(params, "innovation", None);
        let imitation = fixed_over_time(params, "imitation", None);
        let adopted = fixed_over_time(params, "adopted", Some(0.0));
        let rate = params.word("measure") == "rate";
        let builder = params.builder();
        let time = builder.close_time();
        let one = builder.constant(1.0);
        let ratio = builder.divide(imitation, innovation);
        let both = builder.add(innovation, imitation);
        let passed = builder.multiply(both, time);
        let exponent = builder.negate(passed);
        let left = builder.exponential(exponent);
        let open = builder.subtract(one, adopted);
        let spread = builder.multiply(adopted, ratio);
        let spread = builder.add(one, spread);
        let weight = builder.divide(open, spread);
        let left = builder.multiply(weight, left);
        let reached = builder.subtract(one, left);
        let slowed = builder.multiply(ratio, left);
        let slowed = builder.add(one, slowed);
        let part = builder.divide(reached, slowed);
        if !rate {
            return builder.multiply(market, part);
        }
        let pull = builder.multiply(imitation, part);
        let pull = builder.add(innovation, pull);
        let rest = builder.subtract(one, part);
        let speed = builder.multiply(pull, rest);
        builder.multiply(market, speed)
    }
}

/// A parameter of a closed form in time, which must stay the same over time; it may differ between paths.
fn fixed_over_time(params: &mut Params<'_>, key: &'static str, default: Option<f64>) -> NodeId {
    let node = match default {
        Some(default) => params.number_or(key, default, Reading::Close),
        None => params.number(key, Reading::Close),
    };
    if params.builder().is_once(node) {
        return node;
    }
    let message = format!("`{key}` in {} must not change over time", params.path);
    let help = "use a number, an input or a distribution, not a driver or a schedule";
    let span = params.span_of(key);
    params.complain(Diagnostic::error("must-not-move", span, message).help(help));
    params.builder().constant(0.5)
}
