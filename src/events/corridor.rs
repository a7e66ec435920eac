//! Whether a Brownian motion that is known at two times touches a level between them, given how far it strays to the other side.
//!
//! In standard deviations, let the level lie α below the motion at the first time and β below it at the second, d = β − α. The highest
//! value between them lies r = (d + √(d² − 2 ln U)) / 2 above the first end, with U uniform. By reflection at both sides (Borodin & Salminen,
//! Handbook of Brownian Motion, 2002, part I, chapter IV) the motion stays between two levels L apart with probability
//! Σ exp(−2nL(nL + d)) − exp(−2(h + nL)(h − d + nL)) over all whole n, with h the way up from the first end. The derivative of that in the upper level,
//! at the highest value, over the same without a lower level, is the probability that the level is not touched. With R = √(d² − 2 ln U) and
//! L = (α + β + R) / 2, the distance from the level to the highest value, it is touched with probability
//! (1/R) Σ n[(2nL + d) A + (2nL − d) B] − (n + 1)(2nL + R) C − n(2(n + 1)L − R) D over n = 1, 2, …, where A = exp(−2nL(nL + d)) / U, B the same with −d,
//! C = exp(−2nL(nL + R)) and D = exp(−2(n + 1)L((n + 1)L − R)). No exponent is positive. Where L is below a half, the motion
//! keeps off the level less often than once in 10⁸; above, eight terms leave less than 10⁻¹⁰.

use crate::plan::{NodeId, PlanBuilder};

/// So many terms on each side.
const TERMS: u8 = 8;

/// Below this distance between the highest value and the level, the level is touched.
const NARROW: f64 = 0.5;

/// A motion between a level below it and its own highest value, in standard deviations.
pub(super) struct Corridor {
    /// How much it rises from the first time to the second.
    rise: NodeId,
    /// The logarithm of the uniform that decides the highest value.
    stray: NodeId,
    /// R of the formula.
    root: NodeId,
    /// L of the formula.
    width: NodeId,
}

/// Terms of a sum that begins with one exponential and goes on with ratios that fall by one and the same factor.
struct Terms {
    term: NodeId,
    ratio: NodeId,
}

impl Terms {
    /// The next one.
    fn next(&mut self, factor: NodeId, builder: &mut PlanBuilder) -> NodeId {
        let term = self.term;
        self.ratio = builder.multiply(self.ratio, factor);
        self.term = builder.multiply(term, self.ratio);
        term
    }
}

impl Corridor {
    /// Of a level so far below the two ends, and the uniform that decides the highest value.
    pub(super) fn of(ends: [NodeId; 2], uniform: NodeId, builder: &mut PlanBuilder) -> Self {
        let [alpha, beta] = ends;
        let rise = builder.subtract(beta, alpha);
        let stray = builder.logarithm(uniform);
        let square = builder.multiply(rise, rise);
        let twice = builder.scale(stray, -2.0);
        let square = builder.add(square, twice);
        let root = builder.square_root(square);
        let least = builder.constant(f64::MIN_POSITIVE);
        let root = builder.maximum(root, least);
        let sum = builder.add(alpha, beta);
        let sum = builder.add(sum, root);
        let width = builder.scale(sum, 0.5);
        Self { rise, stray, root, width }
    }

    /// exp(−2 L (times · L + way)).
    fn decay(&self, times: f64, way: NodeId, builder: &mut PlanBuilder) -> NodeId {
        let exponent = self.exponent(times, way, builder);
        builder.exponential(exponent)
    }

    fn exponent(&self, times: f64, way: NodeId, builder: &mut PlanBuilder) -> NodeId {
        let length = builder.scale(self.width, times);
        let length = builder.add(length, way);
        let product = builder.multiply(self.width, length);
        builder.scale(product, -2.0)
    }

    /// Terms that are divided by the uniform: those of motions that end `way` from where they began.
    fn reflected(&self, way: NodeId, builder: &mut PlanBuilder) -> Terms {
        let exponent = self.exponent(1.0, way, builder);
        let ratio = builder.exponential(exponent);
        let exponent = builder.subtract(exponent, self.stray);
        Terms { term: builder.exponential(exponent), ratio }
    }

    /// The probability that the level is touched.
    pub(super) fn touching(&self, builder: &mut PlanBuilder) -> NodeId {
        let (zero, one) = (builder.constant(0.0), builder.constant(1.0));
        let fall = builder.negate(self.rise);
        let minus_root = builder.negate(self.root);
        // From one term to the next the ratio falls by exp(−4 L²).
        let factor = self.decay(2.0, zero, builder);
        let mut a = self.reflected(self.rise, builder);
        let mut b = self.reflected(fall, builder);
        let ratio = self.decay(1.0, self.root, builder);
        let mut c = Terms { term: ratio, ratio };
        let first = self.decay(2.0, minus_root, builder);
        let first = builder.multiply(first, first);
        let ratio = self.decay(3.0, minus_root, builder);
        let mut d = Terms { term: first, ratio };
        let mut sum = zero;
        for number in 1..=TERMS {
            let n = f64::from(number);
            let twice = builder.scale(self.width, 2.0 * n);
            let further = builder.scale(self.width, 2.0 * (n + 1.0));
            let parts = [
                (n, twice, self.rise, &mut a),
                (n, twice, fall, &mut b),
                (-n - 1.0, twice, self.root, &mut c),
                (-n, further, minus_root, &mut d),
            ];
            for (weight, length, way, terms) in parts {
                let length = builder.add(length, way);
                let term = terms.next(factor, builder);
                let part = builder.multiply(length, term);
                let part = builder.scale(part, weight);
                sum = builder.add(sum, part);
            }
        }
        let odds = builder.divide(sum, self.root);
        let odds = builder.maximum(odds, zero);
        let odds = builder.minimum(odds, one);
        let narrow = builder.constant(NARROW);
        let narrow = builder.less(self.width, narrow);
        builder.select(narrow, one, odds)
    }
}
