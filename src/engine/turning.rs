//! Deals of one structure compiled together: each cell of a study has the bits of its own run.

use super::block::{Span, Workspace};
use super::cell_block::{CellRun, CellSums, CellWork};
use super::checks::drop_implied;
use super::compile::{CompileError, straight_line_of};
use super::dimensions::Dimensions;
use super::draws::Draws;
use super::outcome::{Outcome, Series, SlotSink, TrackResult, Tracks};
use super::prepared::unit_of;
use super::program::Program;
use super::run::Failure;
use super::schedule::Schedule;
use super::sections::Sections;
use super::settings::Settings;
use super::waves::dispatch;
use crate::plan::{Batch, Sink, Turned};
use crate::statistics::{LEAF, MeanAccumulator};
use rayon::prelude::*;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

/// Lanes that are handed down and still leave room for blocks of 512 paths in the second-level cache.
const FEW_LANES: usize = 128;

/// The shortest block: with more lanes than these leave room for, everything is in memory anyway.
const SHORTEST_BLOCK: usize = 128;

/// Paths of a task at most: joining what they add up to costs as much for few as for many.
const TASK_PATHS: u64 = 8_192;

/// What a sink needs beside its values.
const SINK_BYTES: u64 = 8 * std::mem::size_of::<MeanAccumulator>() as u64;

/// A program of some cells.
#[derive(Debug)]
struct Ready {
    batch: Batch,
    program: Program,
    sections: Sections,
    /// Which of the cells it has.
    cells: Vec<usize>,
    /// Whether each of them has a known number that is not what it must be.
    faulty: Vec<bool>,
}

/// Deals of one structure ready to run on the same draws.
#[derive(Debug)]
pub struct Turning {
    programs: Vec<Ready>,
    /// For each cell its program, and its place there.
    places: Vec<(usize, usize)>,
    dimensions: Dimensions,
}

impl Turning {
    /// Compiles deals of one structure: all cells together, but for those that a program of other operations would serve
    /// better alone, as where a number is nothing. Under `sobol` a study deals the dimensions; where it says nothing,
    /// each cell has those that it has alone.
    ///
    /// # Errors
    /// Values that need one another in the same period.
    pub fn new(turned: &Turned, study: Option<&Dimensions>) -> Result<Self, CompileError> {
        let dimensions = study.cloned().unwrap_or_else(|| Dimensions::of(&[&turned.plan]));
        let mut turning =
            Self { programs: Vec::new(), places: vec![(0, 0); turned.cells], dimensions };
        let mut left: Vec<usize> = (0..turned.cells).collect();
        while !left.is_empty() {
            left = turning.compile(&turned.among(&left), &left)?;
        }
        Ok(turning)
    }

    /// Compiles the first of some cells and all that go with it; returns the others.
    fn compile(&mut self, turned: &Turned, all: &[usize]) -> Result<Vec<usize>, CompileError> {
        let batch = Batch::alone(&turned.plan);
        let (mut program, cells) = straight_line_of(&batch, &turned.parameters, all.len())?;
        drop_implied(&mut program);
        let (stay, go) = cells.parted();
        let fault = program.faults.iter().any(Option::is_some);
        let faulty = stay.iter().map(|&cell| fault || cells.faulty[cell]).collect();
        let sections = Sections::of(&program, cells.into_numbers(&stay), stay.len());
        // Only what its checks are and where its tracks went is asked of it from here on.
        program.instructions = Vec::new();
        let cells: Vec<usize> = stay.iter().map(|&cell| all[cell]).collect();
        for (place, &cell) in cells.iter().enumerate() {
            self.places[cell] = (self.programs.len(), place);
        }
        self.programs.push(Ready { batch, program, sections, cells, faulty });
        Ok(go.into_iter().map(|cell| all[cell]).collect())
    }

    /// How many cells each of its programs has.
    #[must_use]
    pub fn programs(&self) -> Vec<usize> {
        self.programs.iter().map(|ready| ready.cells.len()).collect()
    }

    /// For each of the programs, how many operations run once for all of its cells, and how many more for all of them
    /// together.
    #[must_use]
    pub fn operations(&self) -> Vec<(usize, usize)> {
        let of = |ready: &Ready| {
            let all: Vec<usize> = (0..ready.cells.len()).collect();
            let schedule = Schedule::of(&ready.sections, &all);
            (ready.sections.weight(0), schedule.cost())
        };
        self.programs.iter().map(of).collect()
    }

    /// Bytes that a run of so many cells on so many paths leaves, where every value is kept or only means are.
    #[must_use]
    pub fn memory_need(&self, cells: usize, paths: u64, every: bool) -> u64 {
        let tracks = self.programs.first().map_or(0, |ready| ready.program.slots.len());
        let values = if every { paths.saturating_mul(8) } else { 0 };
        (cells as u64).saturating_mul(tracks as u64).saturating_mul(SINK_BYTES + values)
    }

    /// Runs some of the cells and leaves what each tracks: means, and with `every` the values of distributions, path by
    /// path; times of events are not counted. Of a cell in which some value is not what it must be nothing is left: its own run says what and where.
    ///
    /// # Errors
    /// When somebody stops it, or a Sobol sequence has too few dimensions.
    pub fn run(
        &self,
        cells: &[usize],
        every: bool,
        settings: &Settings,
    ) -> Result<Vec<Option<Outcome>>, Failure> {
        settings.threads.run(|| {
            let mut left: Vec<Option<Outcome>> = vec![None; cells.len()];
            for (number, ready) in self.programs.iter().enumerate() {
                let own = cells.iter().enumerate().filter_map(|(asked, &cell)| {
                    let (program, place) = self.places[cell];
                    (program == number).then_some((asked, place))
                });
                let (asked, places): (Vec<usize>, Vec<usize>) = own.unzip();
                if places.is_empty() {
                    continue;
                }
                let outcomes = self.run_program(ready, &places, every, settings)?;
                for (asked, outcome) in asked.into_iter().zip(outcomes) {
                    left[asked] = outcome;
                }
            }
            Ok(left)
        })
    }

    fn run_program(
        &self,
        ready: &Ready,
        cells: &[usize],
        every: bool,
        settings: &Settings,
    ) -> Result<Vec<Option<Outcome>>, Failure> {
        let Ready { batch, program, sections, .. } = ready;
        let dealt = self.dimensions.deal(settings.seed, settings.sampler)?;
        let draws = Draws::new(batch, settings.seed, settings.sampler, &dealt);
        let schedule = Schedule::of(sections, cells);
        let unit = unit_of(settings.sampler);
        let run = CellRun { batch, program, sections, schedule: &schedule, draws: &draws, unit };
        let CellSums { sinks, marks } = all_paths(run, every, settings)?;
        let sinks: Vec<Sums> = sinks.into_par_iter().map(Sums::of).collect();
        let outcome = |&cell: &usize| {
            let failed = ready.faulty[cell] || schedule.failed(sections, cell, &marks);
            (!failed).then(|| ready.outcome(cell, &schedule, &sinks, settings.paths.clone()))
        };
        Ok(cells.iter().map(outcome).collect())
    }
}

/// All paths through some cells.
fn all_paths(run: CellRun<'_>, every: bool, settings: &Settings) -> Result<CellSums, Failure> {
    let Range { start, end } = settings.paths;
    let block = block_paths(settings.block_paths, run.sections.handed_down) as u64;
    let threads = rayon::current_num_threads().max(1) as u64;
    let fair = (end - start).div_ceil(4 * threads).min(TASK_PATHS).div_ceil(block) * block;
    let room =
        |paths: &Range<u64>| every.then(|| usize::try_from(paths.end - paths.start).unwrap_or(0));
    let spare: Mutex<Vec<Workspace>> = Mutex::default();
    let take = || spare.lock().unwrap_or_else(PoisonError::into_inner);
    let task = |paths: Range<u64>| {
        let mut workspace = take().pop().unwrap_or_default();
        let mut sums = CellSums::new(run.schedule, paths.start, room(&paths));
        let mut first = paths.start;
        while first < paths.end && !settings.stop.is_asked() {
            let count = usize::try_from(block.min(paths.end - first)).unwrap_or(LEAF);
            let (workspace, sums) = (&mut workspace, &mut sums);
            let span = Span { first, count };
            dispatch(settings.level, CellWork { run, span, workspace, sums });
            first += block;
        }
        take().push(workspace);
        sums
    };
    let mut total = CellSums::new(run.schedule, start, room(&(start..end)));
    let mut next = start;
    while next < end {
        let starts: Vec<u64> = (0..2 * threads).map(|task| next + task * fair).collect();
        let ranges = starts.into_iter().filter(|first| *first < end);
        let ranges: Vec<Range<u64>> = ranges.map(|first| first..end.min(first + fair)).collect();
        let done: Vec<CellSums> = ranges.into_par_iter().map(task).collect();
        if settings.stop.is_asked() {
            return Err(Failure::Interrupted);
        }
        done.into_iter().for_each(|sums| total.append(sums));
        next = end.min(next + 2 * threads * fair);
        settings.progress.tell(next - start);
    }
    Ok(total)
}

/// Paths of a block: fewer where more lanes are handed down, so that these stay near the processor.
fn block_paths(most: usize, handed_down: usize) -> usize {
    let longest = 512 * FEW_LANES / handed_down.max(FEW_LANES);
    let own = if longest.is_power_of_two() { longest } else { longest.next_power_of_two() / 2 };
    own.max(SHORTEST_BLOCK).min(most.next_power_of_two()).max(LEAF)
}

/// What one sink holds. Cells that share it share its values.
struct Sums {
    mean: Option<MeanAccumulator>,
    every: Option<Arc<Vec<f64>>>,
}

impl Sums {
    fn of(sink: SlotSink) -> Self {
        match sink {
            SlotSink::Every(tree, values) => {
                Self { mean: tree.finish(), every: Some(Arc::new(values)) }
            }
            SlotSink::Moments(tree) => Self { mean: tree.finish(), every: None },
            _ => Self { mean: None, every: None },
        }
    }
}

impl Ready {
    fn outcome(
        &self,
        cell: usize,
        schedule: &Schedule,
        sinks: &[Sums],
        paths: Range<u64>,
    ) -> Outcome {
        let mut tracks = Tracks::default();
        let leaves = self.program.leaves.iter().flat_map(|leaves| &leaves.tracks);
        let asked = self.batch.deals.iter().flat_map(|deal| &deal.tracks);
        for (track, slots) in asked.zip(leaves) {
            let sums = || {
                let sink = |slot: &u32| schedule.sink(&self.sections, *slot as usize, cell);
                slots.iter().filter_map(sink).filter_map(|sink| sinks.get(sink))
            };
            let means = sums().filter_map(|sums| sums.mean.clone()).collect();
            let every: Vec<_> = sums().filter_map(|sums| sums.every.clone()).collect();
            let result = match track.sink {
                Sink::Arrivals => continue,
                Sink::Distribution if !every.is_empty() => {
                    TrackResult::Distribution(means, Series::Every(every))
                }
                _ => TrackResult::Moments(means),
            };
            tracks.put(track.id, result);
        }
        let Range { start, end } = paths;
        Outcome { first_path: start, paths: end - start, tracks, joints: Vec::new() }
    }
}
