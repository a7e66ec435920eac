//! The tree that a formula is parsed into: what was written and where, no name resolved.

use super::functions::Function;
use crate::diagnose::Span;
use jiff::civil::Date;

/// A formula, or a part of one. Two are equal when they say the same; places are not compared.
#[derive(Clone, Debug)]
pub struct Expression {
    /// Where it stands, without parentheses around it.
    pub span: Span,
    /// What it says.
    pub kind: ExpressionKind,
}

impl PartialEq for Expression {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
    }
}

/// What an expression can be.
#[derive(Clone, Debug, PartialEq)]
pub enum ExpressionKind {
    /// A constant; finite, not negative (a minus before it is an operator), in the money unit of
    /// the file
    /// where it was written with a scale such as `bn`.
    Number(f64),
    /// A civil date.
    Date(Date),
    /// A name that somebody else resolves, perhaps dotted: `disputed_agi.upheld`.
    Name(String),
    /// An operator with one operand.
    Unary {
        /// The operator.
        operator: UnaryOperator,
        /// What it applies to.
        operand: Box<Expression>,
    },
    /// An operator between two operands.
    Binary {
        /// The operator.
        operator: BinaryOperator,
        /// What stands before it.
        left: Box<Expression>,
        /// What stands after it.
        right: Box<Expression>,
    },
    /// A call; number and kind of its arguments have been checked.
    Call {
        /// The function.
        function: &'static Function,
        /// Its arguments in the order of `function.arguments`, the last of these repeated if
        /// variadic.
        arguments: Vec<Expression>,
    },
    /// The second argument of `lookup`: at least two knots, `at` strictly ascending.
    Knots(Vec<Knot>),
}

/// One point of a piecewise-linear table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Knot {
    /// The argument.
    pub at: f64,
    /// The value there.
    pub value: f64,
}

/// An operator with one operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnaryOperator {
    /// `-x`; binds looser than `^`, so `-x ^ 2` is `-(x ^ 2)`.
    Negate,
    /// `not x`; binds looser than comparisons.
    Not,
}

/// An operator between two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BinaryOperator {
    /// `or`
    Or,
    /// `and`
    And,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `^`, from right to left.
    Power,
}

/// How tightly something binds; higher is tighter.
pub(super) mod precedence {
    pub(in super::super) const OR: u8 = 1;
    pub(in super::super) const AND: u8 = 2;
    pub(in super::super) const NOT: u8 = 3;
    pub(in super::super) const COMPARISON: u8 = 4;
    pub(in super::super) const SUM: u8 = 5;
    pub(in super::super) const PRODUCT: u8 = 6;
    pub(in super::super) const NEGATE: u8 = 7;
    pub(in super::super) const POWER: u8 = 8;
    pub(in super::super) const ATOM: u8 = 9;
}

impl BinaryOperator {
    /// How it is written.
    #[must_use]
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Or => "or",
            Self::And => "and",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Power => "^",
        }
    }

    /// Whether it compares two numbers.
    #[must_use]
    pub fn is_comparison(self) -> bool {
        self.precedence() == precedence::COMPARISON
    }

    pub(super) fn precedence(self) -> u8 {
        match self {
            Self::Or => precedence::OR,
            Self::And => precedence::AND,
            Self::Less
            | Self::LessOrEqual
            | Self::Greater
            | Self::GreaterOrEqual
            | Self::Equal
            | Self::NotEqual => precedence::COMPARISON,
            Self::Add | Self::Subtract => precedence::SUM,
            Self::Multiply | Self::Divide => precedence::PRODUCT,
            Self::Power => precedence::POWER,
        }
    }

    /// The loosest binding that its left and its right operand may have without parentheses.
    pub(super) fn operand_precedences(self) -> (u8, u8) {
        let own = self.precedence();
        match self {
            Self::Power => (own + 1, own),
            _ if self.is_comparison() => (own + 1, own + 1),
            _ => (own, own + 1),
        }
    }
}

impl Expression {
    /// Every name in it with its place, in reading order, as often as it stands there; names of
    /// events, terms,
    /// parties and companies among the arguments of functions are included.
    #[must_use]
    pub fn names(&self) -> Vec<(&str, Span)> {
        let mut names = Vec::new();
        self.collect_names(&mut names);
        names
    }

    fn collect_names<'a>(&'a self, names: &mut Vec<(&'a str, Span)>) {
        match &self.kind {
            ExpressionKind::Number(_) | ExpressionKind::Date(_) | ExpressionKind::Knots(_) => {}
            ExpressionKind::Name(name) => names.push((name, self.span)),
            ExpressionKind::Unary { operand, .. } => operand.collect_names(names),
            ExpressionKind::Binary { left, right, .. } => {
                left.collect_names(names);
                right.collect_names(names);
            }
            ExpressionKind::Call { arguments, .. } => {
                for argument in arguments {
                    argument.collect_names(names);
                }
            }
        }
    }
}
