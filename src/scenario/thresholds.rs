//! The comparison that an event waits for: how far off it is, and how it moves between the closes.

use super::formulas::Context;
use super::lowering::Lowering;
use crate::diagnose::{Diagnostic, Span};
use crate::formula::{
    BinaryOperator, Expression, ExpressionKind, FunctionKind, UnaryOperator, parse,
};
use crate::kind::{Threshold, Wandering};
use crate::plan::NodeId;

impl Lowering<'_, '_> {
    /// Lowers a comparison that an event waits for.
    pub(super) fn lower_threshold(&mut self, text: &str, span: Span) -> Option<Threshold> {
        let span = self.inside(text, span);
        let tree = parse(text, span, self.scale, self.diagnostics)?;
        self.check_dimensions(&tree);
        let (high, low, or_equal) = match &tree.kind {
            ExpressionKind::Binary { operator, left, right } => match operator {
                BinaryOperator::GreaterOrEqual => (left, right, true),
                BinaryOperator::Greater => (left, right, false),
                BinaryOperator::LessOrEqual => (right, left, true),
                BinaryOperator::Less => (right, left, false),
                _ => return self.condition_threshold(&tree),
            },
            _ => return self.condition_threshold(&tree),
        };
        let context = Context::at_close(self.builder.close_time());
        let outer = std::mem::replace(&mut self.saw_ledger, false);
        let high_node = self.watched(high, context);
        let low_node = self.watched(low, context);
        let ledger = self.saw_ledger;
        self.saw_ledger |= outer;
        let distance = self.builder.subtract(high_node, low_node);
        let straight = self.is_straight(high) && self.is_straight(low);
        let wandering = self.wandering((high, high_node), (low, low_node));
        Some(Threshold { distance, or_equal, straight, ledger, wandering, turns: None })
    }

    /// A condition that an event waits for: one half above or below zero, and the moments at which it can turn where it
    /// is made of events alone.
    fn condition_threshold(&mut self, tree: &Expression) -> Option<Threshold> {
        if !is_condition(tree) {
            return self.not_a_comparison(tree.span);
        }
        let context = Context::at_close(self.builder.close_time());
        let outer = std::mem::replace(&mut self.saw_ledger, false);
        let holds = self.expression(tree, context);
        let ledger = self.saw_ledger;
        self.saw_ledger |= outer;
        let half = self.builder.constant(0.5);
        let distance = self.builder.subtract(holds, half);
        let mut events = Vec::new();
        let turns = self.made_of_events(tree, &mut events).then_some(events);
        let (straight, wandering) = (false, None);
        Some(Threshold { distance, or_equal: true, straight, ledger, wandering, turns })
    }

    /// Whether a condition is made of events alone which are known at their moments; collects their times.
    fn made_of_events(&mut self, tree: &Expression, times: &mut Vec<NodeId>) -> bool {
        match &tree.kind {
            ExpressionKind::Number(_) => true,
            ExpressionKind::Unary { operand, .. } => self.made_of_events(operand, times),
            ExpressionKind::Binary { left, right, .. } => {
                self.made_of_events(left, times) && self.made_of_events(right, times)
            }
            ExpressionKind::Call { function, arguments } => {
                let counts = matches!(function.kind, FunctionKind::Fired | FunctionKind::Count);
                let Some(ExpressionKind::Name(name)) =
                    arguments.first().map(|it| &it.kind).filter(|_| counts)
                else {
                    return false;
                };
                for occurrence in self.occurrences_of(name) {
                    let known = self.comes_first_at_moment(&occurrence);
                    let Some(time) = self.event_node(&occurrence, tree.span).filter(|_| known)
                    else {
                        return false;
                    };
                    times.push(time);
                }
                true
            }
            _ => false,
        }
    }

    /// Lowers a condition that a party decides by, at a moment or at each close.
    pub(super) fn lower_condition(
        &mut self,
        text: &str,
        span: Span,
        moment: Option<NodeId>,
    ) -> NodeId {
        let span = self.inside(text, span);
        match parse(text, span, self.scale, self.diagnostics) {
            Some(tree) => {
                self.check_dimensions(&tree);
                let moment = moment.unwrap_or_else(|| self.builder.close_time());
                self.expression(&tree, Context::at_close(moment))
            }
            None => self.builder.constant(0.0),
        }
    }

    fn not_a_comparison(&mut self, span: Span) -> Option<Threshold> {
        let message = "a threshold compares two values, or is a condition";
        let help = "write \"cumulative_profit >= 100\", or a condition: \"not fired(approval)\", \"fired(a) and fired(b)\"";
        self.diagnostics.push(Diagnostic::error("not-a-comparison", span, message).help(help));
        None
    }

    /// How the distance wanders, where one side is a driver that diffuses and the other is known beforehand.
    fn wandering(
        &mut self,
        high: (&Expression, NodeId),
        low: (&Expression, NodeId),
    ) -> Option<Wandering> {
        let (name, end) = match (self.diffusing(high.0), self.diffusing(low.0)) {
            (Some(name), None) if self.is_foreseen(low.0) => (name, "highest"),
            (None, Some(name)) if self.is_foreseen(high.0) => (name, "lowest"),
            _ => return None,
        };
        let diffusion = *self.diffusions.get(&name)?;
        let builder = &mut self.builder;
        let mut scaled = |node: NodeId| {
            if diffusion.logarithmic {
                // A level at or below zero is one that the driver stays above.
                let least = builder.constant(f64::MIN_POSITIVE);
                let positive = builder.maximum(node, least);
                builder.logarithm(positive)
            } else {
                node
            }
        };
        let (high_side, low_side) = (high.0, low.0);
        let (high, low) = (scaled(high.1), scaled(low.1));
        let gap = builder.subtract(high, low);
        let stray = format!("drivers.{name}.{end}");
        let rising = end == "highest";
        let steady = self.is_fixed(if rising { low_side } else { high_side });
        // Of the two sides the upper one is decided first, and the lower one given that.
        let other_side = (!rising && self.is_watched_from_below(&name))
            .then(|| format!("drivers.{name}.highest"));
        Some(Wandering {
            gap,
            spread: diffusion.spread,
            stray,
            driver: name,
            rising,
            steady,
            other_side,
        })
    }

    /// The driver that a formula names, if it diffuses.
    fn diffusing(&self, tree: &Expression) -> Option<String> {
        match &tree.kind {
            ExpressionKind::Name(name) if self.diffusions.contains_key(name) => Some(name.clone()),
            _ => None,
        }
    }

    /// Whether a value is known for all dates once the inputs are drawn.
    fn is_foreseen(&self, tree: &Expression) -> bool {
        match &tree.kind {
            ExpressionKind::Number(_) | ExpressionKind::Date(_) => true,
            ExpressionKind::Name(name) => {
                let scheduled =
                    |item: &super::names::Item<'_>| item.table().get("schedule").is_some();
                ["t", "dt", "year"].contains(&name.as_str())
                    || self.inputs.contains_key(name)
                    || self.names.drivers.get(name).is_some_and(scheduled)
            }
            ExpressionKind::Unary { operand, .. } => self.is_foreseen(operand),
            ExpressionKind::Binary { left, right, .. } => {
                self.is_foreseen(left) && self.is_foreseen(right)
            }
            ExpressionKind::Call { function, arguments } => {
                let reads_run = matches!(
                    function.kind,
                    FunctionKind::Total
                        | FunctionKind::Received
                        | FunctionKind::Cash
                        | FunctionKind::Stake
                        | FunctionKind::Fired
                        | FunctionKind::Since
                        | FunctionKind::Count
                );
                !reads_run && arguments.iter().all(|argument| self.is_foreseen(argument))
            }
            ExpressionKind::Knots(_) => true,
        }
    }

    /// Whether a value moves in a straight line within a period: sums of stocks, ledger readings and fixed numbers.
    fn is_straight(&self, tree: &Expression) -> bool {
        match &tree.kind {
            ExpressionKind::Number(_) | ExpressionKind::Date(_) => true,
            ExpressionKind::Name(name) => {
                self.stocks.contains(name) || self.inputs.contains_key(name) || name == "t"
            }
            ExpressionKind::Unary { operator: UnaryOperator::Negate, operand } => {
                self.is_straight(operand)
            }
            ExpressionKind::Binary { operator, left, right } => match operator {
                BinaryOperator::Add | BinaryOperator::Subtract => {
                    self.is_straight(left) && self.is_straight(right)
                }
                BinaryOperator::Multiply => {
                    (self.is_straight(left) && self.is_fixed(right))
                        || (self.is_fixed(left) && self.is_straight(right))
                }
                BinaryOperator::Divide => self.is_straight(left) && self.is_fixed(right),
                _ => false,
            },
            ExpressionKind::Call { function, .. } => matches!(
                function.kind,
                FunctionKind::Total | FunctionKind::Received | FunctionKind::Cash
            ),
            _ => self.is_fixed(tree),
        }
    }

    /// Whether a value is the same in every period.
    fn is_fixed(&self, tree: &Expression) -> bool {
        match &tree.kind {
            ExpressionKind::Number(_) | ExpressionKind::Date(_) => true,
            ExpressionKind::Name(name) => self.inputs.contains_key(name),
            ExpressionKind::Unary { operand, .. } => self.is_fixed(operand),
            ExpressionKind::Binary { left, right, .. } => {
                self.is_fixed(left) && self.is_fixed(right)
            }
            ExpressionKind::Call { .. } | ExpressionKind::Knots(_) => false,
        }
    }
}

/// Whether a tree says what holds or does not, and no amount.
fn is_condition(tree: &Expression) -> bool {
    match &tree.kind {
        ExpressionKind::Unary { operator: UnaryOperator::Not, operand } => is_condition(operand),
        ExpressionKind::Binary { operator, left, right } => match operator {
            BinaryOperator::And | BinaryOperator::Or => is_condition(left) && is_condition(right),
            BinaryOperator::Less
            | BinaryOperator::LessOrEqual
            | BinaryOperator::Greater
            | BinaryOperator::GreaterOrEqual
            | BinaryOperator::Equal
            | BinaryOperator::NotEqual => true,
            _ => false,
        },
        ExpressionKind::Call { function, .. } => function.kind == FunctionKind::Fired,
        _ => false,
    }
}
