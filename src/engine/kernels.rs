//! Loops over lanes, written so that the compiler can turn them into vector instructions of any level.

use super::program::Operand;
use crate::lane::math;
use crate::plan::arithmetic as fold;
use crate::plan::{Binary, Unary};

/// The registers of a block: each holds one value per path.
pub(super) type Registers = [Vec<f64>];

#[inline(always)]
fn one(out: &mut [f64], a: &[f64], f: impl Fn(f64) -> f64) {
    let a = &a[..out.len()];
    for (out, a) in out.iter_mut().zip(a) {
        *out = f(*a);
    }
}

#[inline(always)]
fn two(out: &mut [f64], a: &[f64], b: &[f64], f: impl Fn(f64, f64) -> f64) {
    let a = &a[..out.len()];
    let b = &b[..out.len()];
    for ((out, a), b) in out.iter_mut().zip(a).zip(b) {
        *out = f(*a, *b);
    }
}

#[inline(always)]
fn three(out: &mut [f64], a: &[f64], b: &[f64], c: &[f64], f: impl Fn(f64, f64, f64) -> f64) {
    let n = out.len();
    let (a, b, c) = (&a[..n], &b[..n], &c[..n]);
    for (((out, a), b), c) in out.iter_mut().zip(a).zip(b).zip(c) {
        *out = f(*a, *b, *c);
    }
}

/// A function of one lane.
#[inline(always)]
pub(super) fn unary(operation: Unary, out: &mut [f64], a: &[f64]) {
    match operation {
        Unary::Negate => one(out, a, |a| -a),
        Unary::Absolute => one(out, a, f64::abs),
        Unary::SquareRoot => one(out, a, f64::sqrt),
        Unary::Exponential => one(out, a, math::exp),
        Unary::Logarithm => one(out, a, math::ln),
        Unary::Floor => one(out, a, math::floor),
        Unary::Quantize => one(out, a, math::quantize),
        Unary::Not => one(out, a, |a| fold::flag(a == 0.0)),
        Unary::NormalCumulative => one(out, a, math::normal_cdf),
        Unary::NormalQuantile => one(out, a, math::normal_quantile),
    }
}

#[inline(always)]
fn with_operands(
    out: &mut [f64],
    registers: &Registers,
    a: Operand,
    b: Operand,
    f: impl Fn(f64, f64) -> f64,
) {
    match (a, b) {
        (Operand::Register(a), Operand::Register(b)) => {
            two(out, &registers[a as usize], &registers[b as usize], f);
        }
        (Operand::Register(a), Operand::Number(b)) => {
            one(out, &registers[a as usize], |a| f(a, b));
        }
        (Operand::Number(a), Operand::Register(b)) => {
            one(out, &registers[b as usize], |b| f(a, b));
        }
        (Operand::Number(a), Operand::Number(b)) => out.fill(f(a, b)),
    }
}

/// A function of two values, at least one of them a lane.
#[inline(always)]
pub(super) fn binary(
    operation: Binary,
    out: &mut [f64],
    registers: &Registers,
    a: Operand,
    b: Operand,
) {
    macro_rules! with {
        ($f:expr) => {
            with_operands(out, registers, a, b, $f)
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

/// `a · b + c`, with both roundings.
#[inline(always)]
pub(super) fn multiply_add(out: &mut [f64], registers: &Registers, a: u32, b: Operand, c: Operand) {
    let a = &registers[a as usize];
    match (b, c) {
        (Operand::Register(b), Operand::Register(c)) => {
            three(out, a, &registers[b as usize], &registers[c as usize], |a, b, c| a * b + c);
        }
        (Operand::Register(b), Operand::Number(c)) => {
            two(out, a, &registers[b as usize], |a, b| a * b + c);
        }
        (Operand::Number(b), Operand::Register(c)) => {
            two(out, a, &registers[c as usize], |a, c| a * b + c);
        }
        (Operand::Number(b), Operand::Number(c)) => one(out, a, |a| a * b + c),
    }
}

/// `condition ? a : b`.
#[inline(always)]
pub(super) fn select(
    out: &mut [f64],
    registers: &Registers,
    condition: u32,
    a: Operand,
    b: Operand,
) {
    let flags = &registers[condition as usize];
    #[inline(always)]
    fn choose(flag: f64, a: f64, b: f64) -> f64 {
        if flag != 0.0 { a } else { b }
    }
    match (a, b) {
        (Operand::Register(a), Operand::Register(b)) => {
            three(out, flags, &registers[a as usize], &registers[b as usize], choose);
        }
        (Operand::Register(a), Operand::Number(b)) => {
            two(out, flags, &registers[a as usize], |flag, a| choose(flag, a, b));
        }
        (Operand::Number(a), Operand::Register(b)) => {
            two(out, flags, &registers[b as usize], |flag, b| choose(flag, a, b));
        }
        (Operand::Number(a), Operand::Number(b)) => one(out, flags, |flag| choose(flag, a, b)),
    }
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
pub(super) fn overlap(
    out: &mut [f64],
    registers: &Registers,
    start: Operand,
    end: Operand,
    period: Period,
) {
    with_operands(out, registers, start, end, |start, end| {
        fold::overlap(start, end, period.open, period.close, period.per_year)
    });
}

/// Linear reading of a quantile table.
#[inline(always)]
pub(super) fn table(out: &mut [f64], a: &[f64], quantiles: &[f64]) {
    one(out, a, |a| fold::table(a, quantiles));
}

/// Whether every lane is a finite number, and not negative where asked.
#[inline(always)]
pub(super) fn all_good(a: &[f64], not_negative: bool) -> bool {
    let least = if not_negative { 0.0 } else { -f64::MAX };
    // Eight running counts instead of one flag: a reduction that vector instructions can do.
    let mut bad = [0_u64; 8];
    let (chunks, rest) = a.as_chunks::<8>();
    for chunk in chunks {
        for (bad, value) in bad.iter_mut().zip(chunk) {
            *bad += u64::from(!(*value >= least && *value <= f64::MAX));
        }
    }
    let rest = rest.iter().any(|value| !(*value >= least && *value <= f64::MAX));
    bad.iter().sum::<u64>() == 0 && !rest
}
