//! Few registers for many values: a register is free again once its value has been read for the last time.

use super::program::{Instruction, Operand, Program};
use crate::plan::Binary;

/// Fuses products into sums and gives every value a register.
pub(super) fn allocate(program: &mut Program) {
    fuse(program);
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

/// Turns a product that is read once, by a sum, into one operation; the roundings stay two.
fn fuse(program: &mut Program) {
    let mut uses: Vec<u32> = Vec::new();
    let mut maker: Vec<usize> = Vec::new();
    for (place, instruction) in program.instructions.iter().enumerate() {
        for register in instruction.reads().into_iter().flatten() {
            let register = register as usize;
            if register >= uses.len() {
                uses.resize(register + 1, 0);
            }
            uses[register] += 1;
        }
        if let Some(register) = instruction.writes() {
            let register = register as usize;
            if register >= maker.len() {
                maker.resize(register + 1, usize::MAX);
            }
            maker[register] = place;
        }
    }
    let mut gone = vec![false; program.instructions.len()];
    for place in 0..program.instructions.len() {
        let Instruction::Binary { operation: Binary::Add, to, a, b } = program.instructions[place]
        else {
            continue;
        };
        // Addition commutes to the bit, so either side may be the product.
        for (product, other) in [(a, b), (b, a)] {
            let Operand::Register(register) = product else { continue };
            if uses.get(register as usize) != Some(&1) {
                continue;
            }
            let source = maker[register as usize];
            let Instruction::Binary { operation: Binary::Multiply, a: x, b: y, .. } =
                program.instructions[source]
            else {
                continue;
            };
            let (Operand::Register(a), b) = (match (x, y) {
                (Operand::Register(_), _) => (x, y),
                _ => (y, x),
            }) else {
                continue;
            };
            program.instructions[place] = Instruction::MultiplyAdd { to, a, b, c: other };
            gone[source] = true;
            break;
        }
    }
    let mut place = 0;
    program.instructions.retain(|_| {
        place += 1;
        !gone[place - 1]
    });
}
