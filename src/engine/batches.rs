//! Deals cut into batches: few enough for their registers to stay near the processor, each compiled once.

use super::compile::{CompileError, compile_lean, orders_alone};
use super::deals::{Deals, MOST_DEALS};
use super::program::Program;
use crate::plan::{Batch, Difference, Member, Plan};
use rayon::prelude::*;

/// Beyond so many registers a batch of several deals is cut in two.
const MOST_REGISTERS: usize = 1_024;

/// A batch with its program.
#[derive(Debug)]
pub(super) struct Ready {
    pub(super) batch: Batch,
    pub(super) program: Program,
    /// Which deals of the study its members are.
    pub(super) members: Vec<Seat>,
    /// Which differences of the study it works out.
    pub(super) differences: Vec<usize>,
}

/// A deal in a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Seat {
    pub(super) deal: usize,
    /// Whether it is there for differences only; its own batch is another.
    pub(super) guest: bool,
}

impl Ready {
    /// The members that no known number stops.
    pub(super) fn sound(&self) -> Deals {
        let faulty = self.program.faults.iter().enumerate().filter(|(_, fault)| fault.is_some());
        let faulty = faulty.map(|(place, _)| Deals::one(place)).fold(Deals::NONE, Deals::and);
        Deals::first(self.members.len()).without(faulty)
    }

    /// One deal by itself.
    ///
    /// # Errors
    /// As [`compile_lean`].
    pub(super) fn alone(plan: &Plan, deal: usize) -> Result<Self, CompileError> {
        let batch = Batch::alone(plan);
        let program = compile_lean(&batch)?;
        let members = vec![Seat { deal, guest: false }];
        Ok(Self { batch, program, members, differences: Vec::new() })
    }
}

/// Deals that go into one batch, and the differences that are worked out there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Group {
    members: Vec<Seat>,
    differences: Vec<usize>,
}

/// Compiles all deals in as few batches as will do; beside them, the deals that cannot be compiled.
pub(super) fn prepare(
    plans: &[&Plan],
    differences: &[Difference],
) -> (Vec<Ready>, Vec<(usize, CompileError)>) {
    let all: Vec<usize> = (0..plans.len()).collect();
    let groups = cut(plans, differences, &all, MOST_DEALS);
    let done: Vec<_> =
        groups.into_par_iter().map(|group| compiled(plans, differences, group)).collect();
    let mut batches = Vec::new();
    let mut refused = Vec::new();
    for (ready, errors) in done {
        batches.extend(ready);
        refused.extend(errors);
    }
    (batches, refused)
}

/// Cuts deals into groups of at most so many. A difference goes with the later of its two deals, and the other one sits
/// there too.
fn cut(plans: &[&Plan], differences: &[Difference], deals: &[usize], most: usize) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut open = Group::default();
    for &deal in deals {
        let mut own: Vec<(usize, usize)> = Vec::new();
        for (number, Difference { from, to }) in differences.iter().enumerate() {
            let (other, later) = (from.0.min(to.0), from.0.max(to.0));
            if later == deal && plans.get(other).is_some_and(|plan| one_grid(plan, plans[deal])) {
                own.push((number, other));
            }
        }
        let fits = open.members.iter().all(|seat| one_grid(plans[seat.deal], plans[deal]))
            && open.seats_for(deal, &own) <= most;
        if !fits && !open.members.is_empty() {
            groups.push(std::mem::take(&mut open));
        }
        open.seat(deal, false);
        for (number, other) in own {
            if open.seats_for(other, &[]) > most {
                groups.push(std::mem::take(&mut open));
                open.seat(deal, true);
            }
            open.seat(other, true);
            open.differences.push(number);
        }
    }
    if !open.members.is_empty() {
        groups.push(open);
    }
    groups
}

impl Group {
    fn has(&self, deal: usize) -> bool {
        self.members.iter().any(|seat| seat.deal == deal)
    }

    /// How many seats it would need with a deal and those that its differences need.
    fn seats_for(&self, deal: usize, own: &[(usize, usize)]) -> usize {
        let mut new: Vec<usize> = own.iter().map(|(_, other)| *other).chain([deal]).collect();
        new.sort_unstable();
        new.dedup();
        self.members.len() + new.into_iter().filter(|deal| !self.has(*deal)).count()
    }

    /// Gives a deal a seat, where it has none; one that came as a guest may stay for itself.
    fn seat(&mut self, deal: usize, guest: bool) {
        match self.members.iter_mut().find(|seat| seat.deal == deal) {
            Some(seat) => seat.guest &= guest,
            None => self.members.push(Seat { deal, guest }),
        }
    }
}

/// Whether two plans can be unrolled over the same periods.
fn one_grid(one: &Plan, other: &Plan) -> bool {
    let bits = |plan: &Plan| plan.times.iter().map(|time| time.to_bits()).collect::<Vec<_>>();
    one.period_years.to_bits() == other.period_years.to_bits() && bits(one) == bits(other)
}

/// Compiles a group, or its halves where it is too large; without those that cannot be compiled.
fn compiled(
    plans: &[&Plan],
    differences: &[Difference],
    group: Group,
) -> (Vec<Ready>, Vec<(usize, CompileError)>) {
    let own: Vec<usize> =
        group.members.iter().filter(|seat| !seat.guest).map(|seat| seat.deal).collect();
    match together(plans, differences, group.clone()) {
        Ok(ready) if ready.program.registers > MOST_REGISTERS && own.len() > 1 => {
            let mut done = (Vec::new(), Vec::new());
            for half in own.chunks(own.len().div_ceil(2)) {
                for group in cut(plans, differences, half, MOST_DEALS) {
                    let (ready, errors) = compiled(plans, differences, group);
                    done.0.extend(ready);
                    done.1.extend(errors);
                }
            }
            done
        }
        Ok(ready) => (vec![ready], Vec::new()),
        Err(_) => without_loops(plans, differences, &group),
    }
}

/// Compiles those of a group that can be compiled.
fn without_loops(
    plans: &[&Plan],
    differences: &[Difference],
    group: &Group,
) -> (Vec<Ready>, Vec<(usize, CompileError)>) {
    let mut left = Group { members: Vec::new(), differences: group.differences.clone() };
    let mut errors = Vec::new();
    for &seat in &group.members {
        match orders_alone(plans[seat.deal]) {
            Ok(()) => left.members.push(seat),
            Err(_) if seat.guest => {}
            Err(error) => errors.push((seat.deal, error)),
        }
    }
    left.differences.retain(|&number| {
        let Difference { from, to } = differences[number];
        left.members.iter().filter(|seat| [from.0, to.0].contains(&seat.deal)).count()
            == if from.0 == to.0 { 1 } else { 2 }
    });
    if left.members.is_empty() {
        return (Vec::new(), errors);
    }
    // None of those that are left has a loop.
    (together(plans, differences, left).into_iter().collect(), errors)
}

fn together(
    plans: &[&Plan],
    differences: &[Difference],
    group: Group,
) -> Result<Ready, CompileError> {
    let Group { members, differences: numbers } = group;
    if let ([Seat { deal, guest: false }], []) = (&members[..], &numbers[..]) {
        return Ready::alone(plans[*deal], *deal);
    }
    let place = |deal: usize| members.iter().position(|seat| seat.deal == deal).unwrap_or(0);
    let own: Vec<Difference> = numbers
        .iter()
        .map(|&number| {
            let Difference { from, to } = differences[number];
            Difference { from: (place(from.0), from.1), to: (place(to.0), to.1) }
        })
        .collect();
    let deals: Vec<Member<'_>> =
        members.iter().map(|seat| Member { plan: plans[seat.deal], guest: seat.guest }).collect();
    let batch = Batch::join(&deals, &own).map_err(CompileError::Cycle)?;
    let program = compile_lean(&batch)?;
    Ok(Ready { batch, program, members, differences: numbers })
}
