//! Reads what a study file says of sides: how they weigh payoffs, what they put on the table, and how they talk.

use super::file::{Reader, new_value, number};
use super::question::{Issue, Question, Rounds, Setting, Terms, Values};
use crate::bargaining::Utility;
use crate::document::{Entry, Table, Value};

/// What a utility may say beside how it weighs payoffs.
const RATE: &str = "discount_rate";

impl Reader<'_> {
    pub(super) fn utilities(&mut self, root: &Table, question: &mut Question) {
        for Entry { key, value } in self.tables(root, "sides") {
            let Some(table) = value.as_table() else {
                let message = format!("the side {} takes a table", key.name);
                let help = "write { utility = { cara = 0.01 } }";
                self.wrong("wrong-type", value.span, message, help);
                continue;
            };
            self.known_keys("a side", table, &["utility"]);
            if let Some(entry) = table.get("utility")
                && let Some(utility) = self.utility(&key.name, &entry.value)
            {
                question.utilities.insert(key.name.clone(), utility);
                self.own_rate(&key.name, &entry.value, question);
            }
        }
    }

    /// The rate at which a utility wants payoffs discounted, where it says one.
    fn own_rate(&mut self, side: &str, utility: &Value, question: &mut Question) {
        let Some(entry) = utility.as_table().and_then(|table| table.get(RATE)) else { return };
        match number(&entry.value).filter(|rate| (0.0..1.0).contains(rate)) {
            Some(rate) => {
                question.rates.insert(side.to_owned(), rate);
            }
            None => {
                let message = format!("the discount rate of {side} is no share from 0 to 1");
                self.wrong("out-of-range", entry.value.span, message, "write discount_rate = 0.03");
            }
        }
    }

    fn utility(&mut self, side: &str, value: &Value) -> Option<Utility> {
        let help = "write \"neutral\", { cara = 0.01 }, { crra = 2, wealth = 100 } or { tail = 0.5, worst = 0.05 }";
        if value.as_text() == Some("neutral") {
            return Some(Utility::Neutral);
        }
        let read = |key: &str| number(&value.as_table()?.get(key)?.value);
        let keys: Vec<&str> = value
            .as_table()
            .map(|table| table.entries.iter().map(|entry| entry.key.name.as_str()))
            .map(|keys| keys.filter(|key| *key != RATE).collect())
            .unwrap_or_default();
        let utility = match keys.as_slice() {
            [] if value.as_table().is_some_and(|table| table.get(RATE).is_some()) => {
                Some(Utility::Neutral)
            }
            ["cara"] => read("cara").map(|aversion| Utility::ConstantAbsolute { aversion }),
            ["crra"] => {
                read("crra").map(|aversion| Utility::ConstantRelative { aversion, wealth: 0.0 })
            }
            ["crra", "wealth"] | ["wealth", "crra"] => {
                let both = read("crra").zip(read("wealth"));
                both.map(|(aversion, wealth)| Utility::ConstantRelative { aversion, wealth })
            }
            ["tail", "worst"] | ["worst", "tail"] => {
                let both = read("tail").zip(read("worst"));
                both.map(|(weight, worst)| Utility::MeanTail { weight, worst })
            }
            _ => None,
        };
        let sound = match utility {
            Some(
                Utility::ConstantAbsolute { aversion } | Utility::ConstantRelative { aversion, .. },
            ) => aversion > 0.0,
            Some(Utility::MeanTail { weight, worst }) => {
                weight >= 0.0 && worst > 0.0 && worst <= 1.0
            }
            Some(Utility::Neutral) => true,
            None => false,
        };
        if !sound {
            let message = format!(
                "the utility of {side} is none that is known, or has a number out of its range"
            );
            self.wrong("unknown-word", value.span, message, help);
            return None;
        }
        utility
    }

    pub(super) fn package(&mut self, entry: &Entry, issues: &[Issue]) -> Option<Terms> {
        let Some(table) = entry.value.as_table() else {
            let message = format!("the package {} takes a table", entry.key.name);
            self.wrong(
                "wrong-type",
                entry.value.span,
                message,
                "write { stake = 0.33, clause = \"kept\" }",
            );
            return None;
        };
        let names: Vec<&str> = issues.iter().map(|issue| issue.name.as_str()).collect();
        self.known_keys("a package", table, &names);
        let mut terms = Terms::new();
        for issue in issues {
            let Some(said) = table.get(&issue.name) else {
                let message =
                    format!("the package {} does not say what {} is", entry.key.name, issue.name);
                self.wrong(
                    "missing-key",
                    entry.key.span,
                    message,
                    &format!("say it: {}", issue.range()),
                );
                return None;
            };
            let setting = match &issue.values {
                Values::Range { low, high, .. } => number(&said.value)
                    .filter(|number| (low..=high).contains(&number))
                    .map(Setting::Number),
                Values::Options(options) => {
                    let wanted = match said.value.as_text() {
                        Some(text) => text.to_owned(),
                        None => new_value(&said.value).to_string(),
                    };
                    options.iter().position(|option| option.name == wanted).map(Setting::Option)
                }
            };
            let Some(setting) = setting else {
                let message = format!("{} cannot be that", issue.name);
                let help = format!("it is {}", issue.range());
                self.wrong("out-of-range", said.value.span, message, &help);
                return None;
            };
            terms.push(setting);
        }
        Some(terms)
    }

    pub(super) fn rounds(&mut self, root: &Table, question: &Question) -> Option<Rounds> {
        let entry = root.get("rounds")?;
        let help = "write rounds = { round = \"a month\", first = \"buyer\", patience = { buyer = 0.99, seller = 0.98 } } beside lotteries = true and two sides in `between`";
        let read = || {
            let table = entry.value.as_table()?;
            let [one, two] = question.between.as_slice() else { return None };
            let patience = table.get("patience")?.value.as_table()?;
            let of = |side: &str| {
                number(&patience.get(side)?.value).filter(|left| (0.0..1.0).contains(left))
            };
            let first = table.get("first")?.value.as_text()?;
            let first = question.between.iter().position(|side| side == first)?;
            let round = table.get("round")?.value.as_text()?.to_owned();
            Some(Rounds { patience: [of(one)?, of(two)?], first, round })
        };
        let rounds = read().filter(|_| question.lotteries);
        if rounds.is_none() {
            let message = "these rounds cannot be played".to_owned();
            self.wrong("wrong-type", entry.value.span, message, help);
        }
        rounds
    }
}
