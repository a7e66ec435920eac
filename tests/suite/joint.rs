//! The joint distribution of two sides' payoffs against their values path by path and a closed form.

use crate::support::{How, Ran, simulate};
use dealsim::draw::Sampler;
use dealsim::engine::{Series, TrackResult};
use dealsim::statistics::Quadrant;

/// Two payments whose amounts are normal with correlation 0.5, each of mean 1 and standard deviation 2.
const TWO_PAYMENTS: &str = r#"
format = 1
money = "USD bn"
[time]
start = 2025-01-01
end = 2026-01-01
step = "year"
[simulation]
paths = 1000
seed = 1
[parties.first]
discount_rate = 0
[parties.second]
discount_rate = 0
[inputs.x]
value = { normal = { mean = 1, sd = 2 } }
[inputs.y]
value = { normal = { mean = 1, sd = 2 } }
[correlations]
"x ~ y" = 0.5
[terms.to_first]
kind = "formula_flow"
from = "world"
to = "first"
amount = "x"
[terms.to_second]
kind = "formula_flow"
from = "world"
to = "second"
amount = "y"
"#;

fn values(ran: &Ran, side: usize) -> &[f64] {
    let track = &ran.outcome.tracks[ran.model.sides[side].payoff];
    let TrackResult::Distribution(_, Series::Every(values)) = track else {
        panic!("every value was kept")
    };
    &values[0]
}

#[test]
fn cells_hold_the_payoffs_path_by_path() {
    for sampler in [Sampler::Random, Sampler::Antithetic, Sampler::Sobol] {
        let how = How { sampler, ..How::paths(5_000) };
        let ran = Ran::text(TWO_PAYMENTS, how);
        let pair = ran.model.joints[0];
        let joint = &ran.outcome.joints[pair.joint];
        let (xs, ys) = (values(&ran, pair.across), values(&ran, pair.up));
        let (across, up) = (joint.grid.across, joint.grid.up);
        let mut expected = vec![0_u64; across.cells * up.cells];
        let mut lose = [0_u64; 4];
        for (x, y) in xs.iter().zip(ys) {
            let (column, row) = ((x - across.from) / across.width, (y - up.from) / up.width);
            let inside = |place: f64, cells: usize| place >= 0.0 && place < cells as f64;
            if inside(column, across.cells) && inside(row, up.cells) {
                expected[row as usize * across.cells + column as usize] += 1;
            }
            lose[match (*x < 0.0, *y < 0.0) {
                (true, true) => 0,
                (false, true) => 1,
                (true, false) => 2,
                (false, false) => 3,
            }] += 1;
        }
        assert!(joint.cells() == expected, "{sampler:?}");
        for (quadrant, count) in Quadrant::ALL.into_iter().zip(lose) {
            let share = joint.share(quadrant).expect("paths").value;
            assert!((share - count as f64 / 5_000.0).abs() < 1e-15, "{sampler:?} {quadrant:?}");
        }
        // The cells were chosen by the first paths: nearly all lie in them.
        let inside: u64 = joint.cells().iter().sum();
        assert!((4_500..5_000).contains(&inside), "{inside}");
    }
}

#[test]
fn correlation_and_losses_agree_with_the_binormal_law() {
    // P(both below 0) for means half a standard deviation above it and correlation 1/2: the integral of
    // Φ(−1/2 ; given) by Plackett's (1954) identity, Φ(−½)² + ∫₀^½ φ₂(½, ½; r) dr.
    let density = |r: f64| {
        let rest = 1.0 - r * r;
        let exponent = -(0.25 - 0.25 * r) / rest;
        libm::exp(exponent) / (std::f64::consts::TAU * rest.sqrt())
    };
    let steps = 1_000;
    let h = 0.5 / f64::from(steps);
    let simpson: f64 = (0..steps)
        .map(|i| {
            let r = f64::from(i) * h;
            h / 6.0 * (density(r) + 4.0 * density(r + 0.5 * h) + density(r + h))
        })
        .sum();
    let one = 0.5 * libm::erfc(0.5 / std::f64::consts::SQRT_2);
    let both = one * one + simpson;
    for sampler in [Sampler::Random, Sampler::Antithetic, Sampler::Sobol] {
        let ran = Ran::text(TWO_PAYMENTS, How { sampler, ..How::paths(64_000) });
        let joint = &ran.outcome.joints[0];
        let correlation = joint.correlation().expect("both vary");
        let z = (correlation.value - 0.5) / correlation.standard_error.expect("many groups");
        assert!(z.abs() < 4.0, "{sampler:?}: correlation {correlation:?}");
        let exact = [both, one - both, one - both, 1.0 - 2.0 * one + both];
        for (quadrant, exact) in Quadrant::ALL.into_iter().zip(exact) {
            let share = joint.share(quadrant).expect("paths");
            let z = (share.value - exact) / share.standard_error.expect("paths");
            assert!(z.abs() < 4.0, "{sampler:?}: {quadrant:?} {share:?} {exact}");
        }
    }
}

#[test]
fn a_side_that_nothing_reaches_has_no_correlation() {
    let text = TWO_PAYMENTS.replace("to = \"second\"", "to = \"first\"");
    let ran = Ran::text(&text, How::paths(640));
    let joint = &ran.outcome.joints[0];
    assert_eq!(joint.correlation(), None);
    assert_eq!(joint.count(), 640);
}

#[test]
fn events_have_the_error_of_their_sampling_unit() {
    // Decided by a uniform below or above one half: of every antithetic pair exactly one path has it.
    let text = format!(
        "{TWO_PAYMENTS}\n[events.signed]\nchance = {{ probability = 0.5, by = 2025-12-31 }}\n"
    );
    let ran = Ran::text(&text, How { sampler: Sampler::Antithetic, ..How::paths(640) });
    let TrackResult::Arrivals(counts) = &ran.outcome.tracks[ran.model.events[0].track] else {
        panic!("an event counts arrivals")
    };
    let found = counts.cumulative()[0];
    assert_eq!((found.value, found.standard_error), (0.5, Some(0.0)));
    // Under sobol the error over 32 scrambles is far below that of independent paths.
    let sobol = How { sampler: Sampler::Sobol, ..How::paths(65_536) };
    let outcome = simulate(&ran.model, sobol);
    let TrackResult::Arrivals(counts) = &outcome.tracks[ran.model.events[0].track] else {
        panic!("an event counts arrivals")
    };
    let found = counts.cumulative()[0];
    let error = found.standard_error.expect("paths");
    assert!(error < 0.1 * (0.25_f64 / 65_536.0).sqrt(), "{error}");
    assert!((found.value - 0.5).abs() <= 4.0 * error, "{found:?}");
}
