//! What a kind says about itself, once: parser, `list`, reference pages, completion and tests all read it here.

/// What a parameter takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// A number: a literal, a formula, a distribution or a schedule.
    Number,
    /// A number that must be written out.
    FixedNumber,
    /// A whole number from one.
    Count,
    /// `true` or `false`.
    Flag,
    /// Prose.
    Text,
    /// A formula in a string.
    Formula,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A civil date.
    Date,
    /// An event, a date, or a list of them.
    Events,
    /// A party, a company, or `world`.
    Account,
    /// A company.
    Company,
    /// A party.
    Party,
    /// A driver or an input.
    Driver,
    /// A length of time: `"1 quarter"`, `"30 days"`.
    Duration,
    /// A list of numbers.
    Numbers,
    /// The path of a CSV file.
    File,
    /// A table with keys of its own, read by the kind.
    Table,
}

impl Takes {
    /// What it takes, in words for messages and pages.
    #[must_use]
    pub fn description(self) -> String {
        match self {
            Self::Number => "a number, a formula, a distribution or a schedule".to_owned(),
            Self::FixedNumber => "a number written out".to_owned(),
            Self::Count => "a whole number".to_owned(),
            Self::Flag => "true or false".to_owned(),
            Self::Text => "a text".to_owned(),
            Self::Formula => "a formula".to_owned(),
            Self::Word(words) => {
                let words: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
                words.join(", ")
            }
            Self::Date => "a date".to_owned(),
            Self::Events => "an event, a date, or a list of them".to_owned(),
            Self::Account => "a party, a company or \"world\"".to_owned(),
            Self::Company => "a company".to_owned(),
            Self::Party => "a party".to_owned(),
            Self::Driver => "a driver or an input".to_owned(),
            Self::Duration => "a length of time such as \"1 quarter\"".to_owned(),
            Self::Numbers => "a list of numbers".to_owned(),
            Self::File => "the path of a CSV file".to_owned(),
            Self::Table => "a table".to_owned(),
        }
    }
}

/// One parameter of a kind.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    /// Its key.
    pub name: &'static str,
    /// What it takes.
    pub takes: Takes,
    /// Whether it must be said.
    pub required: bool,
    /// What holds where it is not said, in words; empty for nothing.
    pub default: &'static str,
    /// One sentence, with units.
    pub summary: &'static str,
}

impl Parameter {
    /// A parameter that must be said.
    #[must_use]
    pub const fn required(name: &'static str, takes: Takes, summary: &'static str) -> Self {
        Self { name, takes, required: true, default: "", summary }
    }

    /// A parameter that may be left out.
    #[must_use]
    pub const fn optional(
        name: &'static str,
        takes: Takes,
        default: &'static str,
        summary: &'static str,
    ) -> Self {
        Self { name, takes, required: false, default, summary }
    }
}

/// What a kind says about itself.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Its name in a scenario, snake_case.
    pub name: &'static str,
    /// One sentence.
    pub summary: &'static str,
    /// Its own parameters, in the order of a list of values where it may be written as one.
    pub parameters: &'static [Parameter],
    /// A whole small scenario that uses it and runs.
    pub example: &'static str,
}
