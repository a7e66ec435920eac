//! What a deal's numbers are never depends on its company: alone, in a pair, in any batch and order it has the same bytes.

use crate::generated::deal;
use crate::support::{How, model, model_of, settings};
use dealsim::draw::Sampler;
use dealsim::engine::{Failure, Outcome, Prepared, Series, Settings, Together, TrackResult, run};
use dealsim::plan::{Difference, Plan};
use dealsim::scenario::Model;
use dealsim::statistics::mean::accumulate;
use dealsim::statistics::{Sketch, Unit};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
use rand::seq::SliceRandom;

/// A company that is paid a growing revenue, needs funding in some futures, and owes a capped share of its revenue.
const DEAL: &str = "format = 1\nmoney = \"USD bn\"\n\
    time = { start = 2025-01-01, end = 2028-01-01, step = \"quarter\" }\n\
    parties = { buyer = { discount_rate = 0.08 }, owner = { discount_rate = 0.12 } }\n\
    [inputs.growth]\nvalue = { normal = { mean = 0.3, sd = 0.1 } }\n\
    [drivers.revenue]\nprocess = \"geometric_brownian\"\nstart = 4\ndrift = \"growth\"\nvolatility = 0.3\n\
    [events.ban]\nhazard = 0.2\n\
    [companies.maker]\ncash = 3\nvalue = \"2 * revenue\"\nholders = { owner = \"rest\" }\n\
    operating = { in = [\"revenue\"], out = [\"costs\"] }\n\
    funding = { from = \"owner\", floor = 0.5, discount = 0.2, max = 20 }\n\
    [drivers.costs]\nformula = \"3.5 + 0.2 * revenue\"\n\
    [terms.share]\nkind = \"revenue_share\"\nfrom = \"maker\"\nto = \"buyer\"\nof = \"revenue\"\nrate = 0.2\n\
    cap = 3\nends = \"ban\"\n";

/// Deals that differ in one thing each, and some that have little in common.
fn texts() -> Vec<String> {
    let with = |old: &str, new: &str| {
        assert!(DEAL.contains(old), "{old}");
        DEAL.replacen(old, new, 1)
    };
    let mut texts = vec![
        DEAL.to_owned(),
        with("cap = 3", "cap = 4"),
        with("rate = 0.2\n", "rate = 0.25\n"),
        with("discount_rate = 0.08", "discount_rate = 0.05"),
        with("hazard = 0.2", "hazard = 0.3"),
        with("sd = 0.1", "sd = 0.2"),
        with("cash = 3", "cash = 2"),
        with("max = 20", "max = 1"),
        with("start = 4", "start = 5"),
        with("ends = \"ban\"\n", ""),
        with("[events.ban]\nhazard = 0.2", "[events.ban]\ndate = 2026-05-14"),
        with("step = \"quarter\"", "step = \"year\""),
        // Another sort of draw under a name that others draw too.
        with(
            "process = \"geometric_brownian\"\nstart = 4\ndrift = \"growth\"\nvolatility = 0.3",
            "formula = \"4 + growth\"",
        ),
        format!(
            "{DEAL}[inputs.aaa]\nvalue = {{ uniform = [0, 1] }}\n[terms.more]\nkind = \"lump_sum\"\n\
            from = \"buyer\"\nto = \"owner\"\namount = \"aaa\"\non = \"ban\"\n"
        ),
        format!(
            "{DEAL}[drivers.zzz]\nprocess = \"random_walk\"\nstart = 1\nvolatility = 1\n[terms.more]\n\
            kind = \"formula_flow\"\nfrom = \"buyer\"\nto = \"owner\"\namount = \"max(0, zzz)\"\n"
        ),
        with("from = \"maker\"", "from = \"owner\""),
    ];
    let mut runner = TestRunner::deterministic();
    texts.extend((0..5).map(|_| deal().new_tree(&mut runner).expect("a deal").current().text()));
    texts
}

fn plans(texts: &[String]) -> Vec<Plan> {
    texts.iter().map(|text| model_of(text).plan).collect()
}

fn how(sampler: Sampler) -> How {
    How { sampler, ..How::paths(192) }
}

/// Some of what is tracked is kept value by value and the rest sketched.
fn some_exact(sampler: Sampler) -> Settings {
    Settings { exact_values: 192 * 30, ..settings(how(sampler)) }
}

/// Every digit.
fn told(outcome: &Result<Outcome, Failure>) -> String {
    match outcome {
        Ok(outcome) => format!("{:?} {:?}", outcome.tracks, outcome.joints),
        Err(failure) => format!("{failure:?}"),
    }
}

fn alone(plans: &[Plan], sampler: Sampler) -> Vec<String> {
    plans.iter().map(|plan| told(&run(plan, &some_exact(sampler)))).collect()
}

fn together(plans: &[Plan], order: &[usize], sampler: Sampler) -> Vec<String> {
    let own = order.iter().map(|&deal| plans[deal].clone()).collect();
    let together = Prepared::new(own, &[]).run(&some_exact(sampler)).expect("it runs");
    together.deals.iter().map(told).collect()
}

#[test]
fn a_deal_has_the_same_bytes_alone_in_a_pair_and_in_any_batch_and_order() {
    let texts = texts();
    let plans = plans(&texts);
    let all: Vec<usize> = (0..plans.len()).collect();
    assert!(all.len() > 16, "more than one batch");
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(3);
    for sampler in [Sampler::Random, Sampler::Antithetic] {
        let alone = alone(&plans, sampler);
        let mut orders: Vec<Vec<usize>> = all.windows(2).map(<[usize]>::to_vec).collect();
        orders.push(all.clone());
        orders.push(all.iter().rev().copied().collect());
        for size in [3, 7, 12] {
            let mut order = all.clone();
            order.shuffle(&mut generator);
            orders.extend(order.chunks(size).map(<[usize]>::to_vec));
        }
        for order in orders {
            for (place, own) in together(&plans, &order, sampler).into_iter().enumerate() {
                let deal = order[place];
                assert!(
                    own == alone[deal],
                    "{sampler:?}, {order:?}, place {place}:\n{}",
                    texts[deal]
                );
            }
        }
    }
}

#[test]
fn the_deal_that_is_named_first_has_its_own_sobol_sequence() {
    let plans = plans(&texts());
    let alone = alone(&plans, Sampler::Sobol);
    let count = plans.len();
    #[expect(clippy::needless_range_loop, reason = "the deal is named first and looked up")]
    for first in 0..count {
        let order: Vec<usize> = (0..count).map(|place| (first + place) % count).collect();
        for order in [&order[..], &order[..2]] {
            let own = together(&plans, order, Sampler::Sobol);
            assert!(own[0] == alone[first], "first {first} of {}", order.len());
        }
    }
    // In another order of the others, which fall into other batches, each has the same numbers.
    let forwards: Vec<usize> = (0..count).collect();
    let mut backwards = forwards.clone();
    backwards[1..].reverse();
    let one = together(&plans, &forwards, Sampler::Sobol);
    let other = together(&plans, &backwards, Sampler::Sobol);
    for (place, &deal) in backwards.iter().enumerate() {
        assert!(one[deal] == other[place], "deal {deal}");
    }
}

#[test]
fn the_flagship_has_its_own_bytes_beside_its_variants() {
    let files = ["status-quo", "restructured", "talks-fail"];
    let file = |name| format!("scenarios/microsoft-openai/{name}.toml");
    let plans: Vec<Plan> = files.iter().map(|name| model(&file(*name)).plan).collect();
    for sampler in [Sampler::Random, Sampler::Antithetic] {
        let alone = alone(&plans, sampler);
        for order in [[0, 1, 2], [2, 0, 1]] {
            let own = together(&plans, &order, sampler);
            for (place, deal) in order.into_iter().enumerate() {
                assert!(own[place] == alone[deal], "{sampler:?}: {}", files[deal]);
            }
        }
    }
}

#[test]
fn a_deal_that_fails_leaves_and_the_others_go_on() {
    let bad = DEAL.replace("3.5 + 0.2 * revenue", "3.5 + 0.2 * revenue + 1e-9 * ln(revenue - 2.4)");
    let never = DEAL.replace("3.5 + 0.2 * revenue", "3.5 + 0.2 * revenue + 1e-9 * ln(growth - 40)");
    let texts = [DEAL.to_owned(), bad, DEAL.replace("cap = 3", "cap = 4"), never];
    let plans = plans(&texts);
    for sampler in [Sampler::Random, Sampler::Antithetic] {
        let alone = alone(&plans, sampler);
        assert!(alone[1].contains("NotFinite") && alone[3].contains("NotFinite"), "{}", alone[1]);
        assert!(!alone[0].contains("NotFinite"));
        for order in [&[0, 1, 2, 3][..], &[3, 1, 0], &[1, 3]] {
            for (place, own) in together(&plans, order, sampler).into_iter().enumerate() {
                assert!(own == alone[order[place]], "{sampler:?} {order:?}: {own:.300}");
            }
        }
    }
}

/// The values of a distribution that is read once.
fn every(track: &TrackResult) -> &[f64] {
    match track {
        TrackResult::Distribution(_, Series::Every(values)) => &values[0],
        other => panic!("not every value was kept: {other:?}"),
    }
}

fn differences(models: &[Model], how: How, exact_values: u64) -> (Vec<Difference>, Together) {
    let payoff = |deal: usize| (deal, models[deal].payoff("buyer").expect("a side"));
    let differences: Vec<Difference> =
        (1..models.len()).map(|deal| Difference { from: payoff(0), to: payoff(deal) }).collect();
    let settings = Settings { exact_values, ..settings(how) };
    let plans = models.iter().map(|model| model.plan.clone()).collect();
    let together = Prepared::new(plans, &differences).run(&settings).expect("it runs");
    (differences, together)
}

#[test]
fn a_difference_is_that_of_each_path() {
    let clause = |cap: usize| DEAL.replace("cap = 3", &format!("cap = {}", 3.0 + cap as f64 / 8.0));
    // All against the first: the batches after the first have it as a guest.
    let models: Vec<Model> = (0..20).map(|cap| model_of(&clause(cap))).collect();
    for (sampler, unit) in [
        (Sampler::Random, Unit::Path),
        (Sampler::Antithetic, Unit::Pair),
        (Sampler::Sobol, Unit::Scramble),
    ] {
        let how = how(sampler);
        let (asked, exact) = differences(&models, how, u64::MAX);
        let (_, sketched) = differences(&models, how, 0);
        let mut moved = 0;
        for (number, Difference { from, to }) in asked.into_iter().enumerate() {
            let [from, to] = [from, to]
                .map(|(deal, track)| every(exact.track(deal, track).expect("tracked")).to_vec());
            let paths: Vec<f64> = to.iter().zip(&from).map(|(to, from)| to - from).collect();
            let found = exact.differences[number].as_ref().expect("asked for");
            assert_eq!(every(found), paths);
            moved += usize::from(paths.iter().any(|difference| *difference != 0.0));
            let mean = accumulate(paths.iter().copied(), unit).expect("paths ran").measure();
            let mut sketch = Sketch::default();
            sketch.add(&paths);
            for result in [found, sketched.differences[number].as_ref().expect("asked for")] {
                let TrackResult::Distribution(means, series) = result else { panic!("{result:?}") };
                assert_eq!(means[0].measure(), mean);
                if let Series::Sketches(sketches) = series {
                    assert_eq!(sketches[0].quantile(0.3), sketch.quantile(0.3));
                }
            }
        }
        assert_eq!(moved, 19, "every cap moves some path");
    }
}

#[test]
fn what_deals_have_in_common_is_worked_out_once() {
    let clause = |cap: usize| {
        DEAL.replace("cap = 3", &format!("cap = {}", 3 + cap))
            .replace("from = \"maker\"", "from = \"owner\"")
    };
    let plans: Vec<Plan> = (0..16).map(|cap| model_of(&clause(cap)).plan).collect();
    let size = |count: usize| Prepared::new(plans[..count].to_vec(), &[]).instructions();
    let (one, two, all) = (size(1), size(2), size(16));
    // What is new in each deal is its clause.
    assert!(two - one < one / 4, "{one}, {two}");
    assert!(all - one <= 15 * (two - one), "{one}, {two}, {all}");
}
