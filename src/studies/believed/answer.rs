//! What a study of beliefs comes to.

use crate::statistics::Measure;
use std::path::PathBuf;

/// What one side thinks of a package.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BelievedSide {
    /// Whether it sees the world otherwise.
    pub believes: bool,
    /// Its mean payoff in the base world.
    pub base: Measure,
    /// Its mean payoff in its own world.
    pub own: Measure,
    /// What it gains over the walk-away in the base world, where the file names one.
    pub gain_base: Option<Measure>,
    /// The same in its own world.
    pub gain_own: Option<Measure>,
    /// What its beliefs add: to what it gains where there is a walk-away, otherwise to what it gets; path by path.
    pub bet: Measure,
    /// The standard deviation of what the bet is about, path by path.
    pub deviation: Option<f64>,
}

impl BelievedSide {
    /// What it gains, or gets where there is nothing to gain over: in the base world and in its own.
    #[must_use]
    pub fn told(&self) -> [Measure; 2] {
        [self.gain_base.unwrap_or(self.base), self.gain_own.unwrap_or(self.own)]
    }
}

/// How likely an event is by the horizon.
#[derive(Clone, Debug, PartialEq)]
pub struct BelievedEvent {
    /// Its name.
    pub name: String,
    /// Its name for readers.
    pub label: String,
    /// In the base world.
    pub base: Measure,
    /// For each side in its own world; none for one that sees the base world.
    pub own: Vec<Option<Measure>>,
}

/// One package through the eyes of all sides.
#[derive(Clone, Debug)]
pub struct BelievedDeal {
    /// Its name.
    pub name: String,
    /// Its file.
    pub path: PathBuf,
    /// The event that is taken as certain in it.
    pub signed: Option<String>,
    /// The walk-away that it is held against.
    pub walk_away: Option<PathBuf>,
    /// The sides, in the order of the first deal; absent for one that this deal does not have.
    pub sides: Vec<Option<BelievedSide>>,
    /// Sides that have beliefs in the deal and none in its walk-away, which they then see in the base world.
    pub base_walk_away: Vec<String>,
    /// Events that some side holds for more or less likely than the base world does.
    pub events: Vec<BelievedEvent>,
}

impl BelievedDeal {
    /// The numbers of the sides to whom beliefs add something beyond two standard errors.
    #[must_use]
    pub fn winners(&self) -> Vec<usize> {
        let clear = |side: &BelievedSide| {
            side.bet.value > 2.0 * side.bet.standard_error.unwrap_or(f64::INFINITY)
        };
        let sides = self.sides.iter().enumerate();
        let won = sides.filter(|(_, side)| side.as_ref().is_some_and(clear));
        won.map(|(number, _)| number).collect()
    }
}

/// Packages through the eyes of all sides.
#[derive(Clone, Debug)]
pub struct Believed {
    /// Names and labels of the sides of the first deal.
    pub sides: Vec<(String, String)>,
    /// The colour of each side.
    pub(super) colours: Vec<usize>,
    /// The packages.
    pub deals: Vec<BelievedDeal>,
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
