//! What a run assumes: every named number with its value, how well it is known, and where it comes from.

use super::super::run::RunResults;
use crate::scenario::SourceNote;
use maud::{Markup, html};

/// Sections of a scenario and what a page calls them, in reading order.
const SECTIONS: [(&str, &str); 7] = [
    ("terms", "The contract"),
    ("companies", "Companies"),
    ("parties", "Parties"),
    ("inputs", "Numbers drawn once a path"),
    ("drivers", "Numbers that move with time"),
    ("events", "Events"),
    ("correlations", "Correlations"),
];

impl RunResults {
    /// One table a section.
    pub(super) fn assumption_section(&self) -> Markup {
        let of = |section: &str| -> Vec<&SourceNote> {
            let own = |note: &&SourceNote| note.path.split('.').next() == Some(section);
            self.assumptions.iter().filter(own).collect()
        };
        let others: Vec<&SourceNote> = self
            .assumptions
            .iter()
            .filter(|note| {
                !SECTIONS.iter().any(|(name, _)| note.path.split('.').next() == Some(*name))
            })
            .collect();
        html! {
            @for (section, title) in SECTIONS {
                @let notes = of(section);
                @if !notes.is_empty() { h3 { (title) } (table(&notes)) }
            }
            @if !others.is_empty() { h3 { "Others" } (table(&others)) }
        }
    }
}

fn table(notes: &[&SourceNote]) -> Markup {
    html! {
        div.scroll tabindex="0" {
            table.said {
                thead { tr { @for head in ["name", "value", "known as", "where from"] { th scope="col" { (head) } } } }
                tbody {
                    @for note in notes {
                        tr {
                            th scope="row" { code { (name(&note.path)) } }
                            td { (note.value) }
                            td { (known(note)) }
                            td {
                                (linked(&note.source))
                                @if !note.note.is_empty() { " " span.note { (linked(&note.note)) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The path without its section.
fn name(path: &str) -> &str {
    path.split_once('.').map_or(path, |(_, name)| name)
}

fn known(note: &SourceNote) -> String {
    match (note.confidence.as_str(), note.as_of.as_str()) {
        ("", "") => String::new(),
        (confidence, "") => confidence.to_owned(),
        ("", date) => date.to_owned(),
        (confidence, date) => format!("{confidence}, {date}"),
    }
}

/// Prose whose web addresses can be followed.
fn linked(text: &str) -> Markup {
    let is_address = |word: &str| word.starts_with("https://") || word.starts_with("http://");
    html! {
        @for (place, word) in text.split(' ').enumerate() {
            @if place > 0 { " " }
            @if is_address(word) {
                @let address = word.trim_end_matches(['.', ',', ';', ')']);
                a href=(address) rel="noreferrer" { (address) }
                (word.get(address.len()..).unwrap_or(""))
            } @else { (word) }
        }
    }
}
