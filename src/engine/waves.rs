//! Blocks over threads: waves of tasks, joined in the order of their paths while the next wave runs.

use super::block::{Shared, Span, Workspace, run_block};
use super::cut::Cut;
use super::deals::Deals;
use super::outcome::SlotSink;
use super::part::join;
use super::settings::{Level, Settings};
use super::shapes::Shape;
use crate::statistics::probability::EventCounts;
use crate::statistics::{LEAF, LeafTree, Sketch};
use pulp::Simd;
use rayon::prelude::*;
use std::ops::Range;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

/// Why not all waves ran.
pub(super) enum Stopped {
    /// Somebody asked for it.
    Interrupted,
    /// No deal is left. With one deal, the first block with a value that is not what it must be.
    NoneLeft(Span),
}

/// What the paths of a task add up to, or the block that stopped it.
type Task = Result<Vec<SlotSink>, Span>;

/// All paths of a run, cut into waves.
pub(super) struct Waves<'run> {
    shared: &'run Shared<'run>,
    shapes: &'run [Shape],
    settings: &'run Settings,
    cut: Cut,
    /// The deals that run, those that failed among them.
    deals: Deals,
    failed: AtomicU32,
    /// Memory of workers that are between two tasks.
    spare: Mutex<Vec<Workspace>>,
}

impl<'run> Waves<'run> {
    pub(super) fn new(
        shared: &'run Shared<'run>,
        shapes: &'run [Shape],
        settings: &'run Settings,
        deals: Deals,
    ) -> Self {
        let sketches = shapes.iter().filter(|shape| shape.is_sketched()).count();
        let cut = Cut::of(settings, sketches);
        let failed = AtomicU32::new(Deals::NONE.bits());
        Self { shared, shapes, settings, cut, deals, failed, spare: Mutex::default() }
    }

    /// The deals of which some value was not what it must be: what they left means nothing.
    pub(super) fn failed(&self) -> Deals {
        Deals::of_bits(self.failed.load(Ordering::Relaxed))
    }

    /// Runs every wave and leaves what all paths add up to, slot by slot.
    pub(super) fn run(&self) -> Result<Vec<SlotSink>, Stopped> {
        // Led by a worker, which has no other thread to wake for each wave.
        rayon::scope(|_| self.lead())
    }

    fn lead(&self) -> Result<Vec<SlotSink>, Stopped> {
        let Range { start, end } = self.settings.paths;
        let room = usize::try_from(end - start).unwrap_or(0);
        let mut totals = new_sinks(self.shared, self.shapes, start, room);
        let mut done: Vec<Task> = Vec::new();
        let mut next = start;
        while next < end || !done.is_empty() {
            if self.settings.stop.is_asked() {
                return Err(Stopped::Interrupted);
            }
            let wave = next..(next + self.cut.wave()).min(end);
            next = wave.end;
            let before = std::mem::take(&mut done);
            let (tasks, joined) =
                rayon::join(|| self.wave(wave), || join_in_order(&mut totals, before));
            joined?;
            done = tasks;
            self.settings.progress.tell(next - start);
        }
        Ok(totals)
    }

    fn wave(&self, paths: Range<u64>) -> Vec<Task> {
        let step = usize::try_from(self.cut.task()).unwrap_or(LEAF);
        let end = paths.end;
        let starts: Vec<u64> = paths.step_by(step).collect();
        let task = |&first: &u64| self.task(first..end.min(first + self.cut.task()));
        starts.par_iter().map(task).collect()
    }

    fn task(&self, paths: Range<u64>) -> Task {
        let spare = || self.spare.lock().unwrap_or_else(PoisonError::into_inner);
        let mut workspace = spare().pop().unwrap_or_default();
        let room = usize::try_from(paths.end - paths.start).unwrap_or(0);
        let mut sinks = new_sinks(self.shared, self.shapes, paths.start, room);
        for span in self.cut.spans(paths) {
            let (shared, workspace) = (self.shared, &mut workspace);
            let work = BlockWork { shared, span, workspace, sinks: &mut sinks };
            let failed = dispatch(self.settings.level, work);
            if !failed.is_empty() {
                // The others go on, whatever numbers the failed leave behind.
                self.failed.fetch_or(failed.bits(), Ordering::Relaxed);
                if self.deals.without(self.failed()).is_empty() {
                    return Err(span);
                }
            }
        }
        let sketches = self.shared.sketches;
        dispatch(self.settings.level, CountWork { workspace: &mut workspace, sketches });
        spare().push(workspace);
        Ok(sinks)
    }
}

/// Adds tasks to the totals, up to the first that stopped.
fn join_in_order(totals: &mut [SlotSink], tasks: Vec<Task>) -> Result<(), Stopped> {
    for task in tasks {
        let sinks = task.map_err(Stopped::NoneLeft)?;
        for (total, sink) in totals.iter_mut().zip(sinks) {
            join(total, sink);
        }
    }
    Ok(())
}

/// One block as work that is compiled once for every level. A closure would not do: its call as `FnOnce`
/// is a function of its own, which does not inherit the level's instructions.
struct BlockWork<'work, 'run> {
    shared: &'work Shared<'run>,
    span: Span,
    workspace: &'work mut Workspace,
    sinks: &'work mut [SlotSink],
}

impl pulp::WithSimd for BlockWork<'_, '_> {
    type Output = Deals;

    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, _: S) -> Deals {
        run_block(self.shared, self.span, self.workspace, self.sinks)
    }
}

/// The counting of a task, likewise.
struct CountWork<'work> {
    workspace: &'work mut Workspace,
    sketches: &'work [Mutex<Sketch>],
}

impl pulp::WithSimd for CountWork<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, _: S) {
        self.workspace.count_pending(self.sketches);
    }
}

/// Does work with the vector instructions of a level.
pub(super) fn dispatch<W: pulp::WithSimd>(level: Level, work: W) -> W::Output {
    match level {
        Level::Best => pulp::Arch::new().dispatch(work),
        Level::Baseline => pulp::Scalar::new().vectorize(work),
        #[cfg(target_arch = "x86_64")]
        Level::Avx2 => match pulp::x86::V3::try_new() {
            Some(simd) => Simd::vectorize(simd, work),
            None => pulp::Scalar::new().vectorize(work),
        },
        #[cfg(not(target_arch = "x86_64"))]
        Level::Avx2 => pulp::Scalar::new().vectorize(work),
    }
}

/// Sinks that have taken nothing; lists of values have room for so many.
pub(super) fn new_sinks(
    shared: &Shared<'_>,
    shapes: &[Shape],
    first_path: u64,
    room: usize,
) -> Vec<SlotSink> {
    let arrivals = EventCounts::new(shared.batch.plan.periods, shared.unit);
    let tree = || LeafTree::starting_at(first_path / LEAF as u64);
    shapes
        .iter()
        .map(|shape| match shape {
            Shape::Moments => SlotSink::Moments(tree()),
            Shape::Every => SlotSink::Every(tree(), Vec::with_capacity(room)),
            Shape::Sketch => SlotSink::Sketch(tree()),
            Shape::Both => SlotSink::Both(tree(), Vec::with_capacity(room)),
            Shape::Arrivals => SlotSink::Arrivals(arrivals.clone()),
            Shape::Joint => SlotSink::Joint(LeafTree::starting_at(first_path / LEAF as u64)),
            Shape::Nothing => SlotSink::Nothing,
            Shape::Pairs => SlotSink::Pairs(Vec::with_capacity(room), Vec::with_capacity(room)),
        })
        .collect()
}
