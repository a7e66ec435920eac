//! Pages stand alone, answer first, and lead nowhere that does not exist.

use crate::support::{How, Ran, path};
use dealsim::results::{Asked, Compared, RunResults, index_page};
use dealsim::{Scenario, Settings};
use std::collections::BTreeSet;

fn report(file: &str) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let target = folder.path().join("deal").join("run");
    let deal = Scenario::open(path(file)).expect("it is sound");
    let run = deal.run(&Settings::paths(200)).expect("it runs");
    run.write(&target).expect("it is written");
    std::fs::read_to_string(target.join("report.html")).expect("a page")
}

/// What stands between these two texts, every time.
fn between<'a>(page: &'a str, from: &str, to: &str) -> Vec<&'a str> {
    page.split(from)
        .skip(1)
        .filter_map(|rest| rest.split_once(to))
        .map(|(inner, _)| inner)
        .collect()
}

/// What is wrong with a page whatever it is about.
fn faults(page: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let ids = between(page, " id=\"", "\"");
    let known: BTreeSet<&str> = ids.iter().copied().collect();
    if known.len() != ids.len() {
        faults.push("an id is there twice".to_owned());
    }
    for target in between(page, "href=\"#", "\"") {
        if !known.contains(target) {
            faults.push(format!("#{target} leads nowhere"));
        }
    }
    for word in ["src=\"http", "@import", "url(http", "<link", "<script src"] {
        if page.contains(word) {
            faults.push(format!("{word} asks the network"));
        }
    }
    let tables = page.matches("<table").count();
    let scrolled = page.matches("<div class=\"scroll\" tabindex=\"0\"><table").count();
    if tables != scrolled {
        faults
            .push(format!("{} tables can make the page wider than its window", tables - scrolled));
    }
    for (at, number) in between(page, "<figcaption>Figure ", ".").into_iter().enumerate() {
        if number != (at + 1).to_string() {
            faults.push(format!("figure {number} is the figure {}", at + 1));
        }
    }
    faults
}

/// The pages that studies of two small deals leave, by the command.
fn studies() -> Vec<(String, String)> {
    const DEAL: &str = "format = 1\nmoney = \"USD bn\"\nwalk_away = \"none.toml\"\n\
        time = { start = 2025-01-01, end = 2027-01-01, step = \"year\" }\n\
        parties = { buyer = { discount_rate = 0 }, seller = { discount_rate = 0 } }\n\
        [inputs.price]\nvalue = { uniform = [0, 4] }\n[inputs.part]\nvalue = 0.5\n\
        [terms.good]\nkind = \"lump_sum\"\nfrom = \"world\"\nto = \"buyer\"\namount = 3\non = 2026-06-30\n\
        [terms.fee]\nkind = \"lump_sum\"\nfrom = \"buyer\"\nto = \"seller\"\namount = \"part * price\"\non = 2026-06-30\n";
    const SEEN: &str = "[beliefs.seller]\ninputs.price.value = { uniform = [1, 4] }\n";
    let folder = tempfile::tempdir().expect("a folder");
    let none =
        DEAL.replace("walk_away = \"none.toml\"\n", "").replace("amount = 3", "amount = 1.5");
    let none = none.replace("part * price", "0.1 * price");
    let dear = DEAL.replace("part * price", "price") + SEEN;
    let off = format!("{DEAL}unless = \"stop\"\n[events.stop]\nhazard = 0.5\n");
    let files = [("deal", DEAL.to_owned()), ("dear", dear), ("none", none), ("off", off)];
    for (name, text) in files {
        std::fs::write(folder.path().join(format!("{name}.toml")), text).expect("a file");
    }
    let part = "inputs.part.value";
    let commands: [&[&str]; 13] = [
        &["compare", "deal.toml", "dear.toml"],
        &["worth", "deal.toml"],
        &["sweep", "deal.toml", "inputs.part.value=0..1"],
        &["sweep", "deal.toml", "inputs.part.value=0..1", "terms.good.amount=2,3"],
        &["solve", "deal.toml", part, "--in", "0..1", "mean(seller) = 1"],
        &["rates", "deal.toml", part, "terms.good.amount"],
        &["sensitivity", "deal.toml"],
        &["beliefs", "dear.toml"],
        &["trigger", "off.toml", "stop"],
        &["worlds", "deal.toml", "--side", "seller", "--below", "0.5"],
        &["negotiate", "deal.toml", "inputs.part.value=0..1", "--score", "inputs.part.value=0.5"],
        &["batch", "deal.toml", "dear.toml", "--charts", "svg"],
        &["trace", "deal.toml", "--at", "seller=p25"],
    ];
    let page = |(place, command): (usize, &&[&str])| {
        let output = format!("output{place}");
        let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_dealsim"));
        let all = program.current_dir(folder.path()).args(*command);
        let ran = all.args(["--paths", "640", "--output", &output, "--quiet"]).output();
        let ran = ran.expect("the program runs");
        assert!(ran.status.success(), "{command:?}: {}", String::from_utf8_lossy(&ran.stderr));
        let inside = |folder: &std::path::Path| -> Vec<std::path::PathBuf> {
            std::fs::read_dir(folder)
                .expect("a folder")
                .flatten()
                .map(|entry| entry.path())
                .collect()
        };
        let deal = inside(&folder.path().join(output)).pop().expect("a deal");
        let name = |path: &std::path::PathBuf| {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            name.starts_with(&format!("{}-", command[0]))
        };
        let result = inside(&deal).into_iter().find(name).expect("a result");
        let page = std::fs::read_to_string(result.join("report.html")).expect("a page");
        (command.join(" "), page)
    };
    commands.iter().enumerate().map(page).collect()
}

#[test]
fn a_page_of_a_study_answers_first_and_has_tables_and_numbered_pictures() {
    for (command, page) in studies() {
        assert_eq!(faults(&page), Vec::<String>::new(), "{command}");
        let words = page.split("<script>").next().expect("what is read");
        assert!(!words.contains("<pre"), "{command}: a text as a terminal has it");
        let answer = words.find("<div class=\"answer\"><p>").expect("an answer");
        let table = words.find("<table").expect("a table");
        assert!(answer < table, "{command}: the answer is not first");
        let heads = words.matches("<thead>").count();
        assert_eq!(heads, words.matches("<table").count(), "{command}: a table without heads");
        assert!(
            words.contains("<h2 id=\"numbers\">") && words.contains("dealsim verify"),
            "{command}"
        );
        let pictures = words.matches("<figure ").count();
        let said = words.matches("Its numbers are in <code>charts/").count();
        assert_eq!(pictures, said, "{command}: a picture without a caption");
        assert!(pictures > 0 || command.starts_with("rates"), "{command}: no picture");
    }
}

#[test]
fn a_report_answers_first_stands_alone_and_says_its_assumptions_with_their_values() {
    let page = report("scenarios/microsoft-openai/v3.toml");
    assert_eq!(faults(&page), Vec::<String>::new());
    let answer = page.find("<div class=\"answer\">").expect("an answer");
    assert!(answer < page.find("<table").expect("a table"));
    let sentences =
        between(&page[answer..], "<div class=\"answer\">", "</div>")[0].matches("<p>").count();
    assert_eq!(sentences, 3);
    assert!(answer < page.find("<figure id=\"who_gets_what\"").expect("the first picture"));
    let cap = "<code>revenue_share.cap</code></th><td>38</td>";
    assert!(page.contains(cap), "an assumption without its value");
    assert!(page.contains("<a href=\"https://"), "sources are no links");
}

#[test]
fn a_file_that_names_no_source_still_says_what_it_assumes() {
    let page = report("tests/extremes/05-negative-only.toml");
    assert_eq!(faults(&page), Vec::<String>::new());
    let cost = "<code>cost</code></th><td>lognormal { median = 10, sigma = 0.4 }</td>";
    assert!(page.contains(cost), "an assumption without its value");
    let words = page.split("<script>").next().expect("what is read");
    assert!(!words.contains(", ,") && !words.contains("()"), "a unit that is not there");
}

#[test]
fn the_page_of_a_folder_leads_to_its_scenarios_and_compares_them() {
    let files = ["08-tranche-that-shrinks", "12-most-favoured", "06-capped-profit-right"];
    let run = |name: &str| {
        let ran = Ran::file(&format!("scenarios/clauses/{name}.toml"), How::paths(400));
        let results = RunResults::new(&ran.model, &ran.outcome, name, Asked::default());
        Compared { world: name.to_owned(), name: name.to_owned(), results }
    };
    let mut runs: Vec<Compared> = files.iter().map(|name| run(name)).collect();
    let mut other = run(files[0]);
    other.name = "again".to_owned();
    runs.push(other);
    let page = index_page("clauses", &runs);
    assert_eq!(faults(&page), Vec::<String>::new());
    for name in files.iter().chain(&["again"]) {
        assert!(page.contains(&format!("href=\"{name}/report.html\"")), "no way to {name}");
    }
    // Only the sides of the first scenario are in two of them.
    assert_eq!(page.matches("<figure>").count(), 2);
    assert!(page.contains(" on average in every scenario"));
}
