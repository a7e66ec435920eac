//! Formulas into nodes: names are looked up here, and each is read when the semantics say.

use super::lowering::Lowering;
use super::names::unknown;
use crate::diagnose::Span;
use crate::formula::{
    BinaryOperator, Expression, ExpressionKind, FunctionKind, Knot, UnaryOperator, parse,
};
use crate::kind::{Reading, Scope};
use crate::plan::{Binary, Called, Demand, NodeId, Unary};

/// How the names of one formula are read.
#[derive(Clone, Copy)]
pub(super) struct Context {
    pub(super) reading: Reading,
    /// Ledger readings at the close, after the period's flows: for thresholds.
    pub(super) ledger_at_close: bool,
    /// Inside a branch of `if`, which may be no number where the other branch counts.
    pub(super) in_branch: bool,
}

impl Context {
    /// The ledger as at the opening.
    pub(super) fn reading(reading: Reading) -> Self {
        Self { reading, ledger_at_close: false, in_branch: false }
    }

    /// For thresholds and conditions.
    pub(super) fn at_close() -> Self {
        Self { reading: Reading::Close, ledger_at_close: true, in_branch: false }
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
    pub(super) fn lower_formula(&mut self, text: &str, span: Span, reading: Reading) -> NodeId {
        let span = self.inside(text, span);
        match parse(text, span, self.scale, self.diagnostics) {
            Some(tree) => {
                self.check_dimensions(&tree);
                self.expression(&tree, Context::reading(reading))
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

    fn name(&mut self, name: &str, span: Span, context: Context) -> NodeId {
        match name {
            "t" => match context.reading {
                Reading::Open => self.builder.open_time(),
                Reading::Close => self.builder.close_time(),
                Reading::Mean => {
                    let close = self.builder.close_time();
                    self.read_at(close, Reading::Mean)
                }
            },
            "dt" => self.builder.period_length(),
            "year" => {
                let grid = self.grid;
                let years: Vec<f64> = (0..=grid.periods())
                    .map(|k| {
                        if k == 0 {
                            f64::from(grid.start().year())
                        } else {
                            f64::from(grid.calendar_year(k))
                        }
                    })
                    .collect();
                self.builder.series(years)
            }
            _ => self.driver(name, span, context.reading),
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
                let now = Context { reading: Reading::Close, ..context };
                let value = self.one(arguments, now);
                let before = self.builder.previous(value);
                if context.reading == Reading::Open {
                    self.builder.previous(before)
                } else {
                    before
                }
            }
            FunctionKind::Total
            | FunctionKind::Received
            | FunctionKind::Stake
            | FunctionKind::Cash => self.ledger_reading(kind, arguments, span, context),
            FunctionKind::Fired | FunctionKind::Since => {
                self.event_reading(kind, arguments, context)
            }
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

    fn event_reading(
        &mut self,
        kind: FunctionKind,
        arguments: &[Expression],
        context: Context,
    ) -> NodeId {
        let Some((name, span)) = name_of(arguments, 0) else { return self.builder.constant(0.0) };
        let Some(time) = self.event_node(&name, span) else { return self.builder.constant(0.0) };
        let fired = self.builder.had_happened_at_open(time);
        if kind == FunctionKind::Fired {
            return fired;
        }
        let now = self.name("t", span, context);
        let elapsed = self.builder.subtract(now, time);
        let zero = self.builder.constant(0.0);
        self.builder.select(fired, elapsed, zero)
    }

    fn ledger_reading(
        &mut self,
        kind: FunctionKind,
        arguments: &[Expression],
        span: Span,
        context: Context,
    ) -> NodeId {
        let zero = self.builder.constant(0.0);
        let Some((first, first_span)) = name_of(arguments, 0) else { return zero };
        self.saw_ledger |= context.ledger_at_close;
        let node = match kind {
            FunctionKind::Total => {
                if !self.check_term(&first, first_span) {
                    return zero;
                }
                Self::promise(&mut self.builder, &mut self.promised.totals, "total", &first)
            }
            FunctionKind::Cash => {
                if !self.check_company(&first, first_span) {
                    return zero;
                }
                Self::promise(&mut self.builder, &mut self.promised.cash, "cash", &first)
            }
            _ => {
                let Some((second, second_span)) = name_of(arguments, 1) else { return zero };
                if self.account(&first, first_span).is_none() {
                    return zero;
                }
                let (map, what, good) = if kind == FunctionKind::Received {
                    let good = self.check_term(&second, second_span);
                    (&mut self.promised.received, "received", good)
                } else {
                    let good = self.check_company(&second, second_span);
                    (&mut self.promised.stakes, "stake", good)
                };
                if !good {
                    return zero;
                }
                Self::promise_pair(&mut self.builder, map, what, &first, &second)
            }
        };
        let _ = span;
        if context.ledger_at_close { node } else { self.builder.previous(node) }
    }

    fn check_term(&mut self, name: &str, span: Span) -> bool {
        let known = self.names.terms.contains_key(name);
        if !known {
            let names = self.names.terms.keys().map(String::as_str);
            self.diagnostics.push(unknown("term", name, span, names));
        }
        known
    }

    fn check_company(&mut self, name: &str, span: Span) -> bool {
        let known = self.names.companies.contains_key(name);
        if !known {
            let names = self.names.companies.keys().map(String::as_str);
            self.diagnostics.push(unknown("company", name, span, names));
        }
        known
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

fn name_of(arguments: &[Expression], index: usize) -> Option<(String, Span)> {
    let argument = arguments.get(index)?;
    match &argument.kind {
        ExpressionKind::Name(name) => Some((name.clone(), argument.span)),
        _ => None,
    }
}
