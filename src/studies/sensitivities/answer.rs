//! What a study of sensitivity comes to.

use crate::sensitivity::Indices;
use crate::statistics::Measure;
use std::path::PathBuf;

/// What is moved when an input is set to one value and to another, for one side.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Swing {
    /// Means with the input at its lower and at its upper value, all others at their draws.
    pub means: [Measure; 2],
    /// The second less the first, path by path.
    pub swing: Measure,
    /// Means over the paths on which the input is drawn near these values, with whatever goes with that; absent for what is
    /// fixed.
    pub given: Option<[Measure; 2]>,
    /// What it would be worth to know the input before choosing between the deal and its alternative; absent where there is
    /// none, and for what is fixed.
    pub knowing: Option<Measure>,
}

/// A number that is set.
#[derive(Clone, Debug, PartialEq)]
pub struct Input {
    /// Its key path.
    pub path: String,
    /// The values that it is set to: its own P10 and P90, or the ends of its band.
    pub at: [f64; 2],
    /// Whether it is a fixed number with a band.
    pub is_band: bool,
    /// `reported`, `derived` or `assumed`; empty where nothing is said.
    pub confidence: String,
    /// Whether it is correlated with another input: what is `given` then tells another thing.
    pub correlated: bool,
    /// For each side.
    pub swings: Vec<Option<Swing>>,
}

/// What is drawn together: an input, the shocks of a driver, the clock of an event, or several that are correlated.
#[derive(Clone, Debug, PartialEq)]
pub struct Factor {
    /// Key paths of its members.
    pub members: Vec<String>,
    /// For each side; absent where its payoff does not vary.
    pub indices: Vec<Option<Indices>>,
}

impl Factor {
    /// Its members as one name.
    #[must_use]
    pub fn name(&self) -> String {
        self.members.join(" & ")
    }
}

/// What a study of sensitivity comes to.
#[derive(Clone, Debug)]
pub struct Sensitivity {
    /// The deal.
    pub name: String,
    /// Its file.
    pub path: PathBuf,
    /// The event that is taken as certain in it.
    pub signed: Option<String>,
    /// The deal that it is held against; then all results are about the difference.
    pub against: Option<PathBuf>,
    /// The alternative between which and the deal a side would choose.
    pub alternative: Option<PathBuf>,
    /// Names and labels of the sides.
    pub sides: Vec<(String, String)>,
    /// For each side, its mean payoff, or what it gains over the other deal.
    pub base: Vec<Option<Measure>>,
    /// For each side, the standard deviation of that, over all paths.
    pub deviations: Vec<Option<f64>>,
    /// Numbers that are set, in the order of their paths.
    pub inputs: Vec<Input>,
    /// What is drawn, in the order of their paths.
    pub factors: Vec<Factor>,
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
