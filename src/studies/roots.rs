//! Where a number that was worked out at some points is nothing between them.

use crate::statistics::Measure;

/// A place where a number is nothing, from a straight line between two points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Root {
    /// The place.
    pub at: f64,
    /// Its standard error: that of the number there, over the slope. Absent where the number has none.
    pub standard_error: Option<f64>,
    /// The two points between which it lies.
    pub between: (f64, f64),
    /// Whether the number rises through nothing.
    pub rising: bool,
}

/// The roots that a scan sees, in ascending order. The draws of all points are the same, so the number is as smooth between
/// two of them as the deal is; what turns around twice between two points is not seen.
#[must_use]
pub fn roots(points: &[(f64, Measure)]) -> Vec<Root> {
    let mut found: Vec<Root> = Vec::new();
    for pair in points.windows(2) {
        let [(low, before), (high, after)] = pair else { continue };
        let (first, second) = (before.value, after.value);
        let crosses = (first <= 0.0 && second > 0.0) || (first >= 0.0 && second < 0.0);
        if !crosses {
            continue;
        }
        let part = first / (first - second);
        let at = low + (high - low) * part;
        // A point that is exactly nothing is the end of one piece and the beginning of the next.
        if found.last().is_some_and(|last| last.at.total_cmp(&at).is_eq()) {
            continue;
        }
        let slope = ((second - first) / (high - low)).abs();
        let errors = before.standard_error.zip(after.standard_error);
        let standard_error = errors
            .map(|(one, other)| (one + (other - one) * part) / slope)
            .filter(|error| error.is_finite());
        found.push(Root { at, standard_error, between: (*low, *high), rising: second > first });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measure(value: f64) -> Measure {
        Measure { value, standard_error: Some(0.1), count: 100 }
    }

    #[test]
    fn a_straight_line_has_its_root_and_the_error_over_the_slope() {
        let line: Vec<(f64, Measure)> =
            (0..5).map(|at| (f64::from(at), measure(2.0 * f64::from(at) - 3.0))).collect();
        let [root] = roots(&line)[..] else { panic!("one root") };
        assert!((root.at - 1.5).abs() < 1e-12 && root.rising && root.between == (1.0, 2.0));
        assert!((root.standard_error.unwrap() - 0.05).abs() < 1e-12);
    }

    #[test]
    fn every_crossing_is_told_and_a_touch_is_none() {
        let wave =
            [(0.0, measure(1.0)), (1.0, measure(-1.0)), (2.0, measure(1.0)), (3.0, measure(2.0))];
        let places: Vec<f64> = roots(&wave).iter().map(|root| root.at).collect();
        assert_eq!(places, [0.5, 1.5]);
        let above = [(0.0, measure(1.0)), (1.0, measure(0.5))];
        assert!(roots(&above).is_empty());
        // Nothing exactly at a point of the scan is one root, not two.
        let through = [(0.0, measure(-1.0)), (1.0, measure(0.0)), (2.0, measure(1.0))];
        assert_eq!(roots(&through).len(), 1);
    }
}
