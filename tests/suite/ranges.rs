//! Numbers that make no sense for their key: an error of `check` where they are known, the end of the run where they vary.

use crate::support::read;
use dealsim::diagnose::render;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// Half of all paths of the price are below 100 at any later date, and a third of those of `z` below 1/3.
const WORLD: &str = "format = 1\nname = \"A price\"\nmoney = \"USD bn\"\n\
    [time]\nstart = 2025-07-01\nend = 2027-07-01\nstep = \"quarter\"\n\
    [simulation]\npaths = 256\nseed = 3\n\
    [parties.a]\ndiscount_rate = 0.1\n[parties.b]\ndiscount_rate = 0.1\n\
    [inputs.z]\nallow = [\"unread-input\"]\nvalue = { uniform = [0, 1] }\n\
    [drivers.price]\nprocess = \"geometric_brownian\"\nstart = 100\nvolatility = 0.5\n\
    [events.sure]\ndate = 2026-06-30\n";

/// A term that pays on an event.
fn fee(on: &str) -> String {
    format!(
        "[terms.fee]\nkind = \"lump_sum\"\nfrom = \"a\"\nto = \"b\"\namount = 1\non = \"{on}\"\n"
    )
}

/// A share of the price with a line more.
fn share(line: &str) -> String {
    format!(
        "[terms.fee]\nkind = \"revenue_share\"\nfrom = \"a\"\nto = \"b\"\nof = \"price\"\n{line}\n"
    )
}

fn event(text: &str) -> String {
    format!("[events.e]\n{text}\n{}", fee("e"))
}

fn input(text: &str) -> String {
    format!("[inputs.x]\nvalue = {text}\n{}", fee("sure").replace("amount = 1", "amount = \"x\""))
}

fn loan(lines: &str) -> String {
    format!("[terms.l]\nkind = \"loan\"\nfrom = \"a\"\nto = \"b\"\n{lines}\n")
}

/// A declaration that is taken to court and upheld so often.
fn disputed(upheld: &str) -> String {
    let case = "event = \"sure\", time_in_court = 0.1";
    event(&format!("disputed = {{ {case}, probability_upheld = {upheld} }}"))
}

/// A company, and what follows in its table and after it.
fn lab(lines: &str) -> String {
    let lab = "[companies.lab]\ncash = 10\nvalue = \"100\"\nholders = { b = \"rest\" }\n";
    format!("{lab}{lines}\n")
}

fn process(name: &str, lines: &str) -> String {
    driver(&format!("process = \"{name}\"\n{lines}"))
}

fn driver(text: &str) -> String {
    format!("[drivers.x]\n{text}\n{}", share("rate = 0.1\ntail = \"x\""))
}

fn run(text: &str) -> Output {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("deal.toml"), format!("{WORLD}{text}")).expect("a file");
    run_in(folder.path(), &["run", "deal.toml"])
}

fn run_in(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dealsim"));
    command.current_dir(folder).args(arguments).output().expect("the program starts")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// What `check` says.
fn checked(text: &str, sets: &[String]) -> String {
    let loaded = read(&[("deal.toml", &format!("{WORLD}{text}"))], sets);
    render(&loaded.diagnostics, &loaded.sources, false)
}

/// What is wrong with a scenario that is known to be wrong: its text, the code, and a part of what is said.
fn known() -> Vec<(String, &'static str, &'static str)> {
    let equity = "[terms.s]\nkind = \"equity\"\ncompany = \"lab\"\nholder = \"a\"\nstake = 1.2";
    let note = loan("amount = 5\ndiscount = 1").replace("loan", "convertible");
    let funding = format!("funding = {{ from = \"b\", discount = 1 }}\n{}", fee("sure"));
    let later = "rate = 0.1\ncap = 5\nchanges = { cap = { sure = -4 } }";
    let noted = "rate = 0.1\ncap = { value = -5, source = \"a letter\" }";
    let walk = "start = 1\nvolatility = -1";
    let pull = "start = 1\nmean = 1\nspeed = -1\nvolatility = 1";
    let jumps = "start = 1\nvolatility = 1\njump_rate = -1\njump_mean = 0";
    let all_adopted = "market = 5\ninnovation = 0.1\nimitation = 0.4\nadopted = 1";
    vec![
        (event("hazard = \"0.1 - 0.3\""), "negative-rate", "hazard"),
        (event("hazard = { schedule = { 2026-01-01 = -1 } }"), "out-of-range", "is -1"),
        (event("hazard = \"1 - t\""), "out-of-range", "on every path at 2026-07-01"),
        (
            event("chance = { probability = \"0.7 + 0.5\", by = 2026-06-30 }"),
            "bad-probability",
            "1.2",
        ),
        (event("delayed = { event = \"sure\", by = \"1 - 2\" }"), "negative-time", "by"),
        (input("{ bernoulli = 1.2 }"), "out-of-range", "probability is 1.2"),
        (input("{ normal = { mean = 1, sd = -2 } }"), "out-of-range", "inputs.x.sd is -2"),
        (input("{ pareto = { low = 1, alpha = 0 } }"), "not-positive", "alpha"),
        (process("random_walk", walk), "out-of-range", "drivers.x.volatility is -1"),
        (process("mean_reverting", pull), "out-of-range", "drivers.x.speed is -1"),
        (process("jump_diffusion", jumps), "out-of-range", "jump_rate is -1"),
        (process("bass", all_adopted), "out-of-range", "at least 0 and below 1"),
        (share("rate = 0.1\ncap = -5"), "out-of-range", "terms.fee.cap is -5"),
        (share(noted), "out-of-range", "terms.fee.cap is -5"),
        (share(later), "out-of-range", "terms.fee.changes.cap.sure is -4"),
        (share("rate = 0.1\ncap = 5\nalready = -1"), "out-of-range", "terms.fee.already is -1"),
        (lab(equity), "out-of-range", "terms.s.stake is 1.2"),
        (
            lab(&note).replace("\nto = \"b\"", "\nto = \"lab\""),
            "out-of-range",
            "terms.l.discount is 1",
        ),
        (lab(&funding), "out-of-range", "companies.lab.funding.discount"),
        (lab(&format!("shares = 0\n{}", fee("sure"))), "not-positive", "companies.lab.shares is 0"),
        (loan("principal = -5\ninterest = 0.1"), "out-of-range", "terms.l.principal is -5"),
    ]
}

#[test]
fn what_is_known_is_an_error_of_check() {
    for (text, code, part) in known() {
        let said = checked(&text, &[]);
        assert!(said.contains(&format!("error[{code}]")), "{text}:\n{said}");
        assert!(said.contains(part) && said.contains("= help: "), "{text}:\n{said}");
        // A tail without a mean is warned about beside it.
        let once = said.ends_with("\n1 error\n") || said.ends_with("\n1 error, 1 warning\n");
        assert!(once, "{text}: once is enough\n{said}");
    }
}

#[test]
fn an_argument_is_no_way_round() {
    let sets = ["terms.fee.cap=-5".to_owned()];
    let said = checked(&share("rate = 0.1\ncap = 5"), &sets);
    assert!(
        said.contains("error[out-of-range]: terms.fee.cap is -5, but must not be negative"),
        "{said}"
    );
    assert!(said.contains("--set"), "{said}");
}

const ZERO: &str = "`max(0, …)`";
const CLAMP: &str = "`clamp(…, 0, 1)`";

/// What leaves its range on some paths: the scenario, the name, what is written there, and the way out.
fn varying() -> Vec<(String, &'static str, &'static str, &'static str)> {
    let by = |text: &str| event(&format!("chance = {{ probability = {text}, by = 2026-06-30 }}"));
    let on = |text: &str| event(&format!("chance = {{ probability = {text}, on = 2026-06-30 }}"));
    let after = |text: &str| event(&format!("delayed = {{ event = \"sure\", by = {text} }}"));
    let cap = |text: &str| share(&format!("rate = 0.1\ncap = {text}"));
    let parts = "{ mixture = [[{ weight = \"z - 0.5\", value = 1 }, { weight = 2, value = 3 }]] }";
    let walk = "start = 1\nvolatility = \"price / 100 - 1\"";
    let later = "5\nchanges = { cap = { sure = \"z - 0.5\" } }";
    let lent = "principal = \"price - 100\"\ninterest = 0.1\nstarts = \"sure\"";
    let (hazard, chance) = ("events.e.hazard is -", "events.e.chance.probability is 1.");
    let upheld = "events.e.disputed.probability_upheld is 1.";
    vec![
        (event("hazard = \"price - 100\""), hazard, "\"price - 100\"", ZERO),
        (event("hazard = \"z - 0.5\""), hazard, "\"z - 0.5\"", ZERO),
        (event("hazard = \"if(price >= 100, 1, -1)\""), hazard, "if(price", ZERO),
        (event("hazard = { uniform = [-1, 1] }"), hazard, "uniform", ZERO),
        (by("\"z * 2\""), chance, "\"z * 2\"", CLAMP),
        (by("\"price / 110\""), chance, "\"price / 110\"", CLAMP),
        (on("\"price / 90\""), chance, "\"price / 90\"", CLAMP),
        (disputed("\"price / 90\""), upheld, "\"price / 90\"", CLAMP),
        (after("\"price / 100 - 1\""), "events.e.delayed.by is -", "price / 100", ZERO),
        (after("{ normal = [0, 1] }"), "events.e.delayed.by is -", "normal", ZERO),
        (input("{ bernoulli = \"z * 2\" }"), "inputs.x.probability is 1.", "z * 2", CLAMP),
        (input("{ normal = [1, \"z - 0.5\"] }"), "inputs.x.sd is -", "z - 0.5", ZERO),
        (input("{ uniform = [\"z\", 0.5] }"), "inputs.x, `high` less `low` is -", "uniform", ZERO),
        (input(parts), "inputs.x.of.1.weight is -", "z - 0.5", ZERO),
        (process("random_walk", walk), "drivers.x.volatility is -", "price / 100 - 1", ZERO),
        (cap("\"price - 100\""), "terms.fee.cap is -", "price - 100", ZERO),
        (cap("{ uniform = [-5, 5] }"), "terms.fee.cap is -", "uniform", ZERO),
        (cap(later), "terms.fee.changes.cap.sure is -", "z - 0.5", ZERO),
        (loan(lent), "terms.l.principal is -", "price - 100", ZERO),
    ]
}

#[test]
fn what_varies_stops_the_run_at_its_first_bad_path() {
    for (text, name, written, way_out) in varying() {
        let output = run(&text);
        let said = said(&output);
        assert_eq!(output.status.code(), Some(2), "{text}: {said}");
        assert!(said.contains(&format!("]: {name}")), "{name}: {said}");
        let replay = "to see it again: dealsim run deal.toml";
        for part in
            [", but must ", ", on path ", " at 202", "--> deal.toml:", written, way_out, replay]
        {
            assert!(said.contains(part), "`{part}` is not in what {text} says:\n{said}");
        }
    }
}

#[test]
fn the_path_the_date_and_the_number_are_those_of_the_first_fault() {
    // In the middles 0.125 and 0.375 of the first two quarters it is positive; in that of the third −0.25.
    let output = run(&event("hazard = \"1 - 2 * t\""));
    let fault = "events.e.hazard is -0.25, but must not be negative, on every path at 2026-01-01";
    assert!(said(&output).contains(fault), "{}", said(&output));

    // The path that is named is wrong, none before it is: a run of those before it goes through.
    let folder = tempfile::tempdir().expect("a temporary folder");
    let text = format!("{WORLD}{}", event("hazard = \"0.99 - z\""));
    fs::write(folder.path().join("deal.toml"), text).expect("a file");
    let output = run_in(folder.path(), &["run", "deal.toml"]);
    let fault = said(&output);
    let path: u64 = fault
        .split_once(" on path ")
        .and_then(|(_, rest)| rest.split_once(' '))
        .and_then(|(path, _)| path.parse().ok())
        .expect("a path");
    assert!(path > 0, "this seed has its first z above 0.99 later:\n{fault}");
    let before = ["run", "deal.toml", "--paths", &path.to_string()];
    assert_eq!(run_in(folder.path(), &before).status.code(), Some(0));
    let with_it = ["run", "deal.toml", "--paths", &(path + 1).to_string()];
    let again = said(&run_in(folder.path(), &with_it));
    assert_eq!(again.lines().next(), fault.lines().next(), "{again}");
}

#[test]
fn what_a_deal_may_mean_runs() {
    let short = "principal = \"(t - 0.7) * (1.3 - t)\"\ninterest = 0.1\nstarts = \"sure\"";
    let right = [
        // A rebate, an interest below zero, a rounding error of what is nothing.
        share("rate = -0.1"),
        loan("principal = 5\ninterest = -0.01"),
        event("chance = { probability = \"1 - 0.9 - 0.1\", by = 2026-06-30 }"),
        event("chance = { probability = \"z - z + 1\", by = 2026-06-30 }"),
        // What says what holds beyond the range.
        event("hazard = \"max(0, price - 100)\""),
        event("chance = { probability = \"clamp(z * 3, 0, 1)\", by = 2026-06-30 }"),
        // What is out of range only where nobody reads it: before and after its moment.
        event("chance = { probability = \"t\", on = 2026-06-30 }"),
        event("chance = { probability = \"t\", by = 2026-06-30 }"),
        disputed("\"t\""),
        event("delayed = { event = \"sure\", by = \"1.5 - t\" }"),
        loan(short),
    ];
    for text in right {
        let output = run(&text);
        assert_eq!(output.status.code(), Some(0), "{text}: {}", said(&output));
    }
}
