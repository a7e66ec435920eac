//! Quantiles of gamma and beta distributions whose shapes are too large for series and fractions, by quadrature.
//!
//! The logarithm of a gamma variable, and the logarithm of the odds of a beta variable, have densities that fall from one
//! peak to both sides, the faster the farther (their logarithms bend down everywhere). The distance from the peak is
//! worked out without ever forming the large numbers that would cancel, so that shapes of 10²⁰ lose no digits.

use super::tabulated::Knot;
use super::tail::{beyond, normal_density};

/// From this shape on.
pub(super) const FROM: f64 = 2_000.0;
/// Densities below exp(−60) of the peak are left out: the farthest quantile that is asked for has a tail of 10⁻¹⁷.
const DEEPEST: f64 = 60.0;
/// More panels than any shape from 10⁻² to 10²⁰ needs.
const MOST_PANELS: usize = 4_000;

/// Nodes and weights of the Gauss–Legendre rule of 16 points on [−1, 1]; the other half is its mirror image.
const RULE: [(f64, f64); 8] = [
    (0.989_400_934_991_649_9, 0.027_152_459_411_754_094),
    (0.944_575_023_073_232_6, 0.062_253_523_938_647_89),
    (0.865_631_202_387_831_7, 0.095_158_511_682_492_78),
    (0.755_404_408_355_003, 0.124_628_971_255_533_87),
    (0.617_876_244_402_643_7, 0.149_595_988_816_576_73),
    (0.458_016_777_657_227_4, 0.169_156_519_395_002_54),
    (0.281_603_550_779_258_9, 0.182_603_415_044_923_6),
    (0.095_012_509_837_637_44, 0.189_450_610_455_068_5),
];

/// A gamma variable of scale one, or a beta variable whose mean is at most a half.
#[derive(Clone, Copy, Debug)]
struct Shape {
    alpha: f64,
    /// α + β; infinite for a gamma variable.
    sum: f64,
    /// α / (α + β); 0 for a gamma variable.
    mean: f64,
}

impl Shape {
    /// How far the logarithm of the density lies below its peak at the logarithm `u`, counted from there.
    ///
    /// Of a gamma variable α (eᵘ − 1 − u). Of a beta variable (α + β) ln(1 + m (eᵘ − 1)) − α u with m its mean, where the
    /// first-order parts are taken together.
    fn depth(self, u: f64) -> f64 {
        let part = self.alpha * exponential_beyond_line(u);
        if self.mean == 0.0 {
            return part;
        }
        part + self.sum * logarithm_beyond_line(self.mean * libm::expm1(u))
    }

    /// The length over which the density changes by about its own size.
    fn scale(self, u: f64) -> f64 {
        let whole = 1.0 + self.mean * libm::expm1(u);
        let rest = self.alpha * (1.0 - self.mean) / whole;
        let (slope, bend) = (rest * libm::expm1(u).abs(), rest * libm::exp(u) / whole);
        let widest = if u < 0.0 { 1.0_f64.max(-0.5 * u) } else { 1.0 };
        (1.0 / (slope + bend.sqrt())).min(widest)
    }

    /// The variable at u, and its derivative in u.
    fn value(self, u: f64) -> (f64, f64) {
        if self.mean == 0.0 {
            let x = self.alpha * libm::exp(u);
            return (x, x);
        }
        let x = self.mean * libm::exp(u) / (1.0 + self.mean * libm::expm1(u));
        (x, x * (1.0 - x))
    }
}

/// eᵘ − 1 − u.
fn exponential_beyond_line(u: f64) -> f64 {
    if u.abs() > 0.2 {
        return libm::expm1(u) - u;
    }
    // u² / 2 (1 + u / 3 (1 + u / 4 (…)))
    let nested = (3..=14).rev().fold(1.0, |inner, k| 1.0 + u / f64::from(k) * inner);
    0.5 * u * u * nested
}

/// ln(1 + v) − v.
fn logarithm_beyond_line(v: f64) -> f64 {
    if v.abs() > 0.1 {
        return libm::log1p(v) - v;
    }
    let nested = (2..=18).rev().fold(0.0, |inner, k| 1.0 / f64::from(k) - v * inner);
    -v * v * nested
}

/// The distribution of such a variable.
pub(super) struct Peaked {
    shape: Shape,
    /// Whether the variable is one less what is kept here.
    mirrored: bool,
    /// Where panels begin and end, ascending.
    ends: Vec<f64>,
    /// The integral of the density up to each of them, and from there on.
    below: Vec<f64>,
    above: Vec<f64>,
}

impl Peaked {
    /// A gamma variable of scale one.
    pub(super) fn gamma(shape: f64) -> Self {
        Self::of(Shape { alpha: shape, sum: f64::INFINITY, mean: 0.0 }, false)
    }

    /// A beta variable.
    pub(super) fn beta(alpha: f64, beta: f64) -> Self {
        let (less, more) = (alpha.min(beta), alpha.max(beta));
        let sum = less + more;
        Self::of(Shape { alpha: less, sum, mean: less / sum }, alpha > beta)
    }

    fn of(shape: Shape, mirrored: bool) -> Self {
        let mut left = march(shape, -1.0);
        left.reverse();
        left.pop();
        let ends: Vec<f64> = left.into_iter().chain(march(shape, 1.0)).collect();
        let parts: Vec<f64> =
            ends.windows(2).map(|pair| integral(shape, pair[0], pair[1])).collect();
        let sums = |parts: &mut dyn Iterator<Item = &f64>| -> Vec<f64> {
            let mut sum = 0.0;
            let mut all = vec![sum];
            // From the far end inwards: small parts first.
            all.extend(parts.map(|part| {
                sum += part;
                sum
            }));
            all
        };
        let below = sums(&mut parts.iter());
        let mut above = sums(&mut parts.iter().rev());
        above.reverse();
        Self { shape, mirrored, ends, below, above }
    }

    /// The quantile at Φ(z).
    pub(super) fn quantile(&self, z: f64) -> Knot {
        let z = if self.mirrored { -z } else { z };
        let whole = self.above.first().copied().unwrap_or(1.0);
        let u = self.place(z, beyond(z) * whole);
        let (value, derivative) = self.shape.value(u);
        let density = libm::exp(-self.shape.depth(u)) / whole;
        let slope = normal_density(z) / density * derivative;
        Knot { value: if self.mirrored { 1.0 - value } else { value }, slope }
    }

    /// Where as much of the integral is beyond as `wanted`: below where z is negative, otherwise above.
    fn place(&self, z: f64, wanted: f64) -> f64 {
        let low = z < 0.0;
        let panel = if low {
            self.below.partition_point(|below| *below < wanted)
        } else {
            self.above.partition_point(|above| *above > wanted)
        };
        let panel = panel.clamp(1, self.ends.len() - 1);
        let (left, right) = (self.ends[panel - 1], self.ends[panel]);
        let missing = |u: f64| {
            let inside = if low {
                self.below[panel - 1] + integral(self.shape, left, u)
            } else {
                self.above[panel] + integral(self.shape, u, right)
            };
            if low { inside - wanted } else { wanted - inside }
        };
        let (mut from, mut to) = (left, right);
        let mut u = 0.5 * (left + right);
        for _ in 0..60 {
            let over = missing(u);
            if over > 0.0 {
                to = u
            } else {
                from = u
            }
            let step = over / libm::exp(-self.shape.depth(u));
            let next = u - step;
            if step.abs() <= 1e-14 * (right - left) {
                return next.clamp(left, right);
            }
            u = if next > from && next < to { next } else { 0.5 * (from + to) };
        }
        u
    }
}

/// The ends of panels from the peak to one side, the peak first.
fn march(shape: Shape, side: f64) -> Vec<f64> {
    let mut ends = vec![0.0];
    let mut at = 0.0;
    while ends.len() < MOST_PANELS && shape.depth(at) < DEEPEST {
        at += side * shape.scale(at);
        ends.push(at);
    }
    ends
}

/// The integral of the density, relative to its peak, over one panel or a part of it.
fn integral(shape: Shape, from: f64, to: f64) -> f64 {
    let (middle, half) = (0.5 * (from + to), 0.5 * (to - from));
    let density = |u: f64| libm::exp(-shape.depth(u));
    let pair = |(node, weight): &(f64, f64)| {
        weight * (density(middle - half * node) + density(middle + half * node))
    };
    half * RULE.iter().map(pair).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::super::tabulated::tests::moments_of_table;
    use super::super::{standard_beta, standard_gamma};
    use super::*;

    #[test]
    fn a_gamma_is_that_of_series_and_fraction() {
        for shape in [0.05, 0.7, 3.0, 400.0, 5_000.0] {
            let peaked = Peaked::gamma(shape);
            for step in -85..=85 {
                let z = f64::from(step) * 0.1;
                let (found, wanted) = (peaked.quantile(z), standard_gamma::by_series(shape, z));
                let spread = shape.sqrt();
                let same = (found.value - wanted.value).abs()
                    <= 1e-9 * (wanted.value.min(spread) + spread * 1e-3);
                assert!(same, "{shape} {z}: {} {}", found.value, wanted.value);
                let slopes =
                    (found.slope - wanted.slope).abs() <= 1e-7 * wanted.slope.max(1e-9 * spread);
                assert!(slopes, "{shape} {z}: {} {}", found.slope, wanted.slope);
            }
        }
    }

    #[test]
    fn a_beta_is_that_of_the_fraction() {
        for (alpha, beta) in
            [(0.05, 900.0), (2.0, 5.0), (900.0, 90.0), (1_500.0, 4_000.0), (3e4, 0.4)]
        {
            let peaked = Peaked::beta(alpha, beta);
            let sum: f64 = alpha + beta;
            let spread = (alpha * beta / (sum + 1.0)).sqrt() / sum;
            for step in -80..=80 {
                let z = f64::from(step) * 0.1;
                let wanted = standard_beta::by_fraction(alpha, beta, z).value;
                let found = peaked.quantile(z).value;
                assert!(
                    (found - wanted).abs() < 1e-8 * spread,
                    "{alpha} {beta} {z}: {found} {wanted}"
                );
            }
        }
    }

    /// The moments of enormous shapes are those that they have by definition, however large they are.
    #[test]
    fn means_and_spreads_are_those_of_the_definition() {
        for shape in [1e4, 1e8, 1e12, 1e16, 9e19] {
            let peaked = Peaked::gamma(shape);
            let (mean, sd) = moments_of_table(|z| peaked.quantile(z));
            let spread = shape.sqrt();
            assert!((mean - shape).abs() < 2e-6 * spread + 4e-16 * shape, "{shape:e}: {mean:e}");
            assert!((sd / spread - 1.0).abs() < 2e-5, "{shape:e}: {sd:e}");
        }
        for (alpha, beta) in [(1e4, 1e4), (3.5e15, 6.5e15), (1e12, 1e18), (1e3, 1e120), (0.3, 1e9)]
        {
            let peaked = Peaked::beta(alpha, beta);
            let (mean, sd) = moments_of_table(|z| peaked.quantile(z));
            let m = alpha / (alpha + beta);
            let spread = m * ((1.0 - m) / (alpha + m)).sqrt();
            assert!((mean - m).abs() < 2e-5 * spread, "{alpha:e} {beta:e}: {mean:e} {m:e}");
            assert!((sd / spread - 1.0).abs() < 1e-4, "{alpha:e} {beta:e}: {sd:e} {spread:e}");
        }
    }
}
