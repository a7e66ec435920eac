//! Exchange rates: how much of one number of a deal makes up for a step of another, for each side.
//!
//! The interval is that of E. C. Fieller, "Some problems in interval estimation", Journal of the Royal Statistical Society B
//! 16 (1954): it knows that a denominator near nothing says nothing.

use super::forcing::{Forced, forcing};
use super::payoffs::unit;
use super::refused::{Refusal, StudyFailure};
use super::slopes::{Lever, Slope, measured, slopes};
use crate::document::{Files, Overrides};
use crate::simulation::{Scenario, Settings};
use crate::statistics::Measure;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A ratio with its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ratio {
    /// The estimate.
    pub value: f64,
    /// The 95 % interval.
    pub interval: [f64; 2],
}

/// How much of one number makes up for one more of another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rate {
    /// So much, to both sides.
    Even(Ratio),
    /// A kink sits there: when the first rises, and when it falls. None where that cannot be told.
    Kinked {
        /// For one more of the first.
        rising: Option<Ratio>,
        /// For one less of it.
        falling: Option<Ratio>,
    },
    /// The second number does nothing that can be told from nothing.
    Undetermined,
}

/// How a side's mean payoff hangs on a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LeverWorth {
    /// For one more of it.
    pub rising: Option<Measure>,
    /// For one less of it, as a slope.
    pub falling: Option<Measure>,
    /// Whether the two differ.
    pub kink: bool,
}

/// The rates of one side.
#[derive(Clone, Debug)]
pub struct SideRates {
    /// Its name.
    pub name: String,
    /// Its name for readers.
    pub label: String,
    /// The standard deviation of its payoff through its own eyes, over all paths.
    pub deviation: Option<f64>,
    /// How its payoff hangs on each number, through its own eyes.
    pub worth: Vec<LeverWorth>,
    /// `rates[a][b]`: how much of b makes up for one more of a, through its own eyes.
    pub rates: Vec<Vec<Rate>>,
    /// The same in the base world, where the side has beliefs.
    pub in_base: Option<Vec<Vec<Rate>>>,
}

/// Exchange rates between numbers of a deal.
#[derive(Clone, Debug)]
pub struct Rates {
    /// The deal.
    pub name: String,
    /// Its file.
    pub path: PathBuf,
    /// The event that is taken as certain in it.
    pub signed: Option<String>,
    /// The numbers, with what they are in the package.
    pub levers: Vec<Lever>,
    /// The sides.
    pub sides: Vec<SideRates>,
    /// The unit of money.
    pub money: String,
    /// Every file that was read.
    pub files: Vec<PathBuf>,
    /// How the draws are made.
    pub sampler: String,
    /// How many paths.
    pub paths: u64,
    /// The seed.
    pub seed: u64,
}

/// Parts of a number by which it is moved, where nothing is said.
const STEP: f64 = 0.02;

/// Works out exchange rates between all pairs of numbers, for every side. A number is that of the file where none is said.
///
/// # Errors
/// When a file is wrong, a key is no number, fewer than two are named, or a run fails.
pub fn rates(
    files: &Arc<dyn Files>,
    path: &Path,
    overrides: &Overrides,
    keys: &[(String, Option<f64>)],
    settings: &Settings,
) -> Result<Rates, StudyFailure> {
    if keys.len() < 2 {
        return Err(StudyFailure::Refused(Refusal {
            message: "an exchange rate needs two numbers".to_owned(),
            help: "name two or more: inputs.stake.value=0.33 inputs.share.value".to_owned(),
        }));
    }
    let written = Scenario::read_with(Arc::clone(files), path, overrides)?;
    let mut levers = Vec::new();
    let mut package = Overrides::new();
    for (key, said) in keys {
        let at = said.or_else(|| written.number_at(key)).ok_or_else(|| {
            StudyFailure::Refused(Refusal {
                message: format!("{key} is no fixed number of {}", path.display()),
                help: format!("say at which value of it the rates are wanted: {key}=0.3"),
            })
        })?;
        package = package.with(key, at);
        let step = if at == 0.0 { STEP } else { STEP * at.abs() };
        levers.push(Lever { key: key.clone(), at, step });
    }
    let signed = match written.signing() {
        Some(signing) => forcing(&written, &signing.event, Forced::Certain(signing.on)),
        None => Overrides::new(),
    };
    let deal = written.with_all(&signed.and(&package))?;
    let found = slopes(&deal, &levers, settings, unit(&written, settings))?;
    let believing = written.believing();
    let side = |(place, (name, label)): (usize, (String, String))| {
        let own: Vec<&Slope> = found.of.iter().map(|lever| &lever[place][0]).collect();
        let base: Vec<&Slope> = found.of.iter().map(|lever| &lever[place][1]).collect();
        SideRates {
            deviation: found.deviations.get(place).copied().flatten(),
            worth: own.iter().map(|slope| worth(slope)).collect(),
            rates: all_pairs(&own),
            in_base: believing.contains(&name).then(|| all_pairs(&base)),
            name,
            label,
        }
    };
    let (paths, seed) = written.paths_and_seed(settings);
    Ok(Rates {
        name: written.name().to_owned(),
        path: written.path().to_path_buf(),
        signed: written.signing().map(|signing| signing.event.clone()),
        sides: written.side_labels().into_iter().enumerate().map(side).collect(),
        levers,
        money: written.money().to_owned(),
        files: written.read_paths(),
        sampler: written.sampler_name(settings),
        paths,
        seed,
    })
}

fn worth(slope: &Slope) -> LeverWorth {
    let towards = |up: bool| slope.towards(up).and_then(|units| measured(units));
    LeverWorth { rising: towards(true), falling: towards(false), kink: slope.has_kink() }
}

fn all_pairs(slopes: &[&Slope]) -> Vec<Vec<Rate>> {
    slopes.iter().map(|one| slopes.iter().map(|other| rate(one, other)).collect()).collect()
}

/// How much of the second number makes up for one more of the first.
fn rate(first: &Slope, second: &Slope) -> Rate {
    let when = |up: bool| {
        let step = first.towards(up)?;
        let sign = if up { 1.0 } else { -1.0 };
        let gain = sign * measured(step)?.value;
        // What makes up for a gain takes away, and the other way round: which way the second number moves for that.
        let moves_up = |slope: &Vec<f64>| measured(slope).map(|slope| slope.value * gain < 0.0);
        let up_slope = second.towards(true).filter(|slope| moves_up(slope) == Some(true));
        let other = match up_slope {
            Some(slope) => slope,
            None => second.towards(false)?,
        };
        fieller(step, other)
    };
    if first.middle.is_some() && second.middle.is_some() {
        return when(true).map_or(Rate::Undetermined, Rate::Even);
    }
    match (when(true), when(false)) {
        (None, None) => Rate::Undetermined,
        (rising, falling) => Rate::Kinked { rising, falling },
    }
}

/// Standard errors to either side of a 95 % interval.
const TWO_SIDED_95: f64 = 1.959_963_984_540_054;

/// Minus the ratio of two means that were taken on the same draws; none where the interval of the denominator holds nothing.
fn fieller(above: &[f64], below: &[f64]) -> Option<Ratio> {
    let (over, under) = (measured(above)?, measured(below)?);
    let squared = |measure: Measure| measure.standard_error.map(|error| error * error);
    let (over_variance, under_variance) = (squared(over)?, squared(under)?);
    let sums: Vec<f64> = above.iter().zip(below).map(|(one, two)| one + two).collect();
    let covariance = 0.5 * (squared(measured(&sums)?)? - over_variance - under_variance);
    let z = TWO_SIDED_95 * TWO_SIDED_95;
    let square = under.value * under.value - z * under_variance;
    if square <= 0.0 || square.is_nan() {
        return None;
    }
    let middle = over.value * under.value - z * covariance;
    let rest = over.value * over.value - z * over_variance;
    let half = libm::sqrt((middle * middle - square * rest).max(0.0));
    let interval = [-(middle + half) / square, -(middle - half) / square];
    Some(Ratio { value: -over.value / under.value, interval })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exact_ratio_has_no_width_and_a_ratio_over_nothing_is_none() {
        let found = fieller(&[3.0; 64], &[-2.0; 64]).unwrap();
        assert_eq!((found.value, found.interval), (1.5, [1.5, 1.5]));
        let noise: Vec<f64> =
            (0..64).map(|place| if place % 2 == 0 { 1.0 } else { -1.0 }).collect();
        assert_eq!(fieller(&[3.0; 64], &noise), None);
    }

    #[test]
    fn what_rises_and_falls_together_leaves_a_ratio_sharp() {
        // Both slopes hang on one draw: their ratio does not.
        let one: Vec<f64> = (0..64).map(|place| 2.0 + f64::from(place % 5)).collect();
        let two: Vec<f64> = one.iter().map(|slope| -4.0 * slope).collect();
        let found = fieller(&one, &two).unwrap();
        assert!((found.value - 0.25).abs() < 1e-12);
        assert!(found.interval.iter().all(|end| (end - 0.25).abs() < 1e-9), "{found:?}");
    }
}
