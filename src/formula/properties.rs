//! What must hold for every formula: it reads back from its own text, and no text is a crash.

use super::{
    ArgumentKind, BinaryOperator, Expression, ExpressionKind, FUNCTIONS, Knot, MoneyScale,
    UnaryOperator, parse,
};
use crate::diagnose::{Diagnostic, Diagnostics, SourceId, Span};
use proptest::prelude::*;

fn whole(text: &str) -> Span {
    Span { source: SourceId(0), start: 0, end: text.len() }
}

fn read(text: &str) -> Result<Expression, Vec<Diagnostic>> {
    let mut diagnostics = Diagnostics::default();
    parse(text, whole(text), MoneyScale::default(), &mut diagnostics)
        .ok_or_else(|| diagnostics.in_source_order().into_iter().cloned().collect())
}

fn canonical(text: &str) -> String {
    read(text).map_or_else(|faults| format!("{faults:?}"), |expression| expression.to_string())
}

/// Code, the text pointed at, and help of every finding.
fn findings(text: &str) -> Vec<(&'static str, String, String)> {
    let faults = read(text).err().unwrap_or_default();
    faults
        .into_iter()
        .map(|fault| {
            let span = fault.labels[0].span;
            let help = fault.help.expect("every finding has a way out");
            (fault.code, text[span.start..span.end].to_owned(), help)
        })
        .collect()
}

#[test]
fn operators_bind_as_in_mathematics() {
    for (text, expected) in [
        ("(a + b) * c", "(a + b) * c"),
        ("(a * b) + c", "a * b + c"),
        ("a - (b - c)", "a - (b - c)"),
        ("(a - b) - c", "a - b - c"),
        ("a ^ (b ^ c)", "a ^ b ^ c"),
        ("(a ^ b) ^ c", "(a ^ b) ^ c"),
        ("-(a ^ b)", "-a ^ b"),
        ("(-a) ^ b", "(-a) ^ b"),
        ("2 ^ -x", "2 ^ (-x)"),
        ("(-a) * b", "-a * b"),
        ("not (a < b)", "not a < b"),
        ("(not a) and (b or c)", "not a and (b or c)"),
        ("a or (b and c)", "a or b and c"),
        ("+a - +b", "a - b"),
        ("if(a>=b,1,2)", "if(a >= b, 1, 2)"),
        ("min( a , b,c )", "min(a, b, c)"),
        ("lookup(t,0:20%,10:2.5)", "lookup(t, 0: 0.2, 10: 2.5)"),
        ("1_000 + 1e-7 + 1e20", "1000 + 1e-7 + 1e20"),
        ("t < 2025-12-31", "t < 2025-12-31"),
    ] {
        assert_eq!(canonical(text), expected, "{text}");
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "one row a slip")]
fn findings_say_what_to_write_instead() {
    for (text, code, place, help) in [
        ("a < b < c", "formula-syntax", "<", "write `a < b and b < c`"),
        ("a + 1 < b >= f", "formula-syntax", ">=", "write `a + 1 < b and b >= f`"),
        ("a = b", "formula-syntax", "=", "write `==` to compare"),
        ("1,5 + a", "formula-syntax", "1,5", "write `1.5`"),
        ("25% x b", "formula-syntax", "x", "write `25% * b`"),
        ("20% of b", "formula-syntax", "of", "write `20% * b`"),
        ("=a * b", "formula-syntax", "=", "leave the `=` out: \"a * b\""),
        (
            "a * $8 million",
            "formula-syntax",
            "$8 million",
            "leave the currency out, amounts are in the money of the file: write `8M`",
        ),
        (
            "EUR 8M",
            "formula-syntax",
            "EUR 8M",
            "leave the currency out, amounts are in the money of the file: write `8M`",
        ),
        ("8,000,000", "formula-syntax", "8,000,000", "write `8_000_000`"),
        ("8 million * a", "formula-syntax", "8 million", "write `8M`"),
        (
            "RiskTriang(10, 20, 40)",
            "formula-unknown-function",
            "RiskTriang",
            "a distribution is a table, without quotes: { triangular = [10, 20, 40] }, under `value` of an input",
        ),
        (
            "RiskLognorm(10, 4)",
            "formula-unknown-function",
            "RiskLognorm",
            "a distribution is a table, without quotes: { lognormal = { mean = 10, sd = 4 } }, under `value` of an input",
        ),
        ("(a + b", "formula-syntax", "(", "add `)` where it ends"),
        ("((a + b", "formula-syntax", "(", "add `)` where it ends"),
        ("a + b)", "formula-syntax", ")", "take it away, or add `(` where the group begins"),
        ("a b", "formula-syntax", "b", "write an operator between them: `a * b`, say"),
        ("38 bn", "formula-syntax", "38 bn", "write `38bn`"),
        ("a AND b", "formula-syntax", "AND", "write `and` in small letters"),
        ("a +", "formula-syntax", "+", "write the value, or take the operator away"),
        (
            "a * / b",
            "formula-syntax",
            "/",
            "write the value, or take away the sign that is too many",
        ),
        (
            "and(a, b)",
            "formula-syntax",
            "and",
            "write `a and b`: `and` stands between two conditions",
        ),
        ("a # b", "formula-syntax", "#", "take it out"),
        ("a == not b", "formula-syntax", "not", "put parentheses around it: `(not x)`"),
        ("", "formula-syntax", "", "write a value, such as `0`"),
        ("mx(a, b)", "formula-unknown-function", "mx", "did you mean `max`?"),
        ("abs(1,5)", "formula-arguments", "abs(1,5)", "a decimal has a point, not a comma: `1.5`"),
        (
            "clamp(a, b)",
            "formula-arguments",
            "clamp(a, b)",
            "write it as in `clamp(growth, -10%, 90%)`",
        ),
        (
            "fired(1)",
            "formula-arguments",
            "1",
            "write the name alone, as in `if(fired(agi), 0, 20%)`",
        ),
        (
            "prev(a + b)",
            "formula-arguments",
            "a + b",
            "give the value a name under `[drivers]` and use that",
        ),
        (
            "lookup(a, 2: 1, 1: 5)",
            "formula-arguments",
            "1: 5",
            "put the pairs in order, and each argument once",
        ),
        (
            "lookup(a, 2: 1)",
            "formula-arguments",
            "2: 1",
            "write the constant itself, or add a pair: `0: 20%, 50: 15%`",
        ),
    ] {
        assert_eq!(findings(text), [(code, place.to_owned(), help.to_owned())], "{text}");
    }
}

#[test]
fn one_reading_finds_them_all() {
    let found = findings("mx(a, 3x) + clamp(b) && (c d");
    let codes: Vec<_> = found.iter().map(|(code, place, _)| (*code, place.as_str())).collect();
    assert_eq!(
        codes,
        [
            ("formula-unknown-function", "mx"),
            ("formula-syntax", "3x"),
            ("formula-arguments", "clamp(b)"),
            ("formula-syntax", "&&"),
            ("formula-syntax", "("),
            ("formula-syntax", "d"),
        ]
    );
}

#[test]
fn places_are_offsets_in_the_source_unless_it_has_escapes() {
    let mut diagnostics = Diagnostics::default();
    let shifted = Span { source: SourceId(3), start: 40, end: 49 };
    let parsed = parse("alpha + b", shifted, MoneyScale::default(), &mut diagnostics).unwrap();
    let at = |start, end| Span { source: SourceId(3), start, end };
    assert_eq!(parsed.names(), [("alpha", at(40, 45)), ("b", at(48, 49))]);
    let escaped = Span { source: SourceId(3), start: 40, end: 60 };
    let parsed = parse("alpha + b", escaped, MoneyScale::default(), &mut diagnostics).unwrap();
    assert_eq!(parsed.names(), [("alpha", escaped), ("b", escaped)]);
}

#[test]
fn depth_and_length_are_limited_without_a_crash() {
    assert_eq!(findings(&"(".repeat(100_000))[0].0, "formula-too-long");
    for text in ["(", "-", "not ", "abs(", "2^", "1+", "if(a,", "lookup("] {
        let long = format!("{}1", text.repeat(9_999 / text.len()));
        assert_eq!(findings(&long)[0].0, "formula-too-deep", "{text}");
    }
    let sum = |parts: usize| vec!["a"; parts].join(" + ");
    assert!(read(&sum(super::DEPTH_LIMIT)).is_ok());
    assert_eq!(findings(&sum(super::DEPTH_LIMIT + 1))[0].0, "formula-too-deep");
    assert!(read(&format!("{}a{}", "-(".repeat(99), ")".repeat(99))).is_ok());
    assert_eq!(findings(&"$ ".repeat(4_000)).len(), 20);
    assert_eq!(findings(&"a<".repeat(4_000)).len(), 20);
    assert_eq!(findings(&"and(".repeat(2_000))[0].0, "formula-syntax");
}

fn leaf() -> impl Strategy<Value = Expression> {
    let kind = prop_oneof![
        (0.0..1e6f64).prop_map(ExpressionKind::Number),
        any::<f64>()
            .prop_filter("finite", |number| number.is_finite())
            .prop_map(|number| ExpressionKind::Number(number.abs())),
        (0..4000i16, 1..=12i8, 1..=28i8).prop_map(|(year, month, day)| ExpressionKind::Date(
            jiff::civil::date(year, month, day)
        )),
        name().prop_map(ExpressionKind::Name),
    ];
    kind.prop_map(bare)
}

fn name() -> impl Strategy<Value = String> {
    "[a-z_][a-z0-9_]{0,6}(\\.[a-z_][a-z0-9]{0,3})?"
        .prop_filter("not a word of the language", |name| {
            !["and", "or", "not"].contains(&name.as_str())
        })
}

fn bare(kind: ExpressionKind) -> Expression {
    Expression { span: whole(""), kind }
}

fn binary_operator() -> impl Strategy<Value = BinaryOperator> {
    use BinaryOperator as B;
    prop::sample::select(vec![
        B::Or,
        B::And,
        B::Less,
        B::LessOrEqual,
        B::Greater,
        B::GreaterOrEqual,
        B::Equal,
        B::NotEqual,
        B::Add,
        B::Subtract,
        B::Multiply,
        B::Divide,
        B::Power,
    ])
}

fn knots() -> impl Strategy<Value = Expression> {
    (prop::collection::btree_set(-1000..1000i32, 2..5), -9.0..9.0f64).prop_map(|(points, value)| {
        let knot = |at: i32| Knot { at: f64::from(at) / 8.0, value: value * f64::from(at) };
        bare(ExpressionKind::Knots(points.into_iter().map(knot).collect()))
    })
}

fn call(inner: BoxedStrategy<Expression>) -> impl Strategy<Value = Expression> {
    let given = prop::collection::vec((inner, name(), knots()), 4);
    (prop::sample::select((0..FUNCTIONS.len()).collect::<Vec<_>>()), given, 0..3usize).prop_map(
        |(index, given, more)| {
            let function = &FUNCTIONS[index];
            let count = function.arguments.len() + if function.variadic { more } else { 0 };
            let arguments = given.into_iter().take(count).enumerate().map(|(index, choice)| {
                let wanted = function.arguments.get(index).or(function.arguments.last());
                match wanted.map(|wanted| wanted.kind) {
                    Some(ArgumentKind::Value) | None => choice.0,
                    Some(ArgumentKind::Table) => choice.2,
                    Some(_) => bare(ExpressionKind::Name(choice.1)),
                }
            });
            let arguments = arguments.collect();
            bare(ExpressionKind::Call { function, arguments })
        },
    )
}

fn expression() -> impl Strategy<Value = Expression> {
    leaf().prop_recursive(8, 64, 4, |inner| {
        let unary =
            (prop::sample::select(vec![UnaryOperator::Negate, UnaryOperator::Not]), inner.clone());
        let binary = (binary_operator(), inner.clone(), inner.clone());
        prop_oneof![
            1 => unary.prop_map(|(operator, operand)| {
                bare(ExpressionKind::Unary { operator, operand: Box::new(operand) })
            }),
            3 => binary.prop_map(|(operator, left, right)| {
                let (left, right) = (Box::new(left), Box::new(right));
                bare(ExpressionKind::Binary { operator, left, right })
            }),
            1 => call(inner.boxed()),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn text_of_a_tree_reads_back_as_the_tree(tree in expression()) {
        let text = tree.to_string();
        prop_assert_eq!(read(&text), Ok(tree), "{}", text);
    }

    #[test]
    fn any_text_is_read_or_explained(text in "\\PC{0,60}") {
        match read(&text) {
            Ok(tree) => prop_assert_eq!(read(&tree.to_string()), Ok(tree)),
            Err(faults) => {
                prop_assert!(!faults.is_empty());
                prop_assert!(faults.iter().all(|fault| fault.help.is_some()));
            }
        }
    }

    #[test]
    fn any_words_are_read_or_explained(
        words in prop::collection::vec(prop::sample::select(vec![
            "a", "b.c", "1", "2.5", "20%", "2025-12-31", "+", "-", "*", "/", "^", "<", ">=", "==",
            "=", "and", "or", "not", "(", ")", ",", ":", "if(", "lookup(", "fired(", "what(", "#",
            "$", "é", " ", "!", "1e", "_", ".",
        ]), 0..40),
    ) {
        let text = words.concat();
        match read(&text) {
            Ok(tree) => prop_assert_eq!(read(&tree.to_string()), Ok(tree)),
            Err(faults) => prop_assert!(!faults.is_empty()),
        }
    }
}
