//! Reads `[time]` and `[simulation]`.

use super::keys::known;
use super::sections::unknown_keys;
use crate::calendar::{Grid, Step};
use crate::diagnose::{Diagnostic, Diagnostics, Span, nearest};
use crate::document::{Table, Value, ValueKind};
use crate::draw::Sampler;
use jiff::civil::Date;

/// How a scenario asks to be run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunSettings {
    /// How many paths.
    pub paths: u64,
    /// The seed of every draw.
    pub seed: u64,
    /// How uniforms are drawn.
    pub sampler: Sampler,
}

impl Default for RunSettings {
    fn default() -> Self {
        Self { paths: 100_000, seed: 1, sampler: Sampler::Random }
    }
}

/// The most paths of one run: beyond that counts no longer fit the formats.
const MOST_PATHS: i64 = 1_000_000_000;

/// Reads `[simulation]`.
pub(super) fn simulation(root: &Table, diagnostics: &mut Diagnostics) -> RunSettings {
    let mut settings = RunSettings::default();
    let Some(table) = root.get("simulation").and_then(|entry| entry.value.as_table()) else {
        return settings;
    };
    unknown_keys("simulation", table, &known("simulation"), diagnostics);
    if let Some(entry) = table.get("paths") {
        match entry.value.kind {
            ValueKind::Integer(paths) if (1..=MOST_PATHS).contains(&paths) => {
                settings.paths = paths.unsigned_abs();
            }
            _ => whole(diagnostics, &entry.value, "simulation.paths", "from 1 to 1_000_000_000"),
        }
    }
    if let Some(entry) = table.get("seed") {
        match entry.value.kind {
            ValueKind::Integer(seed) if seed >= 0 => settings.seed = seed.unsigned_abs(),
            _ => whole(diagnostics, &entry.value, "simulation.seed", "from 0"),
        }
    }
    if let Some(entry) = table.get("sampler") {
        let text = entry.value.as_text().unwrap_or("");
        match Sampler::from_name(text) {
            Some(sampler) => settings.sampler = sampler,
            None => {
                let words = Sampler::ALL.map(Sampler::name);
                let quoted = words.map(|word| format!("\"{word}\""));
                let message = format!("`simulation.sampler` takes {}", one_of(&quoted));
                let help = match nearest(text, words) {
                    Some(word) => format!("did you mean \"{word}\"?"),
                    None => "write `sampler = \"random\"`, or leave it out".to_owned(),
                };
                let finding = Diagnostic::error("unknown-word", entry.value.span, message);
                diagnostics.push(finding.help(help));
            }
        }
    }
    settings
}

/// `a, b or c`.
fn one_of(words: &[String]) -> String {
    match words {
        [all @ .., last] if !all.is_empty() => format!("{} or {last}", all.join(", ")),
        _ => words.concat(),
    }
}

fn whole(diagnostics: &mut Diagnostics, value: &Value, path: &str, range: &str) {
    let message = format!("`{path}` takes a whole number {range}");
    let finding = Diagnostic::error("wrong-type", value.span, message);
    diagnostics.push(finding.help("write it in digits, underscores between them if you like"));
}

/// Reads `[time]`.
pub(super) fn grid(root: &Table, end: Span, diagnostics: &mut Diagnostics) -> Option<Grid> {
    let Some(entry) = root.get("time") else {
        let finding = Diagnostic::error("missing-section", end, "the section [time] is missing");
        let help = "add [time] with start = 2025-07-01, end = 2035-07-01 and step = \"quarter\"";
        diagnostics.push(finding.help(help));
        return None;
    };
    let span = entry.key.span;
    let Some(table) = entry.value.as_table() else {
        let finding = Diagnostic::error("wrong-type", entry.value.span, "`time` is a table");
        diagnostics.push(finding.help("write it as [time]"));
        return None;
    };
    unknown_keys("time", table, &known("time"), diagnostics);
    let start = date(table, "start", span, diagnostics);
    let end = date(table, "end", span, diagnostics);
    let step = match table.get("step") {
        None => Some(Step::Quarter),
        Some(entry) => {
            let text = entry.value.as_text().unwrap_or("");
            let step = Step::from_name(text);
            if step.is_none() {
                let message = "`time.step` takes \"month\", \"quarter\" or \"year\"";
                let help = match nearest(text, ["month", "quarter", "year"]) {
                    Some(word) => format!("did you mean \"{word}\"?"),
                    None => "write `step = \"quarter\"`, say".to_owned(),
                };
                let finding = Diagnostic::error("unknown-word", entry.value.span, message);
                diagnostics.push(finding.help(help));
            }
            step
        }
    };
    let (start, end, step) = (start?, end?, step?);
    // The last day may be named instead of the day after it: an end date includes its day.
    let inclusive = end.tomorrow().ok().and_then(|next| Grid::new(start, next, step).ok());
    match Grid::new(start, end, step).or_else(|sentence| inclusive.ok_or(sentence)) {
        Ok(grid) => Some(grid),
        Err(sentence) => {
            let at = table.get("end").map_or(span, |entry| entry.value.span);
            let finding = Diagnostic::error("bad-time", at, sentence);
            diagnostics.push(finding.help("change `time.end` or `time.step`"));
            None
        }
    }
}

fn date(table: &Table, key: &str, span: Span, diagnostics: &mut Diagnostics) -> Option<Date> {
    let Some(entry) = table.get(key) else {
        let message = format!("`{key}` is missing in [time]");
        let finding = Diagnostic::error("missing-key", span, message);
        diagnostics.push(finding.help(format!("add `{key} = 2025-07-01`, say")));
        return None;
    };
    if let ValueKind::Date(date) = entry.value.kind {
        return Some(date);
    }
    let message = format!("`time.{key}` takes a date, not {}", entry.value.description());
    let finding = Diagnostic::error("wrong-type", entry.value.span, message);
    diagnostics.push(finding.help(format!("write `{key} = 2025-07-01`, without quotes")));
    None
}
