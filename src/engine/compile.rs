//! From a plan to a straight line: periods unrolled, what is known folded, equal work done once, dead work dropped.

use super::cells::Cells;
use super::checks::drop_implied;
use super::deals::Deals;
use super::effects::Effects;
use super::fusion::fuse;
use super::known::KnownFault;
use super::program::{CheckPoint, Program, SlotKind};
use super::registers::allocate;
use super::value::Value;
use crate::plan::arithmetic as fold;
use crate::plan::{
    Batch, Binary, Cycle, Demand, Node, NodeId, Parameter, Plan, ReadAt, TimeField, Unary,
    order_of_start, order_of_step,
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
    effects: Effects,
    /// For each deal, the first named value that is the same on all paths and not what it must be.
    faults: Vec<Option<KnownFault>>,
    /// The numbers that are turned, and who has which.
    pub(super) cells: Cells,
    parameters: &'plan [Parameter],
}

/// Compiles a plan.
///
/// # Errors
/// Values that need one another in the same period, or a value known now that is not finite.
pub fn compile(plan: &Plan) -> Result<Program, CompileError> {
    let program = compile_whole(&Batch::alone(plan))?;
    match program.faults.iter().flatten().next() {
        Some(fault) => Err(CompileError::NotFinite(*fault)),
        None => Ok(program),
    }
}

/// Several deals with every check.
pub(super) fn compile_whole(batch: &Batch) -> Result<Program, CompileError> {
    let mut program = straight_line(batch)?;
    fuse(&mut program);
    allocate(&mut program);
    Ok(program)
}

/// Several deals without the checks that others imply: each fails on the same paths and gives the same bits as alone.
pub(super) fn compile_lean(batch: &Batch) -> Result<Program, CompileError> {
    let mut program = straight_line(batch)?;
    drop_implied(&mut program);
    fuse(&mut program);
    allocate(&mut program);
    Ok(program)
}

/// The program with a register of its own for every value.
fn straight_line(batch: &Batch) -> Result<Program, CompileError> {
    straight_line_of(batch, &[], 1).map(|(program, _)| program)
}

/// The same of one deal whose numbers are turned, for the first of so many cells and all that can share its program.
///
/// # Errors
/// Values that need one another in the same period.
pub(super) fn straight_line_of<'plan>(
    batch: &'plan Batch,
    parameters: &'plan [Parameter],
    cells: usize,
) -> Result<(Program, Cells), CompileError> {
    let plan = &batch.plan;
    let (steps, starts) = orders(plan, &roots(batch))?;
    let mut compiler = Compiler {
        plan,
        operations: Vec::new(),
        known: HashMap::new(),
        effects: Effects::new(batch),
        faults: vec![None; batch.deals.len()],
        cells: Cells::new(cells),
        parameters,
    };
    let mut values = vec![Value::Known(f64::NAN); plan.nodes.len()];
    let mut before = values.clone();
    for index in 0..=plan.periods {
        for &id in if index == 0 { &starts } else { &steps } {
            let value = compiler.node(id, index, &values, &before);
            let watched = index == 0 && batch.where_read[id.index()];
            values[id.index()] = if watched { compiler.watched(value) } else { value };
        }
        compiler.checks_of(batch, index, &values, &before);
        compiler.tracks_of(batch, index, &values);
        before.copy_from_slice(&values);
    }
    compiler.end_of(batch, &values);
    let Compiler { operations, effects, faults, cells, .. } = compiler;
    Ok((Program { faults, ..effects.emit(&operations) }, cells))
}

/// Whether a plan's values can be worked out one after the other.
///
/// # Errors
/// Values that need one another in the same period.
pub(super) fn orders_alone(plan: &Plan) -> Result<(), CompileError> {
    orders(plan, &roots(&Batch::alone(plan))).map(|_| ())
}

/// Everything that leaves the engine or has to hold.
fn roots(batch: &Batch) -> Vec<NodeId> {
    let mut roots = Vec::new();
    for deal in &batch.deals {
        roots.extend(deal.tracks.iter().map(|track| track.node));
        let demanded = deal.named.iter().filter(|(_, demand)| *demand != Demand::Nothing);
        roots.extend(demanded.map(|(node, _)| *node));
        roots.extend(deal.joints.iter().flat_map(|joint| [joint.across, joint.up]));
    }
    roots.extend(batch.differences.iter().flatten());
    roots
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
            Node::Parameter(parameter) => self.parameter(parameter, index),
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
                a if a.is_number() => {
                    let quantiles = &self.plan.tables[table.0 as usize];
                    self.cells.of([a], |[a]| fold::table(a, quantiles))
                }
                a => self.lane(Operation::Table(a, table.0)),
            },
            Node::Followed(start, next) => get(if index == 0 { start } else { next }),
            Node::Previous(a) if index == 0 => get(a),
            Node::Previous(a) => before[a.index()],
            Node::Later(_) => Value::Known(f64::NAN),
        }
    }

    /// A number that is turned, in a period.
    fn parameter(&mut self, parameter: u32, index: usize) -> Value {
        match self.parameters.get(parameter as usize) {
            Some(Parameter::Number(numbers)) => self.cells.value(numbers.clone()),
            Some(Parameter::Series(series)) => {
                self.cells.value(series.iter().map(|values| values[index]).collect())
            }
            None => Value::Known(f64::NAN),
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
        if !value.is_number() || self.cells.is(value, f64::is_finite) {
            return value;
        }
        let sign = |number: f64| if number.is_nan() { 0.0 } else { number.signum() };
        let sign = self.cells.of([value], |[number]| sign(number));
        self.lane(Operation::Binary(Binary::Divide, sign, Value::Known(0.0)))
    }

    fn checks_of(&mut self, batch: &Batch, index: usize, now: &[Value], before: &[Value]) {
        let periods = self.plan.periods;
        for (place, deal) in batch.deals.iter().enumerate() {
            for (number, &(node, demand)) in deal.named.iter().enumerate() {
                if demand == Demand::Nothing {
                    continue;
                }
                let found_in = demand.dated(index, now[node.index()] == before[node.index()]);
                match now[node.index()] {
                    Value::Known(value) => {
                        if demand.is_due(index, periods) && !demand.is_met(value) {
                            let fault = KnownFault { named: number, index: found_in, value };
                            self.faults[place].get_or_insert(fault);
                        }
                    }
                    Value::Turned(value) => {
                        if demand.is_due(index, periods) {
                            let numbers = self.cells.number(value).to_vec();
                            for (faulty, number) in self.cells.faulty.iter_mut().zip(numbers) {
                                *faulty |= !demand.is_met(number);
                            }
                        }
                    }
                    Value::Lane(_) if demand == Demand::FiniteAtEnd && index < periods => {}
                    // A parameter is first read for the first period.
                    Value::Lane(_) if matches!(demand, Demand::Within { .. }) && index == 0 => {}
                    Value::Lane(lane) => {
                        let point = CheckPoint {
                            named: u32::try_from(number).unwrap_or(u32::MAX),
                            index: u32::try_from(found_in).unwrap_or(u32::MAX),
                            range: demand.range(),
                            deals: Deals::one(place),
                        };
                        self.effects.check(lane, point, demand == Demand::FiniteWhereRead);
                    }
                }
            }
        }
    }

    fn tracks_of(&mut self, batch: &Batch, index: usize, now: &[Value]) {
        for (place, deal) in batch.deals.iter().enumerate() {
            for (number, track) in deal.tracks.iter().enumerate() {
                let reading = match &track.at {
                    ReadAt::End => (index == self.plan.periods).then_some(0),
                    ReadAt::EachStep => Some(index),
                    ReadAt::Steps(steps) => {
                        steps.iter().position(|&step| step as usize == index && index > 0)
                    }
                };
                if let Some(reading) = reading {
                    let kind = SlotKind::of(track.sink);
                    let value = now[track.node.index()];
                    let slot = self.effects.track(value, kind, Deals::one(place));
                    self.effects.leaves[place].tracks[number][reading] = slot;
                }
            }
        }
    }

    /// What is read after the last period: joint distributions and differences.
    fn end_of(&mut self, batch: &Batch, last: &[Value]) {
        for (place, deal) in batch.deals.iter().enumerate() {
            for joint in &deal.joints {
                let pair = [joint.across, joint.up].map(|node| last[node.index()]);
                let number = self.effects.joint(pair, Deals::one(place));
                self.effects.leaves[place].joints.push(number);
            }
        }
        for node in &batch.differences {
            let value = node.map(|node| last[node.index()]);
            let slot =
                value.map(|value| self.effects.track(value, SlotKind::Numbers, Deals::DIFFERENCE));
            self.effects.differences.push(slot);
        }
    }
}
