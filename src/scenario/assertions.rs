//! Reads `[assertions]`: what a scenario says of its own results, such as `"p50(microsoft) > 30"`.

use super::lowering::Lowering;
use super::names::unknown;
use super::tracks::Tracks;
use crate::diagnose::{Diagnostic, Span};
use crate::formula::parse_number;

/// What an assertion is about; sides, events and companies by their number in the model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Quantity {
    /// The mean payoff of a side.
    Mean(usize),
    /// A quantile of a side's payoff, at a probability.
    Quantile(usize, f64),
    /// The probability that a side's payoff is below zero.
    Loss(usize),
    /// The probability that an event happens by the end.
    Fired(usize),
    /// The probability that a company runs out of money by the end.
    Insolvent(usize),
}

/// How a result is to lie to the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// Below it.
    Less,
    /// At most it.
    AtMost,
    /// Above it.
    More,
    /// At least it.
    AtLeast,
}

impl Comparison {
    /// The longer signs first, since the shorter ones begin them.
    const SIGNS: [(&str, Self); 4] =
        [("<=", Self::AtMost), (">=", Self::AtLeast), ("<", Self::Less), (">", Self::More)];

    /// Whether a value lies so to a limit.
    #[must_use]
    pub fn holds(self, value: f64, limit: f64) -> bool {
        match self {
            Self::Less => value < limit,
            Self::AtMost => value <= limit,
            Self::More => value > limit,
            Self::AtLeast => value >= limit,
        }
    }
}

/// What a scenario says of its own results.
#[derive(Clone, Debug, PartialEq)]
pub struct Assertion {
    /// Its name in the scenario.
    pub name: String,
    /// As written.
    pub text: String,
    /// What it is about.
    pub quantity: Quantity,
    /// How that is to lie to the limit.
    pub comparison: Comparison,
    /// The limit.
    pub limit: f64,
}

/// The words that an assertion may ask for.
const WORDS: &str = "mean, median, p01 to p99, loss, fired or insolvent";

impl Lowering<'_, '_> {
    /// Reads every assertion.
    pub(super) fn assertions(&mut self, tracks: &Tracks) -> Vec<Assertion> {
        let table = self.root.get("assertions").and_then(|entry| entry.value.as_table());
        let mut all = Vec::new();
        for entry in table.map_or(&[][..], |table| &table.entries) {
            let span = entry.value.span;
            let Some(text) = entry.value.as_text() else {
                self.bad_assertion(span, "an assertion is a text in quotes".to_owned());
                continue;
            };
            let parts = self.assertion(text, span, tracks);
            all.extend(parts.map(|(quantity, comparison, limit)| Assertion {
                name: entry.key.name.clone(),
                text: text.to_owned(),
                quantity,
                comparison,
                limit,
            }));
        }
        all
    }

    fn assertion(
        &mut self,
        text: &str,
        span: Span,
        tracks: &Tracks,
    ) -> Option<(Quantity, Comparison, f64)> {
        let signs = Comparison::SIGNS.into_iter();
        let cut = signs.filter_map(|(sign, one)| Some((text.split_once(sign)?, one))).next();
        let Some(((left, right), comparison)) = cut else {
            self.bad_assertion(span, format!("`{text}` compares nothing"));
            return None;
        };
        let Some(limit) = parse_number(right.trim(), self.scale) else {
            self.bad_assertion(span, format!("`{}` is not a number", right.trim()));
            return None;
        };
        let call = left.trim().strip_suffix(')').and_then(|call| call.split_once('('));
        let Some((word, name)) = call.map(|(word, name)| (word.trim(), name.trim())) else {
            self.bad_assertion(span, format!("`{}` asks for no result", left.trim()));
            return None;
        };
        let quantity = self.quantity(word, name, span, tracks)?;
        Some((quantity, comparison, limit))
    }

    fn quantity(
        &mut self,
        word: &str,
        name: &str,
        span: Span,
        tracks: &Tracks,
    ) -> Option<Quantity> {
        let percent = word.strip_prefix('p').and_then(|digits| digits.parse::<u8>().ok());
        let sides: Vec<&str> = tracks.sides.iter().map(|side| side.name.as_str()).collect();
        let events: Vec<&str> = tracks.events.iter().map(|event| event.name.as_str()).collect();
        let companies: Vec<&str> = tracks.companies.iter().map(|one| one.name.as_str()).collect();
        let (what, known) = match word {
            "fired" => ("event", events),
            "insolvent" => ("company", companies),
            _ => ("side", sides),
        };
        let place = known.iter().position(|known| *known == name);
        let quantity = match (word, percent) {
            ("mean", _) => place.map(Quantity::Mean),
            ("loss", _) => place.map(Quantity::Loss),
            ("fired", _) => place.map(Quantity::Fired),
            ("insolvent", _) => place.map(Quantity::Insolvent),
            ("median", _) => place.map(|side| Quantity::Quantile(side, 0.5)),
            (_, Some(percent @ 1..=99)) => {
                place.map(|side| Quantity::Quantile(side, f64::from(percent) / 100.0))
            }
            _ => {
                self.bad_assertion(span, format!("`{word}` is no result"));
                return None;
            }
        };
        if quantity.is_none() {
            self.diagnostics.push(unknown(what, name, span, known));
        }
        quantity
    }

    fn bad_assertion(&mut self, span: Span, message: String) {
        let help = format!(
            "write \"p50(SIDE) > 30\" or \"fired(EVENT) < 20%\": {WORDS}, a sign, and a number"
        );
        self.diagnostics.push(Diagnostic::error("bad-assertion", span, message).help(help));
    }
}
