//! Realistic and nasty pairs of payoffs for the joint chart, as `gallery` has them for the other charts.

use super::gallery::{Numbers, usd, words};
use super::joint::{self, Joint, JointAxis};
use super::{Drawing, Unit};

/// An axis of `cells` cells from `from`, with the middle of these values.
fn axis(quantity: &str, from: f64, width: f64, cells: usize, values: &[f64]) -> JointAxis {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    JointAxis {
        quantity: quantity.into(),
        from,
        width,
        cells,
        mean: (!values.is_empty()).then_some(mean),
        median: sorted.get(sorted.len() / 2).copied(),
    }
}

/// From, width and number of cells of each axis.
type Cut = (f64, f64, usize);

fn joint(quantities: [&str; 2], cuts: [Cut; 2], pairs: &[(f64, f64)]) -> Joint {
    let [across, up] = cuts;
    let (xs, ys): (Vec<f64>, Vec<f64>) = pairs.iter().copied().unzip();
    let mut counts = vec![0; across.2 * up.2];
    let mut quadrants = [0; 4];
    for (x, y) in pairs {
        let (column, row) = ((x - across.0) / across.1, (y - up.0) / up.1);
        if column >= 0.0 && row >= 0.0 && column < across.2 as f64 && row < up.2 as f64 {
            counts[row as usize * across.2 + column as usize] += 1;
        }
        quadrants[usize::from(*x >= 0.0) + 2 * usize::from(*y >= 0.0)] += 1;
    }
    Joint {
        unit: usd(),
        across: axis(quantities[0], across.0, across.1, across.2, &xs),
        up: axis(quantities[1], up.0, up.1, up.2, &ys),
        counts,
        paths: pairs.len() as u64,
        quadrants: (quadrants[3] < pairs.len())
            .then_some(quadrants.map(|paths| paths as f64 / pairs.len() as f64)),
    }
}

const SIDES: [&str; 2] = ["Microsoft's payoff", "OpenAI's holders' payoff"];

/// Two payoffs that share a market but also split it: lognormal, less a sum that was paid at the start.
fn deal(paths: usize) -> Vec<(f64, f64)> {
    let mut numbers = Numbers(5);
    (0..paths)
        .map(|_| {
            let (market, split) = (numbers.normal(), numbers.normal());
            let microsoft = 90.0 * libm::exp(0.8 * market + 0.4 * split) - 30.0;
            (microsoft, 210.0 * libm::exp(0.9 * market - 0.5 * split) - 40.0)
        })
        .collect()
}

fn draw(data: &Joint, title: &str) -> Drawing {
    joint::draw(data, &words(title, "Payoffs path by path, present value at the start, USD bn"))
}

/// What a simulation gives.
fn likely() -> Vec<(&'static str, Drawing)> {
    let cuts = [(-50.0, 10.0, 50), (-100.0, 20.0, 50)];
    let title = "What is good for Microsoft is good for OpenAI's holders: both lose together on 3 % of paths";
    let many = joint(SIDES, cuts, &deal(100_000));
    let few = joint(SIDES, cuts, &deal(2000));
    let mut numbers = Numbers(8);
    let mut bell = |shift: f64| -> Vec<(f64, f64)> {
        let pair = |_| {
            let x = numbers.normal();
            (x + shift, 0.5 * numbers.normal() - 0.8 * x + shift)
        };
        (0..100_000).map(pair).collect()
    };
    let opposed = joint(["A", "B"], [(-4.0, 0.2, 40), (-4.0, 0.2, 40)], &bell(0.0));
    let gains = joint(["A", "B"], [(0.0, 0.25, 40), (0.0, 0.25, 40)], &bell(5.0));
    let even = |numbers: &mut Numbers| (60.0 * numbers.uniform(), 60.0 * numbers.uniform());
    let noise: Vec<(f64, f64)> = (0..100_000).map(|_| even(&mut numbers)).collect();
    let noise = joint(["A", "B"], [(0.0, 1.0, 60), (0.0, 1.0, 60)], &noise);
    vec![
        ("joint_deal", draw(&many, title)),
        ("joint_few", draw(&few, "Two thousand paths")),
        ("joint_opposed", draw(&opposed, "What one side gains, the other loses")),
        ("joint_gains", draw(&gains, "Nobody ever loses")),
        ("joint_noise", draw(&noise, "Nothing but noise")),
    ]
}

/// What a simulation gives when its scenario is odd.
fn odd() -> Vec<(&'static str, Drawing)> {
    let cuts = [(-50.0, 10.0, 50), (-100.0, 20.0, 50)];
    let one = joint(SIDES, [(7.0, 1.0, 1), (-4.0, 1.0, 1)], &[(7.5, -3.5); 1000]);
    let in_many = joint(SIDES, cuts, &[(7.5, 30.0); 1000]);
    let line: Vec<(f64, f64)> = deal(5000).into_iter().map(|(x, _)| (x, 0.0)).collect();
    let line = joint(SIDES, [cuts[0], (0.0, 1.0, 1)], &line);
    let path = joint(SIDES, [(10.0, 1.0, 1), (20.0, 1.0, 1)], &[(10.0, 20.0)]);
    let scaled = |scale: f64| -> Joint {
        let pairs: Vec<(f64, f64)> =
            deal(5000).into_iter().map(|(x, y)| (scale * x, scale * y)).collect();
        let cuts = cuts.map(|(from, width, cells)| (scale * from, scale * width, cells));
        joint(SIDES, cuts, &pairs)
    };
    let name = "The payoff of the staff and of the early investors of the company that \
                nobody would shorten, because its name is the name that the court knows it by";
    let mut named = joint([name, name], cuts, &deal(20_000));
    named.unit = Unit::Named("billions of dollars of the year 2025, after tax".into());
    // Losses that are real but lie in a strip too narrow for a label.
    let strip = joint(SIDES, [(-10.0, 10.0, 40), (-20.0, 20.0, 40)], &deal(20_000));
    let beyond = joint(SIDES, [(2000.0, 10.0, 40), (9000.0, 20.0, 40)], &deal(1000));
    let far: Vec<(f64, f64)> = deal(5000).into_iter().map(|(x, y)| (x + 1e12, y)).collect();
    let far = joint(SIDES, [(1e12, 10.0, 50), cuts[1]], &far);
    vec![
        ("joint_one_cell", draw(&one, "Both payoffs are always the same")),
        ("joint_one_cell_of_many", draw(&in_many, "One cell of many")),
        ("joint_line", draw(&line, "One side gets nothing, whatever happens")),
        ("joint_path", draw(&path, "One path")),
        ("joint_huge", draw(&scaled(1e10), "Huge")),
        ("joint_tiny", draw(&scaled(1e-8), "Tiny")),
        ("joint_names", draw(&named, &format!("{name} {name}"))),
        ("joint_strip", draw(&strip, "Narrow strips of losses")),
        ("joint_beyond", draw(&beyond, "All beyond")),
        ("joint_far", draw(&far, "Cells too small for their axis")),
        ("joint_empty", draw(&joint(SIDES, [(0.0, 1.0, 0), (0.0, 1.0, 0)], &[]), "Nothing")),
    ]
}

pub(super) fn pictures() -> Vec<(&'static str, Drawing)> {
    let mut pictures = likely();
    pictures.extend(odd());
    pictures
}
