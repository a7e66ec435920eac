//! Pulled back to a level with noise that fades near zero: the square-root process of Cox, Ingersoll & Ross (1985).

use super::Process;
use super::decay::{closing_years_of, kept_of};
use crate::catalogue::{Entry, Parameter, Range, Takes};
use crate::diagnose::Diagnostic;
use crate::kind::{Params, Reading};
use crate::plan::{NodeId, PlanBuilder, Unary};

/// See the entry.
pub(super) struct SquareRoot;

impl Process for SquareRoot {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "square_root",
            summary: "Pulled back to a level, never negative (Cox, Ingersoll & Ross 1985): Andersen's QE scheme, whose mean and variance are exact in any step.",
            parameters: &[
                Parameter::required("start", Takes::Number, "its value at the start, not negative").within(Range::NotNegative),
                Parameter::required("mean", Takes::Number, "the level that pulls").within(Range::NotNegative),
                Parameter::required(
                    "speed",
                    Takes::Number,
                    "how fast, a year: half of a gap closes in ln 2 / speed years",
                ).within(Range::NotNegative),
                Parameter::required(
                    "volatility",
                    Takes::Number,
                    "standard deviation a year of the noise where the value is 1; it goes with the square root",
                ).within(Range::NotNegative),
                Parameter::optional(
                    "sub_steps",
                    Takes::Count,
                    "1",
                    "steps of the scheme in a period, up to 50: more of them bring the shape of the distribution closer",
                ),
            ],
            example: "[drivers.interest]\nprocess = \"square_root\"\nstart = 0.04\nmean = 0.05\nspeed = 0.5\nvolatility = 0.1\nsub_steps = 4\n",
        };
        &ENTRY
    }

    fn lower(&self, params: &mut Params<'_>) -> NodeId {
        let start = params.number("start", Reading::Close);
        let mean = params.number("mean", Reading::Open);
        let speed = params.number("speed", Reading::Open);
        let volatility = params.spread("volatility");
        let count = sub_steps(params);
        let shocks = sub_shocks(params, count);
        let path = params.path.clone();
        let builder = params.builder();
        let years = builder.period_years() / f64::from(count);
        let value = builder.later(&path);
        let mut now = builder.previous(value);
        let pull = Pull::new(builder, [mean, speed, volatility], years);
        for shock in shocks {
            now = pull.step(builder, now, shock);
        }
        let result = builder.followed(start, now);
        builder.define(value, result);
        result
    }
}

fn sub_steps(params: &mut Params<'_>) -> u32 {
    let Some(written) = params.fixed("sub_steps") else { return 1 };
    let found = (1..=50).find(|&count| f64::from(count) == written);
    if found.is_none() {
        let message = format!("`sub_steps` in {} is a whole number from 1 to 50", params.path);
        let span = params.span_of("sub_steps");
        let help = "write `sub_steps = 4`, say";
        params.complain(Diagnostic::error("out-of-range", span, message).help(help));
    }
    found.unwrap_or(1)
}

/// Independent normals for the sub-steps whose sum, over the root of their number, is the driver's own shock, so that correlations hold.
fn sub_shocks(params: &mut Params<'_>, count: u32) -> Vec<NodeId> {
    let name = params.name().to_owned();
    let shock = params.scope.shock(&name);
    if count == 1 {
        return vec![shock];
    }
    let sites: Vec<String> = (1..=count).map(|k| params.site(&format!("sub_step_{k}"))).collect();
    let builder = params.builder();
    let normals: Vec<NodeId> = sites.iter().map(|site| builder.normal_each_step(site)).collect();
    let mut sum = builder.constant(0.0);
    for &normal in &normals {
        sum = builder.add(sum, normal);
    }
    let mean = builder.scale(sum, 1.0 / f64::from(count));
    let share = builder.scale(shock, 1.0 / f64::from(count).sqrt());
    let shift = builder.subtract(share, mean);
    normals.into_iter().map(|normal| builder.add(normal, shift)).collect()
}

/// What is the same for every step of the scheme.
struct Pull {
    kept: NodeId,
    /// Mean of the next value where this one is 0.
    gain: NodeId,
    /// Variance of the next value for each unit of this one.
    slope: NodeId,
    /// The same where this one is 0.
    floor: NodeId,
}

impl Pull {
    /// Exact conditional moments over `years`, Andersen (2008), section 3.1.
    fn new(builder: &mut PlanBuilder, [mean, speed, volatility]: [NodeId; 3], years: f64) -> Self {
        let kept = kept_of(builder, speed, years);
        let closing = closing_years_of(builder, speed, years);
        let one = builder.constant(1.0);
        let closed = builder.subtract(one, kept);
        let gain = builder.multiply(mean, closed);
        let variance = builder.multiply(volatility, volatility);
        let slope = builder.multiply(variance, kept);
        let slope = builder.multiply(slope, closing);
        let floor = builder.multiply(variance, closing);
        let floor = builder.multiply(floor, gain);
        let floor = builder.scale(floor, 0.5);
        Self { kept, gain, slope, floor }
    }

    /// One step: a squared normal where the spread is small against the mean, otherwise zero or an exponential tail; both have the
    /// exact mean and variance. Andersen, Simple and efficient simulation of the Heston stochastic volatility model, Journal of
    /// Computational Finance 11 (2008).
    fn step(&self, builder: &mut PlanBuilder, now: NodeId, shock: NodeId) -> NodeId {
        let carried = builder.multiply(now, self.kept);
        let mean = builder.add(carried, self.gain);
        let moving = builder.multiply(now, self.slope);
        let variance = builder.add(moving, self.floor);
        // Where nothing is expected there is nothing: the least positive number keeps the quotient from being 0 / 0.
        let least = builder.constant(f64::MIN_POSITIVE);
        let divisor = builder.maximum(mean, least);
        let ratio = builder.divide(variance, divisor);
        let ratio = builder.divide(ratio, divisor);
        let normal = Self::nearly_normal(builder, mean, variance, shock);
        let squared = Self::squared(builder, mean, ratio, shock);
        let tail = Self::tail(builder, mean, ratio, shock);
        let tight = builder.constant(1e-8);
        let is_tight = builder.less(ratio, tight);
        let switch = builder.constant(1.5);
        let is_small = builder.less_equal(ratio, switch);
        let wide = builder.select(is_small, squared, tail);
        builder.select(is_tight, normal, wide)
    }

    /// With next to no spread the squared normal is a normal, and its own formula loses digits.
    fn nearly_normal(
        builder: &mut PlanBuilder,
        mean: NodeId,
        variance: NodeId,
        shock: NodeId,
    ) -> NodeId {
        let spread = builder.square_root(variance);
        let noise = builder.multiply(spread, shock);
        builder.add(mean, noise)
    }

    /// `a (b + Z)²`, with `b² = 2/ψ − 1 + √(2/ψ) √(2/ψ − 1)` and `a = mean / (1 + b²)`.
    fn squared(builder: &mut PlanBuilder, mean: NodeId, ratio: NodeId, shock: NodeId) -> NodeId {
        let two = builder.constant(2.0);
        let one = builder.constant(1.0);
        // Beyond ψ = 2 the roots would not exist; the other branch is taken there.
        let ratio = builder.minimum(ratio, two);
        let doubled = builder.divide(two, ratio);
        let less = builder.subtract(doubled, one);
        let root = builder.square_root(doubled);
        let root_less = builder.square_root(less);
        let product = builder.multiply(root, root_less);
        let square = builder.add(less, product);
        let shift = builder.square_root(square);
        let above = builder.add(square, one);
        let scale = builder.divide(mean, above);
        let moved = builder.add(shift, shock);
        let moved = builder.multiply(moved, moved);
        builder.multiply(scale, moved)
    }

    /// Zero with probability `p = (ψ − 1) / (ψ + 1)`, otherwise `ln((1 − p) / (1 − Φ(Z))) · mean / (1 − p)`.
    fn tail(builder: &mut PlanBuilder, mean: NodeId, ratio: NodeId, shock: NodeId) -> NodeId {
        let one = builder.constant(1.0);
        let two = builder.constant(2.0);
        let above = builder.add(ratio, one);
        let rest = builder.divide(two, above);
        let turned = builder.negate(shock);
        let upper = builder.unary(Unary::NormalCumulative, turned);
        let quotient = builder.divide(rest, upper);
        // At most one where the value is zero, whose logarithm then is not above zero.
        let quotient = builder.maximum(quotient, one);
        let length = builder.logarithm(quotient);
        let scale = builder.divide(mean, rest);
        builder.multiply(length, scale)
    }
}
