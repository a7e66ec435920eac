//! What a plan becomes before it runs: one straight line of operations on lanes, all periods unrolled.

use super::deals::Deals;
use super::known::KnownFault;
use crate::catalogue::Range;
use crate::plan::{Binary, Unary};

/// Where an operand is: in a register of lanes, or a number that is the same on all paths.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Operand {
    /// A register.
    Register(u32),
    /// A number.
    Number(f64),
    /// A number that each cell of a study has otherwise, by its place among those that are turned.
    Turned(u32),
}

/// What the longest operation reads.
pub(super) const MOST_OPERANDS: usize = 6;

/// Operations that often follow one another, with operands a to f in the order of reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fusion {
    /// `a · b + c`.
    MultiplyAdd,
    /// `a · b − c`.
    MultiplySubtract,
    /// `c − a · b`.
    SubtractProduct,
    /// `a · b + c · d`.
    TwoProducts,
    /// `(a + b) · c`.
    AddMultiply,
    /// `(a − b) · c`.
    SubtractMultiply,
    /// `max(a − b, c)`.
    SubtractMaximum,
    /// `a < b ? c : d`.
    LessSelect,
    /// `a ≤ b ? c : d`.
    LessEqualSelect,
    /// `a and not b`.
    AndNot,
    /// `min(d, a ? b : c)`.
    SelectMinimum,
    /// `a · b` to the nearest multiple of the money quantum.
    MultiplyQuantize,
    /// `exp(a · b + c)`.
    MultiplyAddExponential,
    /// `exp(a · b + c) · d`.
    ExponentialMultiply,
    /// `a · b + (c · d + e)`.
    MultiplyAddTwice,
    /// `(a − (b · c + d)) · e`.
    SubtractSumMultiply,
    /// `min(e, a ≤ b ? c : d)`.
    LessEqualSelectMinimum,
    /// `a < min(b, c) ? d : e`.
    LessMinimumSelect,
    /// `(a < min(b, c) ? d : e) · f` to the nearest multiple of the money quantum.
    LessMinimumSelectQuantize,
}

/// One operation on lanes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Instruction {
    /// Uniforms of a site for one period.
    Uniform {
        /// Result register.
        to: u32,
        /// Site number.
        site: u32,
        /// Period, zero for what is drawn once.
        index: u32,
    },
    /// Standard normals of a site for one period.
    Normal {
        /// Result register.
        to: u32,
        /// Site number.
        site: u32,
        /// Period, zero for what is drawn once.
        index: u32,
    },
    /// A function of one lane.
    Unary {
        /// Which.
        operation: Unary,
        /// Result register.
        to: u32,
        /// Argument register.
        a: u32,
    },
    /// A function of two values.
    Binary {
        /// Which.
        operation: Binary,
        /// Result register.
        to: u32,
        /// First argument.
        a: Operand,
        /// Second argument.
        b: Operand,
    },
    /// Two or three operations in one pass over the lanes, each rounded as if alone.
    Fused {
        /// Which.
        fusion: Fusion,
        /// Result register.
        to: u32,
        /// Operands; those that it has not are zero.
        operands: [Operand; MOST_OPERANDS],
    },
    /// `condition ? a : b`.
    Select {
        /// Result register.
        to: u32,
        /// Register of flags.
        condition: u32,
        /// Where set.
        a: Operand,
        /// Where not.
        b: Operand,
    },
    /// Fraction of the period [open, close] between two times.
    Overlap {
        /// Result register.
        to: u32,
        /// From when.
        start: Operand,
        /// Until when.
        end: Operand,
        /// Which period.
        index: u32,
    },
    /// Linear reading of a quantile table.
    Table {
        /// Result register.
        to: u32,
        /// Register of probabilities.
        a: u32,
        /// Table number.
        table: u32,
    },
    /// Insists that every lane is a finite number, and one of a range where asked.
    Check {
        /// Register.
        a: u32,
        /// Which check, in the list of the program.
        check: u32,
    },
    /// Hands a lane to a sink.
    Track {
        /// Register or number.
        a: Operand,
        /// Which slot of the outcome.
        slot: u32,
    },
    /// Hands two lanes to a joint histogram.
    Joint {
        /// Register or number that goes across.
        across: Operand,
        /// Register or number that goes up.
        up: Operand,
        /// Which pair of the plan.
        number: u32,
    },
}

impl Instruction {
    /// Registers that it reads.
    #[must_use]
    pub fn reads(&self) -> [Option<u32>; MOST_OPERANDS] {
        let register = |operand: Operand| match operand {
            Operand::Register(register) => Some(register),
            Operand::Number(_) | Operand::Turned(_) => None,
        };
        let two = |a: Operand, b: Operand| [register(a), register(b), None, None, None, None];
        match *self {
            Self::Uniform { .. } | Self::Normal { .. } => [None; MOST_OPERANDS],
            Self::Unary { a, .. } | Self::Table { a, .. } | Self::Check { a, .. } => {
                two(Operand::Register(a), Operand::Number(0.0))
            }
            Self::Binary { a, b, .. } => two(a, b),
            Self::Fused { operands, .. } => operands.map(register),
            Self::Select { condition, a, b, .. } => {
                [Some(condition), register(a), register(b), None, None, None]
            }
            Self::Overlap { start, end, .. } => two(start, end),
            Self::Track { a, .. } => two(a, Operand::Number(0.0)),
            Self::Joint { across, up, .. } => two(across, up),
        }
    }

    /// The operands that may be numbers.
    pub(super) fn operands_mut(&mut self) -> [Option<&mut Operand>; MOST_OPERANDS] {
        match self {
            Self::Binary { a, b, .. } | Self::Select { a, b, .. } => {
                [Some(a), Some(b), None, None, None, None]
            }
            Self::Overlap { start, end, .. } => [Some(start), Some(end), None, None, None, None],
            Self::Joint { across, up, .. } => [Some(across), Some(up), None, None, None, None],
            Self::Track { a, .. } => [Some(a), None, None, None, None, None],
            Self::Fused { operands, .. } => operands.each_mut().map(Some),
            Self::Uniform { .. }
            | Self::Normal { .. }
            | Self::Unary { .. }
            | Self::Table { .. }
            | Self::Check { .. } => [const { None }; MOST_OPERANDS],
        }
    }

    /// The register that it writes.
    #[must_use]
    pub fn writes(&self) -> Option<u32> {
        match *self {
            Self::Uniform { to, .. }
            | Self::Normal { to, .. }
            | Self::Unary { to, .. }
            | Self::Binary { to, .. }
            | Self::Fused { to, .. }
            | Self::Select { to, .. }
            | Self::Overlap { to, .. }
            | Self::Table { to, .. } => Some(to),
            Self::Check { .. } | Self::Track { .. } | Self::Joint { .. } => None,
        }
    }

    /// The same with every register renamed.
    pub(super) fn rename(&mut self, mut new: impl FnMut(u32) -> u32, result: Option<u32>) {
        let mut operand = |slot: &mut Operand| {
            if let Operand::Register(register) = slot {
                *register = new(*register);
            }
        };
        match self {
            Self::Uniform { .. } | Self::Normal { .. } => {}
            Self::Binary { a, b, .. } => {
                operand(a);
                operand(b);
            }
            Self::Overlap { start, end, .. } => {
                operand(start);
                operand(end);
            }
            Self::Track { a, .. } => operand(a),
            Self::Joint { across, up, .. } => {
                operand(across);
                operand(up);
            }
            Self::Fused { operands, .. } => operands.iter_mut().for_each(operand),
            Self::Select { condition, a, b, .. } => {
                operand(a);
                operand(b);
                *condition = new(*condition);
            }
            Self::Unary { a, .. } | Self::Table { a, .. } | Self::Check { a, .. } => *a = new(*a),
        }
        if let Some(result) = result {
            match self {
                Self::Uniform { to, .. }
                | Self::Normal { to, .. }
                | Self::Unary { to, .. }
                | Self::Binary { to, .. }
                | Self::Fused { to, .. }
                | Self::Select { to, .. }
                | Self::Overlap { to, .. }
                | Self::Table { to, .. } => *to = result,
                Self::Check { .. } | Self::Track { .. } | Self::Joint { .. } => {}
            }
        }
    }
}

/// A value that is insisted on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CheckPoint {
    /// Number of the named value.
    pub named: u32,
    /// Period, zero at the start.
    pub index: u32,
    /// The numbers that it may be.
    pub range: Range,
    /// The deals that insist.
    pub deals: Deals,
}

/// What a slot of the outcome can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SlotKind {
    /// Numbers of which the mean or the distribution is wanted.
    Numbers,
    /// Times of which is wanted how many have come by each date.
    Arrivals,
}

/// Where one deal of a program finds what it asked for.
#[derive(Clone, Debug, Default)]
pub struct Leaves {
    /// For each track the slots of its readings.
    pub tracks: Vec<Vec<u32>>,
    /// For each joint distribution its number among those of the program.
    pub joints: Vec<u32>,
}

/// A program: every path runs the same straight line.
#[derive(Clone, Debug, Default)]
pub struct Program {
    /// The operations.
    pub instructions: Vec<Instruction>,
    /// How many registers they use.
    pub registers: usize,
    /// What `Check` insists on.
    pub checks: Vec<CheckPoint>,
    /// What leaves it: each value once, whoever asks and however often.
    pub slots: Vec<SlotKind>,
    /// How many joint distributions leave it.
    pub joints: usize,
    /// Where each deal finds its own.
    pub leaves: Vec<Leaves>,
    /// The slots of the differences; absent where there is none.
    pub differences: Vec<Option<u32>>,
    /// For each deal, the named value that is the same on all paths and not what it must be.
    pub faults: Vec<Option<KnownFault>>,
}
