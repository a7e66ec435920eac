//! Loops over lanes, written so that the compiler can turn them into vector instructions of any level.

use super::program::{Fusion, Operand};
use crate::lane::aligned::{Aligned, AlignedLanes};
use crate::lane::math;
use crate::plan::arithmetic as fold;
use crate::plan::{Binary, Unary};

/// The registers of a block: each holds one value per path.
pub(super) type Registers = [AlignedLanes];

/// Lanes that a kernel takes at once: few enough for the results to stay in the processor's registers.
pub(super) const CHUNK: usize = 32;

type Chunk = [f64; CHUNK];

/// What a kernel reads: chunk after chunk of a register, or one chunk of a number again and again. That both
/// are read alike leaves one kernel for each operation, however its operands come.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    chunks: &'a [Chunk],
    stride: usize,
}

impl<'a> Source<'a> {
    /// The chunks of an operand; a number is spread out over `number`.
    #[inline(always)]
    pub(super) fn of(
        registers: &'a Registers,
        operand: Operand,
        number: &'a mut Aligned<Chunk>,
    ) -> Self {
        match operand {
            Operand::Register(register) => Self::of_register(registers, register),
            Operand::Number(value) => {
                number.0.fill(value);
                Self { chunks: std::slice::from_ref(&number.0), stride: 0 }
            }
        }
    }

    /// The chunks of a register.
    #[inline(always)]
    pub(super) fn of_register(registers: &'a Registers, register: u32) -> Self {
        Self { chunks: registers[register as usize].as_chunks().0, stride: 1 }
    }

    #[inline(always)]
    fn chunk(&self, index: usize) -> &'a Chunk {
        &self.chunks[index * self.stride]
    }
}

/// Fills `out`, a whole number of chunks, from the same lanes of the sources.
#[inline(always)]
fn each<const N: usize>(out: &mut [f64], sources: [Source<'_>; N], f: impl Fn([f64; N]) -> f64) {
    for (index, out) in out.as_chunks_mut::<CHUNK>().0.iter_mut().enumerate() {
        let chunks = sources.map(|source| source.chunk(index));
        let mut results = [0.0; CHUNK];
        for (lane, result) in results.iter_mut().enumerate() {
            *result = f(chunks.map(|chunk| chunk[lane]));
        }
        *out = results;
    }
}

/// A function of one lane.
#[inline(always)]
pub(super) fn unary(operation: Unary, out: &mut [f64], a: Source<'_>) {
    macro_rules! with {
        ($f:expr) => {
            each(out, [a], |[a]| $f(a))
        };
    }
    match operation {
        Unary::Negate => with!(|a: f64| -a),
        Unary::Absolute => with!(f64::abs),
        Unary::SquareRoot => with!(f64::sqrt),
        Unary::Exponential => with!(math::exp),
        Unary::Logarithm => with!(math::ln),
        Unary::Floor => with!(math::floor),
        Unary::Quantize => with!(math::quantize),
        Unary::Not => with!(|a| fold::flag(a == 0.0)),
        Unary::NormalCumulative => with!(math::normal_cdf),
        Unary::NormalQuantile => {
            with!(|a| a);
            math::normal_quantiles(out);
        }
    }
}

/// A function of two values.
#[inline(always)]
pub(super) fn binary(operation: Binary, out: &mut [f64], a: Source<'_>, b: Source<'_>) {
    macro_rules! with {
        ($f:expr) => {
            each(out, [a, b], |[a, b]| $f(a, b))
        };
    }
    match operation {
        Binary::Add => with!(|a, b| a + b),
        Binary::Subtract => with!(|a, b| a - b),
        Binary::Multiply => with!(|a, b| a * b),
        Binary::Divide => with!(|a, b| a / b),
        Binary::Minimum => with!(fold::minimum),
        Binary::Maximum => with!(fold::maximum),
        Binary::Power => with!(math::pow),
        Binary::Less => with!(|a, b| fold::flag(a < b)),
        Binary::LessEqual => with!(|a, b| fold::flag(a <= b)),
        Binary::Equal => with!(|a, b| fold::flag(a == b)),
        Binary::And => with!(|a, b| fold::flag(a != 0.0) * fold::flag(b != 0.0)),
        Binary::Or => with!(|a, b| fold::maximum(fold::flag(a != 0.0), fold::flag(b != 0.0))),
    }
}

/// Several operations in one pass.
#[inline(always)]
pub(super) fn fused(fusion: Fusion, out: &mut [f64], sources: [Source<'_>; 4]) {
    let [a, b, c, _] = sources;
    match fusion {
        Fusion::MultiplyAdd => each(out, [a, b, c], |[a, b, c]| a * b + c),
        Fusion::MultiplySubtract => each(out, [a, b, c], |[a, b, c]| a * b - c),
        Fusion::SubtractProduct => each(out, [a, b, c], |[a, b, c]| c - a * b),
        Fusion::TwoProducts => each(out, sources, |[a, b, c, d]| a * b + c * d),
        Fusion::AddMultiply => each(out, [a, b, c], |[a, b, c]| (a + b) * c),
        Fusion::SubtractMultiply => each(out, [a, b, c], |[a, b, c]| (a - b) * c),
        Fusion::SubtractMaximum => each(out, [a, b, c], |[a, b, c]| fold::maximum(a - b, c)),
        Fusion::LessSelect => each(out, sources, |[a, b, c, d]| if a < b { c } else { d }),
        Fusion::LessEqualSelect => each(out, sources, |[a, b, c, d]| if a <= b { c } else { d }),
        Fusion::AndNot => each(out, [a, b], |[a, b]| fold::flag(a != 0.0) * fold::flag(b == 0.0)),
        Fusion::SelectMinimum => {
            each(out, sources, |[a, b, c, d]| fold::minimum(d, choose(a, b, c)));
        }
        Fusion::MultiplyQuantize => each(out, [a, b], |[a, b]| math::quantize(a * b)),
        Fusion::MultiplyAddExponential => each(out, [a, b, c], |[a, b, c]| math::exp(a * b + c)),
    }
}

#[inline(always)]
fn choose(flag: f64, a: f64, b: f64) -> f64 {
    if flag != 0.0 { a } else { b }
}

/// `condition ? a : b`.
#[inline(always)]
pub(super) fn select(out: &mut [f64], condition: Source<'_>, a: Source<'_>, b: Source<'_>) {
    each(out, [condition, a, b], |[flag, a, b]| choose(flag, a, b));
}

/// A period of the grid.
#[derive(Clone, Copy)]
pub(super) struct Period {
    /// When it opens, in years.
    pub(super) open: f64,
    /// When it closes, in years.
    pub(super) close: f64,
    /// One over its length in years.
    pub(super) per_year: f64,
}

/// The fraction of a period between two times.
#[inline(always)]
pub(super) fn overlap(out: &mut [f64], start: Source<'_>, end: Source<'_>, period: Period) {
    each(out, [start, end], |[start, end]| {
        fold::overlap(start, end, period.open, period.close, period.per_year)
    });
}

/// Linear reading of a quantile table.
#[inline(always)]
pub(super) fn table(out: &mut [f64], a: Source<'_>, quantiles: &[f64]) {
    each(out, [a], |[a]| fold::table(a, quantiles));
}

/// Whether every lane is a finite number, and not negative where asked.
#[inline(always)]
pub(super) fn all_good(a: &[f64], not_negative: bool) -> bool {
    let least = if not_negative { 0.0 } else { -f64::MAX };
    // A sum of flags, which vector instructions can form in any order.
    let bad = |value: &f64| u64::from(!(*value >= least && *value <= f64::MAX));
    a.iter().map(bad).sum::<u64>() == 0
}
