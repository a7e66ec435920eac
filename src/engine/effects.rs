//! What a program does with values beside making others of them: looks at them, and lets them leave, each once.

use super::compile::Operation;
use super::deals::Deals;
use super::program::{CheckPoint, Instruction, Leaves, Operand, Program, SlotKind};
use super::value::Value;
use crate::catalogue::Range;
use crate::plan::{Batch, Sink};
use std::collections::HashMap;

impl SlotKind {
    /// What a slot has to hold for a sink.
    pub(super) fn of(sink: Sink) -> Self {
        match sink {
            Sink::Moments | Sink::Distribution => Self::Numbers,
            Sink::Arrivals => Self::Arrivals,
        }
    }
}

/// Everything that is done with values, by what it is done with.
#[derive(Default)]
pub(super) struct Effects {
    list: Vec<(Effect, Deals)>,
    /// Where a value that leaves for a kind of slot is in the list, and its slot.
    slots: HashMap<(Value, SlotKind), (usize, u32)>,
    kinds: Vec<SlotKind>,
    /// The same for pairs.
    joints: HashMap<[Value; 2], (usize, u32)>,
    pub(super) leaves: Vec<Leaves>,
    pub(super) differences: Vec<Option<u32>>,
}

#[derive(Clone, Copy)]
enum Effect {
    /// Of a lane.
    Check(CheckPoint, u32),
    /// The same, only where the lane is needed for something else.
    CheckIfRead(CheckPoint, u32),
    Track(Operand, u32),
    Joint(Operand, Operand, u32),
}

impl Effects {
    /// None yet; every deal has room for what it asks.
    pub(super) fn new(batch: &Batch) -> Self {
        let periods = batch.plan.periods;
        let leaves = batch.deals.iter().map(|deal| Leaves {
            tracks: deal.tracks.iter().map(|track| vec![0; track.readings(periods)]).collect(),
            joints: Vec::new(),
        });
        Self { leaves: leaves.collect(), ..Self::default() }
    }

    /// Insists on a lane, or only where something reads it.
    pub(super) fn check(&mut self, lane: u32, point: CheckPoint, if_read: bool) {
        let check = if if_read { Effect::CheckIfRead } else { Effect::Check };
        self.list.push((check(point, lane), point.deals));
    }

    /// Lets a value leave; returns its slot, which is that of the same value elsewhere.
    pub(super) fn track(&mut self, value: Value, kind: SlotKind, deals: Deals) -> u32 {
        let next = u32::try_from(self.kinds.len()).unwrap_or(u32::MAX);
        let (place, slot) = *self.slots.entry((value, kind)).or_insert((self.list.len(), next));
        if slot == next {
            self.kinds.push(kind);
            self.list.push((Effect::Track(operand(value), slot), deals));
        } else {
            self.list[place].1 = self.list[place].1.and(deals);
        }
        slot
    }

    /// Lets a pair of values leave; returns its number, which is that of the same pair elsewhere.
    pub(super) fn joint(&mut self, pair: [Value; 2], deals: Deals) -> u32 {
        let next = u32::try_from(self.joints.len()).unwrap_or(u32::MAX);
        let (place, number) = *self.joints.entry(pair).or_insert((self.list.len(), next));
        if number == next {
            let [across, up] = pair.map(operand);
            self.list.push((Effect::Joint(across, up, number), deals));
        } else {
            self.list[place].1 = self.list[place].1.and(deals);
        }
        number
    }

    /// Operations that are needed, in their order, with each effect as soon as its value exists.
    pub(super) fn emit(self, operations: &[Operation]) -> Program {
        let needed = self.needed(operations);
        let mut program = Program::default();
        let mut after: Vec<Vec<usize>> = vec![Vec::new(); operations.len()];
        let mut checks: HashMap<(u32, Range), usize> = HashMap::new();
        let mut list = self.list;
        for number in 0..list.len() {
            let (effect, deals) = list[number];
            if let Effect::Check(point, lane) | Effect::CheckIfRead(point, lane) = effect {
                // Who does not need a value does not look at it, and what stays the same over the periods is looked at once.
                let deals = deals.among(needed[lane as usize]);
                list[number].1 = deals;
                if deals.is_empty() {
                    continue;
                }
                let first = *checks.entry((lane, point.range)).or_insert(number);
                if first != number {
                    list[first].1 = list[first].1.and(deals);
                    continue;
                }
            }
            match effect.lanes().into_iter().flatten().max() {
                Some(last) => after[last as usize].push(number),
                None => push_effect(&mut program, list[number]),
            }
        }
        for (lane, operation) in operations.iter().enumerate() {
            if !needed[lane].is_empty() {
                program.instructions.push(instruction(*operation, lane));
                for number in std::mem::take(&mut after[lane]) {
                    push_effect(&mut program, list[number]);
                }
            }
        }
        program.slots = self.kinds;
        program.joints = self.joints.len();
        program.leaves = self.leaves;
        program.differences = self.differences;
        program
    }

    /// Who needs each lane.
    fn needed(&self, operations: &[Operation]) -> Vec<Deals> {
        let mut needed = vec![Deals::NONE; operations.len()];
        for (effect, deals) in &self.list {
            if !matches!(effect, Effect::CheckIfRead(..)) {
                for lane in effect.lanes().into_iter().flatten() {
                    needed[lane as usize] = needed[lane as usize].and(*deals);
                }
            }
        }
        for lane in (0..operations.len()).rev() {
            let by = needed[lane];
            if !by.is_empty() {
                for value in inputs(&operations[lane]).into_iter().flatten() {
                    if let Value::Lane(input) = value {
                        needed[input as usize] = needed[input as usize].and(by);
                    }
                }
            }
        }
        needed
    }
}

impl Effect {
    /// The lanes that it reads.
    fn lanes(&self) -> [Option<u32>; 2] {
        let lane = |operand: Operand| match operand {
            Operand::Register(lane) => Some(lane),
            Operand::Number(_) | Operand::Turned(_) => None,
        };
        match *self {
            Self::Check(_, lane) | Self::CheckIfRead(_, lane) => [Some(lane), None],
            Self::Track(a, _) => [lane(a), None],
            Self::Joint(across, up, _) => [lane(across), lane(up)],
        }
    }
}

fn operand(value: Value) -> Operand {
    match value {
        Value::Known(number) => Operand::Number(number),
        Value::Turned(number) => Operand::Turned(number),
        Value::Lane(lane) => Operand::Register(lane),
    }
}

fn push_effect(program: &mut Program, (effect, deals): (Effect, Deals)) {
    match effect {
        Effect::Check(point, lane) | Effect::CheckIfRead(point, lane) => {
            let check = u32::try_from(program.checks.len()).unwrap_or(u32::MAX);
            program.checks.push(CheckPoint { deals, ..point });
            program.instructions.push(Instruction::Check { a: lane, check });
        }
        Effect::Track(a, slot) => program.instructions.push(Instruction::Track { a, slot }),
        Effect::Joint(across, up, number) => {
            program.instructions.push(Instruction::Joint { across, up, number });
        }
    }
}

fn inputs(operation: &Operation) -> [Option<Value>; 3] {
    match *operation {
        Operation::Uniform(..) | Operation::Normal(..) => [None; 3],
        Operation::Unary(_, a) | Operation::Table(a, _) => [Some(a), None, None],
        Operation::Binary(_, a, b) | Operation::Overlap(a, b, _) => [Some(a), Some(b), None],
        Operation::Select(c, a, b) => [Some(c), Some(a), Some(b)],
    }
}

fn instruction(operation: Operation, lane: usize) -> Instruction {
    let to = u32::try_from(lane).unwrap_or(u32::MAX);
    // Operations on known numbers alone were folded: what is left reads at least one lane.
    let register = |value: Value| match value {
        Value::Lane(lane) => lane,
        Value::Known(_) | Value::Turned(_) => u32::MAX,
    };
    match operation {
        Operation::Uniform(site, index) => Instruction::Uniform { to, site, index },
        Operation::Normal(site, index) => Instruction::Normal { to, site, index },
        Operation::Unary(operation, a) => Instruction::Unary { operation, to, a: register(a) },
        Operation::Binary(operation, a, b) => {
            Instruction::Binary { operation, to, a: operand(a), b: operand(b) }
        }
        Operation::Select(c, a, b) => {
            Instruction::Select { to, condition: register(c), a: operand(a), b: operand(b) }
        }
        Operation::Overlap(start, end, index) => {
            Instruction::Overlap { to, start: operand(start), end: operand(end), index }
        }
        Operation::Table(a, table) => Instruction::Table { to, a: register(a), table },
    }
}
