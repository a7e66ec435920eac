//! The names around a kind, as it may ask for them.

use super::{CapTableRequest, Cuts, EventTime, FlowRequest, Piece, When};
use crate::calendar::Grid;
use crate::catalogue::Range;
use crate::diagnose::{Diagnostics, Span};
use crate::document::{Table, Value};
use crate::plan::{AccountId, NodeId, PlanBuilder};
use jiff::civil::Date;

/// When in a period a driver is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reading {
    /// At the opening: parameters of processes, rates of events.
    Open,
    /// At the close: formulas, bases of flows.
    Close,
    /// Half of each.
    Mean,
}

/// What is asked of a number beside being one.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The number as written.
    pub value: &'a Value,
    /// Its key path.
    pub site: &'a str,
    /// When it is read.
    pub reading: Reading,
    /// The numbers that make sense.
    pub range: Range,
    /// Whether what moves over time is watched by somebody else, who knows when it counts.
    pub only_where_used: bool,
}

/// What a kind may ask of the scenario that it stands in.
///
/// Whatever is wrong goes to the findings; what comes back then is a stand-in, so that all faults are found at once.
pub trait Scope {
    /// The plan in the making.
    fn builder(&mut self) -> &mut PlanBuilder;

    /// The findings.
    fn diagnostics(&mut self) -> &mut Diagnostics;

    /// The dates of the periods.
    fn grid(&self) -> Grid;

    /// A number as written: a literal, a formula, a distribution or a schedule. `site` names its draws. One that is read
    /// at the opening is the mean over the period of what is known of it, each piece by its length.
    fn number(&mut self, value: &Value, site: &str, reading: Reading) -> NodeId;

    /// The same for a part of a period.
    fn number_when(&mut self, value: &Value, site: &str, reading: Reading, when: When) -> NodeId;

    /// The mean over the period of what adds up at this rate; the root of the mean square for one that adds up as a
    /// variance.
    fn mean(&mut self, value: &Value, site: &str, reading: Reading, squared: bool) -> NodeId;

    /// What cuts the periods in which a number is read.
    fn cuts(&mut self, value: &Value) -> Cuts;

    /// The pieces of every period.
    fn pieces(&mut self, cuts: &Cuts) -> Vec<Piece>;

    /// Insists that a number lies in its range: complains where it is known, and stops the run where it varies.
    fn keep_within(&mut self, node: NodeId, asked: &Asked<'_>);

    /// A number as written, except that a distribution is read at `probability` and draws nothing itself.
    fn number_at(&mut self, value: &Value, site: &str, probability: NodeId) -> NodeId;

    /// A formula.
    fn formula(&mut self, text: &str, span: Span, reading: Reading) -> NodeId;

    /// A comparison such as `cumulative_profit >= 100`, or a condition such as `not fired(approval)`, for the kinds of
    /// events that test one.
    fn threshold(&mut self, text: &str, span: Span) -> Option<Threshold>;

    /// A condition on drivers at the close and on the ledger after the period's flows, for the kinds of events that
    /// test one.
    fn condition(&mut self, text: &str, span: Span) -> NodeId;

    /// The same at a moment, for what holds then.
    fn condition_at(&mut self, text: &str, span: Span, moment: NodeId) -> NodeId;

    /// A driver or an input.
    fn driver(&mut self, name: &str, span: Span, reading: Reading) -> NodeId;

    /// An event.
    fn event(&mut self, name: &str, span: Span) -> Option<EventTime>;

    /// Every time that an event happens, one after the other; that of an event which happens once alone.
    fn occurrences(&mut self, name: &str, span: Span) -> Vec<EventTime>;

    /// Says when a part of an event happens; others know it as `event.part`.
    fn part(&mut self, event: &str, part: EventPart, time: EventTime);

    /// A party, a company or `world`.
    fn account(&mut self, name: &str, span: Span) -> Option<AccountId>;

    /// The standard normal shock of a driver, correlated with the others as the scenario says.
    fn shock(&mut self, driver: &str) -> NodeId;

    /// Says how a driver moves between the closes, where that is known: for events that watch it all the time.
    fn diffuses(&mut self, driver: &str, diffusion: Diffusion);

    /// Says that the item that is lowered now watches a driver all the time: watches of one driver have to see one path.
    fn watches(&mut self, watched: Watched, span: Span);

    /// A plain human number such as `20%` or `38bn`.
    fn human_number(&self, text: &str) -> Option<f64>;

    /// Money that falls due under the term that is lowered now; returns what is really paid, as far as known then.
    fn flow(&mut self, request: FlowRequest);

    /// A new account without a payoff, for money that waits under the term that is lowered now.
    fn open_escrow(&mut self) -> AccountId;

    /// What such an account has received by the close of the period under the term that is lowered now.
    fn held(&mut self, account: AccountId) -> NodeId;

    /// What the term that is lowered now asks of a company's cap table.
    fn issue(&mut self, request: CapTableRequest);

    /// What has moved under a term by the close of the period; under the one that is lowered now with an empty name.
    fn total(&mut self, term: &str) -> NodeId;

    /// Every term as written, by name.
    fn terms(&self) -> Vec<(String, Table)>;

    /// The moment of a term that is an event, such as the exercise of an option; said when that term lowers.
    fn moment(&mut self, term: &str) -> NodeId;

    /// Says the moment of the term that is lowered now.
    fn keep_moment(&mut self, time: NodeId);

    /// A column of a CSV file, with the rows' line numbers.
    fn column(&mut self, file: &str, span: Span, column: &str) -> Option<Vec<f64>>;

    /// The column `date` of a CSV file, row by row; `None` where it has no such column.
    fn dates(&mut self, file: &str, span: Span) -> Option<Vec<Date>>;
}

/// A part of an event that others may wait for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EventPart {
    /// What it is called there.
    pub name: String,
    /// Whether it says little that the event itself, or what it comes from, does not say.
    pub told_by_another: bool,
    /// Whether results list it only where something names it.
    pub only_where_named: bool,
}

/// A comparison of two values that an event waits for.
#[derive(Clone, Debug)]
pub struct Threshold {
    /// Left side minus right side at the close of the period, turned so that the event waits for it to be positive.
    pub distance: NodeId,
    /// Whether zero is enough.
    pub or_equal: bool,
    /// Whether it moves in a straight line within a period: stocks and ledger readings do.
    pub straight: bool,
    /// Whether it reads the ledger.
    pub ledger: bool,
    /// How the distance wanders within a period, where one driver that diffuses is held against a known level.
    pub wandering: Option<Wandering>,
    /// The times of the events that a condition is made of, where it is made of nothing else.
    pub turns: Option<Vec<NodeId>>,
}

/// How a driver moves between the closes.
#[derive(Clone, Copy, Debug)]
pub struct Diffusion {
    /// Whether its logarithm is the Brownian motion; otherwise the driver itself.
    pub logarithmic: bool,
    /// Standard deviation of that motion over the period, as known at its opening.
    pub spread: NodeId,
}

/// A distance that is a Brownian motion within each period.
#[derive(Clone, Debug)]
pub struct Wandering {
    /// The distance at the close on the scale on which it is Brownian, of the same sign as the threshold's.
    pub gap: NodeId,
    /// Its standard deviation over the period.
    pub spread: NodeId,
    /// Name of the uniforms that decide, period by period, how far it strays towards the level; shared by all levels
    /// on the same side, so that a farther level is never reached before a nearer one.
    pub stray: String,
    /// The driver that wanders.
    pub driver: String,
    /// Whether the level is waited for from below.
    pub rising: bool,
    /// Whether the level is the same all the time.
    pub steady: bool,
    /// Name of the uniforms that decide how far it strays to the other side, where that is watched as well.
    pub other_side: Option<String>,
}

/// A driver that somebody watches all the time.
#[derive(Clone, Debug)]
pub struct Watched {
    /// Which.
    pub driver: String,
    /// Whether a level above it is waited for.
    pub rising: bool,
    /// Whether the level is the same all the time.
    pub steady: bool,
    /// From when on, where not from the start.
    pub from: Option<NodeId>,
    /// Until when, where there is an end.
    pub until: Option<NodeId>,
}
