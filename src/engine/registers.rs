//! Few registers for many values: a register is free again once its value has been read for the last time.

use super::program::Program;

/// Gives every value a register.
pub(super) fn allocate(program: &mut Program) {
    let mut last: Vec<usize> = Vec::new();
    for (place, instruction) in program.instructions.iter().enumerate() {
        for register in instruction.reads().into_iter().flatten().chain(instruction.writes()) {
            let register = register as usize;
            if register >= last.len() {
                last.resize(register + 1, 0);
            }
            last[register] = place;
        }
    }
    let mut place_of = vec![u32::MAX; last.len()];
    let mut free: Vec<u32> = Vec::new();
    let mut count = 0_u32;
    for (place, instruction) in program.instructions.iter_mut().enumerate() {
        let reads = instruction.reads();
        let writes = instruction.writes();
        // The result gets its register before the arguments give theirs back: no operation works in place.
        let result = writes.map(|value| {
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
    program.registers = count as usize;
}
