//! What need not be done on lanes: operations on known numbers, neutral operands, and values that are one of two numbers by a flag.
//!
//! A number that is turned is known for each cell; what is asked of it here, all cells of a program answer alike.

use super::compile::{Compiler, Operation};
use super::value::Value;
use crate::lane::math;
use crate::plan::arithmetic as fold;
use crate::plan::{Binary, Unary};

/// A lane that holds one of two known numbers.
#[derive(Clone, Copy)]
struct Either {
    /// The flags that choose.
    flag: u32,
    /// Where set.
    set: Value,
    /// Where not.
    clear: Value,
}

impl Compiler<'_> {
    fn is_flag(&self, value: Value) -> bool {
        let flag = |number: f64| number == 0.0 || number == 1.0;
        match value {
            Value::Known(_) | Value::Turned(_) => self.cells.is(value, flag),
            Value::Lane(lane) => {
                matches!(
                    self.operations[lane as usize],
                    Operation::Binary(
                        Binary::Less | Binary::LessEqual | Binary::Equal | Binary::And | Binary::Or,
                        ..
                    ) | Operation::Unary(Unary::Not, _)
                ) || self.either(value).is_some_and(|either| {
                    self.cells.is(either.set, flag) && self.cells.is(either.clear, flag)
                })
            }
        }
    }

    /// What a selection between two known numbers chooses from.
    fn either(&self, value: Value) -> Option<Either> {
        let Value::Lane(lane) = value else { return None };
        match self.operations[lane as usize] {
            Operation::Select(Value::Lane(flag), set, clear)
                if set.is_number() && clear.is_number() =>
            {
                Some(Either { flag, set, clear })
            }
            _ => None,
        }
    }

    /// The same, where flags count as selections between 1 and 0.
    fn either_or_flag(&self, value: Value) -> Option<Either> {
        let Value::Lane(flag) = value else { return None };
        let plain = || {
            let [set, clear] = [1.0, 0.0].map(Value::Known);
            self.is_flag(value).then_some(Either { flag, set, clear })
        };
        self.either(value).or_else(plain)
    }

    /// An operation on values that one and the same flag decides, worked out for both of its states.
    fn by_cases(&mut self, operation: Binary, a: Value, b: Value) -> Option<Value> {
        let (first, second) = (self.either_or_flag(a), self.either_or_flag(b));
        let (flag, [set, clear]) = match (a.is_number(), b.is_number(), first, second) {
            (true, _, _, Some(b)) => (b.flag, [[a, b.set], [a, b.clear]]),
            (_, true, Some(a), _) => (a.flag, [[a.set, b], [a.clear, b]]),
            (_, _, Some(a), Some(b)) if a.flag == b.flag => {
                (a.flag, [[a.set, b.set], [a.clear, b.clear]])
            }
            _ => return None,
        };
        let [set, clear] =
            [set, clear].map(|both| self.cells.of(both, |[a, b]| fold::binary(operation, a, b)));
        Some(self.select(Value::Lane(flag), set, clear))
    }

    /// The two sides of a comparison of a difference x − k with zero: x and k themselves, which compare alike
    /// because the difference of two numbers that are not equal is never rounded to zero.
    fn without_difference(&self, operation: Binary, a: Value, b: Value) -> (Value, Value) {
        let difference = |value: Value| {
            let Value::Lane(lane) = value else { return None };
            match self.operations[lane as usize] {
                Operation::Binary(Binary::Subtract, x, k) if self.cells.is(k, f64::is_finite) => {
                    Some((x, k))
                }
                _ => None,
            }
        };
        let zero = |value: Value| self.cells.is(value, |number| number == 0.0);
        match operation {
            Binary::Less | Binary::LessEqual if zero(a) => {
                difference(b).map_or((a, b), |(x, k)| (k, x))
            }
            Binary::Less | Binary::LessEqual if zero(b) => difference(a).unwrap_or((a, b)),
            _ => (a, b),
        }
    }

    /// What a lane is minus.
    fn negated(&self, value: Value) -> Option<Value> {
        let Value::Lane(lane) = value else { return None };
        match self.operations[lane as usize] {
            Operation::Unary(Unary::Negate, a) => Some(a),
            _ => None,
        }
    }

    /// Whether a value is finite by its making alone, as a uniform and the time that a constant hazard makes of it.
    fn is_never_infinite(&self, value: Value) -> bool {
        self.cells.agree(|cell| {
            let range = self.range(value, cell);
            range.is_some_and(|(low, high)| low.is_finite() && high.is_finite())
        })
    }

    /// Two numbers between which, up to rounding, a value lies in a cell; known of few.
    fn range(&self, value: Value, cell: usize) -> Option<(f64, f64)> {
        let Value::Lane(lane) = value else {
            let number = self.cells.at(value, cell);
            return Some((number, number));
        };
        match self.operations[lane as usize] {
            Operation::Uniform(..) => Some((f64::EPSILON / 2.0, 1.0 - f64::EPSILON / 2.0)),
            Operation::Unary(Unary::Negate, a) => {
                self.range(a, cell).map(|(low, high)| (-high, -low))
            }
            Operation::Unary(Unary::Logarithm, a) => {
                let (low, high) = self.range(a, cell).filter(|range| range.0 > 0.0)?;
                Some((math::ln(low), math::ln(high)))
            }
            Operation::Binary(Binary::Divide, a, k) if k.is_number() => {
                let k = Some(self.cells.at(k, cell)).filter(|k| *k != 0.0)?;
                let (low, high) = self.range(a, cell)?;
                Some(if k > 0.0 { (low / k, high / k) } else { (high / k, low / k) })
            }
            _ => None,
        }
    }

    /// The second side of min(earlier, (now and not before) ? time : ∞) without `before`, where that flag already
    /// makes `earlier` less than the time: what latched stays, to the bit.
    fn without_what_was_earlier(&mut self, earlier: Value, latest: Value) -> Option<Value> {
        let Either { flag, set, clear } = self.either(latest)?;
        let Operation::Binary(Binary::And, a, b) = self.operations[flag as usize] else {
            return None;
        };
        let (now, before) = self
            .opposite(b)
            .map(|before| (a, before))
            .or_else(|| self.opposite(a).map(|before| (b, before)))?;
        let most = self.most_where(earlier, before)?;
        let simple = self.cells.agree(|cell| {
            let [most, set, clear] = [most, set, clear].map(|value| self.cells.at(value, cell));
            most < set && set < f64::INFINITY && clear == f64::INFINITY
        });
        simple.then(|| self.select(now, set, clear))
    }

    /// The flag whose opposite a value is.
    fn opposite(&self, value: Value) -> Option<u32> {
        let Value::Lane(lane) = value else { return None };
        match self.operations[lane as usize] {
            Operation::Unary(Unary::Not, Value::Lane(flag)) => Some(flag),
            Operation::Select(Value::Lane(flag), set, clear) => {
                let is = |value, wanted| self.cells.is(value, |number| number == wanted);
                (is(set, 0.0) && is(clear, 1.0)).then_some(flag)
            }
            _ => None,
        }
    }

    /// A number that a value is not above where a flag is set. A minimum is never above its second side, nor
    /// NaN where that is a number.
    fn most_where(&self, value: Value, flag: u32) -> Option<Value> {
        let Value::Lane(lane) = value else { return None };
        let chosen = match self.operations[lane as usize] {
            Operation::Binary(Binary::Minimum, _, second) => second,
            _ => value,
        };
        self.either(chosen).filter(|either| either.flag == flag).map(|either| either.set)
    }

    pub(super) fn unary(&mut self, operation: Unary, a: Value) -> Value {
        if a.is_number() {
            return self.cells.of([a], |[a]| fold::unary(operation, a));
        }
        // A quantised value is its own quantised value.
        if operation == Unary::Quantize && self.is_quantized(a) {
            return a;
        }
        if let Some(either) = self.either_or_flag(a) {
            let [set, clear] = [either.set, either.clear]
                .map(|number| self.cells.of([number], |[a]| fold::unary(operation, a)));
            return self.select(Value::Lane(either.flag), set, clear);
        }
        self.lane(Operation::Unary(operation, a))
    }

    fn is_quantized(&self, value: Value) -> bool {
        matches!(value, Value::Lane(lane)
            if matches!(self.operations[lane as usize], Operation::Unary(Unary::Quantize, _)))
    }

    pub(super) fn binary(&mut self, operation: Binary, a: Value, b: Value) -> Value {
        if a.is_number() && b.is_number() {
            return self.cells.of([a, b], |[a, b]| fold::binary(operation, a, b));
        }
        let known = |value: Value, wanted: f64| self.cells.is(value, |number| number == wanted);
        match operation {
            Binary::Add if known(a, 0.0) => return b,
            Binary::Add | Binary::Subtract if known(b, 0.0) => return a,
            // Nothing times anything is nothing: a value that is not finite is caught where it has its name.
            Binary::Multiply if known(a, 0.0) || known(b, 0.0) => return Value::Known(0.0),
            Binary::Multiply if known(a, 1.0) => return b,
            Binary::Multiply | Binary::Divide if known(b, 1.0) => return a,
            Binary::Divide if known(a, 0.0) => return a,
            Binary::Minimum if known(a, f64::INFINITY) => return b,
            Binary::Minimum if known(b, f64::INFINITY) => return a,
            Binary::Maximum if known(a, f64::NEG_INFINITY) => return b,
            Binary::Maximum if known(b, f64::NEG_INFINITY) => return a,
            Binary::Minimum | Binary::Maximum if a == b => return a,
            Binary::And if known(a, 0.0) || known(b, 0.0) => return Value::Known(0.0),
            Binary::And if known(a, 1.0) && self.is_flag(b) => return b,
            Binary::And if known(b, 1.0) && self.is_flag(a) => return a,
            Binary::Or if known(a, 1.0) || known(b, 1.0) => return Value::Known(1.0),
            Binary::Or if known(a, 0.0) && self.is_flag(b) => return b,
            Binary::Or if known(b, 0.0) && self.is_flag(a) => return a,
            // Nothing is before the beginning, and only what never comes is not before never.
            Binary::LessEqual if known(a, f64::INFINITY) && self.is_never_infinite(b) => {
                return Value::Known(0.0);
            }
            Binary::LessEqual if known(b, f64::NEG_INFINITY) && self.is_never_infinite(a) => {
                return Value::Known(0.0);
            }
            _ => {}
        }
        if let Some(value) = self.by_cases(operation, a, b) {
            return value;
        }
        if operation == Binary::Minimum
            && let Some(simpler) = self.without_what_was_earlier(a, b)
        {
            return self.lane(Operation::Binary(operation, a, simpler));
        }
        let (a, b) = self.without_difference(operation, a, b);
        // Adding what is minus something is taking it away, to the bit.
        let (operation, a, b) = match (operation, self.negated(a), self.negated(b)) {
            (Binary::Add, _, Some(b)) => (Binary::Subtract, a, b),
            (Binary::Add, Some(a), None) => (Binary::Subtract, b, a),
            (Binary::Subtract, _, Some(b)) => (Binary::Add, a, b),
            _ => (operation, a, b),
        };
        self.lane(Operation::Binary(operation, a, b))
    }

    pub(super) fn select(&mut self, condition: Value, a: Value, b: Value) -> Value {
        let Value::Lane(condition) = condition else {
            return if self.cells.is(condition, |flag| flag == 0.0) { b } else { a };
        };
        // A condition that is itself one of two numbers by a flag is that flag, or its opposite.
        if let Some(either) = self.either(Value::Lane(condition)) {
            let pick = |value| if self.cells.is(value, |number| number == 0.0) { b } else { a };
            let (set, clear) = (pick(either.set), pick(either.clear));
            return self.select(Value::Lane(either.flag), set, clear);
        }
        // Nested selections by the same flag.
        let set = self.either(a).filter(|inner| inner.flag == condition);
        let a = set.map_or(a, |inner| inner.set);
        let clear = self.either(b).filter(|inner| inner.flag == condition);
        let b = clear.map_or(b, |inner| inner.clear);
        let condition = Value::Lane(condition);
        let is = |value, wanted: f64| self.cells.is(value, |number| same(number, wanted));
        if self.are_same(a, b) {
            a
        } else if is(a, 1.0) && is(b, 0.0) && self.is_flag(condition) {
            condition
        } else {
            self.lane(Operation::Select(condition, a, b))
        }
    }

    pub(super) fn overlap(&mut self, start: Value, end: Value, index: usize) -> Value {
        let open = self.plan.times[index.saturating_sub(1)];
        let close = self.plan.times[index];
        if index == 0 {
            return Value::Known(0.0);
        }
        let per_year = 1.0 / self.plan.period_years;
        if start.is_number() && end.is_number() {
            let overlap = |[start, end]: [f64; 2]| fold::overlap(start, end, open, close, per_year);
            return self.cells.of([start, end], overlap);
        }
        if self.cells.is(start, |start| start >= close) || self.cells.is(end, |end| end <= open) {
            return Value::Known(0.0);
        }
        // A start before the opening is as good as any other.
        let began = self.cells.is(start, |start| start <= open);
        let start = if began { Value::Known(f64::NEG_INFINITY) } else { start };
        self.lane(Operation::Overlap(start, end, u32::try_from(index).unwrap_or(u32::MAX)))
    }

    /// Whether two values are one: two numbers where they have the same bits.
    fn are_same(&self, a: Value, b: Value) -> bool {
        if a == b || !a.is_number() || !b.is_number() {
            return a == b;
        }
        self.cells.agree(|cell| same(self.cells.at(a, cell), self.cells.at(b, cell)))
    }
}

/// Whether two numbers have the same bits.
fn same(one: f64, other: f64) -> bool {
    one.to_bits() == other.to_bits()
}
