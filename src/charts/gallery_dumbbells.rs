//! Charts of beliefs: pictures for the layout tests and for the eye, and any data at all.

use super::Drawing;
use super::dumbbells::{self, Dumbbell, Dumbbells, Mark};
use super::gallery::{usd, words};
use super::layout::check_layout;
use proptest::prelude::*;

fn row(label: &str, base: f64, own: &[(usize, f64)]) -> Dumbbell {
    const NAMES: [&str; 2] = ["Microsoft", "OpenAI's holders"];
    let mark = |(side, value): &(usize, f64)| Mark {
        who: NAMES[*side].to_owned(),
        colour: *side,
        value: *value,
    };
    Dumbbell { label: label.into(), base, marks: own.iter().map(mark).collect() }
}

fn flagship() -> Dumbbells {
    Dumbbells {
        chances: vec![
            row("AGI declared", 0.53, &[(0, 0.18), (1, 0.8)]),
            row("Restructured by the end of 2025", 1.0, &[(0, 1.0), (1, 1.0)]),
        ],
        quantity: "mean gain over talks-fail.toml".into(),
        unit: usd(),
        amounts: vec![
            row("Microsoft", 55.0, &[(0, 71.0)]),
            row("OpenAI's holders", -12.0, &[(1, 4.0)]),
            row("SoftBank", 3.0, &[]),
        ],
    }
}

pub(super) fn pictures() -> Vec<(&'static str, Drawing)> {
    let caption = words(
        "That each gains more in its own eyes is a bet: they disagree, and no one world gives it to both",
        "How likely events are, and what each side gains",
    );
    let one = Dumbbells { chances: vec![], ..flagship() };
    let none = Dumbbells { chances: vec![], amounts: vec![], ..flagship() };
    vec![
        ("dumbbells_flagship", dumbbells::draw(&flagship(), &caption)),
        ("dumbbells_amounts", dumbbells::draw(&one, &words("Amounts alone", "USD bn"))),
        ("dumbbells_none", dumbbells::draw(&none, &words("Nothing", ""))),
    ]
}

#[test]
fn beliefs_are_named_at_their_dots() {
    let picture = dumbbells::draw(&flagship(), &words("Beliefs", "USD bn"));
    for text in
        ["Microsoft 18\u{202f}%", "53\u{202f}%", "OpenAI's holders 80\u{202f}%", "AGI declared"]
    {
        let all: Vec<&str> = picture.placed.iter().map(|placed| placed.text.as_str()).collect();
        assert!(all.contains(&text), "{text} in {all:?}");
    }
    let rows = dumbbells::table(&flagship()).csv().unwrap();
    assert_eq!(rows.lines().nth(2), Some("chance,AGI declared,Microsoft,0.18"));
}

fn any_rows(least: f64, most: f64) -> impl Strategy<Value = Vec<Dumbbell>> {
    let mark = ("[A-Za-z W漢]{0,30}", 0..9_usize, least..most)
        .prop_map(|(who, colour, value)| Mark { who, colour, value });
    let row = ("[A-Za-z W漢]{0,60}", least..most, prop::collection::vec(mark, 0..4));
    let row = row.prop_map(|(label, base, marks)| Dumbbell { label, base, marks });
    prop::collection::vec(row, 0..6)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn no_beliefs_break_the_layout(chances in any_rows(0.0, 1.0), amounts in any_rows(-1e6, 1e6)) {
        let data = Dumbbells { chances, amounts, ..flagship() };
        check_layout("dumbbells", &dumbbells::draw(&data, &words("A title", "A subtitle")));
    }
}
