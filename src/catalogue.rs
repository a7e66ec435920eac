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
    /// A clause, or a list of them.
    Terms,
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
            Self::Terms => "the name of a clause, or a list of them".to_owned(),
            Self::Driver => "a driver or an input".to_owned(),
            Self::Duration => "a length of time such as \"1 quarter\"".to_owned(),
            Self::Numbers => "a list of numbers".to_owned(),
            Self::File => "the path of a CSV file".to_owned(),
            Self::Table => "a table".to_owned(),
        }
    }
}

/// Which numbers make sense for a parameter, in every deal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Range {
    /// All finite ones.
    #[default]
    Any,
    /// From 0: a cap, a volatility, a rate of arrivals.
    NotNegative,
    /// Above 0: a price that is divided by, a shape.
    Positive,
    /// From 0 to 1: a part of something.
    Fraction,
    /// From 0, below 1: a discount, after which there is still a price.
    BelowOne,
}

impl Range {
    /// How many there are.
    pub const COUNT: usize = 5;

    /// The least and the largest number in it, with room for rounding: 1 − 0.9 − 0.1 is a little below 0. The room is a
    /// small part of the money quantum.
    #[must_use]
    pub const fn bounds(self) -> (f64, f64) {
        const ROUNDING: f64 = 1e-12;
        match self {
            Self::Any => (f64::MIN, f64::MAX),
            Self::NotNegative => (-ROUNDING, f64::MAX),
            // The least number above 0, and the largest below 1.
            Self::Positive => (f64::from_bits(1), f64::MAX),
            Self::Fraction => (-ROUNDING, 1.0 + ROUNDING),
            Self::BelowOne => (-ROUNDING, 1.0 - f64::EPSILON / 2.0),
        }
    }

    /// Whether a number lies in it; none that is not finite does.
    #[must_use]
    pub fn contains(self, number: f64) -> bool {
        let (least, most) = self.bounds();
        (least..=most).contains(&number)
    }

    /// What is asked of a number, in words for messages: `must not be negative`.
    #[must_use]
    pub const fn rule(self) -> &'static str {
        match self {
            Self::Any => "must be a finite number",
            Self::NotNegative => "must not be negative",
            Self::Positive => "must be above zero",
            Self::Fraction => "must lie between 0 and 1",
            Self::BelowOne => "must be at least 0 and below 1",
        }
    }

    /// What to write instead of a number outside of it, for messages.
    #[must_use]
    pub const fn way_out(self) -> &'static str {
        match self {
            Self::Any => "write a finite number",
            Self::NotNegative => "write 0 or more",
            Self::Positive => "write a number above 0",
            Self::Fraction => "write a part of the whole: 0.25 or \"25%\", say",
            Self::BelowOne => {
                "write a part of the whole that leaves something: 0.2 or \"20%\", say"
            }
        }
    }

    /// How a formula keeps to it, for messages.
    #[must_use]
    pub const fn clamp(self) -> &'static str {
        match self {
            Self::Any => "look for a division by zero",
            Self::NotNegative => "where 0 is meant then, write `max(0, …)`",
            Self::Positive => "say with `max(0.01, …)`, for example, what holds then",
            Self::Fraction => "where 0 or 1 is meant then, write `clamp(…, 0, 1)`",
            Self::BelowOne => "say with `clamp(…, 0, 0.99)`, for example, what holds then",
        }
    }

    /// The range behind what a parameter takes, `, from 0 to 1`; nothing where every number will do.
    #[must_use]
    pub const fn note(self) -> &'static str {
        match self {
            Self::Any => "",
            Self::NotNegative => ", from 0",
            Self::Positive => ", above 0",
            Self::Fraction => ", from 0 to 1",
            Self::BelowOne => ", from 0 to below 1",
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
    /// Which numbers make sense for it: one that is written must lie in it, one that varies stops the run where it
    /// does not.
    pub range: Range,
    /// Whether it is read at one moment only: what it is at other times then does not matter.
    pub only_where_used: bool,
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
        Self {
            name,
            takes,
            range: Range::Any,
            only_where_used: false,
            required: true,
            default: "",
            summary,
        }
    }

    /// A parameter that may be left out.
    #[must_use]
    pub const fn optional(
        name: &'static str,
        takes: Takes,
        default: &'static str,
        summary: &'static str,
    ) -> Self {
        let required = Self::required(name, takes, summary);
        Self { required: false, default, ..required }
    }

    /// The same, of numbers in a range.
    #[must_use]
    pub const fn within(self, range: Range) -> Self {
        Self { range, ..self }
    }

    /// The same, of numbers in a range, for one that is read at one moment only. A number that moves over time is then
    /// not watched by its key: the kind watches what it makes of it at that moment.
    #[must_use]
    pub const fn within_when_used(self, range: Range) -> Self {
        Self { range, only_where_used: true, ..self }
    }

    /// What it takes, in words for pages, with its range.
    #[must_use]
    pub fn description(&self) -> String {
        format!("{}{}", self.takes.description(), self.range.note())
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
    /// The part of a small scenario that uses it; [`Entry::scenario`] is the whole.
    pub example: &'static str,
}

/// What stands before an example.
const FRAME: &str = "format = 1\n\n\
    [time]\nstart = 2025-01-01\nend = 2030-01-01\nstep = \"quarter\"\n\n\
    [parties]\nbuyer = { discount_rate = 0.08 }\nseller = { discount_rate = 0.12 }\n\n";

/// A term for examples without one: a scenario that pays nothing is only a world.
const SOME_TERM: &str = "\n[terms.walk]\nkind = \"lump_sum\"\nfrom = \"buyer\"\nto = \"seller\"\n\
    amount = 1\non = 2026-06-30\n";

impl Entry {
    /// A whole small scenario that uses it and runs: the example in its frame.
    #[must_use]
    pub fn scenario(&self) -> String {
        let term = if self.example.contains("[terms.") { "" } else { SOME_TERM };
        format!("{FRAME}{}{term}", self.example)
    }
}
