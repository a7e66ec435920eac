//! A traced path adds up to the payoff of the run, to the last bit, and a reader of its CSV can see that it does.

use crate::sentence::Sentence;
use crate::support::{How, Ran, model};
use dealsim::charts::Cell;
use dealsim::draw::Sampler;
use dealsim::engine::{Settings, run};
use dealsim::results::{Trace, Tracing};
use std::collections::BTreeMap;
use std::sync::Arc;

const FILES: [&str; 3] = [
    "scenarios/microsoft-openai/status-quo.toml",
    "scenarios/reference/refdeal.toml",
    "scenarios/clauses/03-convertible-note.toml",
];

/// Traces of the first 64 paths.
fn traces(file: &str, sampler: Sampler) -> Vec<Trace> {
    let tracing = Tracing::new(Arc::new(model(file)));
    let settings = Settings { sampler, exact_values: u64::MAX, ..Settings::new(1, 64) };
    let outcome = run(tracing.plan(), &settings).expect("it runs");
    (0..64).map(|path| tracing.read(&outcome, path).expect("it ran")).collect()
}

/// Party, term and present value, summed from the lines of the ledger as its page says: within a period in the order of
/// `line`, over the periods, from zero.
fn summed(ledger: &[u8]) -> BTreeMap<(String, String), f64> {
    let mut reader = csv::Reader::from_reader(ledger);
    let head = reader.headers().expect("a head").clone();
    let place = |name: &str| head.iter().position(|known| known == name).expect("a column");
    let columns = ["period", "line", "name", "from", "to", "worth_to_from", "worth_to_to"];
    let [period, line, name, from, to, worth_to_from, worth_to_to] = columns.map(place);
    let mut entries: Vec<(u32, u32, String, String, f64)> = Vec::new();
    for row in reader.records() {
        let row = row.expect("a row");
        let Ok(number) = row[line].parse() else { continue };
        for (party, worth) in [(from, worth_to_from), (to, worth_to_to)] {
            if let Ok(worth) = row[worth].parse() {
                let (name, party) = (row[name].to_owned(), row[party].to_owned());
                entries.push((row[period].parse().expect("a period"), number, party, name, worth));
            }
        }
    }
    entries.sort_by_key(|entry| (entry.0, entry.1));
    let mut flows: BTreeMap<(String, String), BTreeMap<u32, f64>> = BTreeMap::new();
    for (period, _, party, name, worth) in entries {
        let of_period = flows.entry((party, name)).or_default();
        of_period.entry(period).and_modify(|sum| *sum += worth).or_insert(worth);
    }
    let total =
        |by_period: BTreeMap<u32, f64>| by_period.values().fold(0.0, |sum, flow| sum + flow);
    flows.into_iter().map(|(key, by_period)| (key, total(by_period))).collect()
}

#[test]
fn a_trace_adds_up_to_the_payoff_to_the_last_bit() {
    for file in FILES {
        for sampler in [Sampler::Random, Sampler::Antithetic, Sampler::Sobol] {
            let whole = Ran::file(file, How { sampler, ..How::paths(64) });
            for (path, trace) in traces(file, sampler).iter().enumerate() {
                for (number, side) in whole.model.sides.iter().enumerate() {
                    let payoff = whole.payoffs(&side.name)[path];
                    let what = format!("{file}, {sampler:?}, path {path}, {}", side.name);
                    assert_eq!(trace.payoffs[number].to_bits(), payoff.to_bits(), "{what}");
                    assert_eq!(trace.summed(number).to_bits(), payoff.to_bits(), "{what}: sums");
                }
            }
        }
    }
}

#[test]
fn a_reader_of_the_ledger_finds_the_same_sums() {
    for file in FILES {
        let trace = traces(file, Sampler::Random).swap_remove(7);
        let found = summed(&trace.ledger().expect("a ledger").to_csv().expect("a table"));
        let sums = trace.sums().expect("sums").to_csv().expect("a table");
        let mut reader = csv::Reader::from_reader(&sums[..]);
        let (mut so_far, mut counted) = (0.0, 0);
        for row in reader.records() {
            let row = row.expect("a row");
            let value: f64 = row[3].parse().expect("a number");
            if row[1].is_empty() {
                // Present values of a term are summed from zero; payoffs over terms too, but for the first.
                assert_eq!(so_far, value, "{file}: the payoff of {}", &row[0]);
                so_far = 0.0;
                continue;
            }
            let key = (row[1].to_owned(), row[2].to_owned());
            let own = found.get(&key).copied().unwrap_or(0.0);
            assert_eq!(own, value, "{file}: {key:?}");
            so_far += own;
            counted += u32::from(own != 0.0);
        }
        assert!(counted > 1, "{file}: nothing moved");
    }
}

#[test]
fn the_title_of_its_picture_is_what_it_adds_up_to() {
    for file in FILES {
        for trace in traces(file, Sampler::Random).iter().take(8) {
            for (number, side) in model(file).sides.iter().enumerate() {
                let picture = trace.picture(Some(&side.name));
                let money = model(file).money;
                let mut said = Sentence(&picture.caption.title);
                assert!(said.says(&format!("{}: ", side.label)), "{said:?}");
                let whole = said.amount(&money).expect("an amount");
                assert!(whole.holds(trace.payoffs[number]), "{whole:?}, {}", trace.payoffs[number]);
                assert!(said.says(&format!(" on path {}", trace.path)), "{said:?}");
                let mut terms: BTreeMap<String, f64> = BTreeMap::new();
                for holding in trace.holdings.iter().filter(|holding| holding.side == number) {
                    let label = model(file).term_labels[holding.term.index()].clone();
                    *terms.entry(label).or_default() += holding.value;
                }
                let most = terms.values().map(|value| value.abs()).fold(0.0, f64::max);
                if most == 0.0 {
                    assert!(said.ends(), "{said:?}");
                    continue;
                }
                assert!(said.says("; “"), "{said:?}");
                let label = said.up_to("” alone ").expect("a clause");
                let value = said.amount(&money).expect("an amount");
                assert!(value.holds(terms[label]) && said.ends(), "{label}: {value:?}, {terms:?}");
                assert_eq!(terms[label].abs(), most, "{terms:?}");
            }
            // What each side has so far ends at its payoff; payments of a lane are those of the ledger.
            let rows = trace.picture(None).table();
            let last = |label: &str| {
                let own =
                    rows.rows.iter().filter(|row| row[1] == Cell::Text(format!("{label} so far")));
                own.map(|row| row[5].clone()).next_back()
            };
            for (number, side) in model(file).sides.iter().enumerate() {
                let Some(Cell::Number(sum)) = last(&side.label) else { panic!("no sum") };
                assert!((sum - trace.payoffs[number]).abs() < 1e-9, "{sum}");
            }
        }
    }
}

#[test]
fn a_cap_says_when_it_is_reached() {
    let text = "format = 1\nmoney = \"USD bn\"\n\
        time = { start = 2025-01-01, end = 2027-01-01, step = \"quarter\" }\n\
        parties = { buyer = { discount_rate = 0 }, seller = { discount_rate = 0 } }\n\
        [terms.share]\nkind = \"formula_flow\"\nfrom = \"buyer\"\nto = \"seller\"\namount = 4\ncap = 2.5\n";
    let tracing = Tracing::new(Arc::new(crate::support::model_of(text)));
    let outcome = run(tracing.plan(), &Settings { exact_values: u64::MAX, ..Settings::new(1, 64) });
    let trace = tracing.read(&outcome.expect("it runs"), 0).expect("it ran");
    let amounts: Vec<f64> = trace.lines.iter().map(|line| line.amount).collect();
    assert_eq!(amounts, [1.0, 1.0, 0.5]);
    let dates: Vec<String> = trace.lines.iter().map(|line| line.date.to_string()).collect();
    assert_eq!(dates, ["2025-03-31", "2025-06-30", "2025-09-30"]);
    let why = trace.lines[2].why.replace('\u{202f}', " ");
    assert!(why.starts_with("cap of 2.5 reached after 50 %"), "{why}");
    assert!(why.ends_with("0.5 of 1 paid"), "{why}");
}
