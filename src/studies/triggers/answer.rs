//! What a study of an event comes to.

use crate::statistics::Measure;
use jiff::civil::Date;
use std::path::PathBuf;

/// How likely it is that the event has happened by a date.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TriggerDate {
    /// The date.
    pub date: Date,
    /// At all.
    pub happened: Measure,
    /// Before whatever else ends the clauses that name it has ended all of them; none where nothing else does.
    pub within: Option<Measure>,
    /// Before the caps of these clauses are all used up; none where none is ever.
    pub before_cap: Option<Measure>,
}

/// A clause that names the event, or another event that does.
#[derive(Clone, Debug, PartialEq)]
pub struct TriggerClause {
    /// Its path.
    pub path: String,
    /// Its name for readers.
    pub label: String,
    /// How likely something else ends it by the horizon where the event never happens; none where nothing does.
    pub other_end: Option<Measure>,
    /// How likely the event happens before that.
    pub within: Measure,
    /// How likely its cap is used up by the horizon where the event never happens; none without a cap.
    pub used_up: Option<Measure>,
    /// How likely the event happens before that.
    pub before_cap: Option<Measure>,
    /// How likely it happens before both.
    pub before_both: Measure,
}

/// What is paid and received after the event, at its time, on the paths on which it happens.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AtEvent {
    /// As it is.
    pub with: Measure,
    /// On the same paths with the event forced never.
    pub never: Measure,
    /// The first less the second.
    pub difference: Measure,
}

/// What the event does on the paths on which it happens.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Triggered {
    /// The mean payoff on them less that on all other paths; none where there are no others.
    pub conditioning: Option<Measure>,
    /// The mean payoff on them less that on the same paths with the event forced never.
    pub forcing: Measure,
    /// Later flows at the time of the event; none where the side has no one fixed rate.
    pub later: Option<AtEvent>,
}

/// What the event is to one side.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TriggerSide {
    /// Its mean payoff under the contract as it is.
    pub with: Measure,
    /// The same where the event never happens.
    pub without: Measure,
    /// The first less the second, path by path.
    pub difference: Measure,
    /// The standard deviation of its payoff, path by path.
    pub deviation: Option<f64>,
    /// On the paths on which it happens; none where there are none.
    pub triggered: Option<Triggered>,
}

/// The anatomy of an event.
#[derive(Clone, Debug)]
pub struct Trigger {
    /// The scenario's name.
    pub name: String,
    /// Its file.
    pub path: PathBuf,
    /// Name and label of the event.
    pub event: (String, String),
    /// The event that is taken as certain.
    pub signed: Option<String>,
    /// How likely it is by each date of the grid.
    pub dates: Vec<TriggerDate>,
    /// The clauses that name it.
    pub clauses: Vec<TriggerClause>,
    /// When something else ends the last of them, where that is one day on all paths.
    pub ends_on: Option<Date>,
    /// Names and labels of the sides.
    pub sides: Vec<(String, String)>,
    /// The colour of each side.
    pub(super) colours: Vec<usize>,
    /// What it is to each of them.
    pub found: Vec<Option<TriggerSide>>,
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

impl Trigger {
    /// How likely it is by the end.
    #[must_use]
    pub fn by_end(&self) -> Option<&TriggerDate> {
        self.dates.last()
    }
}
