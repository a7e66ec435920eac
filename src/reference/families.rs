//! The families of kinds, and whatever else has a name that somebody may ask for.

use crate::catalogue::{Entry, Parameter};
use crate::diagnose::codes::{self, CODES, Code};
use crate::formula::{self, FUNCTIONS, Function};
use crate::scenario::SECTIONS_WITH_KEYS;
use crate::{distributions, events, processes, terms};

/// Kinds of one sort.
#[derive(Clone, Debug)]
pub struct Family {
    /// Its name: `terms`.
    pub name: &'static str,
    /// One of it, with its article: `a term`.
    pub one: &'static str,
    /// What its kinds are and where they stand in a scenario.
    pub summary: &'static str,
    /// Its kinds, in the order of the reference.
    pub entries: Vec<&'static Entry>,
    /// Keys that all of them take besides their own.
    pub common: &'static [Parameter],
}

impl Family {
    /// What a kind of it takes besides its own parameters.
    #[must_use]
    pub fn common_of(&self, kind: &Entry) -> &'static [Parameter] {
        let term = if self.name == "terms" { terms::find(kind.name) } else { None };
        match term {
            Some(term) if !term.pays() => terms::WITHOUT_PAYMENT,
            _ => self.common,
        }
    }
}

/// Every family, in the order of the reference.
#[must_use]
pub fn families() -> Vec<Family> {
    vec![
        Family {
            name: "distributions",
            one: "a distribution",
            summary: "A number that is not known at the start. Wherever a number stands, a table with one of these may stand instead: \
                      { uniform = [0.20, 0.49] }. `min` and `max` beside it cut it off.",
            entries: distributions::ALL.iter().map(|kind| kind.entry()).collect(),
            common: &[],
        },
        Family {
            name: "processes",
            one: "a process",
            summary: "A number that moves from period to period with shocks of its own. A driver has one as `process`.",
            entries: processes::ALL.iter().map(|kind| kind.entry()).collect(),
            common: &[],
        },
        Family {
            name: "events",
            one: "an event",
            summary: "Something that happens at most once on a path. The kind is the key that it is written under: `hazard = 0.08`.",
            entries: events::ALL.iter().map(|kind| kind.entry()).collect(),
            common: &[],
        },
        Family {
            name: "terms",
            one: "a term",
            summary: "A clause of the contract: it says who pays whom, how much, and when. Its kind stands under `kind`.",
            entries: terms::ALL.iter().map(|kind| kind.entry()).collect(),
            common: terms::COMMON,
        },
    ]
}

/// Something that has a name.
#[derive(Clone, Debug)]
pub enum Found {
    /// A family.
    Family(Family),
    /// A kind of a family.
    Kind(Family, &'static Entry),
    /// All functions of formulas.
    Functions,
    /// A function of formulas.
    Function(&'static Function),
    /// All codes.
    Codes,
    /// A code of a finding.
    Code(&'static Code),
    /// A key, with the places that take it.
    Key(&'static str, Vec<Place>),
}

/// A place that takes a key.
#[derive(Clone, Debug)]
pub struct Place {
    /// Where it is written: `revenue_share, a term`, or `[companies.NAME]`.
    pub of: String,
    /// What it takes there; empty where no kind says it.
    pub takes: String,
    /// What it means there.
    pub summary: &'static str,
}

/// Every place that takes a key of this name: families whose kinds all take it, kinds, and sections of a file.
fn places_of(word: &str) -> Option<(&'static str, Vec<Place>)> {
    let mut name = None;
    let mut places: Vec<Place> = Vec::new();
    let mut add = |own: &'static str, place: Place| {
        name = Some(own);
        places.push(place);
    };
    for family in families() {
        let of = |parameter: &'static Parameter, of: String| {
            let takes = parameter.description();
            Place { of, takes, summary: parameter.summary }
        };
        for parameter in family.common.iter().filter(|parameter| parameter.name == word) {
            add(
                parameter.name,
                of(parameter, format!("every one of the {} that pays", family.name)),
            );
        }
        for kind in &family.entries {
            let own = kind.parameters.iter().filter(|parameter| parameter.name == word);
            own.for_each(|own| add(own.name, of(own, format!("{}, {}", kind.name, family.one))));
        }
    }
    for section in &SECTIONS_WITH_KEYS {
        for key in section.keys.iter().filter(|key| key.name == word) {
            let (of, summary) = (section.place.to_owned(), key.summary);
            add(key.name, Place { of, takes: String::new(), summary });
        }
    }
    name.map(|name| (name, places))
}

/// Everything of this name, whatever the case of its letters: a kind and a code may share one.
#[must_use]
pub fn find(word: &str) -> Vec<Found> {
    let word = word.to_lowercase();
    let word = word.as_str();
    let mut found = Vec::new();
    for family in families() {
        if family.name == word {
            found.push(Found::Family(family.clone()));
        }
        let entry = family.entries.iter().copied().find(|entry| entry.name == word);
        found.extend(entry.map(|entry| Found::Kind(family, entry)));
    }
    match word {
        "functions" => found.push(Found::Functions),
        "codes" => found.push(Found::Codes),
        _ => {}
    }
    found.extend(places_of(word).map(|(name, places)| Found::Key(name, places)));
    found.extend(formula::find(word).map(Found::Function));
    found.extend(codes::find(word).map(Found::Code));
    found
}

/// Every name that `find` knows, for the nearest one.
#[must_use]
pub fn words() -> Vec<&'static str> {
    let mut words = vec!["functions", "codes"];
    for family in families() {
        words.push(family.name);
        words.extend(family.common.iter().map(|parameter| parameter.name));
        for kind in &family.entries {
            words.push(kind.name);
            words.extend(kind.parameters.iter().map(|parameter| parameter.name));
        }
    }
    words.extend(SECTIONS_WITH_KEYS.iter().flat_map(|section| section.keys).map(|key| key.name));
    words.extend(FUNCTIONS.iter().map(|function| function.name));
    words.extend(CODES.iter().map(|code| code.code));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_found() {
        for word in words() {
            assert!(!find(word).is_empty(), "{word}");
        }
        assert!(find("no_such_thing").is_empty());
    }
}
