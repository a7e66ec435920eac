//! Charts of limits: pictures for the layout tests and for the eye, and any data at all.

use super::Drawing;
use super::gallery::words;
use super::layout::check_layout;
use super::limits::{self, LimitRow, Limits};
use proptest::prelude::*;

fn row(label: &str, said: &str, kind: &str, levels: [f64; 2]) -> LimitRow {
    let chance = |limited: bool, chance: f64| limited.then_some(chance);
    LimitRow {
        label: label.into(),
        said: said.into(),
        kind: kind.into(),
        levels,
        chances: [chance(levels[0] > 0.0, 1e-9), chance(levels[1] < 1.0, 0.0123)],
    }
}

fn flagship() -> Limits {
    Limits {
        colour: 1,
        rows: vec![
            row("exit multiple", "is at most 4.1", "", [0.0, 0.31]),
            row("new stake", "is from 0.23 to 0.29", "", [0.2, 0.55]),
            row(
                "Revenue of OpenAI on 2030-12-31",
                "is at least 120 USD bn a year",
                "an outcome",
                [0.72, 1.0],
            ),
            row("AGI declared", "never happens", "an outcome", [0.995, 1.0]),
        ],
        shares: [0.12, 0.83, 0.91],
    }
}

pub(super) fn pictures() -> Vec<(&'static str, Drawing)> {
    let caption = words(
        "83 % of the paths on which Microsoft loses lie in this box, and on 91 % of the paths in it it is so",
        "The range of each number in the box, in percentiles of its own draws",
    );
    let one = Limits { rows: flagship().rows[..1].to_vec(), ..flagship() };
    let none = Limits { rows: vec![], ..flagship() };
    vec![
        ("limits_flagship", limits::draw(&flagship(), &caption)),
        ("limits_one", limits::draw(&one, &words("One range", ""))),
        ("limits_none", limits::draw(&none, &words("Nothing", ""))),
    ]
}

#[test]
fn limits_tell_their_ranges_in_words_and_their_table_has_the_levels() {
    let picture = limits::draw(&flagship(), &words("Limits", ""));
    for text in ["is at most 4.1", "never happens", "0.012", "<0.001 / 0.012"] {
        assert!(picture.placed.iter().any(|placed| placed.text == text), "{text}");
    }
    let rows = limits::table(&flagship()).csv().unwrap();
    assert_eq!(rows.lines().nth(1), Some("exit multiple,,is at most 4.1,0,0.31,,0.0123"));
}

fn any_limits() -> impl Strategy<Value = Limits> {
    let row =
        ("[A-Za-z ,W漢]{0,70}", "[a-z0-9 .]{0,90}", "[a-z]{0,12}", -0.1..1.1_f64, 0.0..1.2_f64);
    (0..9_usize, prop::collection::vec(row, 0..9)).prop_map(|(colour, rows)| {
        let row = |(label, said, kind, low, wide): (String, String, String, f64, f64)| LimitRow {
            label,
            said,
            kind,
            levels: [low, low + wide],
            chances: [Some(wide), None],
        };
        Limits { colour, rows: rows.into_iter().map(row).collect(), shares: [0.5; 3] }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn no_limits_break_the_layout(data in any_limits()) {
        check_layout("limits", &limits::draw(&data, &words("A title", "A subtitle")));
    }
}
