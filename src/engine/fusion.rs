//! Operations that follow one another made one, so that a value between them never goes through memory.

use super::program::{Fusion, Instruction, MOST_OPERANDS, Operand, Program};
use crate::plan::{Binary, Unary};

/// Fuses where a value is read once, and products also where all that reads them is sums: working them out
/// again costs less than reading them. Works on programs in which every value has a register of its own.
pub(super) fn fuse(program: &mut Program) {
    fuse_part(&mut program.instructions, &[]);
}

/// The same of a part of a program, of which the rest reads some values.
pub(super) fn fuse_part(instructions: &mut Vec<Instruction>, kept: &[u32]) {
    let mut values = Values::of(instructions);
    for &register in kept {
        values.uses[register as usize] += 1;
    }
    for place in 0..instructions.len() {
        let old = instructions[place];
        let Some(new) = values.fused(&old, instructions) else { continue };
        for register in old.reads().into_iter().flatten() {
            values.uses[register as usize] -= 1;
        }
        for register in new.reads().into_iter().flatten() {
            values.uses[register as usize] += 1;
        }
        instructions[place] = new;
    }
    values.sweep(instructions);
}

/// What is known of each value, by its register.
struct Values {
    maker: Vec<usize>,
    uses: Vec<u32>,
    only_summed: Vec<bool>,
}

const NONE: Operand = Operand::Number(0.0);

type Operands = [Operand; MOST_OPERANDS];

/// An operation of fewer operands than there is room for.
fn of<const N: usize>(fusion: Fusion, some: [Operand; N]) -> (Fusion, Operands) {
    let mut operands = [NONE; MOST_OPERANDS];
    for (operand, given) in operands.iter_mut().zip(some) {
        *operand = given;
    }
    (fusion, operands)
}

/// Factors or summands, a number last: there are kernels of their own for that order, and it changes no bit.
fn number_last((a, b): (Operand, Operand)) -> (Operand, Operand) {
    if matches!(a, Operand::Number(_) | Operand::Turned(_)) { (b, a) } else { (a, b) }
}

impl Values {
    fn of(instructions: &[Instruction]) -> Self {
        let named = instructions.iter().flat_map(|instruction| {
            instruction.reads().into_iter().flatten().chain(instruction.writes())
        });
        let count = named.max();
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
        // What another part of the program makes has no maker here.
        let maker = all.get(self.maker[register as usize])?;
        (self.uses[register as usize] == 1).then_some(maker)
    }

    fn binary(
        &self,
        wanted: Binary,
        operand: Operand,
        all: &[Instruction],
    ) -> Option<(Operand, Operand)> {
        match *self.inner(operand, all)? {
            Instruction::Binary { operation, a, b, .. } if operation == wanted => {
                let commutes = matches!(operation, Binary::Add | Binary::Multiply);
                Some(if commutes { number_last((a, b)) } else { (a, b) })
            }
            _ => None,
        }
    }

    /// The operands of a fused operation that nothing else reads.
    fn whole(&self, wanted: Fusion, operand: Operand, all: &[Instruction]) -> Option<Operands> {
        match *self.inner(operand, all)? {
            Instruction::Fused { fusion, operands, .. } if fusion == wanted => Some(operands),
            _ => None,
        }
    }

    /// The factors of a product that only sums read.
    fn product(&self, operand: Operand, all: &[Instruction]) -> Option<(Operand, Operand)> {
        let Operand::Register(register) = operand else { return None };
        if !self.only_summed[register as usize] {
            return None;
        }
        match *all.get(self.maker[register as usize])? {
            Instruction::Binary { operation: Binary::Multiply, a, b, .. } => {
                Some(number_last((a, b)))
            }
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
                let (fusion, operands) = match (less, equal) {
                    (Some((x, y)), _) => match self.binary(Binary::Minimum, y, all) {
                        Some((y, z)) => of(Fusion::LessMinimumSelect, [x, y, z, a, b]),
                        None => of(Fusion::LessSelect, [x, y, a, b]),
                    },
                    (_, Some((x, y))) => of(Fusion::LessEqualSelect, [x, y, a, b]),
                    _ => return None,
                };
                (fusion, to, operands)
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
    ) -> Option<(Fusion, Operands)> {
        match operation {
            Unary::Quantize => {
                let (x, y) = self.binary(Binary::Multiply, a, all)?;
                let gate = |x, y| {
                    let [a, b, c, d, e, _] = self.whole(Fusion::LessMinimumSelect, x, all)?;
                    Some((Fusion::LessMinimumSelectQuantize, [a, b, c, d, e, y]))
                };
                let plain = of(Fusion::MultiplyQuantize, [x, y]);
                Some(gate(x, y).or_else(|| gate(y, x)).unwrap_or(plain))
            }
            Unary::Exponential => {
                let operands = self.whole(Fusion::MultiplyAdd, a, all)?;
                Some((Fusion::MultiplyAddExponential, operands))
            }
            _ => None,
        }
    }

    fn of_binary(
        &self,
        operation: Binary,
        a: Operand,
        b: Operand,
        all: &[Instruction],
    ) -> Option<(Fusion, Operands)> {
        let three = |fusion, (x, y): (Operand, Operand), z| of(fusion, [x, y, z]);
        // Sums and products commute to the bit, so either side may be what is fused.
        let either = |inner| {
            let first = self.binary(inner, a, all).map(|sides| (sides, b));
            first.or_else(|| self.binary(inner, b, all).map(|sides| (sides, a)))
        };
        match operation {
            Binary::Add => match (self.product(a, all), self.product(b, all)) {
                (Some((a, b)), Some((c, d))) => Some(of(Fusion::TwoProducts, [a, b, c, d])),
                (Some(factors), None) => Some(self.product_and(factors, b, all)),
                (None, Some(factors)) => Some(self.product_and(factors, a, all)),
                (None, None) => None,
            },
            Binary::Subtract => match (self.product(a, all), self.product(b, all)) {
                (_, Some(factors)) => Some(three(Fusion::SubtractProduct, factors, a)),
                (Some(factors), None) => Some(three(Fusion::MultiplySubtract, factors, b)),
                (None, None) => None,
            },
            Binary::Multiply => {
                let sum = || either(Binary::Add).map(|(s, z)| three(Fusion::AddMultiply, s, z));
                let difference = || either(Binary::Subtract).map(|(s, z)| self.rest(s, z, all));
                let exponential = |a, z| {
                    let [x, y, s, ..] = self.whole(Fusion::MultiplyAddExponential, a, all)?;
                    Some(of(Fusion::ExponentialMultiply, [x, y, s, z]))
                };
                let growth = || exponential(a, b).or_else(|| exponential(b, a));
                sum().or_else(difference).or_else(growth)
            }
            Binary::Maximum => {
                let sides = self.binary(Binary::Subtract, a, all)?;
                Some(three(Fusion::SubtractMaximum, sides, b))
            }
            Binary::Minimum => match *self.inner(b, all)? {
                Instruction::Select { condition, a: set, b: clear, .. } => {
                    let condition = Operand::Register(condition);
                    Some(of(Fusion::SelectMinimum, [condition, set, clear, a]))
                }
                Instruction::Fused { fusion: Fusion::LessEqualSelect, operands, .. } => {
                    let [x, y, set, clear, ..] = operands;
                    Some(of(Fusion::LessEqualSelectMinimum, [x, y, set, clear, a]))
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
                Some(of(Fusion::AndNot, [other, Operand::Register(flag)]))
            }
            _ => None,
        }
    }

    /// A product plus something, which may be such a sum itself.
    fn product_and(
        &self,
        (x, y): (Operand, Operand),
        other: Operand,
        all: &[Instruction],
    ) -> (Fusion, Operands) {
        match self.whole(Fusion::MultiplyAdd, other, all) {
            Some([a, b, c, ..]) => of(Fusion::MultiplyAddTwice, [x, y, a, b, c]),
            None => of(Fusion::MultiplyAdd, [x, y, other]),
        }
    }

    /// A difference times something, where a product plus something may be what is taken away.
    fn rest(
        &self,
        (x, y): (Operand, Operand),
        factor: Operand,
        all: &[Instruction],
    ) -> (Fusion, Operands) {
        match self.whole(Fusion::MultiplyAdd, y, all) {
            Some([a, b, c, ..]) => of(Fusion::SubtractSumMultiply, [x, a, b, c, factor]),
            None => of(Fusion::SubtractMultiply, [x, y, factor]),
        }
    }

    /// Takes out what nothing reads any more.
    fn sweep(&mut self, instructions: &mut Vec<Instruction>) {
        let mut kept = Vec::with_capacity(instructions.len());
        for instruction in instructions.drain(..).rev() {
            if instruction.writes().is_some_and(|value| self.uses[value as usize] == 0) {
                for register in instruction.reads().into_iter().flatten() {
                    self.uses[register as usize] -= 1;
                }
            } else {
                kept.push(instruction);
            }
        }
        kept.reverse();
        *instructions = kept;
    }
}
