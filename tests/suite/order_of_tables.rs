//! Order and names of tables decide nothing: every shipped scenario with its tables turned round, and with its clauses,
//! parties, companies and sides called otherwise.

use crate::support::path;
use dealsim::{Memory, Scenario, Settings};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Every text under `scenarios/`, by its path from there.
fn texts() -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut open = vec![path("scenarios")];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let file = entry.path();
            let ending = file.extension().map(|ending| ending.to_string_lossy().into_owned());
            if file.is_dir() && !file.ends_with("studies") {
                open.push(file);
            } else if matches!(ending.as_deref(), Some("toml" | "csv")) {
                let name = file.strip_prefix(path("scenarios")).expect("below").to_string_lossy();
                let text = std::fs::read_to_string(&file).expect("a text");
                found.insert(name.replace('\\', "/"), text);
            }
        }
    }
    found
}

/// Payoffs path by path of every side of a deal; nothing where the file is no deal by itself.
fn payoffs(files: &BTreeMap<String, String>, deal: &str) -> Option<BTreeMap<String, Vec<f64>>> {
    let memory =
        files.iter().fold(Memory::new(), |memory, (name, text)| memory.with(name, text.as_str()));
    let scenario = Scenario::read(memory, Path::new(deal))
        .unwrap_or_else(|findings| panic!("{deal}: {findings}"));
    if !scenario.has_terms() {
        return None;
    }
    let sides: Vec<String> = scenario.sides().map(str::to_owned).collect();
    let run = scenario.run(&Settings::paths(64)).unwrap_or_else(|why| panic!("{deal}: {why}"));
    let values = |side: &String| {
        let values = run.payoffs(side).expect("a side");
        (side.clone(), values.to_vec())
    };
    Some(sides.iter().map(values).collect())
}

/// The tables of a text in the opposite order; what stands before the first one stays there.
fn turned(text: &str) -> String {
    let (mut head, mut tables) = (String::new(), Vec::<String>::new());
    let mut depth = 0_usize;
    for line in text.lines() {
        let opens_table = depth == 0 && line.starts_with('[');
        if opens_table {
            tables.push(String::new());
        } else {
            // Lists go over several lines; brackets in texts and comments are none.
            let mut in_text = false;
            for sign in line.chars() {
                match sign {
                    '"' => in_text = !in_text,
                    '#' if !in_text => break,
                    '[' if !in_text => depth += 1,
                    ']' if !in_text => depth = depth.saturating_sub(1),
                    _ => {}
                }
            }
        }
        let into = tables.last_mut().unwrap_or(&mut head);
        into.push_str(line);
        into.push('\n');
    }
    tables.reverse();
    head + "\n" + &tables.concat()
}

/// The words of a text, each as `name` gives it.
fn renamed(text: &str, name: impl Fn(&str) -> Option<String>) -> String {
    let mut result = String::new();
    let mut word = String::new();
    for sign in text.chars().chain(['\n']) {
        if sign.is_ascii_alphanumeric() || sign == '_' {
            word.push(sign);
            continue;
        }
        result.push_str(&name(&word).unwrap_or_else(|| word.clone()));
        word.clear();
        result.push(sign);
    }
    result
}

/// Sections whose names no draw hangs on.
const CALLED: [&str; 4] = ["terms", "parties", "companies", "sides"];

/// Clauses, parties, companies and sides whose names stand for nothing else, each with another one, so that the first
/// come last.
fn other_names(files: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let (mut called, mut taken) = (BTreeSet::new(), BTreeSet::new());
    // Parties and companies are keys too, of lists of holders.
    let (mut proper, mut keys) = (BTreeSet::new(), BTreeSet::new());
    let mut of_clause = false;
    let mut last = String::new();
    for line in files.values().flat_map(|text| text.lines()) {
        let table = line.strip_prefix('[').and_then(|rest| rest.split(']').next());
        if let Some(table) = table {
            let mut parts = table.split('.');
            let (section, name) = (parts.next(), parts.next());
            let Some((section, name)) = section.zip(name) else { continue };
            if CALLED.contains(&section) {
                called.insert(name.to_owned());
                if section != "terms" {
                    proper.insert(name.to_owned());
                }
            } else if section != "beliefs" {
                taken.insert(name.to_owned());
            }
            taken.extend(parts.map(str::to_owned));
            of_clause = section == "terms";
            last = name.to_owned();
            continue;
        }
        // Keys, kinds and files are called by words too.
        let written = line.split(['{', ',']).filter_map(|part| part.split_once('='));
        keys.extend(written.map(|(key, _)| key.trim().to_owned()));
        if of_clause {
            // What a clause draws, it draws under its name.
            let draws = ["exponential", "uniform", "normal", "lognormal", "triangular", "gamma"];
            if draws.iter().any(|kind| line.contains(&format!("{{ {kind} = "))) {
                taken.insert(last.clone());
            }
            taken.extend(line.split_once('=').map(|(key, _)| key.trim().to_owned()));
        }
        for key in ["kind", "extends", "walk_away", "signing"] {
            if line.trim_start().starts_with(key) {
                let words = line.split(|sign: char| !sign.is_alphanumeric() && sign != '_');
                taken.extend(words.map(str::to_owned));
            }
        }
    }
    taken.extend(keys.difference(&proper).cloned());
    taken.extend(["in", "out"].map(str::to_owned));
    let free: Vec<String> = called.difference(&taken).cloned().collect();
    let name =
        |(place, name): (usize, &String)| (name.clone(), format!("q{:03}_{name}", 999 - place));
    free.iter().enumerate().map(name).collect()
}

#[test]
fn the_order_of_tables_moves_no_bit() {
    let files = texts();
    let turned: BTreeMap<String, String> = files
        .iter()
        .map(|(name, text)| {
            let toml = name.ends_with(".toml");
            (name.clone(), if toml { turned(text) } else { text.clone() })
        })
        .collect();
    assert_ne!(files, turned);
    compare(&files, &turned, &BTreeMap::new());
}

#[test]
fn the_names_of_clauses_and_parties_move_no_bit() {
    let files = texts();
    let names = other_names(&files);
    assert!(names.len() > 60, "hardly any name could be changed: {names:?}");
    let with = |(name, text): (&String, &String)| {
        let text = if name.ends_with(".toml") {
            renamed(text, |word| names.get(word).cloned())
        } else {
            text.clone()
        };
        (name.clone(), text)
    };
    compare(&files, &files.iter().map(with).collect(), &names);
}

/// Every payoff of every deal, bit by bit; `names` are what the sides are called in the others.
fn compare(
    files: &BTreeMap<String, String>,
    others: &BTreeMap<String, String>,
    names: &BTreeMap<String, String>,
) {
    let mut ran = 0;
    let mut moved = Vec::new();
    for deal in files.keys().filter(|name| name.ends_with(".toml")) {
        let Some(one) = payoffs(files, deal) else { continue };
        ran += 1;
        let other = payoffs(others, deal).expect("still a deal");
        for (side, values) in &one {
            let side = names.get(side).unwrap_or(side);
            let there = other.get(side).map(Vec::as_slice).unwrap_or_default();
            assert_eq!(values.len(), there.len(), "{deal}: {side}");
            let apart = |(a, b): (&f64, &f64)| a.to_bits() != b.to_bits();
            if values.iter().zip(there).any(apart) {
                moved.push(format!("{deal}: {side}"));
            }
        }
    }
    assert!(ran > 40, "only {ran} deals ran");
    assert!(moved.is_empty(), "{} payoffs moved:\n{}", moved.len(), moved.join("\n"));
}
