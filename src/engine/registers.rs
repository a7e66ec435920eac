//! Few registers for many values: a register is free again once its value has been read for the last time.

use super::program::{Instruction, Program};
use std::collections::BTreeMap;

/// Gives every value a register.
pub(super) fn allocate(program: &mut Program) {
    program.registers = allocate_part(&mut program.instructions, &BTreeMap::new(), 0) as usize;
}

/// Gives every value of a part of a program a register: some the one that is `kept` for them, the others one from a
/// number on. Returns the number after the last one.
pub(super) fn allocate_part(
    instructions: &mut [Instruction],
    kept: &BTreeMap<u32, u32>,
    from: u32,
) -> u32 {
    let mut last: Vec<usize> = Vec::new();
    for (place, instruction) in instructions.iter().enumerate() {
        for register in instruction.reads().into_iter().flatten().chain(instruction.writes()) {
            let register = register as usize;
            if register >= last.len() {
                last.resize(register + 1, 0);
            }
            last[register] = place;
        }
    }
    let mut place_of = vec![u32::MAX; last.len()];
    for (&value, &register) in kept {
        if let Some(place) = place_of.get_mut(value as usize) {
            *place = register;
            last[value as usize] = usize::MAX;
        }
    }
    let mut free: Vec<u32> = Vec::new();
    let mut count = from;
    for (place, instruction) in instructions.iter_mut().enumerate() {
        let reads = instruction.reads();
        let writes = instruction.writes();
        // The result gets its register before the arguments give theirs back: no operation works in place.
        let result = writes.map(|value| {
            if let Some(&register) = kept.get(&value) {
                return register;
            }
            let register = free.pop().unwrap_or_else(|| {
                count += 1;
                count - 1
            });
            place_of[value as usize] = register;
            register
        });
        instruction.rename(|value| place_of[value as usize], result);
        let mut done: Vec<u32> = reads.into_iter().flatten().chain(writes).collect();
        done.sort_unstable();
        done.dedup();
        for value in done {
            if last[value as usize] == place {
                free.push(place_of[value as usize]);
            }
        }
    }
    count
}
