//! How a scenario is run: what it says itself, where nobody says otherwise.

use crate::draw::Sampler;
use crate::engine::{Stop, Threads};
use crate::results::Asked;
use std::fmt;
use std::sync::Arc;

/// How to run a scenario. What is not said here is as the scenario says.
///
/// ```
/// use dealsim::{Settings, Stop};
///
/// let stop = Stop::default();
/// let settings = Settings::paths(10_000).seed(7).stopped_by(stop.clone()).most_memory(1 << 30);
/// # let _ = settings;
/// ```
#[derive(Clone, Debug, Default)]
pub struct Settings {
    pub(super) paths: Option<u64>,
    pub(super) seed: Option<u64>,
    pub(super) sampler: Option<Sampler>,
    pub(super) exact_values: Option<u64>,
    pub(super) most_memory: Option<u64>,
    pub(super) threads: Threads,
    pub(super) stop: Stop,
    pub(super) watcher: Watcher,
    pub(super) asked: Asked,
}

impl Settings {
    /// All as the scenario says.
    #[must_use]
    pub fn as_written() -> Self {
        Self::default()
    }

    /// So many paths.
    #[must_use]
    pub fn paths(count: u64) -> Self {
        Self { paths: Some(count.max(1)), ..Self::default() }
    }

    /// The seed of every draw: the same seed gives the same numbers.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// The same on so many paths.
    #[must_use]
    pub(crate) fn on_paths(&self, count: u64) -> Self {
        Self { paths: Some(count.max(1)), ..self.clone() }
    }

    /// The same with what a study says where nobody else says anything.
    #[must_use]
    pub(crate) fn unless_said(&self, paths: Option<u64>, seed: Option<u64>) -> Self {
        Self { paths: self.paths.or(paths), seed: self.seed.or(seed), ..self.clone() }
    }

    /// How the draws are made.
    #[must_use]
    pub fn sampler(mut self, sampler: Sampler) -> Self {
        self.sampler = Some(sampler);
        self
    }

    /// How many values are kept one by one before distributions are counted into sketches: payoffs come first.
    #[must_use]
    pub fn exact_values(mut self, count: u64) -> Self {
        self.exact_values = Some(count);
        self
    }

    /// Refuses a run that may need more bytes than this, before it starts.
    #[must_use]
    pub fn most_memory(mut self, bytes: u64) -> Self {
        self.most_memory = Some(bytes);
        self
    }

    /// Which pictures are drawn, and at which dates series are read.
    #[must_use]
    pub(crate) fn showing(mut self, asked: Asked) -> Self {
        self.asked = asked;
        self
    }

    /// The bytes that a run may need at most.
    pub(crate) fn largest_memory(&self) -> Option<u64> {
        self.most_memory
    }

    /// On these threads; no number depends on them.
    #[must_use]
    pub fn threads(mut self, threads: Threads) -> Self {
        self.threads = threads;
        self
    }

    /// Does work on its threads.
    pub(crate) fn threads_run<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        self.threads.run(work)
    }

    /// The same with so many paths.
    #[must_use]
    pub(crate) fn with_paths(mut self, count: u64) -> Self {
        self.paths = Some(count.max(1));
        self
    }

    /// Whether somebody asked to stop what runs with these settings.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.stop.is_asked()
    }

    /// Ends with [`Failure::Interrupted`](super::Failure::Interrupted) soon after somebody asked.
    #[must_use]
    pub fn stopped_by(mut self, stop: Stop) -> Self {
        self.stop = stop;
        self
    }

    /// Tells how far a run is, now and then and from whichever thread is at hand.
    #[must_use]
    pub fn watched_by(mut self, tell: impl Fn(Stage<'_>) + Send + Sync + 'static) -> Self {
        self.watcher = Watcher(Some(Arc::new(tell)));
        self
    }
}

/// How far a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stage<'run> {
    /// What is run now: the scenario, or what goes with it.
    pub what: &'run str,
    /// How many paths of it are done.
    pub done: u64,
    /// How many it has.
    pub of: u64,
}

/// Who is told.
#[derive(Clone, Default)]
pub(super) struct Watcher(Option<Arc<Tell>>);

/// What is called with how far a run is.
type Tell = dyn Fn(Stage<'_>) + Send + Sync;

impl Watcher {
    pub(super) fn tell(&self, stage: Stage<'_>) {
        if let Some(tell) = &self.0 {
            tell(stage);
        }
    }
}

impl fmt::Debug for Watcher {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(if self.0.is_some() { "Watcher(somebody)" } else { "Watcher(nobody)" })
    }
}
