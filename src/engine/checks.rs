//! Checks that other checks imply: what is not finite stays so through sums and products, so it is enough to look where it ends up.

use super::deals::Deals;
use super::program::{Instruction, Operand, Program};
use crate::catalogue::Range;
use crate::plan::{Binary, Unary};

/// Takes out each check for finite numbers of a value that cannot be bad without a later value being bad on the same
/// path that all who insist on the first one check too. Works on programs in which every value still has a register of
/// its own.
pub(super) fn drop_implied(program: &mut Program) {
    let values = program.instructions.iter().filter_map(Instruction::writes).max();
    // Who would see it if a value were bad.
    let mut seen = vec![Deals::NONE; values.map_or(0, |last| last as usize + 1)];
    let checks = &mut program.checks;
    let mut kept = Vec::with_capacity(program.instructions.len());
    // Backwards, every reader of a value comes before its maker.
    for instruction in program.instructions.drain(..).rev() {
        if let Instruction::Check { a, check } = instruction {
            let point = &mut checks[check as usize];
            let blind = point.deals.without(seen[a as usize]);
            seen[a as usize] = seen[a as usize].and(point.deals);
            if point.range == Range::Any {
                if blind.is_empty() {
                    continue;
                }
                point.deals = blind;
            }
        } else if let Some(value) = instruction.writes() {
            let by = seen[value as usize];
            for operand in hands_on(&instruction).into_iter().flatten() {
                seen[operand as usize] = seen[operand as usize].and(by);
            }
        }
        kept.push(instruction);
    }
    kept.reverse();
    program.instructions = kept;
}

/// Operands that make the result infinite or not a number whenever they are, whatever the others are.
fn hands_on(instruction: &Instruction) -> [Option<u32>; 4] {
    let register = |operand: Operand| match operand {
        Operand::Register(register) => Some(register),
        Operand::Number(_) | Operand::Turned(_) => None,
    };
    match *instruction {
        Instruction::Unary { operation, a, .. } => match operation {
            Unary::Negate
            | Unary::Absolute
            | Unary::SquareRoot
            | Unary::Logarithm
            | Unary::Floor
            | Unary::Quantize => [Some(a), None, None, None],
            // exp(−∞) is 0, and flags and probabilities are finite.
            Unary::Exponential | Unary::Not | Unary::NormalCumulative | Unary::NormalQuantile => {
                [None; 4]
            }
        },
        Instruction::Binary { operation, a, b, .. } => match operation {
            // ∞ · 0 and ∞ − ∞ are not numbers.
            Binary::Add | Binary::Subtract | Binary::Multiply => {
                [register(a), register(b), None, None]
            }
            Binary::Divide => [register(a), None, None, None],
            Binary::Minimum
            | Binary::Maximum
            | Binary::Power
            | Binary::Less
            | Binary::LessEqual
            | Binary::Equal
            | Binary::And
            | Binary::Or => [None; 4],
        },
        _ => [None; 4],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::program::CheckPoint;

    fn sum(to: u32, a: u32, b: u32) -> Instruction {
        let (a, b) = (Operand::Register(a), Operand::Register(b));
        Instruction::Binary { operation: Binary::Add, to, a, b }
    }

    fn kept(instructions: Vec<Instruction>, range: Range) -> Vec<u32> {
        kept_of(instructions, range, [Deals::one(0); 4])
    }

    fn kept_of(instructions: Vec<Instruction>, range: Range, deals: [Deals; 4]) -> Vec<u32> {
        let point = |deals| CheckPoint { named: 0, index: 0, range, deals };
        let checks = deals.map(point).to_vec();
        let mut program = Program { instructions, checks, ..Program::default() };
        drop_implied(&mut program);
        let check = |instruction: &Instruction| match instruction {
            Instruction::Check { check, .. } => Some(*check),
            _ => None,
        };
        program.instructions.iter().filter_map(check).collect()
    }

    #[test]
    fn only_the_end_of_a_chain_of_sums_is_looked_at() {
        let draw = |to| Instruction::Uniform { to, site: 0, index: 0 };
        let check = |a, check| Instruction::Check { a, check };
        let exponential = Instruction::Unary { operation: Unary::Exponential, to: 4, a: 3 };
        let chain = vec![draw(0), check(0, 0), draw(1), check(1, 1), sum(3, 0, 1), check(3, 2)];
        assert_eq!(kept(chain.clone(), Range::Any), [2]);
        assert_eq!(kept(chain.clone(), Range::Fraction), [0, 1, 2]);
        // The exponential of minus infinity is 0: what goes into it is looked at.
        assert_eq!(kept([chain, vec![exponential, check(4, 3)]].concat(), Range::Any), [2, 3]);
    }

    #[test]
    fn what_one_deal_checks_says_nothing_to_another() {
        let draw = |to| Instruction::Uniform { to, site: 0, index: 0 };
        let check = |a, check| Instruction::Check { a, check };
        let chain = vec![draw(0), check(0, 0), draw(1), check(1, 1), sum(3, 0, 1), check(3, 2)];
        let (one, other) = (Deals::one(0), Deals::one(1));
        assert_eq!(kept_of(chain.clone(), Range::Any, [one, one, other, one]), [0, 1, 2]);
        assert_eq!(kept_of(chain, Range::Any, [one.and(other), one, one, one]), [0, 2]);
    }
}
