//! One block of paths through the whole program.

use super::deals::Deals;
use super::draws::Draws;
use super::kernels::{self, Period, Source};
use super::outcome::SlotSink;
use super::part::Cells;
use super::program::{Instruction, Operand, Program};
use crate::lane::aligned::AlignedLanes;
use crate::plan::{Batch, Plan};
use crate::statistics::{
    Coded, JointGrid, JointSums, LEAF, LeafTree, MeanAccumulator, Sketch, Unit,
};
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

/// What every block of a run shares.
pub(super) struct Shared<'run> {
    pub(super) batch: &'run Batch,
    pub(super) program: &'run Program,
    pub(super) draws: &'run Draws,
    pub(super) unit: Unit,
    /// One sketch for each slot that has one. Counts are whole numbers, so the order in which blocks add to them does not show.
    pub(super) sketches: &'run [Mutex<Sketch>],
    /// The cells of each joint histogram, likewise, and where they lie.
    pub(super) cells: &'run [Mutex<Cells>],
    pub(super) grids: &'run [JointGrid],
    /// The slot of the first joint histogram's sums.
    pub(super) first_joint: usize,
}

/// The paths of a block.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    /// Number of the first path, a multiple of 64.
    pub(super) first: u64,
    /// How many paths count; the last block of a run may be short.
    pub(super) count: usize,
}

impl Span {
    /// Lanes that are worked on: whole leaves.
    pub(super) fn lanes(self) -> usize {
        self.count.next_multiple_of(LEAF)
    }
}

/// Memory of one worker, used again for every block.
#[derive(Debug, Default)]
pub(super) struct Workspace {
    pub(super) registers: Vec<AlignedLanes>,
    pub(super) scratch: Vec<f64>,
    pub(super) filled: AlignedLanes,
    /// For each slot, what its sketch has yet to count.
    pending: Vec<Coded>,
}

impl Workspace {
    pub(super) fn prepare(&mut self, registers: usize, lanes: usize) {
        self.registers.resize_with(registers, AlignedLanes::default);
        for register in &mut self.registers {
            register.resize(lanes);
        }
        self.filled.resize(lanes);
    }

    /// Counts what has waited since the first block of a task.
    #[inline(always)]
    pub(super) fn count_pending(&mut self, sketches: &[Mutex<Sketch>]) {
        for (coded, sketch) in self.pending.iter_mut().zip(sketches) {
            if !coded.is_empty() {
                sketch.lock().unwrap_or_else(PoisonError::into_inner).count_all(coded);
            }
        }
    }
}

/// Runs one block; returns the deals of which a check failed on any lane.
#[inline(always)]
pub(super) fn run_block(
    shared: &Shared<'_>,
    span: Span,
    workspace: &mut Workspace,
    sinks: &mut [SlotSink],
) -> Deals {
    let Shared { program, draws, .. } = shared;
    let plan = &shared.batch.plan;
    workspace.prepare(program.registers, span.lanes());
    workspace.pending.resize_with(shared.sketches.len(), Coded::default);
    draws.prepare(span.first, span.lanes(), &mut workspace.scratch);
    let mut failed = Deals::NONE;
    for instruction in &program.instructions {
        let registers = &workspace.registers[..];
        match *instruction {
            Instruction::Check { a, check } => {
                let lanes = &registers[a as usize][..span.count];
                let point = &program.checks[check as usize];
                if !kernels::all_good(lanes, point.range) {
                    failed = failed.and(point.deals);
                }
            }
            Instruction::Track { a, slot } => {
                let lanes = match a {
                    Operand::Register(a) => &registers[a as usize],
                    Operand::Number(number) => {
                        workspace.filled.fill(number);
                        &workspace.filled
                    }
                    Operand::Turned(_) => continue,
                };
                let slot = slot as usize;
                let pending = workspace.pending.get_mut(slot);
                feed(&mut sinks[slot], &lanes[..span.count], pending, shared);
            }
            Instruction::Joint { across, up, number } => {
                let (across, up) = (Half::of(registers, across), Half::of(registers, up));
                feed_joint(sinks, number as usize, (across, up), span.count, shared);
            }
            _ => work(instruction, plan, draws, span, workspace),
        }
    }
    failed
}

/// Does one operation that makes a value.
#[inline(always)]
pub(super) fn work(
    instruction: &Instruction,
    plan: &Plan,
    draws: &Draws,
    span: Span,
    workspace: &mut Workspace,
) {
    let Some(to) = instruction.writes() else { return };
    let mut out = std::mem::take(&mut workspace.registers[to as usize]);
    let registers = &workspace.registers[..];
    let source = |operand| Source::of(registers, operand);
    match *instruction {
        Instruction::Uniform { site, index, .. } => {
            draws.uniforms(site, index, span.first, &mut out);
        }
        Instruction::Normal { site, index, .. } => {
            draws.normals(site, index, span.first, &workspace.scratch, &mut out);
        }
        Instruction::Unary { operation, a, .. } => {
            kernels::unary(operation, &mut out, Source::of_register(registers, a));
        }
        Instruction::Binary { operation, a, b, .. } => {
            kernels::binary(operation, &mut out, source(a), source(b));
        }
        Instruction::Fused { fusion, operands, .. } => {
            let [a, b, c, d, e, f] = operands;
            let sources = [source(a), source(b), source(c), source(d), source(e), source(f)];
            kernels::fused(fusion, &mut out, sources);
        }
        Instruction::Select { condition, a, b, .. } => {
            let condition = Source::of_register(registers, condition);
            kernels::select(&mut out, condition, source(a), source(b));
        }
        Instruction::Overlap { start, end, index, .. } => {
            let index = index as usize;
            let period = Period {
                open: plan.times[index - 1],
                close: plan.times[index],
                per_year: 1.0 / plan.period_years,
            };
            kernels::overlap(&mut out, source(start), source(end), period);
        }
        Instruction::Table { a, table, .. } => {
            let a = Source::of_register(registers, a);
            kernels::table(&mut out, a, &plan.tables[table as usize]);
        }
        Instruction::Check { .. } | Instruction::Track { .. } | Instruction::Joint { .. } => {}
    }
    workspace.registers[to as usize] = out;
}

#[inline(always)]
fn feed(sink: &mut SlotSink, values: &[f64], pending: Option<&mut Coded>, shared: &Shared<'_>) {
    match sink {
        SlotSink::Moments(tree) => {
            for leaf in values.chunks(LEAF) {
                tree.push_leaf(MeanAccumulator::of_leaf(leaf, shared.unit));
            }
        }
        SlotSink::Every(tree, every) => {
            for leaf in values.chunks(LEAF) {
                tree.push_leaf(MeanAccumulator::of_leaf(leaf, shared.unit));
            }
            every.extend_from_slice(values);
        }
        SlotSink::Sketch(tree) => sketch(tree, values, pending, shared),
        SlotSink::Both(tree, every) => {
            sketch(tree, values, pending, shared);
            every.extend_from_slice(values);
        }
        SlotSink::Arrivals(counts) => counts.add(values, &shared.batch.plan.times[1..]),
        SlotSink::Joint(_) | SlotSink::Nothing | SlotSink::Pairs(..) => {}
    }
}

#[inline(always)]
fn sketch(
    tree: &mut LeafTree<MeanAccumulator>,
    values: &[f64],
    pending: Option<&mut Coded>,
    shared: &Shared<'_>,
) {
    let Some(pending) = pending else { return };
    for leaf in values.chunks(LEAF) {
        let sums = MeanAccumulator::of_leaf(leaf, shared.unit);
        let paths = sums.paths();
        pending.push(leaf, (paths.min, paths.max));
        tree.push_leaf(sums);
    }
}

/// Counts a pair of values in its cells and adds it to its sums, or keeps it.
fn feed_joint(
    sinks: &mut [SlotSink],
    number: usize,
    (across, up): (Half<'_>, Half<'_>),
    count: usize,
    shared: &Shared<'_>,
) {
    let tree = match sinks.get_mut(shared.first_joint + number) {
        Some(SlotSink::Joint(tree)) => tree,
        Some(SlotSink::Pairs(xs, ys)) => {
            across.append_to(xs, count);
            up.append_to(ys, count);
            return;
        }
        _ => return,
    };
    let (grid, unit) = (&shared.grids[number], shared.unit);
    let mut cells = shared.cells[number].lock().unwrap_or_else(PoisonError::into_inner);
    for first in (0..count).step_by(LEAF) {
        let leaf = first..count.min(first + LEAF);
        let (xs, ys) = (across.leaf(leaf.clone()), up.leaf(leaf.clone()));
        let (xs, ys) = (&xs[..leaf.len()], &ys[..leaf.len()]);
        cells.counts.add_leaf(grid, xs, ys, unit);
        tree.push_leaf(JointSums::of_leaf(grid, xs, ys, unit));
    }
}

/// One number of a pair over a block: by lane, or the same on all.
#[derive(Clone, Copy)]
enum Half<'block> {
    Lanes(&'block [f64]),
    Same(f64),
}

impl<'block> Half<'block> {
    fn of(registers: &'block [AlignedLanes], operand: Operand) -> Self {
        match operand {
            Operand::Register(register) => Self::Lanes(&registers[register as usize]),
            Operand::Number(number) => Self::Same(number),
            // A program of one deal has none.
            Operand::Turned(_) => Self::Same(f64::NAN),
        }
    }

    /// Adds the numbers of a block to a list.
    fn append_to(self, list: &mut Vec<f64>, count: usize) {
        match self {
            Self::Lanes(all) => list.extend_from_slice(&all[..count]),
            Self::Same(number) => list.extend(std::iter::repeat_n(number, count)),
        }
    }

    /// The numbers of a leaf; what follows a short leaf stands for nothing.
    fn leaf(self, lanes: Range<usize>) -> [f64; LEAF] {
        let mut leaf = [0.0; LEAF];
        match self {
            Self::Lanes(all) => leaf[..lanes.len()].copy_from_slice(&all[lanes]),
            Self::Same(number) => leaf.fill(number),
        }
        leaf
    }
}
