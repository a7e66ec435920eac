//! Money, shares, rates and years in formulas: what is known of them and does not fit together is an error.
//!
//! Only what is said is known: units of drivers and inputs, ledger readings, times, `20%` and `38bn`. A plain number may be
//! of anything, so what is made with it is unknown, and nothing unknown is ever wrong.

use super::lowering::Lowering;
use super::names::{Item, Names};
use crate::diagnose::{Diagnostic, Diagnostics, Sources};
use crate::formula::{
    BinaryOperator, Expression, ExpressionKind, FunctionKind, MoneyScale, UnaryOperator, parse,
    parse_number,
};

/// How far stocks of stocks are followed.
const DEEPEST: usize = 8;

/// What a value is an amount of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dimension {
    Unknown,
    /// Zero, of whatever it stands beside.
    Zero,
    /// Powers of money and of years; those of years may be unknown, as `5%` may be a share or a share a year.
    Known {
        money: i32,
        years: Option<i32>,
    },
}

use Dimension::{Known, Unknown, Zero};

pub(super) const MONEY: Dimension = Known { money: 1, years: Some(0) };
const SHARE: Dimension = Known { money: 0, years: Some(0) };
pub(super) const MONEY_A_YEAR: Dimension = Known { money: 1, years: Some(-1) };
pub(super) const SHARE_OR_RATE: Dimension = Known { money: 0, years: None };
const YEARS: Dimension = Known { money: 0, years: Some(1) };

impl Dimension {
    /// The dimension that a `unit` says; `money` is the unit of the file.
    fn of_unit(unit: &str, money: &str) -> Self {
        let unit = unit.trim();
        let endings = [" a year", " per year", "/year", " / year"];
        let yearly = endings.iter().find_map(|ending| unit.strip_suffix(ending));
        match unit {
            "share" | "fraction" => SHARE,
            "%" | "percent" => SHARE_OR_RATE,
            "years" => YEARS,
            _ if !money.is_empty() && unit == money => MONEY,
            _ if !money.is_empty() && yearly == Some(money) => Known { money: 1, years: Some(-1) },
            "a year" | "per year" | "share a year" | "% a year" => {
                Known { money: 0, years: Some(-1) }
            }
            _ => Unknown,
        }
    }

    /// Of a product.
    fn times(self, other: Self, sign: i32) -> Self {
        match (self, other) {
            (Known { money: m, years: y }, Known { money: n, years: z }) => {
                Known { money: m + sign * n, years: y.zip(z).map(|(y, z)| y + sign * z) }
            }
            _ => Unknown,
        }
    }

    /// Of two values that stand side by side; nothing where they cannot.
    fn beside(self, other: Self) -> Option<Self> {
        match (self, other) {
            (Zero, known) | (known, Zero) => Some(known),
            (Known { money: m, years: y }, Known { money: n, years: z }) => {
                let differ = m != n || y.zip(z).is_some_and(|(y, z)| y != z);
                (!differ).then_some(Known { money: m, years: y.or(z) })
            }
            _ => Some(Unknown),
        }
    }

    /// Whether a value of this dimension may stand where the other is taken. Among numbers without money, a plain share
    /// stands for a rate a year too.
    pub(super) fn fits(self, wanted: Self) -> bool {
        match (self, wanted) {
            (Known { money: m, years: y }, Known { money: n, years: z }) => {
                m == n && (m == 0 || y.zip(z).is_none_or(|(y, z)| y == z))
            }
            _ => true,
        }
    }

    pub(super) fn words(self) -> &'static str {
        match self {
            Known { money: 1, years: Some(0) | None } => "money",
            Known { money: 1, years: Some(-1) } => "money a year",
            Known { money: 0, years: Some(0) | None } => "a share",
            Known { money: 0, years: Some(-1) } => "a rate a year",
            Known { money: 0, years: Some(1) } => "years",
            _ => "another quantity",
        }
    }
}

/// The dimension that a `unit` says.
pub(super) fn of_unit(unit: &str, money: &str) -> Dimension {
    Dimension::of_unit(unit, money)
}

/// The dimension of a formula, as far as it is known; what does not fit together in it is told elsewhere.
pub(super) fn of_tree(
    tree: &Expression,
    names: &Names<'_>,
    sources: &Sources,
    scale: MoneyScale,
    money: &str,
) -> Dimension {
    Reader { names, sources, scale, money, depth: 0, counts: true, found: Vec::new() }.of(tree)
}

/// What is read while the parts of a formula are looked at.
struct Reader<'a> {
    names: &'a Names<'a>,
    sources: &'a Sources,
    scale: MoneyScale,
    money: &'a str,
    depth: usize,
    /// Whether what is true or false counts as a number of anything: `fired(x)` pays one unit of money where it stands alone.
    counts: bool,
    found: Vec<Diagnostic>,
}

impl Lowering<'_, '_> {
    /// Complains of parts of a formula that are known to be of different dimensions and stand side by side.
    pub(super) fn check_dimensions(&mut self, tree: &Expression) {
        let money = self.root.get("money").and_then(|entry| entry.value.as_text());
        let mut reader = Reader {
            names: &self.names,
            sources: self.sources,
            scale: self.scale,
            money: money.unwrap_or("").trim(),
            depth: 0,
            counts: false,
            found: Vec::new(),
        };
        reader.of(tree);
        let found = reader.found;
        found.into_iter().for_each(|finding| self.diagnostics.push(finding));
    }
}

impl Reader<'_> {
    fn of(&mut self, tree: &Expression) -> Dimension {
        match &tree.kind {
            ExpressionKind::Number(number) => self.of_number(*number, tree),
            ExpressionKind::Date(_) | ExpressionKind::Knots(_) => Unknown,
            ExpressionKind::Name(name) => self.of_name(name),
            ExpressionKind::Unary { operator: UnaryOperator::Negate, operand } => self.of(operand),
            ExpressionKind::Unary { operator: UnaryOperator::Not, operand } => {
                self.of(operand);
                if self.counts { Unknown } else { SHARE_OR_RATE }
            }
            ExpressionKind::Binary { operator, left, right } => {
                self.of_pair(*operator, left, right)
            }
            ExpressionKind::Call { function, arguments } => self.of_call(function.kind, arguments),
        }
    }

    /// A number with a scale is money, or money a year; one in percent a share, or a share a year.
    fn of_number(&self, number: f64, tree: &Expression) -> Dimension {
        let written = self.sources.slice(tree.span).trim();
        if number == 0.0 {
            Zero
        } else if parse_number(written, self.scale) != Some(number) {
            Unknown
        } else if written.ends_with('%') {
            SHARE_OR_RATE
        } else if written.ends_with(|last: char| last.is_ascii_alphabetic()) {
            Known { money: 1, years: None }
        } else {
            Unknown
        }
    }

    fn of_name(&mut self, name: &str) -> Dimension {
        if ["t", "dt"].contains(&name) {
            return YEARS;
        }
        let item = self.names.inputs.get(name).or_else(|| self.names.drivers.get(name));
        let Some(item) = item.copied() else { return Unknown };
        match item.text("unit") {
            Some(unit) => Dimension::of_unit(unit, self.money),
            None => match self.of_literal(item) {
                Unknown => self.of_stock(item),
                known => known,
            },
        }
    }

    /// An input without a unit that is a number with one: `value = "20%"`, `value = "5M"`.
    fn of_literal(&self, item: Item<'_>) -> Dimension {
        let value = item.table().get("value").map_or(item.value, |entry| &entry.value);
        let Some(text) = value.as_text().map(str::trim) else { return Unknown };
        match parse_number(text, self.scale) {
            Some(0.0) => Zero,
            Some(_) if text.ends_with('%') => SHARE_OR_RATE,
            Some(_) if text.ends_with(|last: char| last.is_ascii_alphabetic()) => {
                Known { money: 1, years: None }
            }
            _ => Unknown,
        }
    }

    /// A stock without a unit is its inflow times years.
    fn of_stock(&mut self, item: Item<'_>) -> Dimension {
        let stock = item.table().get("stock").and_then(|entry| entry.value.as_table());
        let inflow = stock.and_then(|stock| stock.get("inflow"));
        let text = inflow.and_then(|inflow| Some((inflow.value.as_text()?, inflow.value.span)));
        let Some((text, span)) = text.filter(|_| self.depth < DEEPEST) else { return Unknown };
        // What is wrong with the inflow is told where it is lowered.
        let mut ignored = Diagnostics::default();
        let Some(tree) = parse(text, span, self.scale, &mut ignored) else { return Unknown };
        let mut inner = Reader { depth: self.depth + 1, found: Vec::new(), ..*self };
        inner.of(&tree).times(YEARS, 1)
    }

    fn of_pair(
        &mut self,
        operator: BinaryOperator,
        left: &Expression,
        right: &Expression,
    ) -> Dimension {
        let (one, other) = (self.of(left), self.of(right));
        let number = |part: &Expression| {
            matches!(part.kind, ExpressionKind::Number(_) | ExpressionKind::Unary { .. })
        };
        match operator {
            BinaryOperator::Add => self.beside("adds", (left, one), (right, other)),
            BinaryOperator::Subtract => self.beside("subtracts", (left, one), (right, other)),
            // "0.1% * revenue" may be meant as a tenth of a percent for each unit of revenue.
            BinaryOperator::Multiply | BinaryOperator::Divide if number(left) || number(right) => {
                Unknown
            }
            BinaryOperator::Multiply => one.times(other, 1),
            BinaryOperator::Divide => one.times(other, -1),
            BinaryOperator::Power => Unknown,
            BinaryOperator::Or | BinaryOperator::And if self.counts => Unknown,
            BinaryOperator::Or | BinaryOperator::And => SHARE_OR_RATE,
            _ => {
                self.beside("compares", (left, one), (right, other));
                if self.counts { Unknown } else { SHARE_OR_RATE }
            }
        }
    }

    fn of_call(&mut self, kind: FunctionKind, arguments: &[Expression]) -> Dimension {
        match kind {
            FunctionKind::Total | FunctionKind::Received | FunctionKind::Cash => return MONEY,
            FunctionKind::Stake => return SHARE,
            FunctionKind::Fired if self.counts => return Unknown,
            FunctionKind::Fired => return SHARE_OR_RATE,
            FunctionKind::Since => return YEARS,
            FunctionKind::Count => return Unknown,
            _ => {}
        }
        let of: Vec<Dimension> = arguments.iter().map(|argument| self.of(argument)).collect();
        let chosen = match kind {
            FunctionKind::Min | FunctionKind::Max | FunctionKind::Clamp => 0,
            // The first is the condition.
            FunctionKind::If => 1,
            FunctionKind::Abs | FunctionKind::Prev => {
                return of.first().copied().unwrap_or(Unknown);
            }
            _ => return Unknown,
        };
        let mut parts = arguments.iter().zip(of).skip(chosen);
        let Some((mut shown, mut all)) = parts.next() else { return Unknown };
        for (part, dimension) in parts {
            let next = self.beside("chooses between", (shown, all), (part, dimension));
            if all == Zero {
                shown = part;
            }
            all = next;
        }
        all
    }

    /// Of two values that stand side by side; a finding where they cannot.
    fn beside(
        &mut self,
        verb: &str,
        (left, one): (&Expression, Dimension),
        (right, other): (&Expression, Dimension),
    ) -> Dimension {
        if let Some(both) = one.beside(other) {
            return both;
        }
        let (first, second) = (one.words(), other.words());
        let message = format!("this formula {verb} {first} and {second}");
        let same_money =
            matches!((one, other), (Known { money: m, .. }, Known { money: n, .. }) if m == n);
        let help = match (one, other) {
            (Known { money: 1, .. }, Known { money: 1, .. }) => {
                "multiply the rate by dt, or read a stock of it"
            }
            _ if !same_money && [one, other].iter().any(|side| side.words() == "a share") => {
                "multiply the share by what it is a share of"
            }
            _ => "bring both to the same unit, or correct the `unit` of what they are made of",
        };
        self.found.push(
            Diagnostic::error("mixed-dimensions", right.span, message)
                .here(second)
                .also(left.span, first)
                .help(help),
        );
        Unknown
    }
}
