//! Proportional noise with rare leaps, after Merton (1976), stepped exactly.

use super::Process;
use crate::catalogue::{Entry, Parameter, Range, Takes};
use crate::diagnose::Diagnostic;
use crate::kind::{Params, Reading};
use crate::lane::math::exp;
use crate::plan::{Called, Demand, NodeId, PlanBuilder};

/// See the entry.
pub(super) struct JumpDiffusion;

/// The most jumps that a period may expect where their rate is written out.
const MOST_EXPECTED: f64 = 50.0;

/// The same where the rate is drawn or moves: with [`MOVING_COUNTS`] thresholds, fewer than one period in 10¹⁴ would have jumped more often.
const MOST_EXPECTED_MOVING: f64 = 5.0;
const MOVING_COUNTS: usize = 30;

impl Process for JumpDiffusion {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "jump_diffusion",
            summary: "Proportional noise with lognormal leaps at random times (Merton 1976); exact in any step.",
            parameters: &[
                Parameter::required("start", Takes::Number, "its value at the start"),
                Parameter::optional(
                    "drift",
                    Takes::Number,
                    "0",
                    "growth rate of its mean, a year, jumps included",
                ),
                Parameter::required(
                    "volatility",
                    Takes::Number,
                    "standard deviation of its logarithm after a year without jumps",
                ).within(Range::NotNegative),
                Parameter::required(
                    "jump_rate",
                    Takes::Number,
                    "how many jumps a year brings on average; at most 50 a period, 5 where the rate is not written out",
                ).within(Range::NotNegative),
                Parameter::required(
                    "jump_mean",
                    Takes::Number,
                    "mean of the logarithm of a jump: -0.2 takes it down by a fifth or so",
                ),
                Parameter::optional(
                    "jump_volatility",
                    Takes::Number,
                    "0",
                    "standard deviation of the logarithm of a jump",
                ).within(Range::NotNegative),
            ],
            example: "[drivers.price]\nprocess = \"jump_diffusion\"\nstart = 100\ndrift = 0.05\nvolatility = 0.2\njump_rate = 0.5\njump_mean = -0.3\njump_volatility = 0.1\n",
        };
        &ENTRY
    }

    /// `x' = x · exp((μ − λk − σ²/2) dt + σ √dt Z + n m + √n s Y)` with n jumps in the period and `k = exp(m + s²/2) − 1`.
    fn lower(&self, params: &mut Params<'_>) -> NodeId {
        let start = params.number("start", Reading::Close);
        let drift = params.number_or("drift", 0.0, Reading::Open);
        let volatility = params.spread("volatility");
        let rate = params.number("jump_rate", Reading::Open);
        let jump_mean = params.number("jump_mean", Reading::Open);
        let jump_spread = params.number_or("jump_volatility", 0.0, Reading::Open);
        let count = jump_count(params, rate);
        let name = params.name().to_owned();
        let shock = params.scope.shock(&name);
        let (path, sizes) = (params.path.clone(), params.site("jump_size"));
        let builder = params.builder();
        let years = builder.period_years();
        let size = builder.normal_each_step(&sizes);
        let value = builder.later(&path);
        let before = builder.previous(value);
        let jump_variance = builder.multiply(jump_spread, jump_spread);
        let half_jump = builder.scale(jump_variance, 0.5);
        let mean_factor = builder.add(jump_mean, half_jump);
        let mean_factor = builder.exponential(mean_factor);
        let one = builder.constant(1.0);
        let expected = builder.subtract(mean_factor, one);
        let expected = builder.multiply(rate, expected);
        let variance = builder.multiply(volatility, volatility);
        let half = builder.scale(variance, 0.5);
        let exponent = builder.subtract(drift, expected);
        let exponent = builder.subtract(exponent, half);
        let exponent = builder.scale(exponent, years);
        let spread = builder.scale(volatility, years.sqrt());
        let noise = builder.multiply(spread, shock);
        let exponent = builder.add(noise, exponent);
        let leaps = builder.multiply(count, jump_mean);
        let root = builder.square_root(count);
        let width = builder.multiply(root, jump_spread);
        let scatter = builder.multiply(width, size);
        let leaps = builder.add(scatter, leaps);
        let exponent = builder.add(leaps, exponent);
        let factor = builder.exponential(exponent);
        let next = builder.multiply(before, factor);
        let result = builder.followed(start, next);
        builder.define(value, result);
        result
    }
}

/// How many jumps the period has: the Poisson quantile of one uniform, which is how many cumulative probabilities lie below it.
fn jump_count(params: &mut Params<'_>, rate: NodeId) -> NodeId {
    let site = params.site("jump_count");
    let builder = params.builder();
    let years = builder.period_years();
    let expected = builder.scale(rate, years);
    let uniform = builder.uniform_each_step(&site);
    let Some(number) = builder.evaluate_constant(expected) else {
        let most = builder.constant(MOST_EXPECTED_MOVING);
        let room = builder.subtract(most, expected);
        let label = format!("{site}: five jumps a period less those expected");
        builder.name(Called::words(label).under(site), room, Demand::NotNegative);
        return moving_count(builder, expected, uniform);
    };
    if number > MOST_EXPECTED {
        let message = format!("`jump_rate` in {} expects {number} jumps a period", params.path);
        let help =
            "keep it between 0 and 50 a period; what jumps more often is noise: raise `volatility`";
        let span = params.span_of("jump_rate");
        params.complain(Diagnostic::error("out-of-range", span, message).help(help));
        return params.builder().constant(0.0);
    }
    fixed_count(params.builder(), number, uniform)
}

fn fixed_count(builder: &mut PlanBuilder, expected: f64, uniform: NodeId) -> NodeId {
    let mut count = builder.constant(0.0);
    let mut probability = exp(-expected);
    let mut cumulative = probability;
    let mut jumps = 0.0;
    // A uniform is never nearer to one than 2⁻⁵³: past that no threshold is ever passed.
    while cumulative < 1.0 - f64::EPSILON / 2.0 && (jumps <= expected || probability > 1e-17) {
        let threshold = builder.constant(cumulative);
        let passed = builder.less(threshold, uniform);
        count = builder.add(count, passed);
        jumps += 1.0;
        probability *= expected / jumps;
        cumulative += probability;
    }
    count
}

fn moving_count(builder: &mut PlanBuilder, expected: NodeId, uniform: NodeId) -> NodeId {
    let mut count = builder.constant(0.0);
    let exponent = builder.negate(expected);
    let mut probability = builder.exponential(exponent);
    let mut cumulative = probability;
    for jumps in 1..=MOVING_COUNTS {
        let passed = builder.less(cumulative, uniform);
        count = builder.add(count, passed);
        #[expect(clippy::cast_precision_loss, reason = "at most thirty")]
        let factor = builder.scale(expected, 1.0 / jumps as f64);
        probability = builder.multiply(probability, factor);
        cumulative = builder.add(cumulative, probability);
    }
    count
}
