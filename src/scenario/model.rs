//! A scenario ready to run: its plan, and what each tracked number means.

use super::assertions::Assertion;
use super::bands::Band;
use super::settings::RunSettings;
use super::signing::Signing;
use crate::calendar::Grid;
use crate::diagnose::Span;
use crate::document::LoadedFile;
use crate::kind::EventPart;
use crate::plan::{AccountId, FlowKind, Plan, TermId, TrackId, Why};
use jiff::civil::Date;
use std::path::PathBuf;

/// A side: parties that bargain as one.
#[derive(Clone, Debug)]
pub struct SideMeta {
    /// Its name in the scenario.
    pub name: String,
    /// Its name for readers.
    pub label: String,
    /// Which of the colours of parties its file asks for.
    pub colour: Option<usize>,
    /// Its parties.
    pub parties: Vec<AccountId>,
    /// Track of its payoff: present value at the start, in money.
    pub payoff: TrackId,
    /// Track of its payoff to date, by period.
    pub payoff_to_date: TrackId,
}

/// Two sides whose payoffs are looked at together.
#[derive(Clone, Copy, Debug)]
pub struct JointMeta {
    /// Number of the side that goes across.
    pub across: usize,
    /// Number of the side that goes up.
    pub up: usize,
    /// Number of the pair in the plan.
    pub joint: usize,
}

/// A driver.
#[derive(Clone, Debug)]
pub struct DriverMeta {
    /// Its name in the scenario.
    pub name: String,
    /// Its name for readers.
    pub label: String,
    /// Its unit; empty where none was said.
    pub unit: String,
    /// Track of its values, by period.
    pub track: TrackId,
    /// What was observed before the start: date and value.
    pub history: Vec<(Date, f64)>,
    /// Whether it is to have a picture, where that is said.
    pub chart: Option<bool>,
}

/// A company.
#[derive(Clone, Debug)]
pub struct CompanyMeta {
    /// Its name in the scenario.
    pub name: String,
    /// Its name for readers.
    pub label: String,
    /// Track of its cash, by period.
    pub cash: TrackId,
    /// Track of the time of its insolvency.
    pub insolvency: TrackId,
    /// For each holder: account and track of its stake, by period.
    pub stakes: Vec<(AccountId, TrackId)>,
    /// Where its cap table is found.
    pub cap_table: CapTableMeta,
}

/// Where a cap table is found among the plan's named values; nothing of it is worked out unless it is asked for.
#[derive(Clone, Debug)]
pub struct CapTableMeta {
    /// When its last closing of the period was, in years since the start; -1 for none.
    pub closed_at: usize,
    /// Shares that are alike.
    pub lines: Vec<ShareLine>,
    /// What each holder receives at the company's end.
    pub receipts: Vec<(AccountId, usize)>,
}

/// The shares of a holder of a class.
#[derive(Clone, Debug)]
pub struct ShareLine {
    /// Whose.
    pub holder: AccountId,
    /// Of which class.
    pub class: String,
    /// Under which term they came, where a preference belongs to what was paid.
    pub under: Option<TermId>,
    /// How many, by period.
    pub shares: usize,
    /// What was paid for them to date.
    pub paid: usize,
}

/// An event.
#[derive(Clone, Debug)]
pub struct EventMeta {
    /// Its name in the scenario.
    pub name: String,
    /// Its name for readers.
    pub label: String,
    /// Where it is a part of another event: whether its curve says little beside the others.
    pub part: Option<EventPart>,
    /// Track of its arrivals.
    pub track: TrackId,
    /// Track of those arrivals that come before whatever else ends a clause that the event ends, where there is such.
    pub while_running: Option<TrackId>,
}

/// Money that moves under one term from one account to another.
#[derive(Clone, Debug)]
pub struct FlowMeta {
    /// Under which term.
    pub term: TermId,
    /// Why.
    pub why: Why,
    /// Who pays.
    pub from: AccountId,
    /// Who receives.
    pub to: AccountId,
    /// What moves.
    pub kind: FlowKind,
    /// Track of the sums by calendar year, undiscounted.
    pub by_year: TrackId,
    /// Track of the sum over the whole run, undiscounted.
    pub total: TrackId,
}

/// What a side received under one term, present value.
#[derive(Clone, Debug)]
pub struct MovedMeta {
    /// Number of the side.
    pub side: usize,
    /// Under which term.
    pub term: TermId,
    /// Why.
    pub why: Why,
    /// Track of the present value, paid counted negative.
    pub track: TrackId,
}

/// What a side pays and receives in money, undiscounted.
#[derive(Clone, Debug)]
pub struct CashMeta {
    /// Number of the side.
    pub side: usize,
    /// Tracks of all that it pays and of all that it receives.
    pub totals: [TrackId; 2],
    /// Track of what is dated at the closes of periods, to date; what is paid counts negative.
    pub closing: Option<TrackId>,
    /// What has one time on every path: that time in years, and its track.
    pub dated: Vec<(f64, TrackId)>,
    /// What is dated within periods, at another time on each path.
    pub moving: Vec<MovingCash>,
}

/// Payments at times that differ from path to path.
#[derive(Clone, Debug)]
pub struct MovingCash {
    /// One for what is received, minus one for what is paid.
    pub sign: f64,
    /// Track of the amounts, to date.
    pub amount: TrackId,
    /// Track of each amount times its time in years, to date: by the amounts it gives their mean time.
    pub amount_times_time: TrackId,
}

/// What present values at two rates make of payments between parties: value that is there on paper only.
#[derive(Clone, Debug)]
pub struct PaperMeta {
    /// Under which term; all of them together where absent.
    pub term: Option<TermId>,
    /// Track of the sum of the present values of both sides.
    pub track: TrackId,
}

/// A number of the scenario and where it comes from.
#[derive(Clone, Debug, Default)]
pub struct SourceNote {
    /// Key path.
    pub path: String,
    /// What it is, as written.
    pub value: String,
    /// Where it comes from.
    pub source: String,
    /// When that was known; as written.
    pub as_of: String,
    /// `reported`, `derived` or `assumed`; empty where not said.
    pub confidence: String,
    /// Remark.
    pub note: String,
}

/// A scenario ready to run.
#[derive(Clone, Debug)]
pub struct Model {
    /// Its name.
    pub name: String,
    /// One sentence about it.
    pub about: String,
    /// The money unit: "USD bn".
    pub money: String,
    /// Its dates.
    pub grid: Grid,
    /// How to run it.
    pub settings: RunSettings,
    /// What the engine runs.
    pub plan: Plan,
    /// Where the plan's named values stand in the files, by number; none for one that stands nowhere.
    pub places: Vec<Option<Span>>,
    /// Names for readers of the plan's terms, by number.
    pub term_labels: Vec<String>,
    /// The calendar years of the run.
    pub years: Vec<i16>,
    /// Sides.
    pub sides: Vec<SideMeta>,
    /// Pairs of sides whose payoffs are looked at together.
    pub joints: Vec<JointMeta>,
    /// Drivers.
    pub drivers: Vec<DriverMeta>,
    /// Companies.
    pub companies: Vec<CompanyMeta>,
    /// Events.
    pub events: Vec<EventMeta>,
    /// Flows.
    pub flows: Vec<FlowMeta>,
    /// What sides received.
    pub moved: Vec<MovedMeta>,
    /// What sides pay and receive in money, of those that do both.
    pub cash: Vec<CashMeta>,
    /// Fixed numbers that could as well be others.
    pub bands: Vec<Band>,
    /// The scenario that both sides have without this one.
    pub walk_away: Option<PathBuf>,
    /// The event that makes this one a deal.
    pub signing: Option<Signing>,
    /// What is value on paper only.
    pub on_paper: Vec<PaperMeta>,
    /// Where the numbers come from.
    pub sources: Vec<SourceNote>,
    /// The same for every named number, clause, event and company, also where nobody said where it comes from.
    pub assumptions: Vec<SourceNote>,
    /// The sides that see the world otherwise.
    pub beliefs: Vec<Belief>,
    /// What it says of its own results.
    pub assertions: Vec<Assertion>,
    /// The CSV files that it read.
    pub data: Vec<LoadedFile>,
}

/// The same contract in the world that one side believes in. Draws are those of the base world wherever both draw.
#[derive(Clone, Debug)]
pub struct Belief {
    /// Number of the side.
    pub side: usize,
    /// The scenario as it sees it. Only its own payoff and the events mean anything there; payoffs of different
    /// worlds are never added.
    pub model: Box<Model>,
}

impl Belief {
    /// The plan that leaves what may be read: the side's payoff, the events and the insolvencies.
    #[must_use]
    pub fn plan(&self) -> Plan {
        let model = &self.model;
        let payoff = model.sides.get(self.side).map(|side| side.payoff);
        let events = model.events.iter().map(|event| event.track);
        let insolvencies = model.companies.iter().map(|company| company.insolvency);
        let tracks: Vec<TrackId> = payoff.into_iter().chain(events).chain(insolvencies).collect();
        model.plan.asked_for(&tracks)
    }
}

impl Model {
    /// The plans of a run: that of the scenario, then those of the worlds that sides believe in, in their order. Run
    /// together they have the same draws wherever they draw the same.
    #[must_use]
    pub fn plans(&self) -> Vec<Plan> {
        let believed = self.beliefs.iter().map(Belief::plan);
        std::iter::once(self.plan.clone()).chain(believed).collect()
    }

    /// The track of a side's payoff, by the side's name.
    #[must_use]
    pub fn payoff(&self, side: &str) -> Option<TrackId> {
        self.sides.iter().find(|known| known.name == side).map(|side| side.payoff)
    }
}
