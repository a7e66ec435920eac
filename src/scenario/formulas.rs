//! Formulas into nodes: names are looked up here, and each is read when the semantics say.

use super::lowering::Lowering;
use crate::diagnose::Span;
use crate::formula::{
    BinaryOperator, Expression, ExpressionKind, FunctionKind, Knot, UnaryOperator, parse,
};
use crate::kind::{Reading, When};
use crate::plan::{Binary, Called, Demand, NodeId, Unary};

/// When a number is read: by which rule, and for which part of the period.
#[derive(Clone, Copy)]
pub(super) struct At {
    /// When in the period what is not known ahead is read.
    pub(super) reading: Reading,
    /// For which part of it.
    pub(super) when: When,
}

impl From<Reading> for At {
    fn from(reading: Reading) -> Self {
        Self { reading, when: When::Period }
    }
}

/// How the names of one formula are read.
#[derive(Clone, Copy)]
pub(super) struct Context {
    pub(super) reading: Reading,
    /// For which part of the period.
    pub(super) when: When,
    /// Ledger readings at the close, after the period's flows: for thresholds.
    pub(super) ledger_at_close: bool,
    /// Inside a branch of `if`, which may be no number where the other branch counts.
    pub(super) in_branch: bool,
}

impl Context {
    /// The ledger as at the opening, or at the moment.
    pub(super) fn at(at: At) -> Self {
        let At { reading, when } = at;
        Self { reading, when, ledger_at_close: false, in_branch: false }
    }

    /// Whether one moment is meant.
    pub(super) fn is_at_moment(self) -> bool {
        matches!(self.when, When::Moment(_))
    }

    /// For thresholds and conditions: what is known by the close of the period.
    pub(super) fn at_close(close: NodeId) -> Self {
        let (reading, when) = (Reading::Close, When::Moment(close));
        Self { reading, when, ledger_at_close: true, in_branch: false }
    }
}

impl Lowering<'_, '_> {
    /// The part of a string's span inside its quotes.
    pub(super) fn inside(&self, text: &str, span: Span) -> Span {
        let written = self.sources.slice(span);
        match written.find(text) {
            Some(offset) if !text.is_empty() => span.part(offset, text.len()),
            _ => span,
        }
    }

    /// Lowers a formula.
    pub(super) fn lower_formula(&mut self, text: &str, span: Span, at: At) -> NodeId {
        let span = self.inside(text, span);
        match parse(text, span, self.scale, self.diagnostics) {
            Some(tree) => {
                self.check_dimensions(&tree);
                self.expression(&tree, Context::at(at))
            }
            None => self.builder.constant(1.0),
        }
    }

    /// Lowers a part of a formula.
    pub(super) fn expression(&mut self, tree: &Expression, context: Context) -> NodeId {
        match &tree.kind {
            ExpressionKind::Number(number) => self.builder.constant(*number),
            ExpressionKind::Date(date) => self.builder.constant(self.grid.years_to(*date)),
            ExpressionKind::Name(name) => self.name(name, tree.span, context),
            ExpressionKind::Unary { operator, operand } => {
                let operand = self.expression(operand, context);
                match operator {
                    UnaryOperator::Negate => self.builder.negate(operand),
                    UnaryOperator::Not => self.builder.not(operand),
                }
            }
            ExpressionKind::Binary { operator, left, right } => {
                let (left, right) = if hides_operands(*operator) {
                    (self.watched(left, context), self.watched(right, context))
                } else if *operator == BinaryOperator::Divide {
                    (self.expression(left, context), self.watched(right, context))
                } else {
                    (self.expression(left, context), self.expression(right, context))
                };
                self.operator(*operator, left, right)
            }
            ExpressionKind::Call { function, arguments } => {
                self.call(function.kind, arguments, tree.span, context)
            }
            // Knots stand only as an argument of `lookup`, which reads them itself.
            ExpressionKind::Knots(_) => self.builder.constant(1.0),
        }
    }

    /// Lowers a part that what is around it may hide when it is no finite number, and says that it must be one. Names
    /// and ledger readings are looked at where they are said.
    pub(super) fn watched(&mut self, tree: &Expression, context: Context) -> NodeId {
        let node = self.expression(tree, context);
        let computed = !matches!(
            tree.kind,
            ExpressionKind::Name(_) | ExpressionKind::Number(_) | ExpressionKind::Date(_)
        );
        if computed && !context.in_branch {
            let line = self.sources.line_column(tree.span).0;
            let (text, file) = (self.sources.slice(tree.span), self.sources.name(tree.span.source));
            let label = format!("`{text}` ({file}:{line})");
            self.builder.name(Called::words(label).at(tree.span), node, Demand::FiniteWhereRead);
        }
        node
    }

    fn operator(&mut self, operator: BinaryOperator, left: NodeId, right: NodeId) -> NodeId {
        let builder = &mut self.builder;
        match operator {
            BinaryOperator::Or => builder.or(left, right),
            BinaryOperator::And => builder.and(left, right),
            BinaryOperator::Less => builder.less(left, right),
            BinaryOperator::LessOrEqual => builder.less_equal(left, right),
            BinaryOperator::Greater => builder.less(right, left),
            BinaryOperator::GreaterOrEqual => builder.less_equal(right, left),
            BinaryOperator::Equal => builder.binary(Binary::Equal, left, right),
            BinaryOperator::NotEqual => {
                let equal = builder.binary(Binary::Equal, left, right);
                builder.not(equal)
            }
            BinaryOperator::Add => builder.add(left, right),
            BinaryOperator::Subtract => builder.subtract(left, right),
            BinaryOperator::Multiply => builder.multiply(left, right),
            BinaryOperator::Divide => builder.divide(left, right),
            BinaryOperator::Power => builder.binary(Binary::Power, left, right),
        }
    }

    fn call(
        &mut self,
        kind: FunctionKind,
        arguments: &[Expression],
        span: Span,
        context: Context,
    ) -> NodeId {
        match kind {
            FunctionKind::Prev => {
                let now = Context { reading: Reading::Close, when: When::Period, ..context };
                let value = self.one(arguments, now);
                let before = self.builder.previous(value);
                let known = arguments.iter().all(|argument| self.sight_of_tree(argument).known);
                let at_opening = context.reading == Reading::Open && !context.is_at_moment();
                if at_opening && !known { self.builder.previous(before) } else { before }
            }
            FunctionKind::Total
            | FunctionKind::Received
            | FunctionKind::Stake
            | FunctionKind::Cash => self.ledger_reading(kind, arguments, span, context),
            FunctionKind::Fired | FunctionKind::Since => {
                self.event_reading(kind, arguments, context)
            }
            FunctionKind::Count => self.count_reading(arguments, context),
            FunctionKind::Lookup => {
                let value = match arguments.first() {
                    Some(argument) => self.watched(argument, context),
                    None => self.builder.constant(1.0),
                };
                match arguments.get(1).map(|argument| &argument.kind) {
                    Some(ExpressionKind::Knots(knots)) => self.lookup(value, knots),
                    _ => value,
                }
            }
            _ => {
                let hides = matches!(
                    kind,
                    FunctionKind::Min | FunctionKind::Max | FunctionKind::Clamp | FunctionKind::Exp
                );
                let mut nodes = Vec::new();
                for (place, argument) in arguments.iter().enumerate() {
                    let in_branch = context.in_branch || (kind == FunctionKind::If && place > 0);
                    let context = Context { in_branch, ..context };
                    nodes.push(if hides {
                        self.watched(argument, context)
                    } else {
                        self.expression(argument, context)
                    });
                }
                self.elementwise(kind, &nodes)
            }
        }
    }

    fn one(&mut self, arguments: &[Expression], context: Context) -> NodeId {
        match arguments.first() {
            Some(argument) => self.expression(argument, context),
            None => self.builder.constant(1.0),
        }
    }

    fn elementwise(&mut self, kind: FunctionKind, nodes: &[NodeId]) -> NodeId {
        let builder = &mut self.builder;
        let fold = |builder: &mut crate::plan::PlanBuilder, operation: Binary| {
            let mut rest = nodes.iter().copied();
            let first = rest.next().unwrap_or_else(|| builder.constant(1.0));
            rest.fold(first, |sum, node| builder.binary(operation, sum, node))
        };
        match (kind, nodes) {
            (FunctionKind::If, &[condition, a, b]) => builder.select(condition, a, b),
            (FunctionKind::Min, _) => fold(builder, Binary::Minimum),
            (FunctionKind::Max, _) => fold(builder, Binary::Maximum),
            (FunctionKind::Abs, &[a]) => builder.unary(Unary::Absolute, a),
            (FunctionKind::Exp, &[a]) => builder.exponential(a),
            (FunctionKind::Ln, &[a]) => builder.logarithm(a),
            (FunctionKind::Sqrt, &[a]) => builder.square_root(a),
            (FunctionKind::Floor, &[a]) => builder.unary(Unary::Floor, a),
            (FunctionKind::Clamp, &[a, low, high]) => {
                let above = builder.maximum(a, low);
                builder.minimum(above, high)
            }
            _ => builder.constant(1.0),
        }
    }

    /// A broken line: the first value, and what each slope adds.
    fn lookup(&mut self, at: NodeId, knots: &[Knot]) -> NodeId {
        let builder = &mut self.builder;
        let first = knots.first().map_or(0.0, |knot| knot.value);
        let mut sum = builder.constant(first);
        for pair in knots.windows(2) {
            let [from, to] = pair else { continue };
            let slope = (to.value - from.value) / (to.at - from.at);
            let low = builder.constant(from.at);
            let high = builder.constant(to.at);
            let inside = builder.maximum(at, low);
            let inside = builder.minimum(inside, high);
            let along = builder.subtract(inside, low);
            let part = builder.scale(along, slope);
            sum = builder.add(sum, part);
        }
        sum
    }
}

/// Whether an operator can make a finite number or a flag of operands that are not finite; division is one as well, by
/// what it divides by.
fn hides_operands(operator: BinaryOperator) -> bool {
    matches!(
        operator,
        BinaryOperator::Less
            | BinaryOperator::LessOrEqual
            | BinaryOperator::Greater
            | BinaryOperator::GreaterOrEqual
            | BinaryOperator::Equal
            | BinaryOperator::NotEqual
            | BinaryOperator::Power
    )
}
