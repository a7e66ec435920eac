//! What a run left, asked by name.

use super::job::Job;
use super::payoff::Payoff;
use super::scenario::Scenario;
use crate::diagnose::nearest;
use crate::draw::Sampler;
use crate::engine::{Outcome, Series, Stop, TrackResult};
use crate::plan::TrackId;
use crate::report::Table;
use crate::results::{self, RunResults, Seen};
use crate::scenario::{Model, SideMeta};
use crate::statistics::{Measure, Quantiles, Sample, Sketch, Unit};
use jiff::civil::Date;
use std::fmt;
use std::sync::Arc;

/// What a run left: payoffs, probabilities, tables and pictures. Asking runs nothing.
#[derive(Clone, Debug)]
pub struct Run {
    pub(super) scenario: Scenario,
    pub(super) model: Arc<Model>,
    pub(super) outcome: Outcome,
    pub(super) results: RunResults,
    /// What else its receipt says.
    pub(super) noted: Option<(String, String)>,
    /// Which dimensions of a Sobol sequence belong to which draws, in words; nothing with other samplers.
    pub(super) dimensions: Option<String>,
    /// Looked at while results are written.
    pub(super) stop: Stop,
}

/// A table of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableName {
    /// Payoffs of sides and chances of events.
    Summary,
    /// What each side receives under each term, present value.
    Terms,
    /// Who paid whom under which term, by year.
    Flows,
    /// Quantiles of drivers, cash, stakes and payoffs by date.
    Timeline,
    /// Probabilities of events by date.
    Events,
    /// How the payoffs of two sides go together.
    Joint,
    /// Where the numbers come from.
    Sources,
}

/// A picture of a run.
#[derive(Clone, Debug)]
pub struct Picture {
    /// Its name, as of a file without ending.
    pub name: String,
    /// The drawing.
    pub svg: String,
    /// What it was drawn from.
    pub csv: String,
}

/// Nothing of this name was run, or it was not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown(String);

impl fmt::Display for Unknown {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl std::error::Error for Unknown {}

impl Run {
    pub(super) fn new(
        job: Job<'_>,
        outcome: Outcome,
        beliefs: Vec<Seen>,
        assumed: Vec<Option<Measure>>,
    ) -> Self {
        let shown = job.scenario.path().display().to_string();
        let read = || RunResults::new(&job.model, &outcome, &shown, job.settings.asked);
        let results = job.settings.threads.run(read).with_assumed(&assumed).with_beliefs(beliefs);
        let sobol = job.model.settings.sampler == Sampler::Sobol;
        let dimensions = sobol.then(|| job.prepared().dimensions().to_string());
        let (scenario, stop) = (job.scenario.clone(), job.settings.stop.clone());
        Self { scenario, model: job.model, outcome, results, noted: None, dimensions, stop }
    }

    /// How many paths ran.
    #[must_use]
    pub fn paths(&self) -> u64 {
        self.outcome.paths
    }

    /// The scenario that ran.
    #[must_use]
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// The same with something that its receipt says too.
    pub(crate) fn noting(self, key: &str, what: String) -> Self {
        Self { noted: Some((key.to_owned(), what)), ..self }
    }

    /// For each side its mean payoff, and how far payoffs lie from it path by path.
    pub(crate) fn spreads(&self) -> Vec<(Measure, Option<f64>)> {
        let side = |side: &SideMeta| match self.outcome.tracks.get(side.payoff) {
            Some(TrackResult::Moments(means) | TrackResult::Distribution(means, _)) => {
                let mean = means.first()?;
                Some((mean.measure()?, mean.paths().standard_deviation()))
            }
            _ => None,
        };
        self.model.sides.iter().filter_map(side).collect()
    }

    /// What became of the assertions of the scenario.
    pub(crate) fn verdicts(&self) -> Vec<results::Verdict> {
        results::verdicts(&self.model, &self.outcome)
    }

    /// The payoff of a side.
    ///
    /// # Errors
    /// When no side has this name.
    pub fn payoff(&self, side: &str) -> Result<Payoff, Unknown> {
        let own = self.side(side)?;
        let Some(TrackResult::Distribution(means, series)) = self.outcome.tracks.get(own) else {
            return Err(not_kept("the payoff", side));
        };
        let distribution = match series {
            Series::Every(values) => values
                .first()
                .map(|values| Quantiles::Exact(Sample::new(values.to_vec(), self.unit()))),
            Series::Sketches(sketches) => {
                sketches.first().map(|sketch| Quantiles::Sketch(Sketch::clone(sketch), self.unit()))
            }
        };
        let mean = means.first().and_then(|mean| mean.measure());
        let (mean, distribution) =
            mean.zip(distribution).ok_or_else(|| not_kept("the payoff", side))?;
        let dust = results::dust_of(&self.outcome, own);
        Ok(Payoff { mean, distribution, dust })
    }

    /// The payoffs of a side, path by path: the same paths as for the other sides, and as in any run of the same seed.
    ///
    /// # Errors
    /// When no side has this name, or the run is so long that only their distribution was kept.
    pub fn payoffs(&self, side: &str) -> Result<&[f64], Unknown> {
        let track = self.outcome.tracks.get(self.side(side)?);
        match track {
            Some(TrackResult::Distribution(_, Series::Every(values))) => {
                values.first().map(|values| values.as_slice())
            }
            _ => None,
        }
        .ok_or_else(|| not_kept("every payoff", side))
    }

    /// The mean of a driver at the start and at the close of every period.
    ///
    /// # Errors
    /// When no driver has this name.
    pub fn driver(&self, name: &str) -> Result<Vec<(Date, Measure)>, Unknown> {
        let drivers = &self.model.drivers;
        let found = drivers.iter().find(|driver| driver.name == name);
        let names = drivers.iter().map(|driver| driver.name.as_str());
        let driver = found.ok_or_else(|| unknown("driver", name, names))?;
        let means = match self.outcome.tracks.get(driver.track) {
            Some(TrackResult::Moments(means) | TrackResult::Distribution(means, _)) => means,
            _ => return Err(not_kept("the values", name)),
        };
        let dated = |(period, mean): (usize, &crate::statistics::MeanAccumulator)| {
            Some((self.model.grid.date(period), mean.measure()?))
        };
        Ok(means.iter().enumerate().filter_map(dated).collect())
    }

    /// The probability that an event happens by the end.
    ///
    /// # Errors
    /// When no event has this name.
    pub fn probability(&self, event: &str) -> Result<Measure, Unknown> {
        let last = self.probability_by(event)?.pop();
        last.map(|(_, measure)| measure).ok_or_else(|| not_kept("the probability", event))
    }

    /// The probability that an event has happened by the close of every period.
    ///
    /// # Errors
    /// When no event has this name.
    pub fn probability_by(&self, event: &str) -> Result<Vec<(Date, Measure)>, Unknown> {
        let events = &self.model.events;
        let found = events.iter().find(|known| known.name == event);
        let names = events.iter().map(|known| known.name.as_str());
        let track = found.ok_or_else(|| unknown("event", event, names))?.track;
        let Some(TrackResult::Arrivals(counts)) = self.outcome.tracks.get(track) else {
            return Err(not_kept("the times", event));
        };
        let by = counts.cumulative().into_iter().enumerate();
        Ok(by.map(|(period, measure)| (self.model.grid.date(period + 1), measure)).collect())
    }

    /// A table, with an error beside every estimate.
    ///
    /// ```
    /// # let text = "format = 1\ntime = { start = 2025-01-01, end = 2027-01-01, step = \"year\" }\n\
    /// #     parties = { buyer = { discount_rate = 0 }, seller = { discount_rate = 0 } }\n\
    /// #     [terms.fee]\nkind = \"lump_sum\"\nfrom = \"buyer\"\nto = \"seller\"\namount = 3\non = 2026-06-30";
    /// # let deal = dealsim::Scenario::from_text("deal.toml", text).unwrap();
    /// use dealsim::{Settings, TableName};
    ///
    /// let run = deal.run(&Settings::paths(64)).unwrap();
    /// let csv = run.table(TableName::Terms).to_csv().unwrap();
    /// assert!(String::from_utf8(csv).unwrap().contains("\nmoved,fee,Fee,seller,"));
    /// ```
    #[must_use]
    pub fn table(&self, name: TableName) -> Table {
        match name {
            TableName::Summary => self.results.summary(),
            TableName::Terms => self.results.terms(),
            TableName::Flows => self.results.flows(),
            TableName::Timeline => self.results.timeline(),
            TableName::Events => self.results.events(),
            TableName::Joint => self.results.joint(),
            TableName::Sources => self.results.sources(),
        }
    }

    /// The pictures that the settings ask for, drawn now.
    #[must_use]
    pub fn pictures(&self) -> Vec<Picture> {
        let drawn = |picture: results::Picture| Picture {
            svg: picture.draw().svg,
            csv: picture.table().csv().unwrap_or_default(),
            name: picture.stem,
        };
        self.results.pictures().into_iter().map(drawn).collect()
    }

    /// The summary that the command line prints, in so many columns.
    #[must_use]
    pub fn summary(&self, columns: usize) -> String {
        self.results.terminal(columns, false)
    }

    /// Everything that is shown of it.
    pub(crate) fn results(&self) -> &RunResults {
        &self.results
    }

    fn side(&self, name: &str) -> Result<TrackId, Unknown> {
        let sides = &self.model.sides;
        let found = sides.iter().find(|side| side.name == name).map(|side| side.payoff);
        found.ok_or_else(|| unknown("side", name, sides.iter().map(|side| side.name.as_str())))
    }

    fn unit(&self) -> Unit {
        match self.model.settings.sampler {
            Sampler::Random => Unit::Path,
            Sampler::Antithetic => Unit::Pair,
            Sampler::Sobol => Unit::Scramble,
        }
    }
}

/// Nothing has this name.
fn unknown<'a>(what: &str, name: &str, names: impl Iterator<Item = &'a str>) -> Unknown {
    let meant = nearest(name, names).map(|near| format!(": did you mean `{near}`?"));
    Unknown(format!("no {what} is called `{name}`{}", meant.unwrap_or_default()))
}

/// It has this name, but the run did not keep this of it.
fn not_kept(what: &str, name: &str) -> Unknown {
    Unknown(format!("{what} of `{name}` was not kept by this run"))
}
