//! Cells of a study that share a program: each has the bits of its own run, and fails where its own run fails.

use crate::generated::deal;
use crate::support::{How, model_of, model_with, read, settings};
use dealsim::draw::Sampler;
use dealsim::engine::{Level, Outcome, Series, TrackResult, Turning, run};
use dealsim::plan::{Families, Plan, Sink, TrackId, Turned};
use proptest::prelude::*;

/// A plan that leaves every number that it tracks.
fn numbers(plan: &Plan) -> Plan {
    let tracks = plan.tracks.iter().filter(|track| track.sink != Sink::Arrivals);
    plan.asked_for(&tracks.map(|track| track.id).collect::<Vec<TrackId>>())
}

fn families(plans: &[Plan]) -> (Vec<Turned>, Vec<(usize, usize)>) {
    let mut families = Families::default();
    for plan in plans {
        families.push(plan.clone(), None);
    }
    families.finish()
}

/// Everything that a run left, as bits.
fn bits(outcome: &Outcome) -> Vec<Vec<u64>> {
    let of = |result: &TrackResult| -> Vec<u64> {
        let (TrackResult::Moments(means) | TrackResult::Distribution(means, _)) = result else {
            return Vec::new();
        };
        let measures = means.iter().filter_map(|mean| mean.measure());
        let mut all: Vec<u64> = measures
            .flat_map(|measure| [measure.value, measure.standard_error.unwrap_or(f64::NAN)])
            .map(f64::to_bits)
            .collect();
        if let TrackResult::Distribution(_, Series::Every(series)) = result {
            all.extend(series.iter().flat_map(|values| values.iter().map(|value| value.to_bits())));
        }
        all
    };
    outcome.tracks.iter().map(of).collect()
}

/// Runs all cells of each structure together, and each by itself; returns how many cells each program had.
fn held_against_own_runs(plans: &[Plan], how: How) -> Vec<usize> {
    let settings = settings(how);
    let (structures, places) = families(plans);
    let mut programs = Vec::new();
    let mut left: Vec<Vec<Option<Outcome>>> = Vec::new();
    for turned in &structures {
        let turning = Turning::new(turned, None).expect("no loops");
        programs.extend(turning.programs());
        let all: Vec<usize> = (0..turned.cells).collect();
        left.push(turning.run(&all, true, &settings).expect("it runs"));
    }
    for (plan, (family, cell)) in plans.iter().zip(places) {
        let together = left[family][cell].as_ref().map(bits);
        let alone = run(plan, &settings).ok();
        assert_eq!(together, alone.as_ref().map(bits), "cell {cell} of structure {family}");
        // The plan that is put together again is that of the cell.
        let again = run(&structures[family].cell(cell), &settings).ok();
        assert_eq!(again.as_ref().map(bits), alone.as_ref().map(bits), "cell {cell} by itself");
    }
    programs
}

/// The plans of a file with one of these values at each of two keys.
fn grid(file: &str, one: (&str, &[f64]), other: (&str, &[f64])) -> Vec<Plan> {
    let mut plans = Vec::new();
    for first in one.1 {
        for second in other.1 {
            let (one, other) = (format!("{}={first}", one.0), format!("{}={second}", other.0));
            plans.push(numbers(&model_with(file, &[&one, &other]).plan));
        }
    }
    plans
}

const SAMPLERS: [Sampler; 3] = [Sampler::Random, Sampler::Antithetic, Sampler::Sobol];

const REFERENCE: &str = "scenarios/reference/refdeal.toml";
const FLAGSHIP: &str = "scenarios/microsoft-openai/proposals/equity-33.toml";

#[test]
fn a_rate_and_a_cap_are_turned_in_one_program_but_for_what_they_do_at_nothing_and_one() {
    let rates = ("terms.revenue_share.rate", &[0.1, 0.2, 0.25, 0.0, 1.0][..]);
    let caps = ("terms.revenue_share.cap", &[20.0, 92.0, 0.0, 40.0][..]);
    for sampler in SAMPLERS {
        let plans = grid(REFERENCE, rates, caps);
        let mut programs = held_against_own_runs(&plans, How { sampler, ..How::paths(200) });
        programs.sort_unstable();
        // A rate of nothing is another program.
        assert_eq!(programs, [4, 16]);
    }
}

#[test]
fn a_sum_and_a_discount_rate_are_turned_apart() {
    let sums = ("terms.investment.amount", &[5.0, 10.0, 12.5][..]);
    let rates = ("parties.a.discount_rate", &[0.06, 0.08, 0.11][..]);
    let plans = grid(REFERENCE, sums, rates);
    for sampler in SAMPLERS {
        let how = How { sampler, block_paths: 128, ..How::paths(200) };
        assert_eq!(held_against_own_runs(&plans, how), [9]);
    }
    // What the rate alone moves runs three times and not nine: A's side hangs on it alone.
    let payoffs = |plan: &Plan| plan.asked_for(&[TrackId(0), TrackId(1)]);
    let plans: Vec<Plan> = plans.iter().map(payoffs).collect();
    let (structures, _) = families(&plans);
    let one = |cells: &[Plan]| {
        let (structures, _) = families(cells);
        Turning::new(&structures[0], None).expect("no loops").operations()[0].1
    };
    let together = Turning::new(&structures[0], None).expect("no loops").operations()[0].1;
    let (row, column) = (one(&plans[..3]), one(&[&plans[..1], &plans[3..4]].concat()));
    assert!(together <= row + 3 * column, "{together} of {row} and {column}");
}

#[test]
fn numbers_of_a_deal_that_feeds_cash_and_dilutes_are_turned() {
    let stakes = ("inputs.new_stake.value", &[0.2, 0.33, 0.45][..]);
    let rates = ("inputs.lower_share_rate.value", &[0.05, 0.13, 0.2][..]);
    for sampler in SAMPLERS {
        let plans = grid(FLAGSHIP, stakes, rates);
        assert_eq!(held_against_own_runs(&plans, How { sampler, ..How::paths(192) }), [9]);
    }
}

#[test]
fn no_number_hangs_on_blocks_or_on_the_processor() {
    let plans = grid(
        FLAGSHIP,
        ("terms.revenue_share.cap", &[60.0, 92.0]),
        ("parties.microsoft.discount_rate", &[0.08, 0.1]),
    );
    let (structures, _) = families(&plans);
    assert_eq!(structures.len(), 1);
    let turning = Turning::new(&structures[0], None).expect("no loops");
    let all = |how: How, cells: &[usize]| -> Vec<Option<Vec<Vec<u64>>>> {
        let left = turning.run(cells, true, &settings(how)).expect("it runs");
        left.iter().map(|outcome| outcome.as_ref().map(bits)).collect()
    };
    let usual = all(How::paths(700), &[0, 1, 2, 3]);
    let baseline = How { block_paths: 64, level: Level::Baseline, ..How::paths(700) };
    assert_eq!(all(baseline, &[0, 1, 2, 3]), usual);
    // Some of the cells, in any order, are the same cells.
    let some = all(How::paths(700), &[3, 1]);
    assert_eq!(some, [usual[3].clone(), usual[1].clone()]);
}

/// A deal whose fee is not what it must be from a number on: only that cell fails.
#[test]
fn a_cell_that_fails_takes_no_other_with_it() {
    let text = |floor: f64| {
        format!(
            "format = 1\ntime = {{ start = 2025-01-01, end = 2027-01-01, step = \"year\" }}\n\
             parties = {{ a = {{ discount_rate = 0 }}, b = {{ discount_rate = 0.1 }} }}\n\
             [inputs.x]\nvalue = {{ uniform = [2, 6] }}\n\
             [terms.fee]\nkind = \"lump_sum\"\nfrom = \"a\"\nto = \"b\"\non = 2026-06-30\n\
             amount = \"1 / max(0, x - {floor:?})\"\n"
        )
    };
    let plans: Vec<Plan> =
        [1.0, 3.0, 1.5].iter().map(|floor| numbers(&model_of(&text(*floor)).plan)).collect();
    let (structures, _) = families(&plans);
    let turning = Turning::new(&structures[0], None).expect("no loops");
    let left = turning.run(&[0, 1, 2], true, &settings(How::paths(256))).expect("it runs");
    assert_eq!(left.iter().map(Option::is_some).collect::<Vec<_>>(), [true, false, true]);
    held_against_own_runs(&plans, How::paths(256));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    /// Whatever the deal: its numbers turned, each cell is its own run.
    #[test]
    fn any_deal_with_other_numbers_has_the_bits_of_its_own_run(
        deal in deal(),
        by in prop::collection::vec(0..9_u16, 5),
        sampler in 0..3_usize,
    ) {
        let plans: Vec<Plan> = by
            .iter()
            .filter_map(|by| read(&[("scenario.toml", &deal.with_more(*by).text())], &[]).model)
            .map(|model| numbers(&model.plan))
            .collect();
        held_against_own_runs(&plans, How { sampler: SAMPLERS[sampler], ..How::paths(128) });
    }
}
