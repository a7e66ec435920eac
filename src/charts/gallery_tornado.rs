//! Tornadoes: pictures for the layout tests and for the eye, and any data at all.

use super::gallery::{usd, words};
use super::layout::check_layout;
use super::tornado::{self, Confidence, Tornado, TornadoRow};
use super::{Drawing, Unit};
use proptest::prelude::*;

fn row(label: &str, values: [&str; 2], results: [f64; 2], confidence: Confidence) -> TornadoRow {
    let values = values.map(str::to_owned);
    let share = Some((results[1] - results[0]).abs() / 500.0);
    TornadoRow { label: label.into(), values, results, share, confidence }
}

fn flagship() -> Tornado {
    Tornado {
        quantity: "Microsoft's mean payoff".into(),
        unit: usd(),
        base: 310.0,
        rows: vec![
            row("exit multiple", ["3.0", "13.0"], [140.0, 560.0], Confidence::Assumed),
            row("new stake", ["0.23", "0.46"], [240.0, 380.0], Confidence::Reported),
            row(
                "growth mean, a long name that does not fit",
                ["0.02", "0.18"],
                [265.0, 362.0],
                Confidence::Derived,
            ),
            row("discount rate", ["0.07", "0.12"], [350.0, 270.0], Confidence::Assumed),
            row("one-sided", ["1", "2"], [310.0, 330.0], Confidence::Unsaid),
            row("both on one side", ["1", "5"], [320.0, 345.0], Confidence::Reported),
        ],
    }
}

pub(super) fn pictures() -> Vec<(&'static str, Drawing)> {
    let caption = words(
        "What OpenAI is worth in 2036 decides three times more than Microsoft's stake",
        "Mean payoff of Microsoft with each input set to its own P10 and P90, USD bn",
    );
    let empty = Tornado { rows: vec![], ..flagship() };
    let one = Tornado { rows: flagship().rows[..1].to_vec(), ..flagship() };
    vec![
        ("tornado_flagship", tornado::draw(&flagship(), &caption)),
        ("tornado_one", tornado::draw(&one, &words("One input", "USD bn"))),
        ("tornado_empty", tornado::draw(&empty, &words("Nothing", "USD bn"))),
    ]
}

#[test]
fn a_tornado_tells_the_values_at_the_ends_of_its_bars() {
    let picture = tornado::draw(&flagship(), &words("A tornado", "USD bn"));
    for text in ["3.0", "13.0", "0.23", "0.46", "new stake", "310"] {
        assert!(picture.placed.iter().any(|placed| placed.text == text), "{text}");
    }
    // Where both ends lie on one side the outer one alone has room.
    assert!(picture.placed.iter().any(|placed| placed.text == "5"));
    let rows = tornado::table(&flagship()).csv().unwrap();
    assert_eq!(rows.lines().nth(1), Some("exit multiple,3.0,13.0,140,560,0.84,assumed"));
}

fn number() -> impl Strategy<Value = f64> {
    prop_oneof![9 => -1e6..1e6_f64, 3 => -2.0..2.0_f64, 1 => Just(f64::NAN), 1 => Just(f64::MAX), 1 => Just(0.0)]
}

fn any_tornado() -> impl Strategy<Value = Tornado> {
    let values = ("[0-9.,W]{0,20}", "[0-9.]{0,6}");
    let share = prop::option::of(0.0..1.3_f64);
    let row = ("[A-Za-z ,W漢]{0,60}", values, number(), number(), share, 0..4_usize);
    ("[a-z W]{0,50}", number(), prop::collection::vec(row, 0..20)).prop_map(
        |(quantity, base, rows)| {
            let kinds = [
                Confidence::Reported,
                Confidence::Derived,
                Confidence::Assumed,
                Confidence::Unsaid,
            ];
            let row = |(label, (low, high), at_low, at_high, share, kind)| TornadoRow {
                label,
                values: [low, high],
                results: [at_low, at_high],
                share,
                confidence: kinds[kind],
            };
            let unit = Unit::Named("USD bn".into());
            Tornado { quantity, unit, base, rows: rows.into_iter().map(row).collect() }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn no_tornado_breaks_the_layout(data in any_tornado()) {
        check_layout("tornado", &tornado::draw(&data, &words("A title", "A subtitle")));
    }
}
