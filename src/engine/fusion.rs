//! Operations that follow one another made one, so that a value between them never goes through memory.

use super::program::{Fusion, Instruction, Operand, Program};
use crate::plan::{Binary, Unary};

/// Fuses where a value is read once, and products also where all that reads them is sums: working them out
/// again costs less than reading them. Works on programs in which every value has a register of its own.
pub(super) fn fuse(program: &mut Program) {
    let mut values = Values::of(&program.instructions);
    for place in 0..program.instructions.len() {
        let old = program.instructions[place];
        let Some(new) = values.fused(&old, &program.instructions) else { continue };
        for register in old.reads().into_iter().flatten() {
            values.uses[register as usize] -= 1;
        }
        for register in new.reads().into_iter().flatten() {
            values.uses[register as usize] += 1;
        }
        program.instructions[place] = new;
    }
    values.sweep(program);
}

/// What is known of each value, by its register.
struct Values {
    maker: Vec<usize>,
    uses: Vec<u32>,
    only_summed: Vec<bool>,
}

const NONE: Operand = Operand::Number(0.0);

impl Values {
    fn of(instructions: &[Instruction]) -> Self {
        let count = instructions.iter().filter_map(Instruction::writes).max();
        let count = count.map_or(0, |last| last as usize + 1);
        let mut values = Self {
            maker: vec![usize::MAX; count],
            uses: vec![0; count],
            only_summed: vec![true; count],
        };
        for (place, instruction) in instructions.iter().enumerate() {
            if let Some(register) = instruction.writes() {
                values.maker[register as usize] = place;
            }
            let sum = matches!(
                instruction,
                Instruction::Binary { operation: Binary::Add | Binary::Subtract, .. }
            );
            for register in instruction.reads().into_iter().flatten() {
                values.uses[register as usize] += 1;
                values.only_summed[register as usize] &= sum;
            }
        }
        values
    }

    /// The maker of an operand that nothing else reads.
    fn inner<'a>(&self, operand: Operand, all: &'a [Instruction]) -> Option<&'a Instruction> {
        let Operand::Register(register) = operand else { return None };
        (self.uses[register as usize] == 1).then(|| &all[self.maker[register as usize]])
    }

    fn binary(
        &self,
        wanted: Binary,
        operand: Operand,
        all: &[Instruction],
    ) -> Option<(Operand, Operand)> {
        match *self.inner(operand, all)? {
            Instruction::Binary { operation, a, b, .. } if operation == wanted => Some((a, b)),
            _ => None,
        }
    }

    /// The factors of a product that only sums read.
    fn product(&self, operand: Operand, all: &[Instruction]) -> Option<(Operand, Operand)> {
        let Operand::Register(register) = operand else { return None };
        if !self.only_summed[register as usize] {
            return None;
        }
        match all[self.maker[register as usize]] {
            Instruction::Binary { operation: Binary::Multiply, a, b, .. } => Some((a, b)),
            _ => None,
        }
    }

    fn fused(&self, instruction: &Instruction, all: &[Instruction]) -> Option<Instruction> {
        let (fusion, to, operands) = match *instruction {
            Instruction::Unary { operation, to, a } => {
                let (fusion, operands) = self.of_unary(operation, Operand::Register(a), all)?;
                (fusion, to, operands)
            }
            Instruction::Binary { operation, to, a, b } => {
                let (fusion, operands) = self.of_binary(operation, a, b, all)?;
                (fusion, to, operands)
            }
            Instruction::Select { to, condition, a, b } => {
                let condition = Operand::Register(condition);
                let less = self.binary(Binary::Less, condition, all);
                let equal = self.binary(Binary::LessEqual, condition, all);
                let (fusion, (x, y)) = match (less, equal) {
                    (Some(sides), _) => (Fusion::LessSelect, sides),
                    (_, Some(sides)) => (Fusion::LessEqualSelect, sides),
                    _ => return None,
                };
                (fusion, to, [x, y, a, b])
            }
            _ => return None,
        };
        Some(Instruction::Fused { fusion, to, operands })
    }

    fn of_unary(
        &self,
        operation: Unary,
        a: Operand,
        all: &[Instruction],
    ) -> Option<(Fusion, [Operand; 4])> {
        match operation {
            Unary::Quantize => {
                let (x, y) = self.binary(Binary::Multiply, a, all)?;
                Some((Fusion::MultiplyQuantize, [x, y, NONE, NONE]))
            }
            Unary::Exponential => match *self.inner(a, all)? {
                Instruction::Fused { fusion: Fusion::MultiplyAdd, operands, .. } => {
                    Some((Fusion::MultiplyAddExponential, operands))
                }
                _ => None,
            },
            _ => None,
        }
    }

    fn of_binary(
        &self,
        operation: Binary,
        a: Operand,
        b: Operand,
        all: &[Instruction],
    ) -> Option<(Fusion, [Operand; 4])> {
        let three = |fusion, (x, y): (Operand, Operand), z| (fusion, [x, y, z, NONE]);
        // Sums and products commute to the bit, so either side may be what is fused.
        let either = |inner| {
            let first = self.binary(inner, a, all).map(|sides| (sides, b));
            first.or_else(|| self.binary(inner, b, all).map(|sides| (sides, a)))
        };
        match operation {
            Binary::Add => match (self.product(a, all), self.product(b, all)) {
                (Some((a, b)), Some((c, d))) => Some((Fusion::TwoProducts, [a, b, c, d])),
                (Some(factors), None) => Some(three(Fusion::MultiplyAdd, factors, b)),
                (None, Some(factors)) => Some(three(Fusion::MultiplyAdd, factors, a)),
                (None, None) => None,
            },
            Binary::Subtract => match (self.product(a, all), self.product(b, all)) {
                (_, Some(factors)) => Some(three(Fusion::SubtractProduct, factors, a)),
                (Some(factors), None) => Some(three(Fusion::MultiplySubtract, factors, b)),
                (None, None) => None,
            },
            Binary::Multiply => {
                let sum = || either(Binary::Add).map(|(s, z)| three(Fusion::AddMultiply, s, z));
                let difference =
                    || either(Binary::Subtract).map(|(s, z)| three(Fusion::SubtractMultiply, s, z));
                sum().or_else(difference)
            }
            Binary::Maximum => {
                let sides = self.binary(Binary::Subtract, a, all)?;
                Some(three(Fusion::SubtractMaximum, sides, b))
            }
            Binary::Minimum => match *self.inner(b, all)? {
                Instruction::Select { condition, a: set, b: clear, .. } => {
                    let condition = Operand::Register(condition);
                    Some((Fusion::SelectMinimum, [condition, set, clear, a]))
                }
                _ => None,
            },
            Binary::And => {
                let not = |operand| match *self.inner(operand, all)? {
                    Instruction::Unary { operation: Unary::Not, a, .. } => Some(a),
                    Instruction::Select { condition, a, b, .. }
                        if a == Operand::Number(0.0) && b == Operand::Number(1.0) =>
                    {
                        Some(condition)
                    }
                    _ => None,
                };
                let (flag, other) = not(b).map(|f| (f, a)).or_else(|| not(a).map(|f| (f, b)))?;
                Some((Fusion::AndNot, [other, Operand::Register(flag), NONE, NONE]))
            }
            _ => None,
        }
    }

    /// Takes out what nothing reads any more.
    fn sweep(&mut self, program: &mut Program) {
        let mut kept = Vec::with_capacity(program.instructions.len());
        for instruction in program.instructions.drain(..).rev() {
            if instruction.writes().is_some_and(|value| self.uses[value as usize] == 0) {
                for register in instruction.reads().into_iter().flatten() {
                    self.uses[register as usize] -= 1;
                }
            } else {
                kept.push(instruction);
            }
        }
        kept.reverse();
        program.instructions = kept;
    }
}
