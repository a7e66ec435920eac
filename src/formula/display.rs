//! A tree back to text, in one canonical spelling that parses to the same tree.

use super::ast::{Expression, ExpressionKind, UnaryOperator, precedence};
use std::fmt::{Display, Formatter, Result};

/// A number as the shortest text that reads back as the same number.
struct Plain(f64);

impl Display for Plain {
    fn fmt(&self, out: &mut Formatter<'_>) -> Result {
        let size = self.0.abs();
        if size == 0.0 || (1e-5..1e16).contains(&size) {
            write!(out, "{}", self.0)
        } else {
            write!(out, "{:e}", self.0)
        }
    }
}

fn binding(expression: &Expression) -> u8 {
    match &expression.kind {
        ExpressionKind::Unary { operator: UnaryOperator::Negate, .. } => precedence::NEGATE,
        ExpressionKind::Unary { operator: UnaryOperator::Not, .. } => precedence::NOT,
        ExpressionKind::Binary { operator, .. } => operator.precedence(),
        // The parser makes no negative number, but lowering may fold one.
        ExpressionKind::Number(number) if number.is_sign_negative() => precedence::NEGATE,
        _ => precedence::ATOM,
    }
}

/// Writes an operand, in parentheses where it binds looser than its place allows.
fn operand(expression: &Expression, least: u8, out: &mut Formatter<'_>) -> Result {
    if binding(expression) < least {
        write!(out, "({expression})")
    } else {
        write!(out, "{expression}")
    }
}

fn list(items: &[impl Display], out: &mut Formatter<'_>) -> Result {
    for (index, item) in items.iter().enumerate() {
        let separator = if index == 0 { "" } else { ", " };
        write!(out, "{separator}{item}")?;
    }
    Ok(())
}

impl Display for super::ast::Knot {
    fn fmt(&self, out: &mut Formatter<'_>) -> Result {
        write!(out, "{}: {}", Plain(self.at), Plain(self.value))
    }
}

impl Display for Expression {
    fn fmt(&self, out: &mut Formatter<'_>) -> Result {
        match &self.kind {
            ExpressionKind::Number(number) => write!(out, "{}", Plain(*number)),
            ExpressionKind::Date(date) => write!(out, "{date}"),
            ExpressionKind::Name(name) => out.write_str(name),
            ExpressionKind::Unary { operator: UnaryOperator::Negate, operand: inner } => {
                out.write_str("-")?;
                operand(inner, precedence::POWER, out)
            }
            ExpressionKind::Unary { operator: UnaryOperator::Not, operand: inner } => {
                out.write_str("not ")?;
                operand(inner, precedence::NOT, out)
            }
            ExpressionKind::Binary { operator, left, right } => {
                let (least_left, least_right) = operator.operand_precedences();
                operand(left, least_left, out)?;
                write!(out, " {} ", operator.symbol())?;
                operand(right, least_right, out)
            }
            ExpressionKind::Call { function, arguments } => {
                write!(out, "{}(", function.name)?;
                list(arguments, out)?;
                out.write_str(")")
            }
            ExpressionKind::Knots(knots) => list(knots, out),
        }
    }
}
