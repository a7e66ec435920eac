//! What people bring from letters and spreadsheets into a formula, and what they mean by it.

use super::faults::Faults;
use super::lexer::TokenKind;
use super::parser::Parser;
use crate::spelling::{MeantAmount, meant_amount};
use std::ops::Range;

/// Functions of spreadsheets and their add-ins that draw from a distribution, without a prefix such as `Risk`; and how a
/// scenario calls the distribution, with the parameters in the order in which they are given there.
pub const DISTRIBUTIONS: [(&str, &str, &[&str]); 23] = [
    ("triang", "triangular", &[]),
    ("triangle", "triangular", &[]),
    ("triangular", "triangular", &[]),
    ("tri", "triangular", &[]),
    ("norm", "normal", &[]),
    ("normal", "normal", &[]),
    ("gauss", "normal", &[]),
    ("gaussian", "normal", &[]),
    ("uniform", "uniform", &[]),
    ("randbetween", "uniform", &[]),
    ("unif", "uniform", &[]),
    ("lognorm", "lognormal", &["mean", "sd"]),
    ("lognormal", "lognormal", &["mean", "sd"]),
    ("pert", "pert", &[]),
    ("betapert", "pert", &[]),
    ("beta", "beta", &["alpha", "beta"]),
    ("gamma", "gamma", &["shape", "scale"]),
    ("weibull", "weibull", &["shape", "scale"]),
    ("expon", "exponential", &["mean"]),
    ("exponential", "exponential", &["mean"]),
    ("pareto", "pareto", &["low", "alpha"]),
    ("bernoulli", "bernoulli", &[]),
    ("binary", "bernoulli", &[]),
];

/// What is wrong with a formula as a whole; whether that is all there is to say. The text to go on with, as long.
pub(super) fn whole(text: &str, faults: &mut Faults<'_>) -> Option<String> {
    let start = text.len() - text.trim_start().len();
    let words = text.trim();
    if let Some(meant) = meant_amount(words) {
        faults.syntax(&(start..start + words.len()), not_an_amount(words), mended(&meant));
        return None;
    }
    let formula = words.strip_prefix('=').filter(|rest| !rest.starts_with('='));
    let Some(formula) = formula else { return Some(text.to_owned()) };
    let help = format!("leave the `=` out: \"{}\"", formula.trim());
    faults.syntax(&(start..start + 1), "a formula stands here without `=` before it", help);
    let mut text = text.to_owned();
    text.replace_range(start..=start, " ");
    Some(text)
}

fn not_an_amount(written: &str) -> String {
    format!("`{written}` is an amount as in a letter")
}

/// How to write an amount.
fn mended(meant: &MeantAmount) -> String {
    let MeantAmount { written, or, currency } = meant;
    match (currency, or) {
        (true, _) => {
            format!(
                "leave the currency out, amounts are in the money of the file: write `{written}`"
            )
        }
        (false, Some(or)) => format!("write `{written}` for thousands, `{or}` for decimals"),
        (false, None) => format!("write `{written}`"),
    }
}

/// An amount as in a letter at the start of `text`: its length, after it has been told. `inside` says whether commas part
/// arguments here.
pub(super) fn amount(
    text: &str,
    offset: usize,
    inside: bool,
    faults: &mut Faults<'_>,
) -> Option<(MeantAmount, usize)> {
    let part = |letter: char| {
        letter.is_alphanumeric() || " ,._'$€£¥₹%".contains(letter) && !(inside && letter == ',')
    };
    let all = text.find(|letter| !part(letter)).unwrap_or(text.len());
    // A phrase ends where a word ends: the longest that is an amount counts.
    let mut ends: Vec<usize> =
        text.get(..all)?.match_indices([' ', ',']).map(|(at, _)| at).collect();
    ends.push(all);
    let ends = ends.into_iter().take(6).collect::<Vec<_>>();
    for &end in ends.iter().rev() {
        let phrase = text.get(..end)?.trim_end();
        let Some(meant) = meant_amount(phrase) else { continue };
        let word = phrase.split(|letter: char| !letter.is_alphabetic()).any(|word| word.len() > 2);
        if meant.currency || word || phrase.contains(',') {
            faults.syntax(&(offset..offset + phrase.len()), not_an_amount(phrase), mended(&meant));
            return Some((meant, phrase.len()));
        }
    }
    None
}

impl Parser<'_> {
    /// `25% x sales`, `20% of sales`: a word for a multiplication, after it has been told.
    pub(super) fn times_in_words(&mut self, range: &Range<usize>) -> bool {
        let written = self.faults.slice(range);
        let is_word = ["x", "X", "of", "times"].contains(&written);
        let next = self.peek_after();
        let operand = matches!(
            next,
            TokenKind::Number(_) | TokenKind::Date(_) | TokenKind::Name | TokenKind::Open
        );
        if !is_word || !operand {
            return false;
        }
        let before = self.faults.slice(&self.range_before()).to_owned();
        self.advance();
        let after = self.faults.slice(&self.range()).to_owned();
        let message = format!("`{written}` multiplies nothing");
        self.faults.syntax(range, message, format!("write `{before} * {after}`"));
        true
    }
}

/// How a scenario writes a distribution that a spreadsheet draws by a function of this name.
pub(super) fn distribution(name: &str, arguments: &str) -> Option<String> {
    let lower = name.to_lowercase();
    let bare = ["risk", "cb.", "psi", "vose", "mc"]
        .iter()
        .find_map(|prefix| lower.strip_prefix(prefix))
        .unwrap_or(&lower);
    let bare = bare.trim_start_matches(['.', '_']);
    let (_, known, parameters) = DISTRIBUTIONS.iter().find(|(foreign, ..)| *foreign == bare)?;
    let given: Vec<&str> = arguments.split([',', ';']).map(str::trim).collect();
    let numbers = given.iter().map(|number| {
        let plain = number.parse::<f64>().is_ok();
        if plain { (*number).to_owned() } else { format!("'{number}'") }
    });
    let numbers: Vec<String> = numbers.collect();
    let inner = if parameters.len() == numbers.len() && !parameters.is_empty() {
        let pairs = parameters.iter().zip(&numbers);
        let pairs: Vec<String> = pairs.map(|(key, number)| format!("{key} = {number}")).collect();
        format!("{{ {} }}", pairs.join(", "))
    } else if let [one] = &numbers[..] {
        one.clone()
    } else {
        format!("[{}]", numbers.join(", "))
    };
    Some(format!(
        "a distribution is a table, without quotes: {{ {known} = {inner} }}, under `value` of an input"
    ))
}
