//! How a plan is run: what its numbers depend on, and what they do not.

use crate::draw::Sampler;
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::fmt;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Values that are kept one by one before later distributions are sketched: 128 MiB.
const EXACT_VALUES: u64 = 16 << 20;

/// Paths that are worked on together: their registers stay in the second-level cache.
const BLOCK_PATHS: usize = 512;

/// How vector instructions are chosen. All give the same bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Level {
    /// The best that the processor offers.
    #[default]
    Best,
    /// What every processor of the architecture has.
    Baseline,
    /// AVX2, where the processor has it; otherwise the baseline.
    Avx2,
}

/// How to run a plan.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The seed of every draw.
    pub seed: u64,
    /// Which paths; the first a multiple of 64.
    pub paths: Range<u64>,
    /// How the uniforms are drawn.
    pub sampler: Sampler,
    /// Paths in a block: a power of two, at least 64. No result depends on it.
    pub block_paths: usize,
    /// How many values may be kept exactly for distributions; beyond that, later tracks are sketched. Judged by `whole_run_paths`,
    /// for each deal by itself.
    pub exact_values: u64,
    /// How many paths the whole run has, of which `paths` may be a part.
    pub whole_run_paths: u64,
    /// Which vector instructions.
    pub level: Level,
    /// Looked at now and then: whether somebody asked to stop.
    pub stop: Stop,
    /// Told now and then how many paths are done.
    pub progress: Progress,
    /// On which threads. No result depends on them.
    pub threads: Threads,
}

impl Settings {
    /// All of so many paths, drawn at random, as a run is usually done.
    #[must_use]
    pub fn new(seed: u64, paths: u64) -> Self {
        Self {
            seed,
            paths: 0..paths,
            sampler: Sampler::Random,
            block_paths: BLOCK_PATHS,
            exact_values: EXACT_VALUES,
            whole_run_paths: paths,
            level: Level::Best,
            stop: Stop::default(),
            progress: Progress::default(),
            threads: Threads::default(),
        }
    }
}

/// A request to stop, shared by who asks and what runs: a copy is the same request.
///
/// ```
/// let stop = dealsim::Stop::default();
/// let seen_by_a_run = stop.clone();
/// assert!(!seen_by_a_run.is_asked());
/// stop.ask();
/// assert!(seen_by_a_run.is_asked());
/// ```
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Asks to stop; gives whether that had been asked before.
    pub fn ask(&self) -> bool {
        self.0.swap(true, Ordering::Relaxed)
    }

    /// Whether somebody asked.
    #[must_use]
    pub fn is_asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Who is told how many paths are done; nobody by default.
#[derive(Clone, Default)]
pub struct Progress(Option<Arc<dyn Fn(u64) + Send + Sync>>);

impl Progress {
    /// Calls this with the number of paths that are done, from whichever thread is at hand.
    pub fn new(tell: impl Fn(u64) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(tell)))
    }

    /// Tells how many paths are done.
    pub fn tell(&self, done: u64) {
        if let Some(tell) = &self.0 {
            tell(done);
        }
    }
}

impl fmt::Debug for Progress {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(if self.0.is_some() { "Progress(told)" } else { "Progress(untold)" })
    }
}

/// Threads that work on a run: one for each processor by default, shared by all runs of the program.
#[derive(Clone, Debug, Default)]
pub struct Threads(Option<Arc<ThreadPool>>);

impl Threads {
    /// So many of its own.
    ///
    /// # Errors
    /// When the machine gives no threads; its reason.
    pub fn new(count: usize) -> Result<Self, String> {
        let pool = ThreadPoolBuilder::new().num_threads(count.max(1)).build();
        pool.map(|pool| Self(Some(Arc::new(pool)))).map_err(|error| error.to_string())
    }

    /// Does work on them.
    pub fn run<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        match &self.0 {
            Some(pool) => pool.install(work),
            None => work(),
        }
    }
}
