//! The round number that axes and cells step by.

/// The smallest of 1, 2, 2.5, 5 and 10 times a power of ten that is at least `raw`; 1 for what is no positive
/// finite number.
#[must_use]
pub fn round_step(raw: f64) -> f64 {
    if !(raw.is_finite() && raw > 0.0) {
        return 1.0;
    }
    let exponent = libm::floor(libm::log10(raw));
    let power = |shift: f64| libm::exp10(exponent + shift);
    let steps = [1.0, 2.0, 2.5, 5.0, 10.0, 20.0];
    steps
        .into_iter()
        .map(|factor| factor * power(0.0))
        .find(|step| *step >= raw * (1.0 - 1e-9))
        .unwrap_or_else(|| power(2.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_round_and_wide_enough() {
        for (raw, step) in [(0.3, 0.5), (1.0, 1.0), (2.1, 2.5), (6.0, 10.0), (0.0021, 0.0025)] {
            assert!((round_step(raw) / step - 1.0).abs() < 1e-12, "{raw}");
        }
        for raw in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(round_step(raw).to_bits(), 1.0_f64.to_bits());
        }
    }
}
