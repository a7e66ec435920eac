//! Loops over lanes, written so that the compiler can turn them into vector instructions of any level.

use super::program::{Fusion, MOST_OPERANDS, Operand};
use crate::catalogue::Range;
use crate::lane::aligned::{Aligned, AlignedLanes};
use crate::lane::math;
use crate::plan::arithmetic as fold;
use crate::plan::{Binary, Unary};

/// The registers of a block: each holds one value per path.
pub(super) type Registers = [AlignedLanes];

/// Lanes that a kernel takes at once: few enough for the results to stay in the processor's registers.
pub(super) const CHUNK: usize = 32;

type Chunk = [f64; CHUNK];

/// What a kernel reads: the chunks of a register, or one number on all lanes.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    chunks: &'a [Chunk],
    number: f64,
    is_number: bool,
}

impl<'a> Source<'a> {
    /// The lanes of an operand.
    #[inline(always)]
    pub(super) fn of(registers: &'a Registers, operand: Operand) -> Self {
        match operand {
            Operand::Register(register) => Self::of_register(registers, register),
            Operand::Number(number) => Self { chunks: &[], number, is_number: true },
            // It was made a number before.
            Operand::Turned(_) => Self { chunks: &[], number: f64::NAN, is_number: true },
        }
    }

    /// The lanes of a register.
    #[inline(always)]
    pub(super) fn of_register(registers: &'a Registers, register: u32) -> Self {
        let chunks = registers[register as usize].as_chunks().0;
        Self { chunks, number: 0.0, is_number: false }
    }

    /// Reads what the compiler knows to be a number, or to be a register.
    #[inline(always)]
    fn known<const NUMBER: bool>(self) -> Known<'a, NUMBER> {
        Known(self)
    }

    /// Reads either: a number is spread out over a chunk that is read again and again.
    #[inline(always)]
    fn either(self) -> Either<'a> {
        let spread = Aligned([self.number; CHUNK]);
        Either { source: self, spread }
    }
}

/// A source of which it is known what it is: a number stays in a register of the processor, which saves most
/// of what loops as short as these wait for.
struct Known<'a, const NUMBER: bool>(Source<'a>);

impl<'a, const NUMBER: bool> Known<'a, NUMBER> {
    #[inline(always)]
    fn chunk(&self, index: usize) -> KnownChunk<'a, NUMBER> {
        let chunk = if NUMBER { &[0.0; CHUNK] } else { &self.0.chunks[index] };
        KnownChunk { chunk, number: self.0.number }
    }
}

struct KnownChunk<'a, const NUMBER: bool> {
    chunk: &'a Chunk,
    number: f64,
}

impl<const NUMBER: bool> KnownChunk<'_, NUMBER> {
    #[inline(always)]
    fn lane(&self, lane: usize) -> f64 {
        if NUMBER { self.number } else { self.chunk[lane] }
    }
}

/// A source of either sort.
struct Either<'a> {
    source: Source<'a>,
    spread: Aligned<Chunk>,
}

impl Either<'_> {
    #[inline(always)]
    fn chunk(&self, index: usize) -> KnownChunk<'_, false> {
        let chunk = if self.source.is_number { &self.spread.0 } else { &self.source.chunks[index] };
        KnownChunk { chunk, number: 0.0 }
    }
}

/// The bit that stands for an operand in a set of them.
macro_rules! bit {
    (a) => {
        0b1_u32
    };
    (b) => {
        0b10_u32
    };
    (c) => {
        0b100_u32
    };
    (d) => {
        0b1000_u32
    };
    (e) => {
        0b1_0000_u32
    };
    (f) => {
        0b10_0000_u32
    };
}

/// One pass over the lanes: a whole number of chunks of `out` from the same lanes of the sources. After
/// `then`, a function of whole chunks takes what was worked out, and what is to be made of each of its results.
macro_rules! pass {
    ($out:ident, ($($source:ident)*), ($value:expr $(, then $function:path, $made:expr)?)) => {
        for (index, out) in $out.as_chunks_mut::<CHUNK>().0.iter_mut().enumerate() {
            $(let $source = $source.chunk(index);)*
            let mut results = [0.0; CHUNK];
            #[allow(unused_variables, reason = "a source may be for what is made of results")]
            for (lane, result) in results.iter_mut().enumerate() {
                $(let $source = $source.lane(lane);)*
                *result = $value;
            }
            $(let results = $function(&results, $made);)?
            *out = results;
        }
    };
}

/// The same where exactly the operands of the set are numbers.
macro_rules! pass_with {
    ($numbers:literal, $out:ident, ($($source:ident)*), $value:tt) => {{
        $(let $source = $source.known::<{ $numbers & bit!($source) != 0 }>();)*
        pass!($out, ($($source)*), $value);
    }};
}

/// Works out a value on all lanes, with loops of their own for the sets of numbers among the operands that
/// are frequent, and one for all others.
macro_rules! each {
    ($out:ident, ($($source:ident)*), [$($numbers:literal),*], $($value:tt)*) => {
        each!(@ $out, ($($source)*), ($($source)*), [$($numbers),*], ($($value)*))
    };
    (@ $out:ident, ($($source:ident)*), $all:tt, [$($numbers:literal),*], $value:tt) => {
        match 0 $(| (u32::from($source.is_number) * bit!($source)))* {
            $($numbers => pass_with!($numbers, $out, $all, $value),)*
            _ => {
                $(let $source = $source.either();)*
                pass!($out, $all, $value);
            }
        }
    };
}

/// A function of one lane.
#[inline(always)]
pub(super) fn unary(operation: Unary, out: &mut [f64], a: Source<'_>) {
    macro_rules! with {
        ($f:expr) => {
            pass_with!(0b0, out, (a), ($f(a)))
        };
    }
    match operation {
        Unary::Negate => with!(|a: f64| -a),
        Unary::Absolute => with!(f64::abs),
        Unary::SquareRoot => with!(f64::sqrt),
        Unary::Exponential => {
            pass_with!(0b0, out, (a), (a, then math::exponentials, #[inline(always)] |_, y| y));
        }
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
            each!(out, (a b), [0b00, 0b01, 0b10], $f(a, b))
        };
    }
    match operation {
        Binary::Add => with!(|a, b| a + b),
        Binary::Subtract => with!(|a, b| a - b),
        Binary::Multiply => with!(|a, b| a * b),
        Binary::Divide => with!(|a, b| a / b),
        Binary::Minimum => with!(fold::minimum),
        Binary::Maximum => with!(fold::maximum),
        Binary::Power => each!(out, (a b), [], math::pow(a, b)),
        Binary::Less => with!(|a, b| fold::flag(a < b)),
        Binary::LessEqual => with!(|a, b| fold::flag(a <= b)),
        Binary::Equal => with!(|a, b| fold::flag(a == b)),
        Binary::And => with!(|a, b| fold::flag(a != 0.0) * fold::flag(b != 0.0)),
        Binary::Or => with!(|a, b| fold::maximum(fold::flag(a != 0.0), fold::flag(b != 0.0))),
    }
}

/// Several operations in one pass.
#[inline(always)]
pub(super) fn fused(fusion: Fusion, out: &mut [f64], sources: [Source<'_>; MOST_OPERANDS]) {
    let [a, b, c, d, e, f] = sources;
    macro_rules! with {
        ($sources:tt, $numbers:tt, $($value:tt)*) => {
            each!(out, $sources, $numbers, $($value)*)
        };
    }
    match fusion {
        Fusion::MultiplyAdd => with!((a b c), [0b000, 0b010, 0b110], a * b + c),
        Fusion::MultiplySubtract => with!((a b c), [0b010], a * b - c),
        Fusion::SubtractProduct => with!((a b c), [0b010], c - a * b),
        Fusion::TwoProducts => with!((a b c d), [0b1010], a * b + c * d),
        Fusion::AddMultiply => with!((a b c), [0b100, 0b110], (a + b) * c),
        Fusion::SubtractMultiply => with!((a b c), [0b001, 0b101], (a - b) * c),
        Fusion::SubtractMaximum => with!((a b c), [0b100, 0b101], fold::maximum(a - b, c)),
        Fusion::LessSelect => with!((a b c d), [0b1101, 0b1110], if a < b { c } else { d }),
        Fusion::LessEqualSelect => with!((a b c d), [0b1101, 0b1110], if a <= b { c } else { d }),
        Fusion::AndNot => with!((a b), [0b00], fold::flag(a != 0.0) * fold::flag(b == 0.0)),
        Fusion::SelectMinimum => with!((a b c d), [0b0110], fold::minimum(d, choose(a, b, c))),
        Fusion::MultiplyQuantize => with!((a b), [0b00, 0b10], math::quantize(a * b)),
        Fusion::MultiplyAddExponential => with!(
            (a b c), [0b010], a * b + c, then math::exponentials, #[inline(always)] |_, y| y
        ),
        Fusion::ExponentialMultiply => with!(
            (a b c d), [0b0010],
            a * b + c, then math::exponentials, #[inline(always)] |lane, y| y * d.lane(lane)
        ),
        Fusion::MultiplyAddTwice => {
            with!((a b c d e), [0b0_1010, 0b1_1010], a * b + (c * d + e));
        }
        Fusion::SubtractSumMultiply => with!((a b c d e), [0b0_0101], (a - (b * c + d)) * e),
        Fusion::LessEqualSelectMinimum => with!(
            (a b c d e), [0b0_1101, 0b0_1110], fold::minimum(e, if a <= b { c } else { d })
        ),
        Fusion::LessMinimumSelect => {
            with!((a b c d e), [0b1_1001], if a < fold::minimum(b, c) { d } else { e });
        }
        Fusion::LessMinimumSelectQuantize => with!((a b c d e f), [0b01_1001], {
            let rate = if a < fold::minimum(b, c) { d } else { e };
            math::quantize(rate * f)
        }),
    }
}

#[inline(always)]
fn choose(flag: f64, a: f64, b: f64) -> f64 {
    if flag != 0.0 { a } else { b }
}

/// `condition ? a : b`.
#[inline(always)]
pub(super) fn select(out: &mut [f64], condition: Source<'_>, a: Source<'_>, b: Source<'_>) {
    let c = condition;
    each!(out, (a b c), [0b011], choose(c, a, b));
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
    let (a, b) = (start, end);
    let Period { open, close, per_year } = period;
    each!(out, (a b), [0b01, 0b10], fold::overlap(a, b, open, close, per_year));
}

/// Linear reading of a quantile table.
#[inline(always)]
pub(super) fn table(out: &mut [f64], a: Source<'_>, quantiles: &[f64]) {
    pass_with!(0b0, out, (a), (fold::table(a, quantiles)));
}

/// Whether every lane is a finite number in a range.
#[inline(always)]
pub(super) fn all_good(a: &[f64], range: Range) -> bool {
    // A finite number less itself is zero, of which no bit is set; bits can be gathered in any order.
    let mut bad = 0;
    for &value in a {
        let itself = value;
        bad |= (value - itself).to_bits();
    }
    if range != Range::Any {
        let (least, most) = range.bounds();
        for &value in a {
            bad |= u64::from(value < least) | u64::from(value > most);
        }
    }
    bad == 0
}
