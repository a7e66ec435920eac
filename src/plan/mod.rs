//! What the engine runs: typed nodes, what is tracked, and who pays whom.

mod alike;
pub mod arithmetic;
mod asked;
mod batch;
mod builder;
mod called;
mod drawn;
mod fact;
mod families;
mod fingerprint;
mod flow;
mod knots;
mod node;
mod order;
mod print;
mod redrawn;
mod site;
mod turned;

pub use alike::{Alike, Compared};
pub use batch::{Batch, Deal, Difference, Member};
pub use builder::PlanBuilder;
pub use called::Called;
pub use fact::{Fact, FactKind};
pub use families::{Families, Kin};
pub use flow::{Account, AccountId, AccountKind, FlowKind, Posting, Step, TermId, Why};
pub use node::{Binary, Node, NodeId, SiteId, TableId, TimeField, Unary};
pub use order::{Cycle, order_of_start, order_of_step};
pub use print::print;
pub use site::Site;
pub use turned::{Parameter, Turned};

use crate::catalogue::Range;

/// A value that a reader of the results knows by name.
#[derive(Clone, Debug)]
pub struct Named {
    /// What it is called, and where it stands.
    pub called: Called,
    /// The node whose value it is.
    pub node: NodeId,
    /// What has to hold of it on every path and date.
    pub demand: Demand,
}

/// What a run insists on for a named value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Demand {
    /// Nothing: it is named for traces only.
    Nothing,
    /// It is a finite number.
    Finite,
    /// It is a finite number wherever something of consequence reads it: for parameters and parts of formulas, which a
    /// smallest of several, a comparison or a cap may hide.
    FiniteWhereRead,
    /// It is a finite number after the last period: what is summed up to there need not be worked out before.
    FiniteAtEnd,
    /// It is a finite number and not negative.
    NotNegative,
    /// It is above zero: the part of a company that clauses which are named leave to others.
    Room,
    /// It is not negative: how near the prices are that are paid for shares at one moment.
    OnePrice,
    /// It is a number that makes sense for the parameter that it is, in every period.
    Within {
        /// The numbers that make sense.
        range: Range,
        /// Whether it is read at the opening of a period, otherwise at the close.
        at_opening: bool,
    },
}

impl Demand {
    /// The numbers that it is content with.
    #[must_use]
    pub const fn range(self) -> Range {
        match self {
            Self::Nothing | Self::Finite | Self::FiniteAtEnd | Self::FiniteWhereRead => Range::Any,
            Self::NotNegative | Self::OnePrice => Range::NotNegative,
            Self::Room => Range::Positive,
            Self::Within { range, .. } => range,
        }
    }

    /// Whether it holds for the value that all paths have after a period, zero being the start. Who reads such a value is
    /// not known; what moves with time is first read after the start.
    #[must_use]
    pub fn is_due(self, index: usize, periods: usize) -> bool {
        match self {
            Self::Nothing => false,
            Self::FiniteWhereRead | Self::Within { .. } => index > 0,
            Self::FiniteAtEnd => index == periods,
            Self::Finite | Self::NotNegative | Self::Room | Self::OnePrice => true,
        }
    }

    /// Whether a value is what it asks for.
    #[must_use]
    pub fn is_met(self, value: f64) -> bool {
        matches!(self, Self::Nothing) || self.range().contains(value)
    }

    /// The period at whose close a value stood that is found in a period: a parameter that is read at the opening has
    /// the date of the close before, and one that `stays` what it was before the first period that of the start.
    #[must_use]
    pub fn dated(self, index: usize, stays: bool) -> usize {
        match self {
            Self::Within { at_opening, .. } if at_opening || (index == 1 && stays) => {
                index.saturating_sub(1)
            }
            _ => index,
        }
    }
}

/// When a tracked value is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadAt {
    /// Once, after the last period.
    End,
    /// At the start and at the close of every period.
    EachStep,
    /// At the close of the named periods, counted from one, ascending.
    Steps(Vec<u32>),
}

/// What becomes of a tracked value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sink {
    /// Mean and spread only.
    Moments,
    /// The distribution: every value, or a sketch of it where memory asks for one.
    Distribution,
    /// How many paths have a value at or before each date of the grid: for times of events.
    Arrivals,
}

/// A tracked value, by the number that its deal's plan gave it: the same whatever else is asked for, and whatever other
/// deals run beside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TrackId(pub u32);

impl TrackId {
    /// Its place in a list with room for every track.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A value that leaves the engine.
#[derive(Clone, Debug)]
pub struct Track {
    /// Which.
    pub id: TrackId,
    /// The node that is read.
    pub node: NodeId,
    /// When it is read.
    pub at: ReadAt,
    /// What becomes of it.
    pub sink: Sink,
}

impl Track {
    /// How many times it is read in a run of so many periods.
    #[must_use]
    pub fn readings(&self, periods: usize) -> usize {
        match &self.at {
            ReadAt::End => 1,
            ReadAt::EachStep => periods + 1,
            ReadAt::Steps(steps) => steps.len(),
        }
    }
}

/// Two values whose joint distribution at the end of the last period is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Joint {
    /// The value that goes across.
    pub across: NodeId,
    /// The value that goes up.
    pub up: NodeId,
}

/// Everything that the engine needs to simulate one deal.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The nodes, in the order in which they were made.
    pub nodes: Vec<Node>,
    /// Known numbers by step, each with one value for the start and one for every period.
    pub series: Vec<Vec<f64>>,
    /// Quantile tables at equally spaced probabilities.
    pub tables: Vec<Vec<f64>>,
    /// Names of the places where random numbers enter.
    pub sites: Vec<String>,
    /// Number of periods.
    pub periods: usize,
    /// Close of period k in years since the start, k from zero (the start).
    pub times: Vec<f64>,
    /// Length of a period in years.
    pub period_years: f64,
    /// Values that have a name.
    pub named: Vec<Named>,
    /// Values that leave the engine.
    pub tracks: Vec<Track>,
    /// Pairs of values whose joint distribution is kept.
    pub joints: Vec<Joint>,
    /// The accounts between which money moves.
    pub accounts: Vec<Account>,
    /// The names under which money moves.
    pub terms: Vec<String>,
    /// The flows.
    pub postings: Vec<Posting>,
    /// What its terms know of themselves.
    pub facts: Vec<Fact>,
    /// Amounts of terms before they are rounded to the money quantum.
    pub rounded: Vec<(TermId, NodeId)>,
    /// Whether it has more of something than there are numbers for: such a plan is refused.
    pub too_large: bool,
}

impl Plan {
    /// The track of a number; absent where it is not asked for.
    #[must_use]
    pub fn track(&self, id: TrackId) -> Option<&Track> {
        self.tracks.iter().find(|track| track.id == id)
    }

    /// Lets a value leave the engine, under a number that nothing else has.
    pub fn keep(&mut self, node: NodeId, at: ReadAt, sink: Sink) -> TrackId {
        let next = self.tracks.iter().map(|track| track.id.0 + 1).max();
        let id = TrackId(next.unwrap_or(0));
        self.tracks.push(Track { id, node, at, sink });
        id
    }
}
