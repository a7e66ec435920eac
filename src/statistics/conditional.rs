//! Means over the paths on which something holds, with the error of a ratio of means, whatever the sampling unit.

use super::mean::{Unit, mean_of};
use super::measure::Measure;

/// The mean over the paths, in path order, on which something holds; none where it holds on none of them.
#[must_use]
pub fn mean_given(values: &[f64], holds: &[bool], unit: Unit) -> Option<Measure> {
    let part = Part::of(values, holds, true)?;
    Some(part.measure(mean_of(&part.rest, unit)?))
}

/// The mean over the paths on which something holds less that over all others; none where either are missing.
#[must_use]
pub fn means_apart(values: &[f64], holds: &[bool], unit: Unit) -> Option<Measure> {
    let (inside, outside) = (Part::of(values, holds, true)?, Part::of(values, holds, false)?);
    let rest = inside.rest.iter().zip(&outside.rest).map(|(inside, outside)| inside - outside);
    let rest = mean_of(&rest.collect::<Vec<f64>>(), unit)?;
    let enough = inside.count > 1 && outside.count > 1;
    Some(Measure {
        value: inside.mean - outside.mean,
        standard_error: rest.standard_error.filter(|_| enough),
        count: inside.count + outside.count,
    })
}

/// Some of the paths.
struct Part {
    mean: f64,
    count: u64,
    /// For each path what it adds to the mean beyond the mean itself; nothing for one outside.
    rest: Vec<f64>,
}

impl Part {
    fn of(values: &[f64], holds: &[bool], inside: bool) -> Option<Self> {
        let flags: Vec<f64> = holds.iter().map(|holds| f64::from(*holds == inside)).collect();
        let count = holds.iter().filter(|holds| **holds == inside).count() as u64;
        let of = |value: (&f64, &f64)| if *value.1 > 0.0 { *value.0 } else { 0.0 };
        let kept: Vec<f64> = values.iter().zip(&flags).map(of).collect();
        let share = mean_of(&flags, Unit::Path)?.value;
        let mean = mean_of(&kept, Unit::Path)?.value / share;
        let beyond =
            |(value, flag): (&f64, &f64)| if *flag > 0.0 { (value - mean) / share } else { 0.0 };
        let rest = values.iter().zip(&flags).map(beyond).collect();
        (count > 0).then_some(Self { mean, count, rest })
    }

    fn measure(&self, rest: Measure) -> Measure {
        let standard_error = rest.standard_error.filter(|_| self.count > 1);
        Measure { value: self.mean, standard_error, count: self.count }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mean_of_some_paths_is_that_of_a_sample_of_its_own() {
        let values: Vec<f64> = (0..400).map(|n| f64::from(n * 37 % 101)).collect();
        let holds: Vec<bool> = (0..400).map(|n| n * 13 % 7 < 3).collect();
        let kept = |inside: bool| -> Vec<f64> {
            let both = values.iter().zip(&holds).filter(|(_, holds)| **holds == inside);
            both.map(|(value, _)| *value).collect()
        };
        let own = |inside: bool| mean_of(&kept(inside), Unit::Path).unwrap();
        let found = mean_given(&values, &holds, Unit::Path).unwrap();
        assert!((found.value - own(true).value).abs() < 1e-12);
        let ratio = found.standard_error.unwrap() / own(true).standard_error.unwrap();
        assert!((ratio - 1.0).abs() < 0.01, "{ratio}");
        let apart = means_apart(&values, &holds, Unit::Path).unwrap();
        assert!((apart.value - (own(true).value - own(false).value)).abs() < 1e-12);
        // Errors of two samples apart add in squares.
        let [one, two] = [true, false].map(|inside| own(inside).standard_error.unwrap());
        let ratio = apart.standard_error.unwrap() / (one * one + two * two).sqrt();
        assert!((ratio - 1.0).abs() < 0.01, "{ratio}");
    }

    #[test]
    fn nothing_is_said_of_no_path_and_no_error_of_one() {
        assert!(mean_given(&[1.0, 2.0], &[false, false], Unit::Path).is_none());
        assert!(means_apart(&[1.0, 2.0], &[true, true], Unit::Path).is_none());
        let one = mean_given(&[1.0, 2.0], &[true, false], Unit::Path).unwrap();
        assert_eq!(one, Measure { value: 1.0, standard_error: None, count: 1 });
    }
}
