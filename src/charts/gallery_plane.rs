//! Planes of packages: pictures for the layout tests and for the eye, and any data at all.

use super::gallery::{Numbers, usd, words};
use super::layout::check_layout;
use super::plane::{self, Mark, Plane, PlaneMark, PlanePoint};
use super::{Drawing, Unit};
use proptest::prelude::*;

/// So many packages of a deal in which more for one is less for the other, and a part of them wastes something.
fn packages(count: usize) -> Plane {
    let mut numbers = Numbers(11);
    let mut point = || {
        let (share, waste) = (numbers.uniform(), 20.0 * numbers.uniform());
        PlanePoint {
            across: 140.0 * share - 60.0 - waste,
            up: 90.0 - 110.0 * share * share - waste,
            hurts_others: waste > 17.0,
            frontier: waste < 0.4,
        }
    };
    let mark = |label: &str, across, up, mark| PlaneMark { label: label.into(), across, up, mark };
    Plane {
        unit: usd(),
        across: "What Microsoft gains".into(),
        up: "What OpenAI's holders gain".into(),
        points: (0..count).map(|_| point()).collect(),
        marks: vec![
            mark("Nash", 28.0, 46.0, Mark::Triangle),
            mark("Kalai-Smorodinsky", 33.0, 41.0, Mark::Square),
            mark("equal gains", 33.5, 40.5, Mark::Dot),
            mark("largest sum", 8.0, 62.0, Mark::Dot),
            mark("the offer of June", -12.0, 60.0, Mark::Diamond),
        ],
    }
}

pub(super) fn pictures() -> Vec<(&'static str, Drawing)> {
    let title = "Both would sign 208 of 490 packages; at the Nash solution Microsoft gains 28 and OpenAI's holders 46";
    let caption =
        words(title, "What Microsoft (across) and OpenAI's holders (up) gain over no deal, USD bn");
    let few = Plane { points: packages(3).points, marks: vec![], ..packages(1) };
    let one = Plane { points: vec![], marks: packages(1).marks[..1].to_vec(), ..packages(1) };
    let empty = Plane { points: vec![], marks: vec![], ..packages(1) };
    vec![
        ("plane_packages", plane::draw(&packages(4_000), &caption)),
        ("plane_few", plane::draw(&few, &words("Three packages", "USD bn"))),
        ("plane_one", plane::draw(&one, &words("One package", "USD bn"))),
        ("plane_empty", plane::draw(&empty, &words("Nothing", "USD bn"))),
    ]
}

#[test]
fn planes_name_what_has_room_and_keep_every_package_in_the_table() {
    let data = packages(40);
    let picture = plane::draw(&data, &words("A plane", "USD bn"));
    for name in ["Nash", "largest sum", "the offer of June"] {
        assert!(picture.placed.iter().any(|placed| placed.text.contains(name)), "{name}");
    }
    let rows = plane::table(&data).csv().unwrap();
    assert_eq!(rows.lines().count(), 1 + 5 + 40);
    assert!(rows.contains("the offer of June,-12,60,,"));
}

fn number() -> impl Strategy<Value = f64> {
    prop_oneof![9 => -1e6..1e6_f64, 3 => -2.0..2.0_f64, 1 => Just(f64::NAN), 1 => Just(f64::MAX), 1 => Just(0.0)]
}

fn any_plane() -> impl Strategy<Value = Plane> {
    let point = (number(), number(), prop::bool::ANY, prop::bool::ANY);
    let mark = ("[A-Za-z ,W漢]{0,40}", number(), number(), 0..4_usize);
    let (points, marks) = (prop::collection::vec(point, 0..60), prop::collection::vec(mark, 0..8));
    ("[a-z W]{0,50}", points, marks).prop_map(|(name, points, marks)| Plane {
        unit: Unit::Named("USD bn".into()),
        across: name.clone(),
        up: name,
        points: points
            .into_iter()
            .map(|(across, up, hurts_others, frontier)| PlanePoint {
                across,
                up,
                hurts_others,
                frontier,
            })
            .collect(),
        marks: marks
            .into_iter()
            .map(|(label, across, up, mark)| {
                let mark = [Mark::Triangle, Mark::Square, Mark::Dot, Mark::Diamond][mark];
                PlaneMark { label, across, up, mark }
            })
            .collect(),
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn no_plane_breaks_the_layout(data in any_plane()) {
        check_layout("plane", &plane::draw(&data, &words("A title", "A subtitle")));
    }
}
