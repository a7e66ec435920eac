//! One or two numbers of a deal turned over a range: what each side gets at each point, and where its gain is nothing.

use super::pair::Shares;
use super::refused::{Refusal, StudyFailure};
use super::roots::{Root, roots};
use super::turner::Turner;
use crate::document::{Files, Overrides};
use crate::simulation::{Scenario, Settings};
use crate::statistics::Measure;
use crate::studies::given::Given;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A number that is turned.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// Its key path.
    pub key: String,
    /// The values that it takes, ascending.
    pub values: Vec<f64>,
}

/// What a side gets at a point.
#[derive(Clone, Debug, PartialEq)]
pub struct SideAt {
    /// Its mean payoff.
    pub mean: Measure,
    /// The standard deviation of its payoff, over all paths.
    pub deviation: Option<f64>,
    /// Its payoff at P5, P50 and P95.
    pub quantiles: [Measure; 3],
    /// The mean of what it gains over the alternative on the same path, where a file names one.
    pub gain: Option<Measure>,
    /// How often it is better than the alternative.
    pub shares: Option<Shares>,
}

/// A point of the grid.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// The value of each axis.
    pub at: Vec<f64>,
    /// The sides; absent for one that this deal does not have.
    pub sides: Vec<Option<SideAt>>,
}

/// Where a side's mean gain over the alternative is nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct BreakEven {
    /// Number of the side.
    pub side: usize,
    /// The value of the second axis; none where there is one axis.
    pub beside: Option<f64>,
    /// The value of the first axis, between two points of the grid, with its error.
    pub root: Root,
}

/// One or two numbers turned over a range.
#[derive(Clone, Debug)]
pub struct Sweep {
    /// The deal.
    pub name: String,
    /// Its file.
    pub path: PathBuf,
    /// The event that is taken as certain in it.
    pub signed: Option<String>,
    /// The event on whose paths alone it looks, and how many they are.
    pub given: Option<(String, usize)>,
    /// What is turned.
    pub axes: Vec<Axis>,
    /// Names and labels of the sides.
    pub sides: Vec<(String, String)>,
    /// The colour of each side, the same as in the pictures of its runs.
    pub(super) colours: Vec<usize>,
    /// The alternative that the file names.
    pub walk_away: Option<PathBuf>,
    /// Whether the alternative has the key of each axis too, and is turned with the deal.
    pub walk_away_turns: Vec<bool>,
    /// The points, the last axis fastest.
    pub points: Vec<Point>,
    /// How many points share each program: their numbers are turned in it. One with a program of its own was read and
    /// compiled for itself.
    pub programs: Vec<usize>,
    /// Where gains are nothing.
    pub break_even: Vec<BreakEven>,
    /// The files that were read.
    pub files: Vec<PathBuf>,
    /// The unit of money.
    pub money: String,
    /// How many paths.
    pub paths: u64,
    /// The seed.
    pub seed: u64,
    /// How the draws are made.
    pub sampler: String,
}

/// Turns one or two numbers of a deal. Where the file names an alternative that has the key too, it is turned alike.
/// With an event it looks at the paths alone on which that happens in the deal as it is written.
///
/// # Errors
/// When the file is wrong at some point, there is no axis or more than two, or a run fails.
pub fn sweep(
    files: &Arc<dyn Files>,
    path: &Path,
    overrides: &Overrides,
    axes: &[Axis],
    given: Option<&str>,
    settings: &Settings,
) -> Result<Sweep, StudyFailure> {
    if axes.is_empty() || axes.len() > 2 || axes.iter().any(|axis| axis.values.is_empty()) {
        return Err(StudyFailure::Refused(Refusal {
            message: format!("{} numbers are turned", axes.len()),
            help: "turn one or two, each over a range such as inputs.stake.value=0.2..0.5"
                .to_owned(),
        }));
    }
    let written = Scenario::read_with(Arc::clone(files), path, overrides)?;
    let mut turner = Turner::new(files, written, overrides, settings)?;
    turner.given = given.map(|event| Given::of(&turner.deal, event, settings)).transpose()?;
    let (points, programs) = turner.points(axes, &grid(axes))?;
    let mut swept = put_together(turner, axes, points, programs);
    swept.given =
        given.map(str::to_owned).zip(swept.given).map(|(event, (_, count))| (event, count));
    Ok(swept)
}

/// Every point of the grid, the last axis fastest.
fn grid(axes: &[Axis]) -> Vec<Vec<f64>> {
    axes.iter().fold(vec![Vec::new()], |points, axis| {
        let further = |point: &Vec<f64>| {
            axis.values
                .iter()
                .map(|value| [point.as_slice(), &[*value]].concat())
                .collect::<Vec<_>>()
        };
        points.iter().flat_map(further).collect()
    })
}

/// What is told of a sweep.
fn put_together(
    turner: Turner<'_>,
    axes: &[Axis],
    points: Vec<Point>,
    programs: Vec<usize>,
) -> Sweep {
    let (paths, seed) = turner.written.paths_and_seed(turner.settings);
    let sides = turner.written.side_labels();
    let mut files = turner.written.read_paths();
    for path in turner.alternative.iter().flat_map(Scenario::read_paths) {
        if !files.contains(&path) {
            files.push(path);
        }
    }
    Sweep {
        name: turner.written.name().to_owned(),
        path: turner.written.path().to_path_buf(),
        signed: turner.written.signing().map(|signing| signing.event.clone()),
        break_even: break_even(axes, &points, sides.len()),
        given: turner.given.as_ref().map(|given| (String::new(), given.count)),
        axes: axes.to_vec(),
        sides,
        colours: turner.written.side_colours(),
        walk_away: turner.alternative.as_ref().map(|scenario| scenario.path().to_path_buf()),
        walk_away_turns: turner.turns,
        points,
        programs,
        files,
        money: turner.written.money().to_owned(),
        paths,
        seed,
        sampler: turner.written.sampler_name(turner.settings),
    }
}
/// Where the gain of each side is nothing along the first axis, for each value of the second.
fn break_even(axes: &[Axis], points: &[Point], sides: usize) -> Vec<BreakEven> {
    let besides: Vec<Option<f64>> = match axes {
        [_, second] => second.values.iter().copied().map(Some).collect(),
        _ => vec![None],
    };
    let mut found = Vec::new();
    for side in 0..sides {
        for beside in &besides {
            let line = points.iter().filter(|point| point.at.get(1).copied() == *beside);
            let gains: Vec<(f64, Measure)> = line
                .filter_map(|point| Some((point.at[0], point.sides.get(side)?.as_ref()?.gain?)))
                .collect();
            found.extend(roots(&gains).into_iter().map(|root| BreakEven {
                side,
                beside: *beside,
                root,
            }));
        }
    }
    found
}
