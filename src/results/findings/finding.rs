//! The sentence that is true of a sample: chosen from its shape, and a predicate that can be asked of every value.

use super::shape::Shape;
use super::words::{percentage, with_unit};
use crate::charts::PointMass;

/// What can be said of where the values of a sample lie.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Finding {
    /// All values are this one.
    Same { value: f64, paths: u64 },
    /// There are these values and no others, the most frequent first.
    Few(Vec<PointMass>),
    /// Half of all paths or more share one value; where it is an end of the sample, which.
    Mostly(PointMass, Option<End>),
    /// So many lie between two values: half of them, or nine in ten around a median.
    Within { share: f64, low: f64, high: f64, median: f64 },
    /// The median, and the value that most paths share, where many share one.
    Median { median: f64, mass: Option<PointMass> },
}

/// An end of a sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Lowest,
    Highest,
}

/// How often there is a loss.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Losses {
    Never,
    /// On this share of paths, neither none nor all.
    On(f64),
    Always,
}

/// How a finding is put into words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    /// Of a number a path: "The payoff is …".
    Is,
    /// Of the last date of a series: "Revenue ends at …".
    Ends,
}

/// Values of which all paths have one are listed up to this many.
const LISTED: usize = 3;

impl Finding {
    /// The finding about a sample; `share` is what is said of those without atoms: 0.5 or 0.9.
    pub(crate) fn of(shape: &Shape, share: f64) -> Self {
        let [p05, p25, median, p75, p95] = shape.percentiles;
        if shape.lowest == shape.highest {
            return Self::Same { value: shape.lowest, paths: shape.count };
        }
        let listed: f64 = shape.masses.iter().map(|mass| mass.share).sum();
        if shape.masses.len() <= LISTED && listed > 1.0 - 0.5 / shape.count as f64 {
            let mut masses = shape.masses.clone();
            masses.sort_by(|a, b| b.share.total_cmp(&a.share));
            return Self::Few(masses);
        }
        let mass = shape.largest_mass();
        if let Some(mass) = mass.filter(|mass| mass.share >= 0.5) {
            let end = if mass.value == shape.lowest {
                Some(End::Lowest)
            } else {
                (mass.value == shape.highest).then_some(End::Highest)
            };
            return Self::Mostly(mass, end);
        }
        let (low, high, found) =
            if share > 0.7 { (p05, p95, shape.nine) } else { (p25, p75, shape.half) };
        if mass.is_none() && shape.is_about(found, share) {
            Self::Within { share, low, high, median }
        } else {
            Self::Median { median, mass }
        }
    }

    /// Whether it is true of a sample, with numbers that may be off by a bound for each: `slack` says by how much a
    /// number may be off as it is written, and shares may be off by half a percent.
    #[cfg(test)]
    pub(crate) fn holds(&self, values: &[f64], slack: impl Fn(f64) -> f64) -> bool {
        let share = |kept: &dyn Fn(f64) -> bool| {
            values.iter().filter(|value| kept(**value)).count() as f64 / values.len() as f64
        };
        let at = |value: f64| share(&|other: f64| (other - value).abs() <= slack(value));
        let near = |found: f64, said: f64| (found - said).abs() <= 0.005 + 1e-9;
        // Half of all are not above it, and half not below.
        let middle = |median: f64| {
            let reach = slack(median);
            share(&|value| value >= median - reach) >= 0.5 - 1e-9
                && share(&|value| value <= median + reach) >= 0.5 - 1e-9
        };
        match self {
            Self::Same { value, paths } => at(*value) == 1.0 && *paths == values.len() as u64,
            Self::Few(masses) => {
                let all: f64 = masses.iter().map(|mass| at(mass.value)).sum();
                masses.iter().all(|mass| near(at(mass.value), mass.share)) && all > 1.0 - 1e-9
            }
            Self::Mostly(mass, end) => {
                let reach = slack(mass.value);
                let beyond = match end {
                    None => 0.0,
                    Some(End::Lowest) => share(&|value| value < mass.value - reach),
                    Some(End::Highest) => share(&|value| value > mass.value + reach),
                };
                near(at(mass.value), mass.share) && at(mass.value) >= 0.5 - 1e-9 && beyond == 0.0
            }
            Self::Within { share: said, low, high, median } => {
                let (from, to) = (low - slack(*low), high + slack(*high));
                let (inner, outer) = (low + slack(*low), high - slack(*high));
                let grain = 0.012 + 2.0 / values.len() as f64;
                share(&|value| value >= from && value <= to) >= said - grain
                    && share(&|value| value > inner && value < outer) <= said + grain
                    && middle(*median)
            }
            Self::Median { median, mass } => {
                middle(*median) && mass.is_none_or(|mass| near(at(mass.value), mass.share))
            }
        }
    }

    /// The sentence; `figure` writes a number as the picture does.
    pub(crate) fn words(
        &self,
        subject: &str,
        manner: Manner,
        figure: impl Fn(f64) -> String,
        unit: &str,
    ) -> String {
        let amount = |value: f64| with_unit(&figure(value), unit);
        let is = match manner {
            Manner::Is => "is",
            Manner::Ends => "ends at",
        };
        match self {
            Self::Same { value, paths: 1 } => {
                format!("{subject} {is} {} on the only path", amount(*value))
            }
            Self::Same { value, .. } => format!("{subject} {is} {} on every path", amount(*value)),
            Self::Few(masses) => {
                let (last, first) =
                    masses.split_last().map_or((None, &[][..]), |(a, b)| (Some(a), b));
                let said = |mass: &PointMass, unit: &str| {
                    let value = with_unit(&figure(mass.value), unit);
                    format!("{value} on {}", percentage(mass.share))
                };
                let first: Vec<String> = (0_usize..)
                    .zip(first)
                    .map(|(at, mass)| {
                        let (unit, of) = if at == 0 { (unit, " of paths") } else { ("", "") };
                        said(mass, unit) + of
                    })
                    .collect();
                let last = last.map_or_else(String::new, |mass| said(mass, ""));
                format!("{subject} {is} {} and {last}", first.join(", "))
            }
            Self::Mostly(mass, end) => {
                let end = match end {
                    None => "",
                    Some(End::Lowest) => ", its lowest,",
                    Some(End::Highest) => ", its highest,",
                };
                let share = percentage(mass.share);
                format!("{subject} {is} {}{end} on {share} of paths", amount(mass.value))
            }
            Self::Within { share, low, high, median } => {
                let (low, high) = (figure(*low), figure(*high));
                let range = |between: &str| {
                    if low == high {
                        format!("about {}", with_unit(&low, unit))
                    } else {
                        format!("{between}{}", with_unit(&high, unit))
                    }
                };
                if *share > 0.7 {
                    let median = figure(*median);
                    let range = range(&format!("{low} to "));
                    format!("{subject} {is} {median} at the median, {range} on nine paths in ten")
                } else {
                    let verb = if manner == Manner::Is { "lies" } else { "ends" };
                    let range = range(&format!("between {low} and "));
                    format!("{subject} {verb} {range} on half of all paths")
                }
            }
            Self::Median { median, mass } => {
                let shared = match mass {
                    Some(mass) if mass.value == *median => {
                        let (value, share) = (amount(mass.value), percentage(mass.share));
                        return format!("{subject} {is} {value}, the median, on {share} of paths");
                    }
                    Some(mass) => {
                        let (value, share) = (figure(mass.value), percentage(mass.share));
                        format!(", and {value} on {share} of paths")
                    }
                    None => String::new(),
                };
                format!("{subject} {is} {} at the median{shared}", amount(*median))
            }
        }
    }
}

impl Losses {
    /// What is to be said of a sample.
    pub(crate) fn of(shape: &Shape) -> Self {
        if shape.below_zero <= 0.0 {
            Self::Never
        } else if shape.below_zero >= 1.0 {
            Self::Always
        } else {
            Self::On(shape.below_zero)
        }
    }

    /// The words at the end of a title.
    pub(crate) fn words(self) -> String {
        match self {
            Self::Never => String::new(),
            Self::On(share) => format!("; a loss on {} of paths", percentage(share)),
            Self::Always => "; always a loss".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::Binned;
    use crate::statistics::quantiles;
    use proptest::prelude::*;

    fn shape(values: &[f64]) -> Shape {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let at = |p| quantiles::quantile(&sorted, p).expect("there are values");
        let masses = Binned::of(values).masses;
        Shape::of(values, [0.05, 0.25, 0.5, 0.75, 0.95].map(at), masses).expect("there are values")
    }

    /// Samples of every kind: spread, few values, a cap, a floor, both, one value.
    fn sample() -> impl Strategy<Value = Vec<f64>> {
        let spread = prop::collection::vec(-50.0..1e3_f64, 1..400);
        let few = prop::collection::vec(prop::sample::select(vec![-16.0, -6.0, 0.0, 50.0]), 1..300);
        let cut = (prop::collection::vec(-50.0..1e3_f64, 1..400), -60.0..400.0_f64, 0.0..1e3_f64)
            .prop_map(|(values, floor, above)| {
                values.into_iter().map(|value| value.clamp(floor, floor + above)).collect()
            });
        let same = (-9.0..9.0_f64, 1..50_usize).prop_map(|(value, count)| vec![value; count]);
        prop_oneof![spread, few, cut, same]
    }

    proptest! {
        #[test]
        fn what_is_found_is_true(values in sample(), nine in prop::bool::ANY) {
            let share = if nine { 0.9 } else { 0.5 };
            let found = Finding::of(&shape(&values), share);
            prop_assert!(found.holds(&values, |value| 1e-9 * value.abs()), "{found:?} of {values:?}");
        }
    }

    #[test]
    fn titles_say_what_is_so() {
        let said = |values: &[f64], share: f64| {
            let figure = |value: f64| format!("{value}").replace('-', "−");
            let shape = shape(values);
            let words = Finding::of(&shape, share).words("It", Manner::Is, figure, "USD");
            (words + &Losses::of(&shape).words()).replace('\u{202f}', " ")
        };
        let ladder: Vec<f64> = (0..=1000).map(f64::from).collect();
        let capped: Vec<f64> = ladder.iter().map(|value| value.min(400.0)).collect();
        let floored: Vec<f64> = ladder.iter().map(|value| value.max(100.0)).collect();
        let ends: Vec<f64> = (0..100).map(|at| if at < 53 { -6.0 } else { -16.0 }).collect();
        assert_eq!(said(&[78.0; 9], 0.9), "It is 78 USD on every path");
        assert_eq!(said(&[-5.0], 0.9), "It is −5 USD on the only path; always a loss");
        assert_eq!(
            said(&ends, 0.5),
            "It is −6 USD on 53 % of paths and −16 on 47 %; always a loss"
        );
        assert_eq!(said(&capped, 0.9), "It is 400 USD, its highest, on 60 % of paths");
        assert_eq!(said(&floored, 0.9), "It is 500 USD at the median, and 100 on 10 % of paths");
        let nine = "It is 500 at the median, 50 to 950 USD on nine paths in ten";
        assert_eq!(said(&ladder, 0.9), nine);
        assert_eq!(said(&ladder, 0.5), "It lies between 250 and 750 USD on half of all paths");
    }
}
