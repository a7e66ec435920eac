//! The expression language: text to a tree with places, and back.

mod arguments;
mod ast;
mod display;
mod faults;
mod functions;
mod lexer;
mod number;
mod parser;
#[cfg(test)]
mod properties;
mod recovery;
mod slips;

pub use ast::{BinaryOperator, Expression, ExpressionKind, Knot, UnaryOperator};
pub use functions::{Argument, ArgumentKind, FUNCTIONS, Function, FunctionKind, find};
pub use number::{MoneyScale, parse_number};
pub use parser::{DEPTH_LIMIT, LENGTH_LIMIT, parse};
pub use slips::DISTRIBUTIONS as FOREIGN_DISTRIBUTIONS;
