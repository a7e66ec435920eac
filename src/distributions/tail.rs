//! Inverts a cumulative function whose quantile has no formula, to the last digits and out to the far tails.

/// Halvings and Newton steps together: the halvings alone reach the spacing of numbers in this many.
const MAX_STEPS: u32 = 90;

/// ln of the least positive number: below it, x is zero.
pub(super) const LEAST: f64 = -745.0;

/// The probability that a standard normal is beyond |z|.
pub(super) fn beyond(z: f64) -> f64 {
    0.5 * libm::erfc(z.abs() * std::f64::consts::FRAC_1_SQRT_2)
}

/// The density of the standard normal.
pub(super) fn normal_density(z: f64) -> f64 {
    const ONE_OVER_SQRT_TWO_PI: f64 = 0.398_942_280_401_432_7;
    ONE_OVER_SQRT_TWO_PI * libm::exp(-0.5 * z * z)
}

/// Where to look for x: the logarithm of a first guess and of bounds, and whether the probability rises with x.
pub(super) struct Search {
    pub(super) start: f64,
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) rising: bool,
}

/// ln x such that the probability on one side of x is `target`, where `tail` gives, at ln x, that probability and
/// density · x.
///
/// Newton's method on ln probability in ln x, which bends one way only for beta and gamma distributions, kept
/// inside a bracket that every step narrows. It stops at a step that changes x by less than one part in 10¹³.
pub(super) fn solve(target: f64, search: &Search, tail: impl Fn(f64) -> (f64, f64)) -> f64 {
    let log_target = libm::log(target);
    let Search { start, mut low, mut high, rising } = *search;
    let mut at = if start > low && start < high { start } else { 0.5 * (low + high) };
    for _ in 0..MAX_STEPS {
        let (probability, slope) = tail(at);
        let too_much = libm::log(probability) - log_target;
        if (too_much < 0.0) == rising {
            low = at;
        } else {
            high = at;
        }
        let change = too_much * probability / slope;
        let newton = if rising { at - change } else { at + change };
        if change.abs() <= 1e-13 {
            return newton.clamp(search.low, search.high);
        }
        at = if newton > low && newton < high { newton } else { 0.5 * (low + high) };
    }
    at
}
