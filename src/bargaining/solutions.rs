//! The package of a finite set on which sides with a bargaining rule agree.
//!
//! - J. Nash, "The bargaining problem", Econometrica 18 (1950).
//! - E. Kalai and M. Smorodinsky, "Other solutions to Nash's bargaining problem", Econometrica 43 (1975).
//! - E. Kalai, "Proportional solutions to bargaining situations", Econometrica 45 (1977), for equal gains.

use super::table::{Ideal, Packages};
use crate::lane::math::ln;
use std::cmp::Ordering;

/// Where a rule has its maximum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Maximum {
    /// Number of the package; the first of several that are equally good.
    pub package: usize,
    /// Sides that no package of the zone makes better off: the rule looks at the others only.
    pub cannot_gain: Vec<usize>,
}

/// The package of the zone with the greatest product of gains.
///
/// Where every package leaves some side without a gain, those that leave the fewest sides so come first.
#[must_use]
pub fn nash(packages: &Packages) -> Option<Maximum> {
    best(packages, |package, sides| {
        let gains: Vec<f64> = sides
            .iter()
            .map(|side| packages.gain(package, *side))
            .filter(|gain| *gain > 0.0)
            .collect();
        vec![gains.len() as f64, gains.into_iter().map(ln).sum()]
    })
}

/// The package of the zone with the greatest least gain in parts of what each side can hope for; where that of several is
/// the same, with the greatest next least.
#[must_use]
pub fn kalai_smorodinsky(packages: &Packages, ideal: Ideal) -> Option<Maximum> {
    let ideals = packages.ideals(ideal);
    best(packages, |package, sides| {
        let part = |side: &usize| {
            let most = ideals[*side].unwrap_or(f64::NAN) - packages.walk_away[*side];
            packages.gain(package, *side) / most
        };
        ascending(sides.iter().map(part).collect())
    })
}

/// The package of the zone with the greatest least gain, counted in money: certainty equivalents of the packages and of the
/// walk-away.
#[must_use]
pub fn egalitarian(packages: &Packages, money: &Packages) -> Option<Maximum> {
    best(packages, |package, sides| {
        ascending(sides.iter().map(|side| money.gain(package, *side)).collect())
    })
}

/// The package of the zone with the greatest sum of certainty equivalents.
#[must_use]
pub fn utilitarian(packages: &Packages, money: &Packages) -> Option<Maximum> {
    best(packages, |package, _| vec![money.worth[package].iter().sum()])
}

fn ascending(mut numbers: Vec<f64>) -> Vec<f64> {
    numbers.sort_by(f64::total_cmp);
    numbers
}

/// The package of the zone whose list of numbers is the greatest, the first number first.
fn best(packages: &Packages, of: impl Fn(usize, &[usize]) -> Vec<f64>) -> Option<Maximum> {
    let zone = packages.zone();
    let gains = |side: &usize| zone.iter().any(|package| packages.gain(*package, *side) > 0.0);
    let (sides, cannot_gain): (Vec<usize>, Vec<usize>) = (0..packages.sides()).partition(gains);
    let mut found: Option<(usize, Vec<f64>)> = None;
    for package in zone {
        let here = of(package, &sides);
        let better = found.as_ref().is_none_or(|(_, known)| lexicographic(&here, known).is_gt());
        if better {
            found = Some((package, here));
        }
    }
    found.map(|(package, _)| Maximum { package, cannot_gain })
}

fn lexicographic(left: &[f64], right: &[f64]) -> Ordering {
    let differ = left.iter().zip(right).map(|(left, right)| left.total_cmp(right));
    differ.into_iter().find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lane::math::pow;

    /// A sum of 100 in steps of 1, of which each side has something without the other.
    fn split(walk_away: [f64; 2]) -> Packages {
        let worth = (0..=100).map(|part| vec![f64::from(part), f64::from(100 - part)]).collect();
        Packages { worth, walk_away: walk_away.to_vec() }
    }

    #[test]
    fn all_rules_halve_the_gain_of_a_sum_that_can_be_handed_over() {
        // Nash 1950: half of what both gain together, above the walk-away of each: 20 + 35, 10 + 35.
        let packages = split([20.0, 10.0]);
        assert_eq!(nash(&packages).unwrap().package, 55);
        assert_eq!(kalai_smorodinsky(&packages, Ideal::Acceptable).unwrap().package, 55);
        assert_eq!(egalitarian(&packages, &packages).unwrap().package, 55);
    }

    #[test]
    fn the_ideals_of_the_whole_range_move_kalai_and_smorodinsky() {
        // Ideals of 100 each: gains in proportion of 80 to 90 of a gain of 70 together.
        let wanted = 20.0 + 70.0 * 80.0 / 170.0;
        let found = kalai_smorodinsky(&split([20.0, 10.0]), Ideal::FullRange).unwrap().package;
        assert!((f64::from(u32::try_from(found).unwrap()) - wanted).abs() <= 1.0, "{found}");
    }

    #[test]
    fn rules_part_on_a_concave_frontier() {
        // u2 = 1 − u1²: Nash has u1 = 1/√3, Kalai-Smorodinsky and equal gains u1 = u2 = (√5 − 1)/2.
        let worth = (0..=10_000)
            .map(|part| f64::from(part) / 10_000.0)
            .map(|share| vec![share, 1.0 - share * share])
            .collect();
        let packages = Packages { worth, walk_away: vec![0.0, 0.0] };
        let near = |found: Option<Maximum>, wanted: f64| {
            let share = packages.worth[found.unwrap().package][0];
            assert!((share - wanted).abs() <= 1e-4, "{share} for {wanted}");
        };
        near(nash(&packages), 1.0 / 3.0_f64.sqrt());
        near(kalai_smorodinsky(&packages, Ideal::Acceptable), (5.0_f64.sqrt() - 1.0) / 2.0);
        near(egalitarian(&packages, &packages), (5.0_f64.sqrt() - 1.0) / 2.0);
        // The sum u1 + 1 − u1² is greatest at one half.
        near(utilitarian(&packages, &packages), 0.5);
    }

    #[test]
    fn whoever_shuns_risk_gets_less_of_the_sum() {
        // Split of 1, side 1 has u = x^γ: Nash gives it γ/(1 + γ) (Roth 1979, Kihlstrom, Roth and Schmeidler 1981).
        for gamma in [1.0, 0.5, 0.25] {
            let worth = (0..=10_000)
                .map(|part| f64::from(part) / 10_000.0)
                .map(|share| vec![pow(share, gamma), 1.0 - share])
                .collect();
            let packages = Packages { worth, walk_away: vec![0.0, 0.0] };
            let found = nash(&packages).unwrap().package;
            let share = f64::from(u32::try_from(found).unwrap()) / 10_000.0;
            assert!((share - gamma / (1.0 + gamma)).abs() <= 1e-4, "{gamma}: {share}");
        }
    }

    #[test]
    fn nash_keeps_its_answer_when_a_utility_is_counted_in_another_unit_and_equal_gains_do_not() {
        let mut packages = split([20.0, 10.0]);
        let before = nash(&packages).unwrap();
        for worth in &mut packages.worth {
            worth[1] = 3.0 * worth[1] + 7.0;
        }
        packages.walk_away[1] = 37.0;
        assert_eq!(nash(&packages).unwrap(), before);
        assert_ne!(egalitarian(&packages, &packages).unwrap().package, before.package);
    }

    #[test]
    fn a_side_that_cannot_gain_is_left_out_and_named() {
        let worth = vec![vec![0.0, 1.0, 2.0], vec![0.0, 2.0, 1.0], vec![0.0, 1.6, 1.6]];
        let packages = Packages { worth, walk_away: vec![0.0; 3] };
        let wanted = Maximum { package: 2, cannot_gain: vec![0] };
        assert_eq!(nash(&packages), Some(wanted.clone()));
        assert_eq!(kalai_smorodinsky(&packages, Ideal::Acceptable), Some(wanted));
    }

    #[test]
    fn an_empty_zone_has_no_solution() {
        assert_eq!(nash(&split([60.0, 50.0])), None);
    }
}
