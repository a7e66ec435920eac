//! A program cut into sections by the numbers that its operations hang on: what hangs on none is worked out once for all
//! cells, and the rest once for each of the numbers that it hangs on.

use super::fusion::fuse_part;
use super::program::{Instruction, Operand, Program};
use super::registers::allocate_part;
use std::collections::{BTreeMap, HashMap};

/// Operations that hang on the same numbers, in their order.
#[derive(Debug)]
pub(super) struct Section {
    /// Each with whether it reads a number that is turned.
    pub(super) instructions: Vec<(Instruction, bool)>,
    /// For each cell, which it is of the sets of numbers that the section hangs on.
    pub(super) states: Vec<u32>,
    /// The sections that it reads, those that all cells share apart.
    pub(super) reads: Vec<usize>,
    /// How many values leave it.
    pub(super) slots: usize,
    /// Whether values leave it or are looked at.
    pub(super) has_effects: bool,
}

/// A program in sections, each after those that it reads; the first one hangs on no number.
#[derive(Debug)]
pub(super) struct Sections {
    pub(super) list: Vec<Section>,
    /// How many registers they use.
    pub(super) registers: usize,
    /// How many of them hold what one section hands to others.
    pub(super) handed_down: usize,
    /// What each number that is turned is in every cell.
    pub(super) numbers: Vec<Vec<f64>>,
    /// For each slot of the program its section, and its place there.
    pub(super) slots: Vec<(usize, usize)>,
}

impl Sections {
    /// Cuts a program in which every value has a register of its own.
    pub(super) fn of(program: &Program, numbers: Vec<Vec<f64>>, cells: usize) -> Self {
        let mut partitions = Partitions::new(cells);
        let of_numbers: Vec<usize> =
            numbers.iter().map(|numbers| partitions.of_numbers(numbers)).collect();
        let mut made_in: Vec<usize> = Vec::new();
        let mut parts: BTreeMap<usize, Vec<Instruction>> = BTreeMap::from([(0, Vec::new())]);
        for &instruction in &program.instructions {
            let mut own = instruction;
            let mut partition = 0;
            for operand in own.operands_mut().into_iter().flatten() {
                if let Operand::Turned(number) = *operand {
                    partition = partitions.finer(partition, of_numbers[number as usize]);
                }
            }
            for register in instruction.reads().into_iter().flatten() {
                partition = partitions.finer(partition, made_in[register as usize]);
            }
            if let Some(register) = instruction.writes() {
                made_in.resize(made_in.len().max(register as usize + 1), 0);
                made_in[register as usize] = partition;
            }
            parts.entry(partition).or_default().push(instruction);
        }
        // What reads a section hangs on more numbers than it, and so has more states.
        let mut order: Vec<usize> = parts.keys().copied().collect();
        order.sort_by_key(|&partition| (partitions.counts[partition], partition));
        let place: BTreeMap<usize, usize> = order.iter().copied().zip(0..).collect();
        let section_of = |register: u32| place[&made_in[register as usize]];
        let parts = order.iter().map(|partition| (*partition, parts.remove(partition)));
        let parts: Vec<(usize, Vec<Instruction>)> =
            parts.map(|(partition, part)| (partition, part.unwrap_or_default())).collect();
        let kept = handed_down(&parts, &section_of);
        let mut sections = Self {
            list: Vec::new(),
            registers: kept.len(),
            handed_down: kept.len(),
            numbers,
            slots: vec![(0, 0); program.slots.len()],
        };
        for (section, (partition, part)) in parts.into_iter().enumerate() {
            let states = std::mem::take(&mut partitions.list[partition]);
            sections.push(section, part, states, (&kept, &section_of));
        }
        sections
    }

    /// Adds a section: its operations fused and given registers.
    fn push(
        &mut self,
        section: usize,
        mut part: Vec<Instruction>,
        states: Vec<u32>,
        (kept, section_of): (&BTreeMap<u32, u32>, &impl Fn(u32) -> usize),
    ) {
        let mut reads: Vec<usize> = part
            .iter()
            .flat_map(|instruction| instruction.reads().into_iter().flatten())
            .map(section_of)
            .filter(|&read| read != section && read != 0)
            .collect();
        reads.sort_unstable();
        reads.dedup();
        let own: Vec<u32> = part
            .iter()
            .filter_map(Instruction::writes)
            .filter(|value| kept.contains_key(value))
            .collect();
        fuse_part(&mut part, &own);
        let from = u32::try_from(self.handed_down).unwrap_or(u32::MAX);
        self.registers = self.registers.max(allocate_part(&mut part, kept, from) as usize);
        let (mut slots, mut has_effects) = (0, false);
        for instruction in &mut part {
            match instruction {
                Instruction::Track { slot, .. } => {
                    self.slots[*slot as usize] = (section, slots);
                    *slot = u32::try_from(slots).unwrap_or(u32::MAX);
                    slots += 1;
                    has_effects = true;
                }
                Instruction::Check { .. } => has_effects = true,
                _ => {}
            }
        }
        let turned = |mut instruction: Instruction| {
            let own = instruction;
            let mut operands = instruction.operands_mut().into_iter().flatten();
            (own, operands.any(|operand| matches!(operand, Operand::Turned(_))))
        };
        let instructions = part.into_iter().map(turned).collect();
        self.list.push(Section { instructions, states, reads, slots, has_effects });
    }

    /// How many operations a section has.
    pub(super) fn weight(&self, section: usize) -> usize {
        self.list[section].instructions.len()
    }
}

/// The values that one section reads of another, each with the register that holds it for the whole block.
fn handed_down(
    parts: &[(usize, Vec<Instruction>)],
    section_of: &impl Fn(u32) -> usize,
) -> BTreeMap<u32, u32> {
    let mut kept: BTreeMap<u32, u32> = BTreeMap::new();
    for (section, (_, part)) in parts.iter().enumerate() {
        for value in part.iter().flat_map(|instruction| instruction.reads().into_iter().flatten()) {
            if section_of(value) != section {
                kept.insert(value, 0);
            }
        }
    }
    for (register, of) in (0..).zip(kept.values_mut()) {
        *of = register;
    }
    kept
}

/// Ways in which cells fall into groups that share numbers, each once.
struct Partitions {
    /// For each way and each cell the number of its group, in the order of their first cells.
    list: Vec<Vec<u32>>,
    /// How many groups each has.
    counts: Vec<u32>,
    known: HashMap<Vec<u32>, usize>,
    finer: HashMap<(usize, usize), usize>,
}

impl Partitions {
    /// Of so many cells; the first way has all of them in one group.
    fn new(cells: usize) -> Self {
        let all = vec![0; cells];
        Self {
            list: vec![all.clone()],
            counts: vec![1],
            known: HashMap::from([(all, 0)]),
            finer: HashMap::new(),
        }
    }

    /// Cells with equal numbers in one group.
    fn of_numbers(&mut self, numbers: &[f64]) -> usize {
        let bits: Vec<u64> = numbers.iter().map(|number| number.to_bits()).collect();
        self.of_keys(&bits)
    }

    /// Cells that are in one group in both ways.
    fn finer(&mut self, one: usize, other: usize) -> usize {
        if one == other || other == 0 {
            return one;
        }
        if one == 0 {
            return other;
        }
        let pair = (one.min(other), one.max(other));
        if let Some(&known) = self.finer.get(&pair) {
            return known;
        }
        let both = self.list[pair.0].iter().zip(&self.list[pair.1]);
        let keys: Vec<u64> =
            both.map(|(one, other)| u64::from(*one) << 32 | u64::from(*other)).collect();
        let found = self.of_keys(&keys);
        self.finer.insert(pair, found);
        found
    }

    fn of_keys(&mut self, keys: &[u64]) -> usize {
        let mut groups: HashMap<u64, u32> = HashMap::new();
        let mut next = 0;
        let mut group = |key: &u64| {
            *groups.entry(*key).or_insert_with(|| {
                next += 1;
                next - 1
            })
        };
        let groups: Vec<u32> = keys.iter().map(&mut group).collect();
        if let Some(&known) = self.known.get(&groups) {
            return known;
        }
        self.list.push(groups.clone());
        self.counts.push(next);
        self.known.insert(groups, self.list.len() - 1);
        self.list.len() - 1
    }
}
