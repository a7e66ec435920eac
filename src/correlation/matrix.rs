//! A correlation matrix built from stated pairs, and the factor that makes shocks obey it.

use std::collections::BTreeSet;
use std::error::Error;
use std::fmt;

use super::nearest::Spectrum;

/// What a factor may leave out of each entry, so that exact ties (a correlation of one, three that
/// cancel) pass in spite of rounding. Correlations typed by hand are never this close to a tie.
const NEGLIGIBLE: f64 = 1e-12;

/// A symmetric matrix with ones on the diagonal and entries in [-1, 1]; not always attainable.
#[derive(Clone, Debug, PartialEq)]
pub struct CorrelationMatrix {
    size: usize,
    /// Row after row, both triangles.
    entries: Vec<f64>,
}

/// Why a list of pairs is no correlation matrix; `at` is the place of the offending pair in the
/// list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PairFault {
    /// An index is not below the size of the matrix.
    OutOfRange {
        /// Place in the list.
        at: usize,
    },
    /// A variable is paired with itself.
    WithItself {
        /// Place in the list.
        at: usize,
    },
    /// The same two variables were paired earlier in the list, in this or the other order.
    Twice {
        /// Place in the list of the later one.
        at: usize,
    },
    /// The correlation is not a number from -1 to 1.
    NotACorrelation {
        /// Place in the list.
        at: usize,
    },
}

impl fmt::Display for PairFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (at, fault) = match self {
            Self::OutOfRange { at } => (at, "names a variable that does not exist"),
            Self::WithItself { at } => (at, "pairs a variable with itself"),
            Self::Twice { at } => (at, "repeats an earlier pair"),
            Self::NotACorrelation { at } => (at, "is not between -1 and 1"),
        };
        write!(out, "correlation {} {fault}", at + 1)
    }
}

impl Error for PairFault {}

/// The correlations contradict one another: no set of variables has all of them at once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NotPositive {
    /// The smallest eigenvalue, below zero: how far from attainable the matrix is.
    pub smallest_eigenvalue: f64,
}

impl fmt::Display for NotPositive {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let smallest = self.smallest_eigenvalue;
        write!(
            out,
            "these correlations cannot all hold at once (smallest eigenvalue {smallest:.2e})"
        )
    }
}

impl Error for NotPositive {}

impl CorrelationMatrix {
    /// The matrix of `size` variables with the stated `(i, j, correlation)`; pairs that are not
    /// stated have correlation zero. The order of the list, and within a pair, does not matter.
    ///
    /// # Errors
    /// The first [`PairFault`] of the list.
    pub fn new(size: usize, pairs: &[(usize, usize, f64)]) -> Result<Self, PairFault> {
        let mut entries = vec![0.0; size * size];
        for i in 0..size {
            entries[i * size + i] = 1.0;
        }
        let mut seen = BTreeSet::new();
        for (at, &(i, j, rho)) in pairs.iter().enumerate() {
            if i >= size || j >= size {
                return Err(PairFault::OutOfRange { at });
            }
            if i == j {
                return Err(PairFault::WithItself { at });
            }
            if !(-1.0..=1.0).contains(&rho) {
                return Err(PairFault::NotACorrelation { at });
            }
            if !seen.insert((i.min(j), i.max(j))) {
                return Err(PairFault::Twice { at });
            }
            entries[i * size + j] = rho;
            entries[j * size + i] = rho;
        }
        Ok(Self { size, entries })
    }

    /// The matrix of a positive semidefinite one: each row and column divided by the root of its
    /// diagonal entry, which keeps it semidefinite. Diagonal entries must be above zero.
    pub(super) fn normalised(size: usize, covariance: &[f64]) -> Self {
        let mut entries = vec![0.0; size * size];
        for i in 0..size {
            entries[i * size + i] = 1.0;
            for j in 0..i {
                let scale = (covariance[i * size + i] * covariance[j * size + j]).sqrt();
                let rho = (covariance[i * size + j] / scale).clamp(-1.0, 1.0);
                entries[i * size + j] = rho;
                entries[j * size + i] = rho;
            }
        }
        Self { size, entries }
    }

    /// How many variables it is about.
    #[must_use]
    pub fn size(&self) -> usize {
        self.size
    }

    /// The correlation of two variables, or `None` where one of them does not exist.
    #[must_use]
    pub fn get(&self, i: usize, j: usize) -> Option<f64> {
        if j >= self.size {
            return None;
        }
        self.entries.get(i * self.size + j).copied()
    }

    /// The entries, row after row.
    pub(super) fn entries(&self) -> &[f64] {
        &self.entries
    }

    /// The smallest eigenvalue: below zero where the correlations contradict one another, zero
    /// where some variables determine another. An empty matrix has none and says infinity.
    #[must_use]
    pub fn smallest_eigenvalue(&self) -> f64 {
        Spectrum::of(self.size, &self.entries).smallest()
    }

    /// The lower triangle L, as full rows with zeros above the diagonal, with L·Lᵀ equal to the
    /// matrix: row i says how shock i is made of the first i + 1 independent ones. Its diagonal is
    /// never negative, and it is zero where earlier variables determine this one (a correlation of
    /// ±1 gives exactly the same shock). L·Lᵀ is within `size` × 1e-12, and, unless a variable is
    /// determined to that precision but not exactly, later variables move no bit of row i.
    ///
    /// # Errors
    /// [`NotPositive`] when the smallest eigenvalue is below −`size` × 1e-12.
    pub fn cholesky(&self) -> Result<Vec<Vec<f64>>, NotPositive> {
        if let Some(factor) = self.eliminate() {
            return Ok(self.triangle(&factor));
        }
        // Elimination in the given order also gives up on sound matrices with a pivot that is tiny
        // and not zero, so the eigenvalues have the last word.
        let spectrum = Spectrum::of(self.size, &self.entries);
        let smallest_eigenvalue = spectrum.smallest();
        if smallest_eigenvalue < -(self.size as f64) * NEGLIGIBLE {
            return Err(NotPositive { smallest_eigenvalue });
        }
        Ok(self.triangle(&lower_triangle_of(self.size, spectrum.root())))
    }

    /// Cholesky's elimination; a negligible pivot counts as zero if all below it is negligible too.
    fn eliminate(&self) -> Option<Vec<f64>> {
        let n = self.size;
        let mut factor = vec![0.0; n * n];
        for j in 0..n {
            let pivot = self.remainder(&factor, j, j);
            let root = if pivot > NEGLIGIBLE {
                pivot.sqrt()
            } else if pivot >= -NEGLIGIBLE {
                0.0
            } else {
                return None;
            };
            factor[j * n + j] = root;
            for i in j + 1..n {
                let rest = self.remainder(&factor, i, j);
                if root > 0.0 {
                    factor[i * n + j] = rest / root;
                } else if rest.abs() > NEGLIGIBLE {
                    return None;
                }
            }
        }
        Some(factor)
    }

    /// What the first j columns of the factor leave unexplained of entry (i, j).
    fn remainder(&self, factor: &[f64], i: usize, j: usize) -> f64 {
        let n = self.size;
        let row = &factor[i * n..i * n + j];
        let column = &factor[j * n..j * n + j];
        row.iter().zip(column).fold(self.entries[i * n + j], |rest, (a, b)| rest - a * b)
    }

    fn triangle(&self, factor: &[f64]) -> Vec<Vec<f64>> {
        factor.chunks_exact(self.size.max(1)).map(<[f64]>::to_vec).collect()
    }
}

/// Rotates the columns of a square root B until it is lower triangular with no negative diagonal;
/// rotations and reflections leave B·Bᵀ as it is.
fn lower_triangle_of(n: usize, mut root: Vec<f64>) -> Vec<f64> {
    for i in 0..n {
        for k in i + 1..n {
            let (a, b) = (root[i * n + i], root[i * n + k]);
            let length = (a * a + b * b).sqrt();
            if length > 0.0 {
                let (cosine, sine) = (a / length, b / length);
                for row in root.chunks_exact_mut(n).skip(i) {
                    let (x, y) = (row[i], row[k]);
                    row[i] = cosine * x + sine * y;
                    row[k] = cosine * y - sine * x;
                }
            }
            root[i * n + k] = 0.0;
        }
        if root[i * n + i] < 0.0 {
            for row in root.chunks_exact_mut(n).skip(i) {
                row[i] = -row[i];
            }
        }
    }
    root
}

/// The variables that hang together: connected components of the pairs with a correlation other
/// than zero, each ascending, ordered by their first member; a variable in no pair is alone. Pairs
/// that name a variable not below `size` are passed over, since [`CorrelationMatrix::new`] refuses
/// them.
#[must_use]
pub fn groups(size: usize, pairs: &[(usize, usize, f64)]) -> Vec<Vec<usize>> {
    // Every variable points at a smaller one of its group, the smallest at itself.
    let mut leader: Vec<usize> = (0..size).collect();
    let first_of = |leader: &[usize], mut i: usize| {
        while leader[i] != i {
            i = leader[i];
        }
        i
    };
    for &(i, j, rho) in pairs {
        if i < size && j < size && rho != 0.0 {
            let (a, b) = (first_of(&leader, i), first_of(&leader, j));
            leader[a.max(b)] = a.min(b);
        }
    }
    let mut members = vec![Vec::new(); size];
    for i in 0..size {
        members[first_of(&leader, i)].push(i);
    }
    members.retain(|group| !group.is_empty());
    members
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The largest absolute difference between L·Lᵀ and the matrix.
    fn misfit(matrix: &CorrelationMatrix, factor: &[Vec<f64>]) -> f64 {
        let mut worst = 0.0_f64;
        for (i, a) in factor.iter().enumerate() {
            assert!(a[i] >= 0.0 && a[i + 1..].iter().all(|&above| above == 0.0));
            for (j, b) in factor.iter().enumerate() {
                let product: f64 = a.iter().zip(b).map(|(x, y)| x * y).sum();
                worst = worst.max((product - matrix.get(i, j).unwrap()).abs());
            }
        }
        worst
    }

    /// A·Aᵀ normalised, of rank at most `width`; its first columns make no row zero.
    fn random_correlation(n: usize, width: usize, numbers: &[f64]) -> CorrelationMatrix {
        let loading = |i: usize, k: usize| numbers[i * width + k] + f64::from(k == 0) * 1.5;
        let product = |i, j| (0..width).map(|k| loading(i, k) * loading(j, k)).sum::<f64>();
        let covariance: Vec<f64> =
            (0..n).flat_map(|i| (0..n).map(move |j| product(i, j))).collect();
        CorrelationMatrix::normalised(n, &covariance)
    }

    proptest! {
        #[test]
        fn the_factor_squares_to_the_matrix(
            n in 1_usize..9, width in 1_usize..12, numbers in prop::collection::vec(-1.0..1.0, 96)
        ) {
            let matrix = random_correlation(n, width, &numbers);
            let factor = matrix.cholesky().unwrap();
            prop_assert!(misfit(&matrix, &factor) <= n as f64 * 1.01 * NEGLIGIBLE);
            prop_assert!(matrix.smallest_eigenvalue() >= -(n as f64) * NEGLIGIBLE);
            prop_assert_eq!(&matrix.nearest(), &matrix);
        }

        #[test]
        fn the_spectral_route_agrees_with_elimination(
            n in 1_usize..9, numbers in prop::collection::vec(-1.0..1.0, 96)
        ) {
            let matrix = random_correlation(n, 12, &numbers);
            let root = Spectrum::of(n, &matrix.entries).root();
            let factor = matrix.triangle(&lower_triangle_of(n, root));
            prop_assert!(misfit(&matrix, &factor) <= n as f64 * NEGLIGIBLE);
        }
    }

    #[test]
    fn perfectly_correlated_variables_share_one_shock() {
        let pairs =
            [(0, 1, 1.0), (0, 2, -1.0), (1, 2, -1.0), (0, 3, 0.6), (1, 3, 0.6), (2, 3, -0.6)];
        let factor = CorrelationMatrix::new(4, &pairs).unwrap().cholesky().unwrap();
        assert_eq!(
            factor[..3],
            [[1.0, 0.0, 0.0, 0.0], [1.0, 0.0, 0.0, 0.0], [-1.0, 0.0, 0.0, 0.0]]
        );
        assert_eq!(factor[3], [0.6, 0.0, 0.0, (1.0_f64 - 0.6 * 0.6).sqrt()]);
    }

    #[test]
    fn three_that_cancel_are_accepted_and_a_little_more_is_not() {
        let all =
            |rho| CorrelationMatrix::new(3, &[(0, 1, rho), (0, 2, rho), (1, 2, rho)]).unwrap();
        assert!(misfit(&all(-0.5), &all(-0.5).cholesky().unwrap()) <= 3.0 * NEGLIGIBLE);
        // The eigenvalues of a constant correlation are 1 + 2ρ and, twice, 1 − ρ.
        let refusal = all(-0.5001).cholesky().unwrap_err();
        assert!((refusal.smallest_eigenvalue + 0.0002).abs() < 1e-14);
        assert!((all(0.25).smallest_eigenvalue() - 0.75).abs() < 1e-14);
    }

    #[test]
    fn a_tiny_pivot_that_carries_a_correlation_is_sound() {
        // The first two differ by an angle of 5e-7, a pivot of 2.5e-13, and the third lies along
        // the difference.
        let angle = 5e-7_f64;
        let pairs = [(0, 1, 1.0 - angle * angle / 2.0), (1, 2, angle)];
        let matrix = CorrelationMatrix::new(3, &pairs).unwrap();
        assert!(matrix.eliminate().is_none());
        assert!(misfit(&matrix, &matrix.cholesky().unwrap()) <= 3.0 * NEGLIGIBLE);
    }

    #[test]
    fn a_contradiction_behind_a_perfect_pair_is_found() {
        let matrix = CorrelationMatrix::new(3, &[(0, 1, 1.0), (0, 2, 0.5), (1, 2, 0.501)]).unwrap();
        assert!(matrix.cholesky().unwrap_err().smallest_eigenvalue < 0.0);
    }

    #[test]
    fn faulty_pairs_are_named() {
        let fault = |pairs: &[_]| CorrelationMatrix::new(2, pairs).unwrap_err();
        assert_eq!(fault(&[(0, 1, 0.1), (0, 2, 0.1)]), PairFault::OutOfRange { at: 1 });
        assert_eq!(fault(&[(1, 1, 1.0)]), PairFault::WithItself { at: 0 });
        assert_eq!(fault(&[(0, 1, 0.0), (1, 0, 0.0)]), PairFault::Twice { at: 1 });
        assert_eq!(fault(&[(0, 1, 1.1)]), PairFault::NotACorrelation { at: 0 });
        assert_eq!(fault(&[(0, 1, f64::NAN)]), PairFault::NotACorrelation { at: 0 });
    }

    #[test]
    fn groups_are_components_in_ascending_order() {
        let pairs = [(5, 3, 0.1), (4, 1, 0.2), (3, 0, -0.3), (2, 4, 0.0)];
        assert_eq!(groups(6, &pairs), [vec![0, 3, 5], vec![1, 4], vec![2]]);
        assert!(groups(0, &[]).is_empty());
        assert!(CorrelationMatrix::new(0, &[]).unwrap().cholesky().unwrap().is_empty());
    }
}
