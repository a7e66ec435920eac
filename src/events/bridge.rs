//! When a Brownian motion that is known at two times first reaches a level between them.
//!
//! Let the level be α standard deviations away at the first time and β at the second, on either side of it. The
//! motion surely passes the level where it ends beyond it, and otherwise with probability exp(−2αβ) (Borodin & Salminen,
//! Handbook of Brownian Motion, 2002, part I, chapter IV). Given that it does, with τ the fraction of the time that has
//! passed by then, τ / (1 − τ) is inverse Gaussian with mean α/β and shape α² (by reflection the end may be put beyond
//! the level). Of that law, z = β r − α / r with r = √(τ / (1 − τ)) has the distribution function
//! Φ(z) + e^(k/2) Φ(−√(z² + k)) with k = 4αβ: one parameter, so one uniform is turned into a time by a fixed number of
//! Halley steps. Three of them leave the mean of τ within 1.1e-5 of a step, measured for k from 1e-6 to 1e5 and α/β from
//! 0.1 to 10.

use super::corridor::Corridor;
use crate::plan::{NodeId, PlanBuilder, Unary};

/// Distances are cut off here, so that a motion without noise moves in a straight line and nothing overflows.
const MOST_DEVIATIONS: f64 = 1e6;

/// A level that is `before` away at the first time and `after` at the second, positive where it is already passed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bridge {
    /// How far the level is passed at the first time.
    pub(super) before: NodeId,
    /// How far it is passed at the second.
    pub(super) after: NodeId,
    /// Standard deviation of the motion over the whole time.
    pub(super) spread: NodeId,
    /// The uniform that decides.
    pub(super) uniform: NodeId,
    /// The uniform that has decided how far the motion strays to the other side, where that is watched as well.
    pub(super) other_side: Option<NodeId>,
}

impl Bridge {
    /// Whether the level is reached, and after which fraction of the time.
    pub(super) fn passage(self, builder: &mut PlanBuilder) -> (NodeId, NodeId) {
        let zero = builder.constant(0.0);
        let one = builder.constant(1.0);
        let there = builder.less_equal(zero, self.before);
        let beyond = builder.less_equal(zero, self.after);
        let alpha = self.deviations(self.before, builder);
        let beta = self.deviations(self.after, builder);
        let product = builder.multiply(alpha, beta);
        let exponent = builder.scale(product, -2.0);
        let touching = match self.other_side {
            Some(uniform) => Corridor::of([alpha, beta], uniform, builder).touching(builder),
            None => builder.exponential(exponent),
        };
        let odds = builder.select(beyond, one, touching);
        let strays = builder.less(self.uniform, odds);
        let reached = builder.or(there, strays);
        // Below the odds, the uniform over the odds is uniform again.
        let part = builder.divide(self.uniform, odds);
        let part = builder.minimum(part, one);
        let k = builder.scale(product, 4.0);
        let z = quantile(part, k, builder);
        let fraction = fraction(alpha, z, k, builder);
        (reached, builder.select(there, zero, fraction))
    }

    /// A distance in standard deviations.
    fn deviations(self, distance: NodeId, builder: &mut PlanBuilder) -> NodeId {
        let least = builder.constant(f64::MIN_POSITIVE);
        let spread = builder.maximum(self.spread, least);
        let most = builder.constant(MOST_DEVIATIONS);
        let size = builder.unary(Unary::Absolute, distance);
        let ratio = builder.divide(size, spread);
        builder.minimum(ratio, most)
    }
}

/// τ = r² / (1 + r²) where β r − α / r = z, in a form without differences of near numbers.
fn fraction(alpha: NodeId, z: NodeId, k: NodeId, builder: &mut PlanBuilder) -> NodeId {
    let zero = builder.constant(0.0);
    let square = builder.multiply(z, z);
    let sum = builder.add(square, k);
    let root = builder.square_root(sum);
    let plus = builder.add(root, z);
    let small = builder.divide(k, plus);
    let large = builder.subtract(root, z);
    let right = builder.less(zero, z);
    let twice = builder.select(right, small, large);
    let half = builder.scale(twice, 0.5);
    let half = builder.multiply(half, half);
    let alpha = builder.multiply(alpha, alpha);
    let whole = builder.add(alpha, half);
    builder.divide(alpha, whole)
}

/// The z at which Φ(z) + e^(k/2) Φ(−√(z² + k)) is `probability`.
fn quantile(probability: NodeId, k: NodeId, builder: &mut PlanBuilder) -> NodeId {
    let law = Law::new(k, builder);
    // The two ends of the family are a half normal (k = 0) and a normal (k = ∞); the start lies between them.
    let root = builder.square_root(k);
    let ratio = law.tail(root, law.centre, builder);
    let ratio = builder.scale(ratio, 2.0);
    let one = builder.constant(1.0);
    let weight = builder.add(one, ratio);
    let start = builder.divide(probability, weight);
    let below_one = builder.constant(1.0 - f64::EPSILON / 2.0);
    let start = builder.minimum(start, below_one);
    let mut z = builder.unary(Unary::NormalQuantile, start);
    for _ in 0..3 {
        z = law.halley(z, probability, builder);
    }
    z
}

/// The law of z.
#[derive(Clone, Copy)]
struct Law {
    k: NodeId,
    /// e^(k/2), for k up to 36.
    growth: NodeId,
    /// The standard normal density at zero.
    centre: NodeId,
}

impl Law {
    fn new(k: NodeId, builder: &mut PlanBuilder) -> Self {
        let most = builder.constant(36.0);
        let small = builder.minimum(k, most);
        let half = builder.scale(small, 0.5);
        let growth = builder.exponential(half);
        let centre = builder.constant(0.398_942_280_401_432_7);
        Self { k, growth, centre }
    }

    /// e^(k/2) Φ(−w) where w² = z² + k and `density` is that of z: far out by the continued fraction of Mills' ratio.
    fn tail(self, w: NodeId, density: NodeId, builder: &mut PlanBuilder) -> NodeId {
        let minus = builder.negate(w);
        let near = builder.unary(Unary::NormalCumulative, minus);
        let near = builder.multiply(self.growth, near);
        let mut fraction = w;
        for numerator in [4.0, 3.0, 2.0, 1.0] {
            let numerator = builder.constant(numerator);
            let part = builder.divide(numerator, fraction);
            fraction = builder.add(w, part);
        }
        let far = builder.divide(density, fraction);
        let border = builder.constant(6.0);
        let is_near = builder.less(w, border);
        builder.select(is_near, near, far)
    }

    /// One Halley step towards the quantile; steps are held to one, slopes to what keeps them stable.
    fn halley(self, z: NodeId, probability: NodeId, builder: &mut PlanBuilder) -> NodeId {
        let square = builder.multiply(z, z);
        let exponent = builder.scale(square, -0.5);
        let density = builder.exponential(exponent);
        let density = builder.multiply(density, self.centre);
        let sum = builder.add(square, self.k);
        let least = builder.constant(f64::MIN_POSITIVE);
        let sum = builder.maximum(sum, least);
        let w = builder.square_root(sum);
        let tail = self.tail(w, density, builder);
        let cumulative = builder.unary(Unary::NormalCumulative, z);
        let reached = builder.add(cumulative, tail);
        let error = builder.subtract(reached, probability);
        // The density of z is φ(z) (1 − z / w); the logarithm of it falls at the rate z + k / (w² (w − z)).
        let gap = builder.subtract(w, z);
        let gap = builder.maximum(gap, least);
        let share = builder.divide(gap, w);
        let slope = builder.multiply(density, share);
        let slope = builder.maximum(slope, least);
        let step = builder.divide(error, slope);
        let minus_one = builder.constant(-1.0);
        let one = builder.constant(1.0);
        let step = builder.minimum(step, one);
        let step = builder.maximum(step, minus_one);
        let bend = builder.divide(self.k, sum);
        let bend = builder.divide(bend, gap);
        let bend = builder.add(z, bend);
        let bend = builder.multiply(bend, step);
        let bend = builder.scale(bend, 0.5);
        let divisor = builder.add(one, bend);
        let floor = builder.constant(0.3);
        let divisor = builder.maximum(divisor, floor);
        let step = builder.divide(step, divisor);
        builder.subtract(z, step)
    }
}
