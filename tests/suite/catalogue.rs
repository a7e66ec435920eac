//! A walk over every kind of every family: what it says about itself is whole, and its example runs.

use crate::support::{How, read, simulate};
use dealsim::catalogue::Parameter;
use dealsim::diagnose::render;
use dealsim::reference::families;
use std::collections::BTreeSet;

/// A name that formulas and files can hold.
fn is_snake_case(name: &str) -> bool {
    let plain =
        |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
    name.starts_with(|first: char| first.is_ascii_lowercase()) && name.chars().all(plain)
}

#[test]
fn names_are_unique_and_every_part_is_described() {
    for family in families() {
        let mut names = BTreeSet::new();
        for entry in &family.entries {
            let name = format!("{}: {}", family.name, entry.name);
            assert!(names.insert(entry.name), "{name} twice");
            assert!(is_snake_case(entry.name), "{name}");
            assert!(entry.summary.ends_with('.'), "the summary of {name} is no sentence");
            parameters(&name, entry.parameters);
            for parameter in entry.parameters {
                let common =
                    family.common_of(entry).iter().any(|common| common.name == parameter.name);
                assert!(
                    !common,
                    "{name}: every one of the {} has `{}`",
                    family.name, parameter.name
                );
            }
        }
        parameters(family.name, family.common);
        assert!(!family.entries.is_empty());
    }
}

fn parameters(whose: &str, parameters: &[Parameter]) {
    let mut names = BTreeSet::new();
    for parameter in parameters {
        let name = parameter.name;
        assert!(names.insert(name), "{whose}: `{name}` twice");
        assert!(is_snake_case(name), "{whose}: `{name}`");
        assert!(parameter.summary.len() > 3, "{whose}: `{name}` has no summary");
        let both = parameter.required && !parameter.default.is_empty();
        assert!(!both, "{whose}: `{name}` must be said and has a default");
    }
}

#[test]
fn every_example_is_read_without_findings_and_runs() {
    for family in families() {
        for entry in &family.entries {
            let name = format!("{}: {}", family.name, entry.name);
            // An example of a distribution is an input alone.
            let text = format!("allow = [\"unread-input\"]\n{}", entry.scenario());
            let loaded = read(&[("example.toml", &text)], &[]);
            let findings = render(&loaded.diagnostics, &loaded.sources, false);
            assert_eq!(findings, "", "{name}");
            let model = loaded.model.expect("a deal without findings has a model");
            let outcome = simulate(&model, How::paths(256));
            assert_eq!(outcome.paths, 256, "{name}");
            let named = entry.example.contains(entry.name);
            assert!(named, "the example of {name} does not use it");
        }
    }
}

/// What a spreadsheet calls a distribution is answered by one that there is, with parameters that it has.
#[test]
fn distributions_of_spreadsheets_are_known() {
    for (foreign, name, parameters) in dealsim::formula::FOREIGN_DISTRIBUTIONS {
        let kind =
            dealsim::distributions::find(name).unwrap_or_else(|| panic!("{foreign}: {name}"));
        for key in parameters {
            let known = kind.entry().parameters.iter().any(|parameter| parameter.name == *key);
            assert!(known, "{foreign}: {name} has no {key}");
        }
    }
}
