//! What is asked of a negotiation: the issues with what they may be, who bargains, and what each side has otherwise.

use crate::bargaining::{Ideal, Utility};
use crate::document::{NewValue, Overrides};
use crate::statistics::digits;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// One of the options of an issue.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// What it is called.
    pub name: String,
    /// What it lays over the deal.
    pub lays: Overrides,
}

/// What an issue may be.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// Any number of a range.
    Range {
        /// The key of the deal that it is.
        key: String,
        /// The least.
        low: f64,
        /// The most.
        high: f64,
        /// How many values of it the grid has, at least two.
        steps: usize,
    },
    /// One of a list.
    Options(Vec<Choice>),
}

/// Something that sides bargain about.
#[derive(Clone, Debug, PartialEq)]
pub struct Issue {
    /// What it is called.
    pub name: String,
    /// What it may be.
    pub values: Values,
}

/// What an issue is in a package.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Setting {
    /// A number of its range.
    Number(f64),
    /// The option with this number.
    Option(usize),
}

/// What all issues are in a package, in their order.
pub type Terms = Vec<Setting>;

/// How sides talk, where they offer in turn.
#[derive(Clone, Debug, PartialEq)]
pub struct Rounds {
    /// For each of the two sides, what is left of the worth of a package after one more round.
    pub patience: [f64; 2],
    /// Which of them offers first.
    pub first: usize,
    /// What a round is, in words: `a month`.
    pub round: String,
}

/// What is asked.
#[derive(Clone, Debug)]
pub struct Question {
    /// What the study is called.
    pub name: String,
    /// The deal.
    pub deal: PathBuf,
    /// What all sides have without it, where it is not what the deal names.
    pub walk_away: Option<PathBuf>,
    /// The sides that bargain; all of the deal where none are named.
    pub between: Vec<String>,
    /// What they bargain about.
    pub issues: Vec<Issue>,
    /// How sides weigh payoffs; by the mean where nothing is said.
    pub utilities: BTreeMap<String, Utility>,
    /// The rate at which payoffs of a side are discounted, where its utility has one of its own.
    pub rates: BTreeMap<String, f64>,
    /// Packages on the table, by name.
    pub scored: Vec<(String, Terms)>,
    /// What the best that a side can hope for is taken over.
    pub ideal: Ideal,
    /// Whether sides may toss a coin between packages.
    pub lotteries: bool,
    /// How they talk, where that is asked.
    pub rounds: Option<Rounds>,
    /// How many paths the packages that matter have, where that is said.
    pub paths: Option<u64>,
    /// The seed, where that is said.
    pub seed: Option<u64>,
    /// The files that said all this, beside scenarios.
    pub files: Vec<PathBuf>,
}

impl Question {
    /// A question about a deal without issues.
    #[must_use]
    pub fn about(deal: PathBuf) -> Self {
        Self {
            name: deal.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
            deal,
            walk_away: None,
            between: Vec::new(),
            issues: Vec::new(),
            utilities: BTreeMap::new(),
            rates: BTreeMap::new(),
            scored: Vec::new(),
            ideal: Ideal::default(),
            lotteries: false,
            rounds: None,
            paths: None,
            seed: None,
            files: Vec::new(),
        }
    }

    /// How many packages the grid has.
    #[must_use]
    pub fn packages(&self) -> usize {
        self.issues.iter().map(|issue| issue.count()).fold(1, usize::saturating_mul)
    }

    /// All packages of the grid, the last issue fastest.
    pub(super) fn grid(&self) -> Vec<Terms> {
        self.issues.iter().fold(vec![Terms::new()], |packages, issue| {
            let further = |package: &Terms| {
                (0..issue.count())
                    .map(|place| [package.as_slice(), &[issue.at(place)]].concat())
                    .collect::<Vec<_>>()
            };
            packages.iter().flat_map(further).collect()
        })
    }

    /// What a package lays over the deal.
    pub(super) fn lays(&self, terms: &[Setting]) -> Overrides {
        self.issues.iter().zip(terms).fold(Overrides::new(), |all, (issue, setting)| {
            match (&issue.values, setting) {
                (Values::Range { key, .. }, Setting::Number(number)) => {
                    all.with(key, NewValue::Number(*number))
                }
                (Values::Options(options), Setting::Option(place)) => match options.get(*place) {
                    Some(option) => all.and(&option.lays),
                    None => all,
                },
                _ => all,
            }
        })
    }

    /// A package in words: `stake 0.33, clause kept`.
    #[must_use]
    pub fn words(&self, terms: &[Setting]) -> String {
        let said = self
            .issues
            .iter()
            .zip(terms)
            .map(|(issue, setting)| format!("{} {}", issue.name, issue.word(*setting)));
        said.collect::<Vec<_>>().join(", ")
    }
}

impl Issue {
    fn count(&self) -> usize {
        match &self.values {
            Values::Range { steps, .. } => (*steps).max(2),
            Values::Options(options) => options.len(),
        }
    }

    /// The value with this number on the grid.
    fn at(&self, place: usize) -> Setting {
        match self.values {
            Values::Range { low, high, steps, .. } => {
                let last = steps.max(2) - 1;
                let part = place as f64 / last as f64;
                Setting::Number(if place == last { high } else { low + (high - low) * part })
            }
            Values::Options(_) => Setting::Option(place),
        }
    }

    /// How far two neighbours of the grid are apart; none for options.
    pub(super) fn step(&self) -> Option<f64> {
        match self.values {
            Values::Range { low, high, steps, .. } => {
                Some((high - low) / (steps.max(2) - 1) as f64)
            }
            Values::Options(_) => None,
        }
    }

    /// A number held to the range.
    pub(super) fn within(&self, number: f64) -> f64 {
        match self.values {
            Values::Range { low, high, .. } => number.clamp(low, high),
            Values::Options(_) => number,
        }
    }

    /// What it is in a package, as readers see it.
    #[must_use]
    pub fn word(&self, setting: Setting) -> String {
        match (setting, &self.values) {
            (Setting::Number(number), _) => digits::number(number, 4),
            (Setting::Option(place), Values::Options(options)) => {
                options.get(place).map_or(String::new(), |option| option.name.clone())
            }
            (Setting::Option(_), Values::Range { .. }) => String::new(),
        }
    }

    /// What it may be, as readers see it.
    #[must_use]
    pub fn range(&self) -> String {
        match &self.values {
            Values::Range { key, low, high, steps } => {
                let (low, high) = (digits::number(*low, 4), digits::number(*high, 4));
                let of = if *key == self.name { String::new() } else { format!("{key} ") };
                format!("{of}from {low} to {high}, {steps} values")
            }
            Values::Options(options) => {
                let names: Vec<&str> = options.iter().map(|option| option.name.as_str()).collect();
                names.join(" or ")
            }
        }
    }
}
