//! Numbers that are known from the text: literals, inputs that are literals, and what is made of these.

use super::Look;
use crate::diagnose::Diagnostics;
use crate::document::{Table, Value, ValueKind};
use crate::formula::{
    BinaryOperator, Expression, ExpressionKind, UnaryOperator, parse, parse_number,
};

/// How far inputs made of inputs are followed.
const DEEPEST: usize = 8;

impl Look<'_, '_> {
    /// A formula as a tree; its faults are told where it is lowered.
    pub(super) fn tree(&self, value: &Value) -> Option<Expression> {
        let text = value.as_text()?;
        // Without its quotes, so that every part of the tree has its own place.
        let quotes = value.span.end.saturating_sub(value.span.start) == text.len() + 2;
        let span = if quotes { value.span.part(1, text.len()) } else { value.span };
        parse(text, span, self.scale, &mut Diagnostics::default())
    }

    /// The number that is written out here, also with its source beside it.
    pub(super) fn literal(&self, value: &Value) -> Option<f64> {
        match &value.kind {
            ValueKind::Text(text) => parse_number(text, self.scale),
            ValueKind::Table(table) => self.literal(&table.get("value")?.value),
            _ => value.as_number(),
        }
    }

    /// The number that a value has on every path.
    pub(super) fn constant(&self, value: &Value) -> Option<f64> {
        self.constant_at(value, 0)
    }

    fn constant_at(&self, value: &Value, depth: usize) -> Option<f64> {
        if let Some(number) = self.literal(value) {
            return Some(number);
        }
        if depth >= DEEPEST {
            return None;
        }
        match &value.kind {
            ValueKind::Table(table) => self.constant_at(&table.get("value")?.value, depth + 1),
            _ => self.of_tree(&self.tree(value)?, depth),
        }
    }

    /// The number that a part of a formula has on every path.
    pub(super) fn constant_of(&self, tree: &Expression) -> Option<f64> {
        self.of_tree(tree, 0)
    }

    fn of_tree(&self, tree: &Expression, depth: usize) -> Option<f64> {
        match &tree.kind {
            ExpressionKind::Number(number) => Some(*number),
            ExpressionKind::Name(name) => {
                let item = self.names.inputs.get(name)?;
                self.constant_at(item.value, depth + 1)
            }
            ExpressionKind::Unary { operator: UnaryOperator::Negate, operand } => {
                Some(-self.of_tree(operand, depth)?)
            }
            ExpressionKind::Binary { operator, left, right } => {
                let (left, right) = (self.of_tree(left, depth)?, self.of_tree(right, depth)?);
                let number = match operator {
                    BinaryOperator::Add => left + right,
                    BinaryOperator::Subtract => left - right,
                    BinaryOperator::Multiply => left * right,
                    BinaryOperator::Divide => left / right,
                    _ => return None,
                };
                number.is_finite().then_some(number)
            }
            _ => None,
        }
    }

    /// The constant of a key.
    pub(super) fn constant_key(&self, table: &Table, key: &str) -> Option<f64> {
        self.constant(&table.get(key)?.value)
    }
}
