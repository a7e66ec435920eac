//! Which sections of a program run for which cell: each once for every set of numbers that it hangs on, and again only where
//! what it hands on was overwritten meanwhile.

use super::sections::Sections;
use std::collections::HashMap;

/// A section that runs for a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) section: usize,
    /// Where what leaves it goes, where it runs for the first time with these numbers.
    pub(super) leaves: Option<Leaves>,
}

/// Where what leaves a section goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Leaves {
    /// The sink of its first slot.
    pub(super) sink: usize,
    /// The mark of a value that was not what it must be.
    pub(super) mark: usize,
}

/// The order of cells, and what runs for each.
#[derive(Debug, Default)]
pub(super) struct Schedule {
    /// The cells, and what runs for each.
    pub(super) cells: Vec<(usize, Vec<Step>)>,
    /// How many sinks there are.
    pub(super) sinks: usize,
    /// How many marks there are.
    pub(super) marks: usize,
    /// For each section and each of its states, where what leaves it goes.
    left: Vec<HashMap<u32, Leaves>>,
    /// How many operations run.
    cost: usize,
}

impl Schedule {
    /// The cheaper of two orders: as the cells come, and those that share much behind one another.
    pub(super) fn of(sections: &Sections, cells: &[usize]) -> Self {
        let as_they_come = Self::in_order(sections, cells);
        let mut heavier: Vec<usize> = (1..sections.list.len())
            .filter(|&section| distinct(sections, section, cells) < cells.len())
            .collect();
        heavier.sort_by_key(|&section| sections.weight(section));
        let mut sorted = cells.to_vec();
        for section in heavier {
            let states = &sections.list[section].states;
            sorted.sort_by_key(|&cell| states[cell]);
        }
        let by_weight = Self::in_order(sections, &sorted);
        if by_weight.cost < as_they_come.cost { by_weight } else { as_they_come }
    }

    fn in_order(sections: &Sections, cells: &[usize]) -> Self {
        let count = sections.list.len();
        let mut schedule = Self { left: vec![HashMap::new(); count], ..Self::default() };
        let mut holds: Vec<Option<u32>> = vec![None; count];
        holds[0] = Some(0);
        schedule.leaves(sections, 0, 0);
        for &cell in cells {
            let mut runs = vec![false; count];
            let mut steps = Vec::new();
            for section in (1..count).rev() {
                let own = &sections.list[section];
                let state = own.states[cell];
                let new = own.has_effects && !schedule.left[section].contains_key(&state);
                let is_stale = runs[section] && holds[section] != Some(state);
                if !new && !is_stale {
                    continue;
                }
                own.reads.iter().for_each(|&read| runs[read] = true);
                let leaves = new.then(|| schedule.leaves(sections, section, state));
                schedule.cost += own.instructions.len();
                holds[section] = Some(state);
                steps.push(Step { section, leaves });
            }
            steps.reverse();
            schedule.cells.push((cell, steps));
        }
        schedule
    }

    /// Makes room for what leaves a section.
    fn leaves(&mut self, sections: &Sections, section: usize, state: u32) -> Leaves {
        let leaves = Leaves { sink: self.sinks, mark: self.marks };
        self.sinks += sections.list[section].slots;
        self.marks += 1;
        self.left[section].insert(state, leaves);
        leaves
    }

    /// How many operations run for cells.
    pub(super) fn cost(&self) -> usize {
        self.cost
    }

    /// What leaves the first section.
    pub(super) fn first(&self) -> Step {
        Step { section: 0, leaves: self.left[0].get(&0).copied() }
    }

    /// The sink of a slot for a cell.
    pub(super) fn sink(&self, sections: &Sections, slot: usize, cell: usize) -> Option<usize> {
        let (section, place) = sections.slots[slot];
        let state = sections.list[section].states[cell];
        self.left[section].get(&state).map(|leaves| leaves.sink + place)
    }

    /// Whether some value of a cell was not what it must be.
    pub(super) fn failed(&self, sections: &Sections, cell: usize, marks: &[bool]) -> bool {
        let failed = |(section, left): (&super::sections::Section, &HashMap<u32, Leaves>)| {
            left.get(&section.states[cell]).is_some_and(|leaves| marks[leaves.mark])
        };
        sections.list.iter().zip(&self.left).any(failed)
    }
}

/// How many sets of numbers of a section some cells have.
fn distinct(sections: &Sections, section: usize, cells: &[usize]) -> usize {
    let mut states: Vec<u32> =
        cells.iter().map(|&cell| sections.list[section].states[cell]).collect();
    states.sort_unstable();
    states.dedup();
    states.len()
}
