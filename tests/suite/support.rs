//! What the tests share: scenarios from files or texts, runs, and numbers read from their outcomes.

use dealsim::Memory;
use dealsim::draw::Sampler;
use dealsim::engine::{Failure, Level, Outcome, Series, Settings, TrackResult, run};
use dealsim::plan::TrackId;
use dealsim::scenario::{Draft, Loaded, Model, load};
use dealsim::statistics::MeanAccumulator;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A path in the repository.
pub(crate) fn path(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(file)
}

/// Whether a file of the repository holds this text; with `DEALSIM_BLESS` set it is written, and then it does.
pub(crate) fn blessed(file: &str, text: &str) -> bool {
    let file = path(file);
    if std::fs::read_to_string(&file).is_ok_and(|kept| kept == text) {
        return true;
    }
    let bless = std::env::var_os("DEALSIM_BLESS").is_some();
    if bless {
        std::fs::write(&file, text).expect("the file can be written");
    }
    bless
}

/// A scenario of the repository.
pub(crate) fn model(file: &str) -> Model {
    checked(load(&path(file), &[]))
}

/// A scenario of the repository with some of its numbers changed.
pub(crate) fn model_with(file: &str, sets: &[&str]) -> Model {
    let sets: Vec<String> = sets.iter().map(|set| (*set).to_owned()).collect();
    checked(load(&path(file), &sets))
}

/// A scenario written in a test.
pub(crate) fn model_of(text: &str) -> Model {
    checked(read(&[("scenario.toml", text)], &[]))
}

/// What came of reading the first of these files, which may name the others.
pub(crate) fn read(files: &[(&str, &str)], sets: &[String]) -> Loaded {
    let memory = files.iter().fold(Memory::new(), |all, (path, text)| all.with(path, *text));
    let (first, _) = files.first().expect("a file");
    Draft::read(Arc::new(memory), Path::new(first)).checked(&sets.iter().collect())
}

/// What is said of a scenario written in a test.
pub(crate) fn findings(loaded: &Loaded) -> String {
    dealsim::diagnose::render(&loaded.diagnostics, &loaded.sources, false)
}

fn checked(loaded: Loaded) -> Model {
    match loaded.model {
        Some(model) => model,
        None => panic!("{}", findings(&loaded)),
    }
}

/// How a test runs a scenario.
#[derive(Clone, Copy)]
pub(crate) struct How {
    pub(crate) seed: u64,
    pub(crate) paths: u64,
    pub(crate) sampler: Sampler,
    pub(crate) block_paths: usize,
    /// Whether every value is kept, for quantiles and path by path comparisons.
    pub(crate) every_value: bool,
    pub(crate) level: Level,
}

impl How {
    /// So many random paths, every value kept.
    pub(crate) fn paths(paths: u64) -> Self {
        Self {
            seed: 1,
            paths,
            sampler: Sampler::Random,
            block_paths: 512,
            every_value: true,
            level: Level::Best,
        }
    }
}

/// The engine's settings for a run.
pub(crate) fn settings(how: How) -> Settings {
    Settings {
        sampler: how.sampler,
        block_paths: how.block_paths,
        exact_values: if how.every_value { u64::MAX } else { 0 },
        level: how.level,
        ..Settings::new(how.seed, how.paths)
    }
}

/// Runs a scenario.
pub(crate) fn simulate(model: &Model, how: How) -> Outcome {
    match run(&model.plan, &settings(how)) {
        Ok(outcome) => outcome,
        Err(Failure::NotFinite(bad)) => {
            panic!("{} is not what it must be: {bad:?}", model.plan.named[bad.named].called.label)
        }
        Err(failure) => panic!("the run is bad: {failure:?}"),
    }
}

/// A scenario and what a run of it left.
pub(crate) struct Ran {
    pub(crate) model: Model,
    pub(crate) outcome: Outcome,
}

/// An estimate with its standard error.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Estimate {
    pub(crate) value: f64,
    pub(crate) error: f64,
}

impl Estimate {
    /// How many standard errors it lies from an exact value.
    pub(crate) fn score(self, exact: f64) -> f64 {
        if self.error == 0.0 && self.value == exact {
            0.0
        } else {
            (self.value - exact) / self.error
        }
    }

    /// Holds it against an exact value.
    #[track_caller]
    pub(crate) fn agrees(self, what: &str, exact: f64) {
        let z = self.score(exact);
        assert!(z.abs() < 4.0, "{what}: {} ± {}, not {exact}: z = {z}", self.value, self.error);
    }
}

impl Ran {
    /// Runs a text.
    pub(crate) fn text(text: &str, how: How) -> Self {
        let model = model_of(text);
        let outcome = simulate(&model, how);
        Self { model, outcome }
    }

    /// Runs a file of the repository.
    pub(crate) fn file(file: &str, how: How) -> Self {
        let model = model(file);
        let outcome = simulate(&model, how);
        Self { model, outcome }
    }

    /// Runs a file of the repository with arguments laid over it.
    pub(crate) fn file_with(file: &str, sets: &[String], how: How) -> Self {
        let model = checked(load(&path(file), sets));
        let outcome = simulate(&model, how);
        Self { model, outcome }
    }

    fn accumulators(&self, track: TrackId) -> &[MeanAccumulator] {
        match &self.outcome.tracks[track] {
            TrackResult::Distribution(means, _) | TrackResult::Moments(means) => means,
            TrackResult::Arrivals(_) => panic!("this track counts arrivals"),
        }
    }

    fn mean(&self, track: TrackId, index: usize) -> Estimate {
        let means = self.accumulators(track);
        let measure = means[index].measure().expect("paths ran");
        Estimate { value: measure.value, error: measure.standard_error.expect("many paths ran") }
    }

    /// The mean of what a track kept, without its error.
    pub(crate) fn mean_of(&self, track: TrackId) -> f64 {
        self.accumulators(track)[0].measure().expect("paths ran").value
    }

    /// The means of all readings of a track, without their errors.
    pub(crate) fn means_of(&self, track: TrackId) -> Vec<f64> {
        let means = self.accumulators(track).iter();
        means.map(|mean| mean.measure().expect("paths ran").value).collect()
    }

    fn every(&self, track: TrackId, index: usize) -> &[f64] {
        match &self.outcome.tracks[track] {
            TrackResult::Distribution(_, Series::Every(values)) => &values[index],
            _ => panic!("this track keeps no values"),
        }
    }

    fn side_track(&self, side: &str) -> TrackId {
        self.model.sides.iter().find(|known| known.name == side).expect("a side").payoff
    }

    fn driver_track(&self, driver: &str) -> TrackId {
        self.model.drivers.iter().find(|known| known.name == driver).expect("a driver").track
    }

    /// The mean payoff of a side.
    pub(crate) fn payoff(&self, side: &str) -> Estimate {
        self.mean(self.side_track(side), 0)
    }

    /// The payoffs of a side, by path.
    pub(crate) fn payoffs(&self, side: &str) -> &[f64] {
        self.every(self.side_track(side), 0)
    }

    /// The mean present value of what a side received under a term, less what it paid.
    pub(crate) fn received(&self, side: &str, term: &str) -> Estimate {
        let side = self.model.sides.iter().position(|known| known.name == side).expect("a side");
        let named = |id: usize| self.model.plan.terms[id] == term;
        let moved =
            self.model.moved.iter().find(|moved| moved.side == side && named(moved.term.index()));
        self.mean(moved.expect("this side and term").track, 0)
    }

    /// The mean of a driver at the close of a period; period 0 is the start.
    pub(crate) fn driver(&self, driver: &str, period: usize) -> Estimate {
        self.mean(self.driver_track(driver), period)
    }

    /// A driver at the close of a period, by path.
    pub(crate) fn driver_values(&self, driver: &str, period: usize) -> &[f64] {
        self.every(self.driver_track(driver), period)
    }

    /// The variance of a normally distributed driver at the close of a period, with the error that it has then.
    pub(crate) fn driver_variance(&self, driver: &str, period: usize) -> Estimate {
        let moments = self.accumulators(self.driver_track(driver))[period].paths();
        let value = moments.variance().expect("many paths ran");
        Estimate { value, error: value * (2.0 / moments.count as f64).sqrt() }
    }

    /// The probability that an event has happened by the close of a period.
    pub(crate) fn probability(&self, event: &str, period: usize) -> Estimate {
        self.happens_in(event, 1, period)
    }

    /// The probability that an event happens in one of the periods from one to another.
    pub(crate) fn happens_in(&self, event: &str, first: usize, last: usize) -> Estimate {
        let event = self.model.events.iter().find(|known| known.name == event).expect("an event");
        self.arrivals(event.track, first, last)
    }

    /// The probability that a company becomes insolvent in one of the periods from one to another.
    pub(crate) fn insolvent_in(&self, company: &str, first: usize, last: usize) -> Estimate {
        let known = self.model.companies.iter().find(|known| known.name == company);
        self.arrivals(known.expect("a company").insolvency, first, last)
    }

    fn arrivals(&self, track: TrackId, first: usize, last: usize) -> Estimate {
        let TrackResult::Arrivals(counts) = &self.outcome.tracks[track] else {
            panic!("an event counts arrivals");
        };
        let happened: u64 = counts.by_period()[first - 1..last].iter().sum();
        let paths = self.outcome.paths as f64;
        let value = happened as f64 / paths;
        // Where none or all happened, the error of one path more or less.
        let spread = (value * (1.0 - value)).max(1.0 / paths);
        Estimate { value, error: (spread / paths).sqrt() }
    }
}
