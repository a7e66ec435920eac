//! The worlds that break a deal as a sentence and as tables, for other programs and for a terminal.

use super::answer::{Candidate, Limit, Limited, Region, Source, Worlds};
use crate::report::{Cell, Column, Kind, Shown, Table, TableError, Told};
use crate::results::{listed, percentage};
use crate::statistics::{Measure, digits};

/// A limit whose chance of being idle is above this is pointed at.
const DOUBTFUL: f64 = 0.05;

impl Worlds {
    /// The ranges, one row each.
    ///
    /// # Errors
    /// Never in practice: every row fits its columns.
    pub fn ranges_table(&self) -> Result<Table, TableError> {
        let mut columns = Vec::new();
        for name in ["name", "kind", "at"] {
            columns.push(Column::new(name, "", Kind::Text));
        }
        for end in ["low", "high"] {
            columns.push(Column::new(end, "", Kind::Text));
            for name in ["level", "p_value", "density_without"] {
                columns.push(Column::new(&format!("{end}_{name}"), "", Kind::Number));
            }
        }
        let mut table = Table::new(columns);
        for range in self.found.iter().flat_map(|found| &found.ranges) {
            let Some(candidate) = self.candidates.get(range.candidate) else { continue };
            let at = match &candidate.source {
                Source::Driver(date) => Cell::from(date.to_string()),
                _ => Cell::Absent,
            };
            let mut row =
                vec![Cell::from(candidate.path.as_str()), Cell::from(candidate.source.name()), at];
            for limit in [range.low, range.high] {
                row.push(limit.map(|limit| self.exactly(candidate, limit.value)).into());
                row.push(limit.map(|limit| limit.level).into());
                row.push(limit.map(|limit| limit.chance).into());
                row.push(limit.map(|limit| limit.density_without).into());
            }
            table.push(row)?;
        }
        Ok(table)
    }

    /// How many paths are bad, and how well the box does on the half of the paths that did not choose it.
    ///
    /// # Errors
    /// Never in practice: every row fits its columns.
    pub fn shares_table(&self) -> Result<Table, TableError> {
        let mut table = Table::new(vec![
            Column::new("what", "", Kind::Text),
            Column::new("share", "", Kind::Measure),
        ]);
        let of = |read: fn(&Region) -> Measure| self.found.as_ref().map(read);
        for (what, share) in [
            ("bad", Some(self.bad)),
            ("coverage", of(|found| found.coverage)),
            ("density", of(|found| found.density)),
            ("in_the_box", of(|found| found.mass)),
        ] {
            table.push(vec![Cell::from(what), share.into()])?;
        }
        Ok(table)
    }

    /// What ranges were looked for.
    ///
    /// # Errors
    /// Never in practice: every row fits its columns.
    pub fn candidates_table(&self) -> Result<Table, TableError> {
        let mut table = Table::new(vec![
            Column::new("name", "", Kind::Text),
            Column::new("kind", "", Kind::Text),
            Column::new("limited", "", Kind::Text),
        ]);
        for (number, candidate) in self.candidates.iter().enumerate() {
            let mut ranges = self.found.iter().flat_map(|found| &found.ranges);
            let limited = ranges.any(|range| range.candidate == number);
            table.push(vec![
                Cell::from(candidate.path.as_str()),
                Cell::from(candidate.source.name()),
                Cell::from(if limited { "yes" } else { "no" }),
            ])?;
        }
        Ok(table)
    }

    /// What a bad path has: `less than 3 USD bn for Buyer`.
    pub(super) fn bad_said(&self) -> String {
        let (_, label) = &self.side;
        let amount = || {
            let number = digits::number(self.below, 4);
            if self.money.is_empty() { number } else { format!("{number} {}", self.money) }
        };
        let file = |path: &std::path::Path| {
            path.file_name().unwrap_or_default().to_string_lossy().into_owned()
        };
        match &self.against {
            Some(path) if self.below == 0.0 => {
                format!("less for {label} than under {}", file(path))
            }
            Some(path) => {
                format!("a gain of less than {} for {label} over {}", amount(), file(path))
            }
            None if self.below == 0.0 => format!("a loss for {label}"),
            None => format!("less than {} for {label}", amount()),
        }
    }

    /// A range in words: `growth is at most 0.08`.
    pub(super) fn range_said(&self, range: &Limited) -> String {
        let Some(candidate) = self.candidates.get(range.candidate) else { return String::new() };
        let value = |limit: Limit| self.value_said(candidate, limit.value);
        let name = &candidate.label;
        if candidate.source == Source::Event {
            return match (range.low, range.high) {
                (Some(low), _) if low.value.is_infinite() => format!("{name} never happens"),
                (Some(low), None) => format!("{name} does not happen before {}", value(low)),
                (None, Some(high)) if high.value.is_infinite() => format!("{name} happens or not"),
                (None, Some(high)) => format!("{name} happens by {}", value(high)),
                (Some(low), Some(high)) => {
                    format!("{name} happens from {} to {}", value(low), value(high))
                }
                (None, None) => String::new(),
            };
        }
        match (range.low, range.high) {
            (Some(low), Some(high)) if low.value == high.value => {
                format!("{name} is {}", value(low))
            }
            (Some(low), Some(high)) => format!("{name} is from {} to {}", value(low), value(high)),
            (Some(low), None) => format!("{name} is at least {}", value(low)),
            (None, Some(high)) => format!("{name} is at most {}", value(high)),
            (None, None) => String::new(),
        }
    }

    fn value_said(&self, candidate: &Candidate, value: f64) -> String {
        match candidate.source {
            Source::Event => self.grid.date_at(value).to_string(),
            _ if candidate.unit.is_empty() => digits::number(value, 3),
            _ => format!("{} {}", digits::number(value, 3), candidate.unit),
        }
    }

    /// A value as tables write it.
    fn exactly(&self, candidate: &Candidate, value: f64) -> String {
        match candidate.source {
            Source::Event if value.is_infinite() => "never".to_owned(),
            Source::Event => self.grid.date_at(value).to_string(),
            _ => value.to_string(),
        }
    }

    /// What was found, in one sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        let bad = self.bad_said();
        let share = percentage(self.bad.value);
        let mut letters = bad.chars();
        let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
        let begun = format!("{first}{} on {share} of paths", letters.as_str());
        let Some(found) = &self.found else {
            return format!("{begun}, and no range of what was looked at tells these from others.");
        };
        let ranges: Vec<String> = found.ranges.iter().map(|range| self.range_said(range)).collect();
        format!(
            "{begun}; {} of these lie where {}, and there it is so on {} of paths.",
            percentage(found.coverage.value),
            listed(&ranges),
            percentage(found.density.value)
        )
    }

    /// The study for a terminal of so many columns.
    #[must_use]
    pub fn terminal(&self, width: usize, ascii: bool) -> String {
        self.told().to_terminal(width, ascii)
    }

    /// The sentence, and the ranges with what each limit does.
    #[must_use]
    pub fn told(&self) -> Told {
        let signed = self.signed.as_ref().map(|event| format!(", {event} taken as certain"));
        let heading = format!(
            "{} ({}){}: which worlds break it\n",
            self.name,
            self.path.display(),
            signed.unwrap_or_default()
        );
        let mut told = Told { heading, answer: vec![self.sentence()], ..Told::default() };
        told.say(format!("{}\n", self.sentence()));
        if let Some(found) = &self.found {
            told.show(self.ranges_shown(found));
        }
        let bands = self.candidates.iter().filter(|one| one.source == Source::Band).count();
        let paths = digits::integer(i64::try_from(self.paths).unwrap_or(i64::MAX));
        let drawn = if bands == 0 {
            String::new()
        } else {
            format!("{bands} assumed numbers are drawn evenly from their bands. ")
        };
        told.foot = format!(
            "{drawn}{} candidates. One half of {paths} paths chose the ranges;\n\
             coverage, density and p are of the other half. ± is one standard error: it says nothing about the assumptions.\n",
            self.candidates.len()
        );
        told
    }

    fn ranges_shown(&self, found: &Region) -> Shown {
        let header = ["where", "percentiles", "without it, dense", "p of no loss", "kind"];
        let mut table = Shown::new(&header);
        let mut doubtful = false;
        for range in &found.ranges {
            let Some(candidate) = self.candidates.get(range.candidate) else { continue };
            let level = |limit: Option<Limit>, none: f64| {
                format!("{:.0}", 100.0 * limit.map_or(none, |limit| limit.level))
            };
            let limits = || [range.low, range.high].into_iter().flatten();
            let each =
                |text: &dyn Fn(Limit) -> String| limits().map(text).collect::<Vec<_>>().join(" / ");
            doubtful |= limits().any(|limit| limit.chance > DOUBTFUL);
            table.push(vec![
                self.range_said(range),
                format!("{} to {}", level(range.low, 0.0), level(range.high, 1.0)),
                each(&|limit| percentage(limit.density_without)),
                each(&|limit| chance(limit.chance)),
                candidate.source.name().to_owned(),
            ]);
        }
        let share = |measure: Measure| {
            let error = measure.standard_error.map_or(0.0, |error| 100.0 * error);
            format!("{:.1} % ± {error:.1}", 100.0 * measure.value)
        };
        table.notes.push(format!(
            "coverage {} of the bad paths, density {}, {} of all paths",
            share(found.coverage),
            share(found.density),
            share(found.mass)
        ));
        if doubtful {
            table.notes.push(
                "a limit with a large p could go: the paths that did not choose it do not need it"
                    .to_owned(),
            );
        }
        table
    }
}

/// A probability that is small as such.
fn chance(p: f64) -> String {
    if p < 0.001 { "<0.001".to_owned() } else { digits::number(p, 2) }
}
