//! One broken scenario for every code, and what is said about it: `tests/broken/<code>.toml` and `.txt`.
//!
//! `<code>.args` holds `--set` arguments, one a line. `DEALSIM_BLESS=1` writes the texts anew; read them before you commit.

use crate::support::{blessed, path, read};
use dealsim::diagnose::codes::CODES;
use dealsim::diagnose::render;
use dealsim::scenario::load;
use dealsim::studies::lint::RULES;
use std::path::Path;

/// Codes without a broken file, and why.
const WITHOUT_FILE: &[(&str, &str)] = &[
    ("bad-study", "it is said of studies, not of scenarios: `study_files` has them"),
    ("file-too-large", "its file would be larger than 16 MiB; the test below writes one"),
    ("never-said", "no scenario leads there: it guards against a kind that promises and forgets"),
];

/// What `dealsim check` says of a broken scenario, with paths relative to the repository.
fn said(name: &str) -> String {
    let arguments = path(&format!("tests/broken/{name}.args"));
    let sets: Vec<String> = std::fs::read_to_string(arguments)
        .map(|text| text.lines().map(str::to_owned).collect())
        .unwrap_or_default();
    // Tests run in the root of the repository, so that messages show the same paths everywhere.
    let loaded = load(Path::new(&format!("tests/broken/{name}.toml")), &sets);
    assert!(!loaded.diagnostics.is_empty(), "{name} is not broken");
    let stops = loaded.diagnostics.has_errors();
    assert_eq!(loaded.model.is_none(), stops, "{name}: a warning lets it run, an error does not");
    render(&loaded.diagnostics, &loaded.sources, false)
}

#[test]
fn every_code_has_a_broken_scenario_and_its_text() {
    let mut stale = Vec::new();
    for code in CODES.iter().map(|code| code.code) {
        // What only a run can show has its own scenarios, which `lints` runs.
        if RULES.iter().any(|rule| rule.code == code)
            // A study file shows it, in `lints` too.
            || code == "risk-counted-twice"
            || WITHOUT_FILE.iter().any(|(without, _)| *without == code)
        {
            continue;
        }
        let file = format!("tests/broken/{code}.toml");
        assert!(path(&file).exists(), "write {file}: a scenario that shows `{code}`");
        let text = said(code);
        let shown = format!("[{code}]: ");
        let Some((_, finding)) = text.split_once(&shown) else {
            panic!("{file} does not show `{code}`:\n{text}");
        };
        let finding = finding.split("\n\n").next().unwrap_or_default();
        let marked = finding.lines().any(|line| line.contains(" | ") && line.contains('^'));
        assert!(marked, "`{code}` marks nothing:\n{finding}");
        assert!(finding.contains("= help: "), "`{code}` knows no way out:\n{finding}");
        if !blessed(&format!("tests/broken/{code}.txt"), &text) {
            stale.push(code);
        }
    }
    assert!(stale.is_empty(), "other words than before: {stale:?}; DEALSIM_BLESS=1 writes them");
}

#[test]
fn every_broken_file_belongs_to_a_code() {
    for entry in std::fs::read_dir(path("tests/broken")).expect("a folder").flatten() {
        let name = entry.path();
        let stem = name.file_stem().expect("a name").to_string_lossy().into_owned();
        let known = CODES.iter().any(|code| code.code == stem) || stem == "ten-mistakes";
        assert!(known, "{} belongs to no code", name.display());
        let not_excepted = WITHOUT_FILE.iter().all(|(without, _)| *without != stem);
        assert!(not_excepted, "{stem} has a file: take it out of the exceptions");
    }
}

/// A first draft with more than ten different mistakes: each is told, in source order, and no other.
#[test]
fn all_mistakes_of_a_draft_are_told_at_once() {
    let text = said("ten-mistakes");
    for (code, line) in [
        ("formula-syntax", 14),
        ("unknown-name", 21),
        ("unknown-key", 23),
        ("unknown-kind", 26),
        ("unknown-key", 32),
        ("formula-syntax", 36),
        ("loop", 39),
        ("bad-probability", 45),
        ("unknown-name", 50),
        ("toml-syntax", 51),
        ("floor-above-cap", 54),
        ("unknown-name", 55),
        ("unknown-kind", 58),
        ("bad-date", 69),
    ] {
        let place = format!("--> tests/broken/ten-mistakes.toml:{line}:");
        let found = text.split("\n\n").any(|finding| {
            finding.starts_with(&format!("error[{code}]")) && finding.contains(&place)
        });
        assert!(found, "{code} in line {line} is not told:\n{text}");
    }
    let lines: Vec<usize> = text
        .split("ten-mistakes.toml:")
        .skip(1)
        .map(|rest| rest.split(':').next().expect("a line").parse().expect("a number"))
        .collect();
    assert!(lines.is_sorted(), "{lines:?}");
    assert!(blessed("tests/broken/ten-mistakes.txt", &text), "DEALSIM_BLESS=1 writes it anew");
}

#[test]
fn a_file_too_large_for_a_scenario_is_refused() {
    let large = "#".repeat((16 << 20) + 1);
    let small = "extends = \"large.toml\"\n";
    let loaded = read(&[("small.toml", small), ("large.toml", &large)], &[]);
    let text = render(&loaded.diagnostics, &loaded.sources, false);
    assert!(text.contains("error[file-too-large]") && text.contains("small.toml:1:11"), "{text}");
}
