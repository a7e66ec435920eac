//! How payoffs hang on numbers of a deal: differences to both sides of each number, path by path, and whether a kink sits there.

use super::refused::{Refusal, StudyFailure};
use super::sheet::{Draws, Sheet};
use crate::document::{NewValue, Overrides};
use crate::simulation::{Scenario, Settings};
use crate::statistics::units::units;
use crate::statistics::{Measure, Unit, deviation_of, mean_of};

/// A number of a deal at which slopes are taken.
#[derive(Clone, Debug, PartialEq)]
pub struct Lever {
    /// Its key.
    pub key: String,
    /// What it is in the package.
    pub at: f64,
    /// How far it is moved: to both sides, by this and by half of it.
    pub step: f64,
}

/// Standard errors within which a difference is none.
const TWO_SIDED_95: f64 = 1.959_963_984_540_054;

/// What is left of the gap of the slopes to both sides at half the step: all of it at a kink, half of it where the line bends
/// smoothly.
const KINK: f64 = 0.75;

/// How a payoff hangs on a number, one value for each independent part of the draws.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Slope {
    /// To both sides where the number is in the middle of what it may be and the line has no kink there.
    pub(super) middle: Option<Vec<f64>>,
    /// When the number rises.
    pub(super) rising: Option<Vec<f64>>,
    /// When it falls.
    pub(super) falling: Option<Vec<f64>>,
}

impl Slope {
    /// The slope that holds when the number moves up or down.
    pub(super) fn towards(&self, up: bool) -> Option<&Vec<f64>> {
        let side = if up { &self.rising } else { &self.falling };
        self.middle.as_ref().or(side.as_ref())
    }

    /// Whether the slopes to both sides differ.
    pub(super) fn has_kink(&self) -> bool {
        self.middle.is_none() && self.rising.is_some() && self.falling.is_some()
    }

    /// From payoffs at the number and at both distances, `[half, whole]`, to both sides.
    fn of(here: &[f64], up: [Option<&[f64]>; 2], down: [Option<&[f64]>; 2], step: f64) -> Self {
        let slope = |payoffs: Option<&[f64]>, by: f64| -> Option<Vec<f64>> {
            let gap = |(moved, here): (&f64, &f64)| moved - here;
            let slope = |gap: f64| if gap.abs() <= FEW_QUANTA { 0.0 } else { gap / by };
            Some(payoffs?.iter().zip(here).map(gap).map(slope).collect())
        };
        let (rising, falling) = (slope(up[0], 0.5 * step), slope(down[0], -0.5 * step));
        let (far_rising, far_falling) = (slope(up[1], step), slope(down[1], -step));
        let gap = |one: &Option<Vec<f64>>, two: &Option<Vec<f64>>| -> Option<Measure> {
            let (one, two) = (one.as_ref()?, two.as_ref()?);
            measured(&one.iter().zip(two).map(|(one, two)| one - two).collect::<Vec<_>>())
        };
        let clear = |gap: &Measure| {
            gap.standard_error.is_some_and(|error| gap.value.abs() > TWO_SIDED_95 * error)
        };
        let (near, far) = (gap(&rising, &falling), gap(&far_rising, &far_falling));
        let size = rising.as_deref().and_then(measured).map_or(0.0, |slope| slope.value.abs());
        let kink = near.zip(far).is_some_and(|(near, far)| {
            clear(&near)
                && clear(&far)
                && near.value.abs() > KINK * far.value.abs()
                && near.value.abs() > DUST * size
        });
        let middle = match (&rising, &falling) {
            (Some(rising), Some(falling)) if !kink => {
                Some(rising.iter().zip(falling).map(|(one, two)| 0.5 * (one + two)).collect())
            }
            _ => None,
        };
        Self { middle, rising, falling }
    }
}

/// Quanta of money that two payoffs may differ by and still be the same: a few roundings of the ledger.
const FEW_QUANTA: f64 = 8.0 / 1_073_741_824.0;

/// Parts of a slope below which a gap is rounding.
const DUST: f64 = 1e-6;

/// The mean of what independent parts of the draws say, with its error.
pub(super) fn measured(units: &[f64]) -> Option<Measure> {
    mean_of(units, Unit::Path)
}

/// Which payoff of a side is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum World {
    /// In the world that it believes in.
    Own,
    /// In the world of the file.
    Base,
}

/// How payoffs hang on all numbers.
pub(super) struct Slopes {
    /// For each lever, for each side of the deal, in its own world and in the base world.
    pub(super) of: Vec<Vec<[Slope; 2]>>,
    /// For each side, the standard deviation of its payoff in its own world where no number is moved, over all paths.
    pub(super) deviations: Vec<Option<f64>>,
}

/// The slopes of all sides in all numbers.
pub(super) fn slopes(
    deal: &Scenario,
    levers: &[Lever],
    settings: &Settings,
    unit: Unit,
) -> Result<Slopes, StudyFailure> {
    let mut runs = vec![deal.clone()];
    let mut places: Vec<[Option<usize>; 4]> = Vec::new();
    for lever in levers {
        let mut own = [None; 4];
        let moves = [0.5 * lever.step, lever.step, -0.5 * lever.step, -lever.step];
        let mut why = None;
        for (place, by) in own.iter_mut().zip(moves) {
            let number = NewValue::Number(lever.at + by);
            match deal.with_all(&Overrides::new().with(&lever.key, number)) {
                Ok(moved) => {
                    *place = Some(runs.len());
                    runs.push(moved);
                }
                // A number may end where it stands: a chance of 1 does not rise.
                Err(findings) => why = Some(findings),
            }
        }
        if own[0].is_none() && own[2].is_none() {
            return Err(match why {
                Some(findings) => StudyFailure::Wrong(findings),
                None => StudyFailure::Refused(Refusal {
                    message: format!("{} cannot move", lever.key),
                    help: "name a number of the deal".to_owned(),
                }),
            });
        }
        places.push(own);
    }
    let how = (Draws::OfTheFirst, true);
    let sheet = Sheet::new(runs.len(), how, settings, |run| Ok(runs[run].clone()))?;
    sheet.fits(settings)?;
    let all: Vec<usize> = (0..runs.len()).collect();
    let payoffs = sheet.run(&format!("{} deals", runs.len()), &all, settings)?;
    let read = |run: usize, side: &str, world: World| -> Vec<f64> {
        let values = match world {
            World::Own => payoffs[run].seen(side),
            World::Base => payoffs[run].named(side),
        };
        units(values.unwrap_or_default(), unit)
    };
    let names: Vec<String> = deal.sides().map(str::to_owned).collect();
    let one = |(lever, own): (&Lever, &[Option<usize>; 4])| {
        let side = |name: &String| {
            [World::Own, World::Base].map(|world| {
                let here = read(0, name, world);
                let moved = own.map(|place| Some(read(place?, name, world)));
                let [half_up, up, half_down, down] = moved.each_ref().map(Option::as_deref);
                Slope::of(&here, [half_up, up], [half_down, down], lever.step)
            })
        };
        names.iter().map(side).collect()
    };
    let deviation = |name: &String| deviation_of(payoffs[0].seen(name)?);
    Ok(Slopes {
        of: levers.iter().zip(&places).map(one).collect(),
        deviations: names.iter().map(deviation).collect(),
    })
}
