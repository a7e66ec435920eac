//! How a run is cut up among threads and over memory. No result depends on it.

use super::block::Span;
use super::settings::Settings;
use crate::statistics::LEAF;
use std::ops::Range;

/// Blocks that one worker leads into the same sinks, at most: joining sinks costs as much as filling them.
const BLOCKS_IN_A_TASK: u64 = 16;
/// What may wait to be counted into sketches, over all threads, in bytes: more of it finds more of a sketch in the cache.
const PENDING_BYTES: u64 = 128 << 20;
/// Bytes of a value that waits.
pub(super) const CODE_BYTES: u64 = 4;
/// Tasks for each thread that are in memory at once, however many paths there are.
const TASKS_IN_A_WAVE: u64 = 2;

/// Sizes of what runs together.
#[derive(Clone, Copy)]
pub(super) struct Cut {
    block: u64,
    blocks_in_a_task: u64,
    threads: u64,
}

impl Cut {
    /// For a run with so many sketches.
    pub(super) fn of(settings: &Settings, sketches: usize) -> Self {
        let threads = rayon::current_num_threads().max(1) as u64;
        let block = settings.block_paths.next_power_of_two().max(LEAF) as u64;
        let paths = settings.paths.end.saturating_sub(settings.paths.start);
        // A short run still has work for every thread.
        let fair = paths.div_ceil(2 * TASKS_IN_A_WAVE * threads).div_ceil(block);
        let pending = PENDING_BYTES / threads / (CODE_BYTES * sketches.max(1) as u64) / block;
        let most = pending.clamp(1, BLOCKS_IN_A_TASK);
        Self { block, blocks_in_a_task: fair.clamp(1, most), threads }
    }

    /// Paths that go through the program at once.
    pub(super) fn block(self) -> u64 {
        self.block
    }

    /// Paths of consecutive blocks that one worker takes.
    pub(super) fn task(self) -> u64 {
        self.block * self.blocks_in_a_task
    }

    /// Tasks whose sums are in memory at once.
    pub(super) fn tasks_in_a_wave(self) -> u64 {
        TASKS_IN_A_WAVE * self.threads
    }

    /// Paths of those tasks.
    pub(super) fn wave(self) -> u64 {
        self.tasks_in_a_wave() * self.task()
    }

    /// The blocks of a task.
    pub(super) fn spans(self, paths: Range<u64>) -> impl Iterator<Item = Span> {
        let step = usize::try_from(self.block).unwrap_or(LEAF);
        paths.clone().step_by(step).map(move |first| {
            let count = self.block.min(paths.end - first);
            Span { first, count: usize::try_from(count).unwrap_or(LEAF) }
        })
    }
}
