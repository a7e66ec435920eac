//! Sums and products that keep what rounding takes away, as an unevaluated pair of high and low part.

/// `a + b` exactly, as rounded sum and its error, where `|a| >= |b|` or `a == 0` (Dekker 1971).
#[inline(always)]
pub(super) fn sum_of_ordered(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    (sum, b - (sum - a))
}

/// The leading 26 bits of `x` and the rest. Cutting bits instead of multiplying cannot overflow.
#[inline(always)]
pub(super) fn split(x: f64) -> (f64, f64) {
    let high = f64::from_bits(x.to_bits() & 0xFFFF_FFFF_F800_0000);
    (high, x - high)
}

/// `a * b` as rounded product and its error (Dekker 1971), short of overflow and underflow.
///
/// The low parts have up to 27 bits, so their product may round; that is 2⁻¹⁰⁶ of the whole.
#[inline(always)]
pub(super) fn product(a: f64, b: f64) -> (f64, f64) {
    let rounded = a * b;
    let (a_high, a_low) = split(a);
    let (b_high, b_low) = split(b);
    let error = ((a_high * b_high - rounded) + a_high * b_low + a_low * b_high) + a_low * b_low;
    (rounded, error)
}
