//! The built-in functions as one table of records, which parser, reference and completion read.

/// A function of the formula language.
#[derive(Debug)]
pub struct Function {
    /// How it is called.
    pub name: &'static str,
    /// One sentence without a full stop.
    pub summary: &'static str,
    /// A formula that uses it.
    pub example: &'static str,
    /// What it takes, in order.
    pub arguments: &'static [Argument],
    /// Whether the last argument may be repeated.
    pub variadic: bool,
    /// What it computes.
    pub kind: FunctionKind,
}

impl PartialEq for Function {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
    }
}

/// One argument of a function.
#[derive(Debug)]
pub struct Argument {
    /// What messages and the reference call it.
    pub name: &'static str,
    /// What may stand there.
    pub kind: ArgumentKind,
}

/// What may stand in the place of an argument. All but `Value` and `Table` are plain names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArgumentKind {
    /// Any formula.
    Value,
    /// The name of an event.
    Event,
    /// The name of a term.
    Term,
    /// The name of a party.
    Party,
    /// The name of a company.
    Company,
    /// The name of a driver.
    Driver,
    /// Knots of constants, `0: 20%, 50: 15%`, to the end of the arguments.
    Table,
}

impl ArgumentKind {
    /// What it is, in words, for messages.
    #[must_use]
    pub fn description(self) -> &'static str {
        match self {
            Self::Value => "a value",
            Self::Event => "the name of an event",
            Self::Term => "the name of a term",
            Self::Party => "the name of a party",
            Self::Company => "the name of a company",
            Self::Driver => "the name of a driver",
            Self::Table => "knots such as `0: 20%, 50: 15%`",
        }
    }
}

/// What a function computes. The first ten are elementwise, the others read the state of the
/// simulation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FunctionKind {
    /// One of two values, by a condition.
    If,
    /// The smallest.
    Min,
    /// The largest.
    Max,
    /// Without sign.
    Abs,
    /// e to the power of.
    Exp,
    /// The natural logarithm.
    Ln,
    /// The square root.
    Sqrt,
    /// The largest whole number not above.
    Floor,
    /// Held between two limits.
    Clamp,
    /// Piecewise linear between knots, flat outside.
    Lookup,
    /// A driver at the end of the period before.
    Prev,
    /// What a term has paid so far.
    Total,
    /// What a party has received under a term so far.
    Received,
    /// The fraction of a company that a party holds.
    Stake,
    /// The cash of a company.
    Cash,
    /// Whether an event has happened.
    Fired,
    /// Years since an event, 0 before it.
    Since,
    /// How often an event has happened.
    Count,
}

const fn argument(name: &'static str, kind: ArgumentKind) -> Argument {
    Argument { name, kind }
}

const X: Argument = argument("x", ArgumentKind::Value);
const A: Argument = argument("a", ArgumentKind::Value);
const B: Argument = argument("b", ArgumentKind::Value);
const PARTY: Argument = argument("party", ArgumentKind::Party);
const TERM: Argument = argument("term", ArgumentKind::Term);
const COMPANY: Argument = argument("company", ArgumentKind::Company);
const EVENT: Argument = argument("event", ArgumentKind::Event);

const fn function(
    kind: FunctionKind,
    name: &'static str,
    arguments: &'static [Argument],
    summary: &'static str,
    example: &'static str,
) -> Function {
    let variadic = matches!(kind, FunctionKind::Min | FunctionKind::Max);
    Function { name, summary, example, arguments, variadic, kind }
}

/// Every function, in the order in which the reference lists them.
pub static FUNCTIONS: &[Function] = &[
    function(
        FunctionKind::If,
        "if",
        &[argument("condition", ArgumentKind::Value), A, B],
        "`a` where the condition holds, otherwise `b`",
        "if(revenue > 50, 15%, 20%)",
    ),
    function(
        FunctionKind::Min,
        "min",
        &[A, B],
        "the smallest of two or more values",
        "min(0.2 * revenue, 10)",
    ),
    function(
        FunctionKind::Max,
        "max",
        &[A, B],
        "the largest of two or more values",
        "max(0, revenue - costs)",
    ),
    function(FunctionKind::Abs, "abs", &[X], "the value without its sign", "abs(revenue - 50)"),
    function(FunctionKind::Exp, "exp", &[X], "e to the power of `x`", "4 * exp(0.2 * t)"),
    function(
        FunctionKind::Ln,
        "ln",
        &[X],
        "the natural logarithm of `x`, which must be positive",
        "ln(revenue / 10)",
    ),
    function(
        FunctionKind::Sqrt,
        "sqrt",
        &[X],
        "the square root of `x`, which must not be negative",
        "sqrt(t)",
    ),
    function(
        FunctionKind::Floor,
        "floor",
        &[X],
        "the largest whole number that is not above `x`",
        "floor(t)",
    ),
    function(
        FunctionKind::Clamp,
        "clamp",
        &[X, argument("low", ArgumentKind::Value), argument("high", ArgumentKind::Value)],
        "`x`, but at least `low` and at most `high`",
        "clamp(growth, -10%, 90%)",
    ),
    function(
        FunctionKind::Lookup,
        "lookup",
        &[X, argument("knots", ArgumentKind::Table)],
        "the value of a table at `x`: straight between its knots, flat before and after them",
        "lookup(revenue, 0: 20%, 50: 15%, 100: 10%)",
    ),
    function(
        FunctionKind::Prev,
        "prev",
        &[argument("x", ArgumentKind::Driver)],
        "a driver at the end of the period before; its start in the first period",
        "revenue - prev(revenue)",
    ),
    function(
        FunctionKind::Total,
        "total",
        &[TERM],
        "what a term has paid up to the opening of the period",
        "92 - total(revenue_share)",
    ),
    function(
        FunctionKind::Received,
        "received",
        &[PARTY, TERM],
        "what a party has received under a term up to the opening of the period",
        "received(microsoft, revenue_share) / 13",
    ),
    function(
        FunctionKind::Stake,
        "stake",
        &[PARTY, COMPANY],
        "the fraction of a company that a party holds at the opening of the period",
        "stake(microsoft, openai) * 100",
    ),
    function(
        FunctionKind::Cash,
        "cash",
        &[COMPANY],
        "the cash of a company at the opening of the period",
        "max(0, 10 - cash(openai))",
    ),
    function(
        FunctionKind::Fired,
        "fired",
        &[EVENT],
        "whether an event has happened before the opening of the period",
        "if(fired(agi), 0, 20%)",
    ),
    function(
        FunctionKind::Since,
        "since",
        &[EVENT],
        "years since an event, 0 before it",
        "4 * exp(-0.5 * since(agi))",
    ),
    function(
        FunctionKind::Count,
        "count",
        &[EVENT],
        "how often an event has happened, which is more than once where it is `recurring`; read as `fired` is",
        "0.5 * count(breach)",
    ),
];

/// The function of this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Function> {
    FUNCTIONS.iter().find(|function| function.name == name)
}

/// What to write instead of a function that people expect and that is not there.
const HABITS: &[(&str, &str)] = &[
    ("and", "write `a and b`: `and` stands between two conditions"),
    ("average", "write `(a + b) / 2`"),
    ("avg", "write `(a + b) / 2`"),
    ("ceil", "write `-floor(-x)`"),
    ("ceiling", "write `-floor(-x)`"),
    ("happened", "write `fired(event)`"),
    ("iif", "write `if(condition, a, b)`"),
    ("interp", "write `lookup(x, 0: 1, 10: 2.5)`"),
    ("interpolate", "write `lookup(x, 0: 1, 10: 2.5)`"),
    ("lag", "write `prev(x)`"),
    ("log", "write `ln(x)` for the natural logarithm, `ln(x) / ln(10)` for the decimal one"),
    ("log10", "write `ln(x) / ln(10)`"),
    ("maximum", "write `max(a, b)`"),
    ("minimum", "write `min(a, b)`"),
    ("mod", "write `x - floor(x / y) * y`"),
    ("or", "write `a or b`: `or` stands between two conditions"),
    ("pow", "write `x ^ y`"),
    ("power", "write `x ^ y`"),
    ("previous", "write `prev(x)`"),
    ("round", "write `floor(x + 0.5)`"),
    ("sum", "write `a + b`, or `total(term)` for what a term has paid"),
    ("table", "write `lookup(x, 0: 1, 10: 2.5)`"),
];

/// The way out for a call of a function that does not exist.
pub(super) fn suggestion(name: &str) -> String {
    let lower = name.to_lowercase();
    if let Some((_, advice)) = HABITS.iter().find(|(habit, _)| *habit == lower) {
        return (*advice).to_owned();
    }
    let allowed = 1 + lower.chars().count() / 4;
    let nearest = FUNCTIONS
        .iter()
        .map(|function| (strsim::osa_distance(function.name, &lower), function.name))
        .filter(|(distance, candidate)| *distance <= allowed && *distance < candidate.len())
        .min();
    if let Some((_, candidate)) = nearest {
        return format!("did you mean `{candidate}`?");
    }
    let names: Vec<_> = FUNCTIONS.iter().map(|function| function.name).collect();
    format!("the functions are {}; to multiply, write `*` before the parenthesis", names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnose::{Diagnostics, SourceId, Span};
    use crate::formula::{ExpressionKind, MoneyScale, parse};

    #[test]
    fn every_example_parses_and_uses_its_function() {
        for function in FUNCTIONS {
            let text = function.example;
            let span = Span { source: SourceId(0), start: 0, end: text.len() };
            let mut diagnostics = Diagnostics::default();
            let parsed = parse(text, span, MoneyScale::default(), &mut diagnostics);
            assert!(parsed.is_some(), "{text}: {diagnostics:?}");
            assert!(text.contains(&format!("{}(", function.name)), "{text}");
        }
    }

    #[test]
    fn names_and_kinds_are_unique() {
        for (index, function) in FUNCTIONS.iter().enumerate() {
            for other in &FUNCTIONS[index + 1..] {
                assert_ne!(function.name, other.name);
                assert_ne!(function.kind, other.kind);
            }
        }
    }

    #[test]
    fn habits_are_not_functions_and_sorted() {
        for pair in HABITS.windows(2) {
            assert!(pair[0].0 < pair[1].0, "{pair:?}");
        }
        assert!(HABITS.iter().all(|(habit, _)| find(habit).is_none()));
    }

    #[test]
    fn a_slip_of_the_pen_is_recognised() {
        assert_eq!(suggestion("recieved"), "did you mean `received`?");
        assert_eq!(suggestion("IF"), "did you mean `if`?");
        assert_eq!(suggestion("ceil"), "write `-floor(-x)`");
        assert!(suggestion("discombobulate").starts_with("the functions are if, min,"));
    }

    #[test]
    fn a_table_takes_all_that_follows() {
        let text = "lookup(t, -1: 20%, 2.5: -3)";
        let span = Span { source: SourceId(0), start: 0, end: text.len() };
        let mut diagnostics = Diagnostics::default();
        let parsed = parse(text, span, MoneyScale::default(), &mut diagnostics);
        let Some(ExpressionKind::Call { arguments, .. }) = parsed.map(|parsed| parsed.kind) else {
            panic!("{diagnostics:?}");
        };
        assert_eq!(
            arguments.get(1).map(|argument| argument.kind.clone()),
            Some(ExpressionKind::Knots(vec![
                crate::formula::Knot { at: -1.0, value: 0.2 },
                crate::formula::Knot { at: 2.5, value: -3.0 },
            ]))
        );
    }
}
