//! Realistic and nasty data for charts of a number that is turned.

use super::gallery::{usd, words};
use super::turned::{self, Turned, TurnedPoint, TurnedSide};
use super::{Drawing, Unit};

fn side(
    label: &str,
    colour: usize,
    gain: impl Fn(f64) -> f64,
    band: f64,
    zeros: &[f64],
) -> TurnedSide {
    let point = |step: u32| {
        let at = f64::from(step) / 10.0;
        let mean = gain(at);
        TurnedPoint { at, mean, band: (band > 0.0).then_some((mean - band, mean + band)) }
    };
    TurnedSide {
        label: label.to_owned(),
        colour,
        points: (0..=8).map(point).collect(),
        zeros: zeros.to_vec(),
    }
}

fn draw(sides: Vec<TurnedSide>, title: &str) -> Drawing {
    let data = Turned {
        key: "inputs.new_stake.value".to_owned(),
        quantity: "Gain over talks-fail.toml".to_owned(),
        unit: usd(),
        bands: "The bands are 95 % intervals of the mean.".to_owned(),
        sides,
    };
    turned::draw(&data, &words(title, "Mean gain, present value at the start"))
}

pub(super) fn turned_charts() -> Vec<(&'static str, Drawing)> {
    let crowd = (0..6_u32).map(|place| {
        let level = f64::from(place) * 0.01;
        side(
            "A party with a name that is much too long for the column",
            place as usize,
            |_| level,
            0.0,
            &[],
        )
    });
    let broken = TurnedPoint { at: f64::NAN, mean: 1.0, band: None };
    let mut half = side("One", 0, |at| at, f64::INFINITY, &[f64::NAN]);
    half.points.push(broken);
    let plain = Turned {
        key: String::new(),
        quantity: String::new(),
        unit: Unit::Plain,
        bands: String::new(),
        sides: Vec::new(),
    };
    vec![
        (
            "turned_stake",
            draw(
                vec![
                    side("Microsoft", 0, |at| 400.0 * at - 90.0, 12.0, &[0.225]),
                    side("OpenAI's holders", 1, |at| 130.0 - 380.0 * at, 15.0, &[0.342]),
                    side("SoftBank and its co-investors", 2, |at| 4.0 - at, 2.0, &[]),
                ],
                "Both sides gain between a stake of 23 % and one of 34 %",
            ),
        ),
        ("turned_crowd", draw(crowd.collect(), "All near each other")),
        (
            "turned_flat",
            draw(vec![side("A", 0, |_| 0.0, 0.0, &[0.0, 0.8, 0.4])], "Nothing to gain"),
        ),
        ("turned_far", draw(vec![side("A", 3, |at| 1e9 + at, 0.3, &[])], "Far from zero")),
        ("turned_broken", draw(vec![half], "A point that is not finite")),
        ("turned_empty", turned::draw(&plain, &words("Nothing", ""))),
    ]
}
