//! How far a number can go: bounds that hold on all paths, or on all but one in a billion billions.

use super::Look;
use super::units::kind_of;
use crate::document::{Table, Value, ValueKind};
use crate::formula::{BinaryOperator, Expression, ExpressionKind, FunctionKind, UnaryOperator};
use crate::lane::math::exp;

/// Standard deviations beyond which nothing is drawn: less than 1 in 10^18 paths.
const FAR: f64 = 9.0;

/// How far drivers made of drivers are followed.
const DEEPEST: usize = 12;

/// Bounds of a number.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Reach {
    low: f64,
    high: f64,
}

impl Reach {
    fn of(numbers: &[f64]) -> Option<Self> {
        let low = numbers.iter().copied().reduce(f64::min)?;
        let high = numbers.iter().copied().reduce(f64::max)?;
        (!low.is_nan() && !high.is_nan()).then_some(Self { low, high })
    }

    fn both(self, other: Self, of: fn(f64, f64) -> f64) -> Option<Self> {
        Self::of(&[
            of(self.low, other.low),
            of(self.low, other.high),
            of(self.high, other.low),
            of(self.high, other.high),
        ])
    }
}

impl Look<'_, '_> {
    /// Why a comparison holds on no path.
    pub(super) fn out_of_reach(&self, value: &Value) -> Option<String> {
        let tree = self.tree(value)?;
        let ExpressionKind::Binary { operator, left, right } = &tree.kind else { return None };
        let (one, other) = (self.reach(left, 0)?, self.reach(right, 0)?);
        let (lower, upper, over) = match operator {
            BinaryOperator::GreaterOrEqual | BinaryOperator::Greater => (one, other, left),
            BinaryOperator::LessOrEqual | BinaryOperator::Less => (other, one, right),
            _ => return None,
        };
        if lower.high >= upper.low {
            return None;
        }
        let shown = self.sources.slice(over.span);
        let (most, least) = (rounded(lower.high), rounded(upper.low));
        Some(format!("`{shown}` never goes above {most}, and {least} is needed"))
            .filter(|_| {
                matches!(operator, BinaryOperator::GreaterOrEqual | BinaryOperator::Greater)
            })
            .or_else(|| {
                let shown = self.sources.slice(left.span);
                Some(format!("`{shown}` never falls below {least}, and {most} is needed"))
            })
    }

    fn reach(&self, tree: &Expression, depth: usize) -> Option<Reach> {
        if depth > DEEPEST {
            return None;
        }
        if let Some(number) = self.constant_of(tree) {
            return Reach::of(&[number]);
        }
        match &tree.kind {
            ExpressionKind::Name(name) => self.reach_of_name(name, depth + 1),
            ExpressionKind::Unary { operator: UnaryOperator::Negate, operand } => {
                let inner = self.reach(operand, depth)?;
                Some(Reach { low: -inner.high, high: -inner.low })
            }
            ExpressionKind::Binary { operator, left, right } => {
                let (left, right) = (self.reach(left, depth)?, self.reach(right, depth)?);
                match operator {
                    BinaryOperator::Add => left.both(right, |a, b| a + b),
                    BinaryOperator::Subtract => left.both(right, |a, b| a - b),
                    BinaryOperator::Multiply => left.both(right, |a, b| a * b),
                    BinaryOperator::Divide if right.low > 0.0 || right.high < 0.0 => {
                        left.both(right, |a, b| a / b)
                    }
                    _ => None,
                }
            }
            ExpressionKind::Call { function, arguments } => {
                let of: Option<Vec<Reach>> =
                    arguments.iter().map(|argument| self.reach(argument, depth)).collect();
                let of = of?;
                match function.kind {
                    FunctionKind::Max => of
                        .into_iter()
                        .reduce(|a, b| Reach { low: a.low.max(b.low), high: a.high.max(b.high) }),
                    FunctionKind::Min => of
                        .into_iter()
                        .reduce(|a, b| Reach { low: a.low.min(b.low), high: a.high.min(b.high) }),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    fn reach_of_name(&self, name: &str, depth: usize) -> Option<Reach> {
        let end = self.grid.time(self.grid.periods());
        if name == "t" {
            return Reach::of(&[0.0, end]);
        }
        if let Some(input) = self.names.inputs.get(name) {
            return self.reach_of_number(input.value);
        }
        let table = self.names.drivers.get(name)?.table();
        if let Some(formula) = table.get("formula") {
            return self.reach(&self.tree(&formula.value)?, depth + 1);
        }
        if let Some(schedule) = table.get("schedule") {
            return self.hull(&schedule.value);
        }
        self.reach_of_process(table, end)
    }

    fn reach_of_process(&self, table: &Table, end: f64) -> Option<Reach> {
        let number = |key: &str| self.constant_key(table, key);
        let or_none =
            |key: &str| table.get(key).map_or(Some(0.0), |entry| self.constant(&entry.value));
        match kind_of("drivers", table) {
            "geometric_brownian" => {
                let start = number("start").filter(|start| *start > 0.0)?;
                let whole = Reach { low: f64::MIN_POSITIVE, high: f64::INFINITY };
                let (Some(drift), Some(volatility)) = (or_none("drift"), or_none("volatility"))
                else {
                    return Some(whole);
                };
                // The logarithm moves by its drift and at most so many standard deviations.
                let drift = (drift - volatility * volatility / 2.0) * end;
                let far = FAR * volatility * end.sqrt();
                let (low, high) =
                    (start * exp(drift.min(0.0) - far), start * exp(drift.max(0.0) + far));
                Some(Reach { low: low.max(f64::MIN_POSITIVE), high })
            }
            "growth" | "jump_diffusion" => {
                number("start").filter(|start| *start > 0.0)?;
                Some(Reach { low: f64::MIN_POSITIVE, high: f64::INFINITY })
            }
            "random_walk" => {
                let (start, drift) = (number("start")?, or_none("drift")? * end);
                let far = FAR * or_none("volatility")? * end.sqrt();
                Some(Reach {
                    low: start + drift.min(0.0) - far,
                    high: start + drift.max(0.0) + far,
                })
            }
            "square_root" => Some(Reach { low: 0.0, high: f64::INFINITY }),
            "logistic" => Some(Reach { low: f64::MIN_POSITIVE, high: number("ceiling")? }),
            "bass" => Some(Reach { low: 0.0, high: number("market")? }),
            _ => None,
        }
    }

    /// The bounds of a number of an input.
    fn reach_of_number(&self, value: &Value) -> Option<Reach> {
        if let Some(number) = self.constant(value) {
            return Reach::of(&[number]);
        }
        let table = value.as_table()?;
        if let Some(inner) = table.get("value") {
            return self.reach_of_number(&inner.value);
        }
        let bound = |key: &str| self.constant_key(table, key);
        let mut reach = Reach { low: f64::NEG_INFINITY, high: f64::INFINITY };
        for entry in &table.entries {
            match entry.key.name.as_str() {
                "uniform" | "triangular" | "pert" | "choice" => {
                    let ValueKind::List(list) = &entry.value.kind else { continue };
                    let numbers: Option<Vec<f64>> =
                        list.iter().map(|item| self.literal(item)).collect();
                    reach = Reach::of(&numbers?)?;
                }
                "lognormal" | "gamma" | "exponential" | "weibull" => reach.low = 0.0,
                "bernoulli" => reach = Reach { low: 0.0, high: 1.0 },
                _ => {}
            }
        }
        reach.low = bound("min").map_or(reach.low, |min| reach.low.max(min));
        reach.high = bound("max").map_or(reach.high, |max| reach.high.min(max));
        Some(reach)
    }

    /// The bounds of the points of a schedule.
    fn hull(&self, value: &Value) -> Option<Reach> {
        let points = value.as_table()?.entries.iter().map(|entry| self.constant(&entry.value));
        let points: Option<Vec<f64>> = points.collect();
        Reach::of(&points?)
    }
}

/// A bound in few digits.
fn rounded(number: f64) -> String {
    if number == 0.0 || number.abs() < 1e-300 {
        return "0".to_owned();
    }
    let size = number.abs();
    if (0.001..1e7).contains(&size) {
        format!("{}", (number * 1e4).round() / 1e4)
    } else {
        format!("{number:.2e}")
    }
}
