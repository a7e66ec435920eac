//! What a search for the worlds that break a deal comes to.

use crate::calendar::Grid;
use crate::statistics::Measure;
use jiff::civil::Date;
use std::path::PathBuf;

/// What a candidate is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// An input that is drawn.
    Input,
    /// A fixed number, drawn evenly from its band.
    Band,
    /// An outcome: a driver at a date.
    Driver(Date),
    /// An outcome: when an event happens, if it does.
    Event,
}

impl Source {
    /// Whether it is an outcome of the deal and not something that goes into it.
    #[must_use]
    pub fn is_outcome(&self) -> bool {
        matches!(self, Self::Driver(_) | Self::Event)
    }

    /// It as tables say it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Input => "input",
            Self::Band => "band",
            Self::Driver(_) | Self::Event => "outcome",
        }
    }
}

/// What a range may be of.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// Its key path: `inputs.growth`, `drivers.revenue`, `events.agi`.
    pub path: String,
    /// Its name for readers.
    pub label: String,
    /// The unit of its values, where it has one.
    pub unit: String,
    /// What it is.
    pub source: Source,
}

/// A limit of a range.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limit {
    /// The value; in years since the start for an event, infinite for never.
    pub value: f64,
    /// The share of all paths below it, or for an upper one up to it.
    pub level: f64,
    /// The chance of as many bad paths in the box if this limit did nothing, on the paths that did not choose it.
    pub chance: f64,
    /// How dense bad paths are in the box without it, on the same paths.
    pub density_without: f64,
}

/// The range of one candidate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limited {
    /// Number of the candidate.
    pub candidate: usize,
    /// The lower limit.
    pub low: Option<Limit>,
    /// The upper limit.
    pub high: Option<Limit>,
}

/// The ranges together, and how well they do on the paths that did not choose them.
#[derive(Clone, Debug, PartialEq)]
pub struct Region {
    /// The ranges, the one whose limits matter most first.
    pub ranges: Vec<Limited>,
    /// Which part of the bad paths lies in the box.
    pub coverage: Measure,
    /// Which part of the paths in the box is bad.
    pub density: Measure,
    /// Which part of all paths lies in the box.
    pub mass: Measure,
}

/// Which worlds break a deal.
#[derive(Clone, Debug)]
pub struct Worlds {
    /// The deal.
    pub name: String,
    /// Its file.
    pub path: PathBuf,
    /// The event that is taken as certain in it.
    pub signed: Option<String>,
    /// The deal that it is held against: then a path is bad for what the side gains over it.
    pub against: Option<PathBuf>,
    /// Name and label of the side.
    pub side: (String, String),
    /// The colour of the side.
    pub(super) colour: usize,
    /// A path is bad where the side has less than this.
    pub below: f64,
    /// How often it is.
    pub bad: Measure,
    /// What ranges were looked for.
    pub candidates: Vec<Candidate>,
    /// The box; none where no range tells bad paths from others.
    pub found: Option<Region>,
    pub(super) grid: Grid,
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
