//! A number that never travels without its error.

/// An estimate, the standard error of it where one can be given, and the number of paths behind it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measure {
    /// The estimate, in the unit of what was measured.
    pub value: f64,
    /// One standard error in the same unit; absent where the sample cannot tell, never 0 instead.
    pub standard_error: Option<f64>,
    /// The number of paths.
    pub count: u64,
}

impl Measure {
    /// How many standard errors the estimate lies above `expected`; `None` without an error or with
    /// an error of zero.
    #[must_use]
    pub fn z_score(&self, expected: f64) -> Option<f64> {
        self.standard_error
            .filter(|error| *error > 0.0)
            .map(|error| (self.value - expected) / error)
    }

    /// The same estimate in another unit: value times `factor`, error times its size.
    #[must_use]
    pub fn scaled(&self, factor: f64) -> Self {
        Self {
            value: self.value * factor,
            standard_error: self.standard_error.map(|error| error * factor.abs()),
            count: self.count,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_stays_positive_and_absence_stays_absent() {
        let loss = Measure { value: 3.0, standard_error: Some(0.5), count: 9 }.scaled(-2.0);
        assert_eq!(loss, Measure { value: -6.0, standard_error: Some(1.0), count: 9 });
        assert_eq!(loss.z_score(-4.0), Some(-2.0));
        let single = Measure { value: 1.0, standard_error: None, count: 1 };
        assert_eq!(single.scaled(2.0).standard_error, None);
        assert_eq!(single.z_score(0.0), None);
        assert_eq!(Measure { standard_error: Some(0.0), ..single }.z_score(0.0), None);
    }
}
