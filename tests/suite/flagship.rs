//! The flagship's files: the README knows each, every number has a source, and no world knows what came after its date.

use crate::support::path;
use dealsim::diagnose::{Diagnostics, Sources};
use dealsim::document::{Disk, MergeRules, Shelf, Table, read};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The scenario files of the deal, with those of its proposals and variants.
fn files() -> Vec<PathBuf> {
    let deal = path("scenarios/microsoft-openai");
    let mut files = Vec::new();
    for folder in [deal.clone(), deal.join("proposals"), deal.join("variants")] {
        for entry in fs::read_dir(folder).expect("a folder") {
            let file = entry.expect("an entry").path();
            if file.extension().is_some_and(|extension| extension == "toml") {
                files.push(file);
            }
        }
    }
    files.sort();
    assert!(files.len() > 25, "{} files", files.len());
    files
}

#[test]
fn the_readme_of_the_flagship_names_every_file() {
    let deal = path("scenarios/microsoft-openai");
    let readme = fs::read_to_string(deal.join("README.md")).expect("a README");
    for file in files() {
        let name = file.strip_prefix(&deal).expect("inside").display().to_string();
        assert!(
            readme.contains(&format!("`{name}`")),
            "{name}: scenarios/microsoft-openai/regenerate.sh"
        );
    }
}

/// The world that a file stands on.
fn world(file: &Path) -> String {
    let text = fs::read_to_string(file).expect("a scenario");
    let base = text.lines().find(|line| line.starts_with("extends "));
    match base {
        // The first of several stands on the same world.
        Some(base) => world(&file.with_file_name(base.split('"').nth(1).expect("a file"))),
        None => file.file_name().expect("a name").to_string_lossy().into_owned(),
    }
}

#[test]
fn no_number_is_younger_than_the_world_it_stands_in() {
    for file in files() {
        let latest = match world(&file).as_str() {
            "world-2025.toml" => "2025-07-01",
            "world-2026.toml" => "2026-11-21",
            other => panic!("{}: the world {other} is not known", file.display()),
        };
        let text = fs::read_to_string(&file).expect("a scenario");
        for (_, rest) in
            text.match_indices("as_of").filter_map(|(at, _)| text[at..].split_once('='))
        {
            // Dates in this form are ordered as texts.
            let date = rest.trim_start().get(..10).expect("a date");
            assert!(date <= latest, "{}: as_of {date} is after {latest}", file.display());
        }
    }
}

/// What chooses the kind of an item: one of another kind replaces it as a whole.
const RULES: MergeRules = MergeRules {
    discriminators: &[
        ("terms", &["kind"]),
        ("drivers", &["process", "formula", "schedule", "stock"]),
        ("events", &["any_of", "all_of", "hazard", "chance", "date", "threshold", "disputed"]),
    ],
    in_parts: &[],
};

/// Whether an item says numbers of its own, and not only which others it puts together.
fn has_numbers(section: &str, item: &Table) -> bool {
    let drawn = ["process", "schedule", "hazard", "chance", "date", "threshold", "disputed"];
    ["parties", "inputs", "terms"].contains(&section)
        || drawn.iter().any(|key| item.get(key).is_some())
}

#[test]
fn every_number_of_the_flagship_says_where_it_comes_from() {
    let mut seen = 0;
    for file in files() {
        let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let shelf = Shelf::new(Arc::new(Disk));
        let document = read(&file, &shelf, &RULES, &mut sources, &mut diagnostics);
        let document = document.expect("a file");
        for section in ["parties", "inputs", "drivers", "events", "terms"] {
            let items = document.root.get(section).and_then(|entry| entry.value.as_table());
            for item in items.into_iter().flat_map(|items| &items.entries) {
                let Some(table) = item.value.as_table() else { continue };
                if !has_numbers(section, table) {
                    continue;
                }
                seen += 1;
                for key in ["source", "as_of", "confidence"] {
                    let (file, name) = (file.display(), &item.key.name);
                    assert!(table.get(key).is_some(), "{file}: {section}.{name} has no {key}");
                }
            }
        }
    }
    // Some thirty files with some thirty items each.
    assert!(seen > 900, "{seen} items were looked at");
}
