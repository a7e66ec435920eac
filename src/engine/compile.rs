//! From a plan to a straight line: periods unrolled, what is known folded, equal work done once, dead work dropped.

use super::checks::drop_implied;
use super::fusion::fuse;
use super::known::KnownFault;
use super::program::{CheckPoint, Instruction, Operand, Program};
use super::registers::allocate;
use super::value::Value;
use crate::catalogue::Range;
use crate::plan::arithmetic as fold;
use crate::plan::{
    Binary, Cycle, Demand, Node, NodeId, Plan, ReadAt, TimeField, Unary, order_of_start,
    order_of_step,
};
use std::collections::HashMap;
use std::fmt;

/// Why a plan cannot be compiled.
#[derive(Clone, Debug, PartialEq)]
pub enum CompileError {
    /// Values that need one another in the same period.
    Cycle(Cycle),
    /// A named value that is the same on all paths is not what it must be.
    NotFinite(KnownFault),
}

impl fmt::Display for CompileError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cycle(_) => out.write_str("values need one another in the same period"),
            Self::NotFinite(KnownFault { named, index, value }) => {
                write!(out, "named value {named} is {value} in period {index} on every path")
            }
        }
    }
}

impl std::error::Error for CompileError {}

/// An operation on values, numbered by its place: the same operation on the same values is done once.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Operation {
    Uniform(u32, u32),
    Normal(u32, u32),
    Unary(Unary, Value),
    Binary(Binary, Value, Value),
    Select(Value, Value, Value),
    Overlap(Value, Value, u32),
    Table(Value, u32),
}

pub(super) struct Compiler<'plan> {
    pub(super) plan: &'plan Plan,
    pub(super) operations: Vec<Operation>,
    known: HashMap<Operation, u32>,
    /// What is done with values beside making others of them.
    effects: Vec<Effect>,
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

/// Compiles a plan.
///
/// # Errors
/// Values that need one another in the same period, or a value known now that is not finite.
pub fn compile(plan: &Plan) -> Result<Program, CompileError> {
    let mut program = straight_line(plan)?;
    fuse(&mut program);
    allocate(&mut program);
    Ok(program)
}

/// The same without the checks that others imply: it fails on the same paths and gives the same bits.
pub(super) fn compile_lean(plan: &Plan) -> Result<Program, CompileError> {
    let mut program = straight_line(plan)?;
    drop_implied(&mut program);
    fuse(&mut program);
    allocate(&mut program);
    Ok(program)
}

/// The program with a register of its own for every value.
fn straight_line(plan: &Plan) -> Result<Program, CompileError> {
    let mut roots: Vec<NodeId> = plan.tracks.iter().map(|track| track.node).collect();
    let demanded = plan.named.iter().filter(|named| named.demand != Demand::Nothing);
    roots.extend(demanded.map(|named| named.node));
    roots.extend(plan.joints.iter().flat_map(|joint| [joint.across, joint.up]));
    let mut compiler =
        Compiler { plan, operations: Vec::new(), known: HashMap::new(), effects: Vec::new() };
    let (steps, starts) = orders(plan, &roots)?;
    let mut slots = Vec::new();
    let mut next_slot = 0_u32;
    for track in &plan.tracks {
        let count = u32::try_from(track.readings(plan.periods)).unwrap_or(u32::MAX);
        slots.push((next_slot, count));
        next_slot += count;
    }
    let only_where_read = only_where_read(plan);
    let mut values = vec![Value::Known(f64::NAN); plan.nodes.len()];
    let mut before = values.clone();
    for index in 0..=plan.periods {
        for &id in if index == 0 { &starts } else { &steps } {
            let value = compiler.node(id, index, &values, &before);
            let watched = index == 0 && only_where_read[id.index()];
            values[id.index()] = if watched { compiler.watched(value) } else { value };
        }
        compiler.checks_of(index, &values, &before)?;
        compiler.tracks_of(index, &values, &slots);
        before.copy_from_slice(&values);
    }
    compiler.joints_of(&values);
    let mut program = compiler.emit();
    program.slots = slots;
    Ok(program)
}

/// The nodes that have to be finite where something reads them, and only there.
fn only_where_read(plan: &Plan) -> Vec<bool> {
    let mut found = vec![false; plan.nodes.len()];
    for where_read in [true, false] {
        for named in &plan.named {
            if where_read == (named.demand == Demand::FiniteWhereRead) && named.demand.is_due(1, 1)
            {
                found[named.node.index()] = where_read;
            }
        }
    }
    found
}

/// The orders of a period and of the start; the start needs what later periods look back to.
pub(super) fn orders(
    plan: &Plan,
    roots: &[NodeId],
) -> Result<(Vec<NodeId>, Vec<NodeId>), CompileError> {
    let mut wanted = roots.to_vec();
    let mut seen = vec![false; plan.nodes.len()];
    for root in roots {
        seen[root.index()] = true;
    }
    // What a period looks back to must be worked out in every period as well.
    loop {
        let steps = order_of_step(plan, &wanted).map_err(CompileError::Cycle)?;
        let more: Vec<NodeId> = steps
            .iter()
            .filter_map(|id| match plan.nodes[id.index()] {
                Node::Previous(target) if !seen[target.index()] => Some(target),
                _ => None,
            })
            .collect();
        if more.is_empty() {
            let starts = order_of_start(plan, &wanted).map_err(CompileError::Cycle)?;
            return Ok((steps, starts));
        }
        for target in more {
            if !std::mem::replace(&mut seen[target.index()], true) {
                wanted.push(target);
            }
        }
    }
}

impl Compiler<'_> {
    fn node(&mut self, id: NodeId, index: usize, now: &[Value], before: &[Value]) -> Value {
        let step = u32::try_from(index).unwrap_or(u32::MAX);
        let get = |id: NodeId| now[id.index()];
        match self.plan.nodes[id.index()] {
            Node::Constant(bits) => Value::Known(f64::from_bits(bits)),
            Node::Time(field) => Value::Known(match field {
                TimeField::Open => self.plan.times[index.saturating_sub(1)],
                TimeField::Close => self.plan.times[index],
                TimeField::Index => f64::from(step),
            }),
            Node::Series(series) => Value::Known(self.plan.series[series as usize][index]),
            Node::Uniform { site, each_step } => {
                self.lane(Operation::Uniform(site.0, if each_step { step } else { 0 }))
            }
            Node::Normal { site, each_step } => {
                self.lane(Operation::Normal(site.0, if each_step { step } else { 0 }))
            }
            Node::Unary(operation, a) => self.unary(operation, get(a)),
            Node::Binary(operation, a, b) => self.binary(operation, get(a), get(b)),
            Node::Select(c, a, b) => self.select(get(c), get(a), get(b)),
            Node::Overlap(start, end) => self.overlap(get(start), get(end), index),
            Node::Table(a, table) => match get(a) {
                Value::Known(a) => {
                    Value::Known(fold::table(a, &self.plan.tables[table.0 as usize]))
                }
                a => self.lane(Operation::Table(a, table.0)),
            },
            Node::Followed(start, next) => get(if index == 0 { start } else { next }),
            Node::Previous(a) if index == 0 => get(a),
            Node::Previous(a) => before[a.index()],
            Node::Later(_) => Value::Known(f64::NAN),
        }
    }

    pub(super) fn lane(&mut self, operation: Operation) -> Value {
        if let Some(&lane) = self.known.get(&operation) {
            return Value::Lane(lane);
        }
        let lane = u32::try_from(self.operations.len()).unwrap_or(u32::MAX);
        self.operations.push(operation);
        self.known.insert(operation, lane);
        Value::Lane(lane)
    }

    /// A known number that is not finite, as a lane: then it is seen whether anything reads it, which a folded number
    /// does not show. What nothing reads is dropped, as every lane is.
    fn watched(&mut self, value: Value) -> Value {
        match value {
            Value::Known(number) if !number.is_finite() => {
                let sign = if number.is_nan() { 0.0 } else { number.signum() };
                let [sign, zero] = [sign, 0.0].map(Value::Known);
                self.lane(Operation::Binary(Binary::Divide, sign, zero))
            }
            _ => value,
        }
    }

    fn checks_of(
        &mut self,
        index: usize,
        now: &[Value],
        before: &[Value],
    ) -> Result<(), CompileError> {
        let plan = self.plan;
        for (number, named) in plan.named.iter().enumerate() {
            if named.demand == Demand::Nothing {
                continue;
            }
            let range = named.demand.range();
            let at_end = named.demand == Demand::FiniteAtEnd;
            let if_read = named.demand == Demand::FiniteWhereRead;
            let node = named.node.index();
            let found_in = named.demand.dated(index, now[node] == before[node]);
            match now[node] {
                Value::Known(value) => {
                    let due = named.demand.is_due(index, plan.periods);
                    if due && !named.demand.is_met(value) {
                        let fault = KnownFault { named: number, index: found_in, value };
                        return Err(CompileError::NotFinite(fault));
                    }
                }
                Value::Lane(_) if at_end && index < plan.periods => {}
                // A parameter is first read for the first period.
                Value::Lane(_) if matches!(named.demand, Demand::Within { .. }) && index == 0 => {}
                Value::Lane(lane) => {
                    let named = u32::try_from(number).unwrap_or(u32::MAX);
                    let index = u32::try_from(found_in).unwrap_or(u32::MAX);
                    let point = CheckPoint { named, index, range };
                    let check = if if_read { Effect::CheckIfRead } else { Effect::Check };
                    self.effects.push(check(point, lane));
                }
            }
        }
        Ok(())
    }

    fn tracks_of(&mut self, index: usize, now: &[Value], slots: &[(u32, u32)]) {
        let plan = self.plan;
        for (track, &(first, _)) in plan.tracks.iter().zip(slots) {
            let slot = match &track.at {
                ReadAt::End => (index == plan.periods).then_some(0),
                ReadAt::EachStep => Some(index),
                ReadAt::Steps(steps) => {
                    steps.iter().position(|&step| step as usize == index && index > 0)
                }
            };
            let Some(slot) = slot else { continue };
            let slot = first + u32::try_from(slot).unwrap_or(u32::MAX);
            self.effects.push(Effect::Track(operand(now[track.node.index()]), slot));
        }
    }

    fn joints_of(&mut self, last: &[Value]) {
        for (number, joint) in (0..).zip(&self.plan.joints) {
            let [across, up] = [joint.across, joint.up].map(|node| operand(last[node.index()]));
            self.effects.push(Effect::Joint(across, up, number));
        }
    }

    /// Operations that are needed, in their order, with each effect as soon as its value exists.
    fn emit(self) -> Program {
        let mut needed = vec![false; self.operations.len()];
        let asking =
            self.effects.iter().filter(|effect| !matches!(effect, Effect::CheckIfRead(..)));
        for lane in asking.flat_map(Effect::lanes).flatten() {
            needed[lane as usize] = true;
        }
        for lane in (0..self.operations.len()).rev() {
            if needed[lane] {
                for value in inputs(&self.operations[lane]).into_iter().flatten() {
                    if let Value::Lane(input) = value {
                        needed[input as usize] = true;
                    }
                }
            }
        }
        let mut after: Vec<Vec<usize>> = vec![Vec::new(); self.operations.len()];
        let mut first = Vec::new();
        let mut checked = vec![[false; Range::COUNT]; self.operations.len()];
        for (number, effect) in self.effects.iter().enumerate() {
            if let Effect::Check(point, lane) | Effect::CheckIfRead(point, lane) = effect {
                // A value that stays the same over the periods is looked at once.
                let seen = &mut checked[*lane as usize][point.range as usize];
                if std::mem::replace(seen, true) {
                    continue;
                }
            }
            match effect.lanes().into_iter().flatten().max() {
                Some(last) => after[last as usize].push(number),
                None => first.push(number),
            }
        }
        let mut program = Program::default();
        for number in first {
            push_effect(&mut program, self.effects[number]);
        }
        for lane in 0..self.operations.len() {
            if needed[lane] {
                program.instructions.push(instruction(self.operations[lane], lane));
                for number in std::mem::take(&mut after[lane]) {
                    push_effect(&mut program, self.effects[number]);
                }
            }
        }
        program
    }
}

impl Effect {
    /// The lanes that it reads.
    fn lanes(&self) -> [Option<u32>; 2] {
        let lane = |operand: Operand| match operand {
            Operand::Register(lane) => Some(lane),
            Operand::Number(_) => None,
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
        Value::Lane(lane) => Operand::Register(lane),
    }
}

fn push_effect(program: &mut Program, effect: Effect) {
    match effect {
        Effect::Check(point, lane) | Effect::CheckIfRead(point, lane) => {
            let check = u32::try_from(program.checks.len()).unwrap_or(u32::MAX);
            program.checks.push(point);
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
        Value::Known(_) => u32::MAX,
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
