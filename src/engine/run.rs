//! A run from its plan to what its paths add up to, and where the first bad number is.

use super::block::{Shared, Span, Workspace, run_block};
use super::compile::{CompileError, compile, compile_lean};
use super::draws::Draws;
use super::outcome::{Outcome, SlotSink};
use super::part::{Cells, Part, Slot};
use super::pilot::choose_cells;
use super::program::Program;
use super::settings::Settings;
use super::waves::{Stopped, Waves};
use crate::draw::Sampler;
use crate::plan::{Plan, Sink};
use crate::statistics::{JointCounts, LEAF, LeafTree, Sketch, Unit};
use std::fmt;
use std::sync::{Mutex, PoisonError};

/// A named value that is not a finite number, or not one that is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct NotFinite {
    /// Number of the path; absent when it is the same on all.
    pub path: Option<u64>,
    /// Period, zero at the start.
    pub index: usize,
    /// Number of the named value in the plan.
    pub named: usize,
    /// Its value.
    pub value: f64,
}

/// Why a run left nothing.
#[derive(Clone, Debug, PartialEq)]
pub enum Failure {
    /// The plan cannot be compiled.
    Compile(CompileError),
    /// A value is not what it must be.
    NotFinite(NotFinite),
    /// More random sites and periods than a Sobol sequence has dimensions: needed and available.
    TooManyDimensions(String),
    /// Somebody stopped it.
    Interrupted,
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Compile(error) => error.fmt(out),
            Self::NotFinite(NotFinite { path, index, named, value }) => {
                write!(out, "named value {named} is {value} in period {index}")?;
                path.map_or(Ok(()), |path| write!(out, " on path {path}"))
            }
            Self::TooManyDimensions(sentence) => out.write_str(sentence),
            Self::Interrupted => out.write_str("somebody asked to stop"),
        }
    }
}

impl std::error::Error for Failure {}

impl From<CompileError> for Failure {
    fn from(error: CompileError) -> Self {
        Self::Compile(error)
    }
}

/// Simulates a plan.
///
/// # Errors
/// See [`Failure`].
pub fn run(plan: &Plan, settings: &Settings) -> Result<Outcome, Failure> {
    Ok(run_part(plan, settings)?.finish(plan))
}

/// Simulates some of the paths of a run and leaves what they add up to.
///
/// # Errors
/// See [`Failure`].
pub fn run_part(plan: &Plan, settings: &Settings) -> Result<Part, Failure> {
    settings.threads.run(|| run_here(plan, settings))
}

/// The same on the threads that are at hand.
fn run_here(plan: &Plan, settings: &Settings) -> Result<Part, Failure> {
    let program = compile_lean(plan).map_err(Failure::Compile)?;
    let draws =
        Draws::new(plan, settings.seed, settings.sampler).map_err(Failure::TooManyDimensions)?;
    let unit = match settings.sampler {
        Sampler::Random => Unit::Path,
        Sampler::Antithetic => Unit::Pair,
        Sampler::Sobol => Unit::Scramble,
    };
    let grids = choose_cells(plan, settings)?;
    let mut shapes = shapes(plan, &program, settings);
    let sketches: Vec<Mutex<Sketch>> = shapes.iter().map(|_| Mutex::default()).collect();
    let first_joint = shapes.len();
    shapes.resize(first_joint + grids.len(), Shape::Joint);
    let cells: Vec<Mutex<Cells>> = grids
        .iter()
        .map(|grid| Mutex::new(Cells { grid: *grid, counts: JointCounts::new(grid) }))
        .collect();
    let shared = Shared {
        plan,
        program: &program,
        draws: &draws,
        unit,
        sketches: &sketches,
        cells: &cells,
        grids: &grids,
        first_joint,
    };
    let waves = Waves::new(&shared, &shapes, settings);
    let totals = match waves.run() {
        Ok(totals) => totals,
        Err(Stopped::Interrupted) => return Err(Failure::Interrupted),
        Err(Stopped::BadNumber(span)) => {
            let bad = locate(&shared, span).map_err(Failure::Compile)?;
            return Err(Failure::NotFinite(bad));
        }
    };
    let sketches = sketches.into_iter().map(kept).chain(std::iter::repeat_with(Sketch::default));
    let slots = totals.into_iter().zip(sketches).map(|(sink, sketch)| Slot { sink, sketch });
    let cells = cells.into_iter().map(kept).collect();
    Ok(Part::new(settings.paths.clone(), slots.collect(), cells, unit))
}

/// What a lock holds; a thread that ended badly leaves nothing half-done in it.
fn kept<T>(lock: Mutex<T>) -> T {
    lock.into_inner().unwrap_or_else(PoisonError::into_inner)
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Moments,
    Every,
    Sketch,
    Arrivals,
    Joint,
}

/// What each slot keeps: exact distributions for the first tracks that fit the budget of the whole run.
pub(super) fn shapes(plan: &Plan, program: &Program, settings: &Settings) -> Vec<Shape> {
    let mut left = settings.exact_values;
    let mut shapes = Vec::new();
    for (track, &(_, count)) in plan.tracks.iter().zip(&program.slots) {
        let shape = match track.sink {
            Sink::Moments => Shape::Moments,
            Sink::Arrivals => Shape::Arrivals,
            Sink::Distribution => {
                let need = settings.whole_run_paths.saturating_mul(u64::from(count));
                if need <= left {
                    left -= need;
                    Shape::Every
                } else {
                    Shape::Sketch
                }
            }
        };
        shapes.extend(std::iter::repeat_n(shape, count as usize));
    }
    shapes
}

/// The first path of a block with a bad value, and the first bad value of that path.
fn locate(shared: &Shared<'_>, span: Span) -> Result<NotFinite, CompileError> {
    // The program that ran leaves out checks that others imply: the first bad value needs them all.
    let program = &compile(shared.plan)?;
    let shared = &Shared { program, ..*shared };
    let mut found: Option<(u64, u32, f64)> = None;
    // Path by path over the leaf that holds it: lanes of a leaf are drawn together.
    let mut workspace = Workspace::default();
    for leaf in (0..span.count).step_by(LEAF) {
        let count = LEAF.min(span.count - leaf);
        let first = span.first + leaf as u64;
        let watch = Watch { shared, span: Span { first, count } };
        if let Some((lane, check, value)) = watch.first_bad(&mut workspace) {
            found = Some((first + lane as u64, check, value));
            break;
        }
    }
    let (path, check, value) = found.unwrap_or((span.first, 0, f64::NAN));
    let point = program.checks[check as usize];
    Ok(NotFinite {
        path: Some(path),
        index: point.index as usize,
        named: point.named as usize,
        value,
    })
}

struct Watch<'run> {
    shared: &'run Shared<'run>,
    span: Span,
}

impl Watch<'_> {
    /// The first lane with a bad value, its first failed check in time, and the value.
    fn first_bad(&self, workspace: &mut Workspace) -> Option<(usize, u32, f64)> {
        let mut program = self.shared.program.clone();
        // Checks become tracks that keep every lane.
        let mut slots = Vec::new();
        for instruction in &mut program.instructions {
            use super::program::{Instruction, Operand};
            match *instruction {
                Instruction::Check { a, check } => {
                    let slot = u32::try_from(slots.len()).unwrap_or(u32::MAX);
                    slots.push(check);
                    *instruction = Instruction::Track { a: Operand::Register(a), slot };
                }
                Instruction::Track { .. } | Instruction::Joint { .. } => {
                    let slot = u32::try_from(slots.len()).unwrap_or(u32::MAX);
                    slots.push(u32::MAX);
                    *instruction = Instruction::Track { a: Operand::Number(0.0), slot };
                }
                _ => {}
            }
        }
        let mut sinks: Vec<SlotSink> = slots
            .iter()
            .map(|_| {
                SlotSink::Every(LeafTree::starting_at(self.span.first / LEAF as u64), Vec::new())
            })
            .collect();
        let shared = Shared { program: &program, ..*self.shared };
        run_block(&shared, self.span, workspace, &mut sinks);
        let mut best: Option<(usize, u32, u32, f64)> = None;
        for (sink, &check) in sinks.iter().zip(&slots) {
            let SlotSink::Every(_, values) = sink else { continue };
            let Some(point) = program.checks.get(check as usize) else { continue };
            let bad = |value: &f64| !point.range.contains(*value);
            if let Some(lane) = values.iter().position(bad) {
                let candidate = (lane, point.index, check, values[lane]);
                if best.is_none_or(|best| (candidate.0, candidate.1) < (best.0, best.1)) {
                    best = Some(candidate);
                }
            }
        }
        best.map(|(lane, _, check, value)| (lane, check, value))
    }
}
