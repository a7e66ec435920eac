//! One block of paths through the cells of a study: what all share once, what a cell has otherwise for each.

use super::block::{Span, Workspace, work};
use super::draws::Draws;
use super::kernels;
use super::outcome::SlotSink;
use super::part::join;
use super::program::{Instruction, Operand, Program};
use super::schedule::{Schedule, Step};
use super::sections::Sections;
use crate::plan::Batch;
use crate::statistics::{LEAF, LeafTree, MeanAccumulator, Unit};
use rayon::prelude::*;

/// What every block of a run of cells shares.
#[derive(Clone, Copy)]
pub(super) struct CellRun<'run> {
    pub(super) batch: &'run Batch,
    pub(super) program: &'run Program,
    pub(super) sections: &'run Sections,
    pub(super) schedule: &'run Schedule,
    pub(super) draws: &'run Draws,
    pub(super) unit: Unit,
}

/// What some paths add up to.
pub(super) struct CellSums {
    pub(super) sinks: Vec<SlotSink>,
    /// Where a value was not what it must be.
    pub(super) marks: Vec<bool>,
}

impl CellSums {
    /// Nothing yet; `room` for values where they are kept one by one.
    pub(super) fn new(schedule: &Schedule, first_path: u64, room: Option<usize>) -> Self {
        let tree = || LeafTree::starting_at(first_path / LEAF as u64);
        let sink = |_| match room {
            Some(room) => SlotSink::Every(tree(), Vec::with_capacity(room)),
            None => SlotSink::Moments(tree()),
        };
        let sinks = (0..schedule.sinks).map(sink).collect();
        Self { sinks, marks: vec![false; schedule.marks] }
    }

    /// Adds what the paths that follow add up to.
    pub(super) fn append(&mut self, later: Self) {
        self.sinks
            .par_iter_mut()
            .zip(later.sinks)
            .with_min_len(64)
            .for_each(|(total, sink)| join(total, sink));
        for (total, mark) in self.marks.iter_mut().zip(later.marks) {
            *total |= mark;
        }
    }
}

/// One block as work that is compiled once for every level.
pub(super) struct CellWork<'work, 'run> {
    pub(super) run: CellRun<'run>,
    pub(super) span: Span,
    pub(super) workspace: &'work mut Workspace,
    pub(super) sums: &'work mut CellSums,
}

impl pulp::WithSimd for CellWork<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, _: S) {
        let Self { run, span, workspace, sums } = self;
        workspace.prepare(run.sections.registers, span.lanes());
        run.draws.prepare(span.first, span.lanes(), &mut workspace.scratch);
        // What all cells share may still read a number that is turned, the same in all that are left.
        let first = (0, vec![run.schedule.first()]);
        for (cell, steps) in std::iter::once(&first).chain(&run.schedule.cells) {
            for step in steps {
                run_section(&run, (*cell, *step), span, workspace, sums);
            }
        }
    }
}

/// Runs a section for a cell. What leaves it again, because others need it again, has left already.
#[inline(always)]
fn run_section(
    run: &CellRun<'_>,
    (cell, step): (usize, Step),
    span: Span,
    workspace: &mut Workspace,
    sums: &mut CellSums,
) {
    for (instruction, is_turned) in &run.sections.list[step.section].instructions {
        let mut instruction = *instruction;
        if *is_turned {
            for operand in instruction.operands_mut().into_iter().flatten() {
                if let Operand::Turned(number) = *operand {
                    *operand = Operand::Number(run.sections.numbers[number as usize][cell]);
                }
            }
        }
        match instruction {
            Instruction::Check { a, check } => {
                let Some(leaves) = step.leaves else { continue };
                let lanes = &workspace.registers[a as usize][..span.count];
                let range = run.program.checks[check as usize].range;
                sums.marks[leaves.mark] |= !kernels::all_good(lanes, range);
            }
            Instruction::Track { a, slot } => {
                let Some(leaves) = step.leaves else { continue };
                let lanes = match a {
                    Operand::Register(a) => &workspace.registers[a as usize],
                    Operand::Number(number) => {
                        workspace.filled.fill(number);
                        &workspace.filled
                    }
                    Operand::Turned(_) => continue,
                };
                let sink = &mut sums.sinks[leaves.sink + slot as usize];
                feed(sink, &lanes[..span.count], run.unit);
            }
            _ => work(&instruction, &run.batch.plan, run.draws, span, workspace),
        }
    }
}

#[inline(always)]
fn feed(sink: &mut SlotSink, values: &[f64], unit: Unit) {
    let (SlotSink::Moments(tree) | SlotSink::Every(tree, _)) = sink else { return };
    for leaf in values.chunks(LEAF) {
        tree.push_leaf(MeanAccumulator::of_leaf(leaf, unit));
    }
    if let SlotSink::Every(_, every) = sink {
        every.extend_from_slice(values);
    }
}
