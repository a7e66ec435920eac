//! Polynomials of a fixed count of coefficients, so that the compiler unrolls them.

/// The polynomial with the given coefficients, lowest power first; there are at least four.
///
/// Every fourth coefficient belongs to one of four Horner schemes in x⁴. They do not wait for one
/// another, so the chain of dependent operations is a third of that of a single scheme.
/// No fused multiply-add.
#[inline(always)]
pub(super) fn polynomial<const N: usize>(coefficients: &[f64; N], x: f64) -> f64 {
    let square = x * x;
    let fourth = square * square;
    let low = every_fourth(coefficients, 0, fourth) + x * every_fourth(coefficients, 1, fourth);
    let high = every_fourth(coefficients, 2, fourth) + x * every_fourth(coefficients, 3, fourth);
    low + square * high
}

/// The polynomial in `fourth` of the coefficients number `first`, `first` + 4, and so on.
#[inline(always)]
fn every_fourth<const N: usize>(coefficients: &[f64; N], first: usize, fourth: f64) -> f64 {
    let mut i = first + (N - 1 - first) / 4 * 4;
    let mut sum = coefficients[i];
    while i >= 4 {
        i -= 4;
        sum = sum * fourth + coefficients[i];
    }
    sum
}
