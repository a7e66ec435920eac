//! The nearest attainable correlations, offered to somebody whose own contradict one another.

use super::matrix::CorrelationMatrix;

/// The projections have converged when none moves the matrix by more than this part of its norm.
const CONVERGED: f64 = 1e-10;
/// Far above what converges; past it the last iterate, still a correlation matrix, is returned.
const MOST_STEPS: usize = 10_000;
/// Jacobi's method converges quadratically and needs about eight sweeps; this only bounds it.
const MOST_SWEEPS: usize = 60;

impl CorrelationMatrix {
    /// The attainable correlation matrix with the least sum of squared differences to this one;
    /// this very one if [`cholesky`](Self::cholesky) accepts it. The answer has a unit diagonal,
    /// entries in [-1, 1] and no eigenvalue below zero by more than rounding. It is usually
    /// singular, so digits cut off in print can make it unattainable again.
    ///
    /// N. J. Higham (2002), "Computing the nearest correlation matrix: a problem from finance", IMA
    /// Journal of Numerical Analysis 22, algorithm 3.3: projections in turn onto the semidefinite
    /// matrices, with Dykstra's correction, and onto those with a unit diagonal.
    #[must_use]
    pub fn nearest(&self) -> Self {
        if self.cholesky().is_ok() {
            return self.clone();
        }
        let n = self.size();
        let mut unit = self.entries().to_vec();
        let mut semidefinite = unit.clone();
        let mut correction = vec![0.0; n * n];
        for _ in 0..MOST_STEPS {
            let corrected: Vec<f64> = unit.iter().zip(&correction).map(|(y, s)| y - s).collect();
            let projected = Spectrum::of(n, &corrected).positive_part();
            correction = projected.iter().zip(&corrected).map(|(x, r)| x - r).collect();
            let mut with_ones = projected.clone();
            for i in 0..n {
                with_ones[i * n + i] = 1.0;
            }
            let moved = distance(&projected, &semidefinite)
                .max(distance(&with_ones, &unit))
                .max(distance(&with_ones, &projected));
            semidefinite = projected;
            unit = with_ones;
            if moved <= CONVERGED * norm(&unit) {
                break;
            }
        }
        // The iterate with ones is semidefinite up to the tolerance only; the other one becomes a
        // correlation matrix by a rescaling of the same size that keeps it semidefinite.
        Self::normalised(n, &semidefinite)
    }
}

/// The Frobenius norm.
fn norm(entries: &[f64]) -> f64 {
    entries.iter().map(|x| x * x).sum::<f64>().sqrt()
}

fn distance(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| (x - y) * (x - y)).sum::<f64>().sqrt()
}

/// The eigenvalues and eigenvectors of a symmetric matrix.
pub(super) struct Spectrum {
    size: usize,
    values: Vec<f64>,
    /// Row after row; column k is the unit eigenvector of value k.
    vectors: Vec<f64>,
}

impl Spectrum {
    /// By cyclic Jacobi rotations (G. H. Golub, C. F. Van Loan, "Matrix Computations", section
    /// 8.5): slower than tridiagonal methods, but as accurate as any and the same everywhere.
    pub(super) fn of(n: usize, symmetric: &[f64]) -> Self {
        let mut rest = symmetric.to_vec();
        let mut vectors = vec![0.0; n * n];
        for i in 0..n {
            vectors[i * n + i] = 1.0;
        }
        // Off-diagonal entries below this move no eigenvalue by a unit in its last place.
        let negligible = norm(&rest) * f64::EPSILON / 64.0;
        for _ in 0..MOST_SWEEPS {
            let mut rotated = false;
            for p in 0..n {
                for q in p + 1..n {
                    if rest[p * n + q].abs() > negligible {
                        rotate(n, &mut rest, &mut vectors, p, q);
                        rotated = true;
                    }
                }
            }
            if !rotated {
                break;
            }
        }
        let values = (0..n).map(|i| rest[i * n + i]).collect();
        Self { size: n, values, vectors }
    }

    pub(super) fn smallest(&self) -> f64 {
        self.values.iter().copied().fold(f64::INFINITY, f64::min)
    }

    /// A square root of the nearest semidefinite matrix: B with B·Bᵀ equal to it.
    pub(super) fn root(&self) -> Vec<f64> {
        let mut root = self.vectors.clone();
        for row in root.chunks_exact_mut(self.size.max(1)) {
            for (entry, value) in row.iter_mut().zip(&self.values) {
                *entry *= value.max(0.0).sqrt();
            }
        }
        root
    }

    /// The nearest semidefinite matrix: negative eigenvalues become zero.
    fn positive_part(&self) -> Vec<f64> {
        let n = self.size;
        let root = self.root();
        let mut product = vec![0.0; n * n];
        for i in 0..n {
            for j in 0..=i {
                let (a, b) = (&root[i * n..(i + 1) * n], &root[j * n..(j + 1) * n]);
                let entry = a.iter().zip(b).map(|(x, y)| x * y).sum();
                product[i * n + j] = entry;
                product[j * n + i] = entry;
            }
        }
        product
    }
}

/// One Jacobi rotation, which makes entry (p, q) zero, by the smaller of the two possible angles.
fn rotate(n: usize, symmetric: &mut [f64], vectors: &mut [f64], p: usize, q: usize) {
    let entry = symmetric[p * n + q];
    let slope = (symmetric[q * n + q] - symmetric[p * n + p]) / (2.0 * entry);
    let tangent = 1.0_f64.copysign(slope) / (slope.abs() + (slope * slope + 1.0).sqrt());
    let cosine = 1.0 / (tangent * tangent + 1.0).sqrt();
    let sine = tangent * cosine;
    for k in (0..n).filter(|&k| k != p && k != q) {
        let (x, y) = (symmetric[p * n + k], symmetric[q * n + k]);
        let (turned_p, turned_q) = (cosine * x - sine * y, sine * x + cosine * y);
        symmetric[p * n + k] = turned_p;
        symmetric[k * n + p] = turned_p;
        symmetric[q * n + k] = turned_q;
        symmetric[k * n + q] = turned_q;
    }
    symmetric[p * n + p] -= tangent * entry;
    symmetric[q * n + q] += tangent * entry;
    symmetric[p * n + q] = 0.0;
    symmetric[q * n + p] = 0.0;
    for row in vectors.chunks_exact_mut(n) {
        let (x, y) = (row[p], row[q]);
        row[p] = cosine * x - sine * y;
        row[q] = sine * x + cosine * y;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all_pairs(n: usize, rho: &[f64]) -> CorrelationMatrix {
        let places = (0..n).flat_map(|i| (0..i).map(move |j| (i, j)));
        let pairs: Vec<_> = places.zip(rho).map(|((i, j), &rho)| (i, j, rho)).collect();
        CorrelationMatrix::new(n, &pairs).unwrap()
    }

    #[test]
    fn the_example_of_the_paper_has_its_closed_form() {
        let nearest = CorrelationMatrix::new(3, &[(0, 1, 1.0), (1, 2, 1.0)]).unwrap().nearest();
        // By symmetry the answer is (x, x, z), singular: z = 2x² − 1; least squares then ask 4x³ =
        // x + 1.
        let mut x = 1.0_f64;
        for _ in 0..60 {
            x -= (4.0 * x * x * x - x - 1.0) / (12.0 * x * x - 1.0);
        }
        let z = 2.0 * x * x - 1.0;
        assert!((x - 0.7607).abs() < 5e-5 && (z - 0.1573).abs() < 5e-5, "as printed by Higham");
        for (i, j, wanted) in [(0, 1, x), (1, 2, x), (0, 2, z)] {
            let got = nearest.get(i, j).unwrap();
            assert!((got - wanted).abs() < 1e-9, "{i} {j}: {got} is not {wanted}");
        }
    }

    #[test]
    fn the_order_of_the_pairs_and_of_each_pair_moves_no_bit() {
        let a = CorrelationMatrix::new(4, &[(0, 1, 0.9), (1, 2, 0.9), (0, 2, -0.7), (3, 1, 0.4)]);
        let b = CorrelationMatrix::new(4, &[(1, 3, 0.4), (2, 0, -0.7), (2, 1, 0.9), (0, 1, 0.9)]);
        let (a, b) = (a.unwrap().nearest(), b.unwrap().nearest());
        let bits =
            |m: &CorrelationMatrix| m.entries().iter().map(|x| x.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&a), bits(&b));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn eigenvectors_rebuild_the_matrix(rho in prop::collection::vec(-1.0..1.0, 28)) {
            let n = 8;
            let matrix = all_pairs(n, &rho);
            let spectrum = Spectrum::of(n, matrix.entries());
            let product = |i: usize, j: usize, weighted: bool| (0..n).map(|k| {
                let weight = if weighted { spectrum.values[k] } else { 1.0 };
                spectrum.vectors[i * n + k] * weight * spectrum.vectors[j * n + k]
            }).sum::<f64>();
            // About 8 sweeps of 28 rotations, each of relative error below 4 units of rounding.
            let bound = 8.0 * 28.0 * 4.0 * f64::EPSILON * norm(matrix.entries());
            for i in 0..n {
                for j in 0..n {
                    prop_assert!((product(i, j, true) - matrix.get(i, j).unwrap()).abs() < bound);
                    prop_assert!((product(i, j, false) - f64::from(i == j)).abs() < bound);
                }
            }
        }

        /// The projection onto a convex set is the one point from which no other is seen at an
        /// acute angle (Kolmogorov): ⟨A − X, Z − X⟩ ≤ 0 for every correlation matrix Z, here for
        /// some in every direction close by, where a wrong X would show first.
        #[test]
        fn no_attainable_matrix_is_nearer(
            rho in prop::collection::vec(-1.0..1.0, 10),
            moves in prop::collection::vec(prop::collection::vec(-0.02..0.02, 25), 40),
        ) {
            let n = 5;
            let stated = all_pairs(n, &rho);
            let nearest = stated.nearest();
            prop_assert_eq!(&nearest.nearest(), &nearest);
            prop_assert!(nearest.smallest_eigenvalue() >= -1e-12 * n as f64);
            prop_assert!(nearest.entries().iter().all(|x| (-1.0..=1.0).contains(x)));
            let root = Spectrum::of(n, nearest.entries()).root();
            for change in moves {
                let moved: Vec<f64> = root.iter().zip(&change).map(|(x, y)| x + y).collect();
                let product = |i: usize, j: usize| {
                    (0..n).map(|k| moved[i * n + k] * moved[j * n + k]).sum::<f64>()
                };
                let covariance: Vec<f64> =
                    (0..n * n).map(|place| product(place / n, place % n)).collect();
                let other = CorrelationMatrix::normalised(n, &covariance);
                let angle: f64 = (0..n * n).map(|place| {
                    let here = nearest.entries()[place];
                    (stated.entries()[place] - here) * (other.entries()[place] - here)
                }).sum();
                // An error E of X adds at most |E| times the two norms, each at most 2n. At five
                // variables a step leaves well under 0.95 of the error, so |E| is under 20 last
                // steps.
                prop_assert!(angle <= 4.0 * n as f64 * 20.0 * n as f64 * CONVERGED, "{angle}");
            }
        }
    }
}
