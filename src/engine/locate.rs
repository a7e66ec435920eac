//! Where the first bad number of a run of one deal is.

use super::block::{Shared, Span, Workspace, run_block};
use super::compile::{CompileError, compile_whole};
use super::outcome::SlotSink;
use super::run::NotFinite;
use crate::statistics::{LEAF, LeafTree};

/// The first path of a block with a bad value, and the first bad value of that path.
///
/// # Errors
/// As [`compile_whole`].
pub(super) fn locate(shared: &Shared<'_>, span: Span) -> Result<NotFinite, CompileError> {
    // The program that ran leaves out checks that others imply: the first bad value needs them all.
    let program = &compile_whole(shared.batch)?;
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
        // Of what is bad at one time, what was named first: a payoff is named after what it is the sum of.
        let mut best: Option<((usize, u32, u32), u32, f64)> = None;
        for (sink, &check) in sinks.iter().zip(&slots) {
            let SlotSink::Every(_, values) = sink else { continue };
            let Some(point) = program.checks.get(check as usize) else { continue };
            let bad = |value: &f64| !point.range.contains(*value);
            if let Some(lane) = values.iter().position(bad) {
                let order = (lane, point.index, point.named);
                if best.is_none_or(|best| order < best.0) {
                    best = Some((order, check, values[lane]));
                }
            }
        }
        best.map(|((lane, ..), check, value)| (lane, check, value))
    }
}
