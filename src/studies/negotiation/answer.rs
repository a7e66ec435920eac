//! What a negotiation comes to: what each rule would have sides sign, what is left of each walk-away, and every package.

use super::question::{Question, Terms};
use super::scored::Scored;
use super::valued::View;
use crate::statistics::Measure;
use std::path::PathBuf;

/// A package that a rule names.
#[derive(Clone, Debug)]
pub struct Named {
    /// What names it: `Nash`, `best for Buyer`.
    pub name: String,
    /// The package.
    pub terms: Terms,
    /// What it is worth on the paths that did not choose it.
    pub view: View,
    /// Sides that no package of the zone makes better off, by label: the rule looks at the others only.
    pub cannot_gain: Vec<String>,
    /// Other packages that the rule cannot tell from it within the error.
    pub as_good: Vec<Terms>,
}

impl Named {
    /// Whether every side gains over its walk-away at 95 %.
    #[must_use]
    pub fn robust(&self) -> bool {
        robust(&self.view)
    }
}

/// Standard errors below a gain that leave one chance in twenty.
const ONE_SIDED_95: f64 = 1.644_853_626_951_472_7;

/// Whether every side gains over its walk-away at 95 %.
pub(super) fn robust(view: &View) -> bool {
    let sure =
        |gain: Measure| gain.standard_error.is_some_and(|error| gain.value > ONE_SIDED_95 * error);
    view.sides.iter().all(|side| sure(side.gain))
}

/// A coin between two packages.
#[derive(Clone, Debug)]
pub struct CoinToss {
    /// What names it.
    pub name: String,
    /// The two packages; the same one twice where there is no coin.
    pub packages: (Terms, Terms),
    /// The chance of the second.
    pub chance: f64,
    /// What each side gains in certain money.
    pub gains: Vec<f64>,
}

/// What is offered in turn.
#[derive(Clone, Debug)]
pub struct Talked {
    /// What each side offers when it is its turn.
    pub offers: Vec<CoinToss>,
    /// Number of the side whose offer is accepted at once.
    pub first: usize,
    /// Whether the walk-away of each side decides what it is offered.
    pub walk_away_binds: [bool; 2],
}

/// What a side has without a deal, and how much better that may become.
#[derive(Clone, Debug)]
pub struct SideAnswer {
    /// Its name.
    pub name: String,
    /// Its name for readers.
    pub label: String,
    /// The certain amount of money that its walk-away is worth.
    pub without: f64,
    /// How far its walk-away may improve before no package is left that the others accept: money, with the error of the
    /// package that is the best for it; absent where the others accept none.
    pub room: Option<Measure>,
    /// The package that is the best for it among those that the others accept.
    pub best: Option<Terms>,
}

/// What the rules come to.
#[derive(Clone, Debug)]
pub struct Agreement {
    /// Nash, Kalai and Smorodinsky, equal gains, the largest sum; then the best for each side. None where the zone is empty.
    pub named: Vec<Named>,
    /// The same rules where sides may toss coins.
    pub coins: Vec<CoinToss>,
    /// Offers in turn.
    pub talked: Option<Talked>,
}

/// A package of the table.
#[derive(Clone, Debug)]
pub struct Package {
    /// What it is.
    pub terms: Terms,
    /// What it is worth.
    pub view: View,
    /// Whether it was looked at again, on paths that did not choose it.
    pub refined: bool,
    /// Whether no side would refuse it.
    pub in_zone: bool,
    /// Whether nothing clearly beats it for all sides.
    pub undominated: bool,
}

impl Package {
    /// Whether every side gains over its walk-away at 95 %.
    #[must_use]
    pub fn robust(&self) -> bool {
        robust(&self.view)
    }
}

/// What a negotiation comes to.
#[derive(Clone, Debug)]
pub struct Negotiation {
    /// What was asked.
    pub question: Question,
    /// The deal's name for readers.
    pub deal: String,
    /// The event that is taken as certain in it.
    pub signed: Option<String>,
    /// The name of the walk-away for readers, and its file.
    pub walk_away: (String, PathBuf),
    /// The sides that bargain.
    pub sides: Vec<SideAnswer>,
    /// Names and labels of the other sides.
    pub others: Vec<(String, String)>,
    /// Whether some side that bargains sees the world otherwise: sums over sides are then a ranking, and no money.
    pub believed: bool,
    /// What the rules come to.
    pub agreement: Agreement,
    /// The packages on the table.
    pub scored: Vec<Scored>,
    /// Every package that was run.
    pub packages: Vec<Package>,
    /// How many of the packages of the grid were looked at again.
    pub refined: usize,
    /// How many more were run off the grid, around the solutions.
    pub polished: usize,
    /// Whether more were worth another look than are looked at again.
    pub thinned: bool,
    /// The unit of money.
    pub money: String,
    /// Paths of the first look, and of the packages that matter; half of them choose and half judge.
    pub paths: (u64, u64),
    /// Packages times paths that were run.
    pub work: u64,
    /// The seed.
    pub seed: u64,
    /// How the draws are made.
    pub sampler: String,
    /// Every file that was read.
    pub files: Vec<PathBuf>,
}

impl Negotiation {
    /// How many packages of the grid leave no side below its walk-away.
    #[must_use]
    pub fn zone(&self) -> usize {
        self.packages.iter().filter(|package| package.in_zone).count()
    }
}
