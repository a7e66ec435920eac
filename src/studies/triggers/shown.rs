//! The anatomy of an event as tables, for other programs and for a terminal.

use super::answer::{Trigger, TriggerDate, TriggerSide, Triggered};
use crate::report::{Cell, Column, Kind, Shown, Table, TableError, Told};
use crate::results::{month_before, percentage};
use crate::statistics::{Measure, digits};

/// Dates that a terminal shows at most.
const MOST_DATES: usize = 12;

impl Trigger {
    /// How likely it is that the event has happened by each date of the grid.
    ///
    /// # Errors
    /// Never in practice: every row fits its columns.
    pub fn dates_table(&self) -> Result<Table, TableError> {
        let mut columns = vec![Column::new("date", "", Kind::Date)];
        for name in ["happened", "within_contract", "before_cap"] {
            columns.push(Column::new(name, "", Kind::Measure));
        }
        let mut table = Table::new(columns);
        for by in &self.dates {
            table.push(vec![
                Cell::from(by.date),
                Cell::Measure(by.happened),
                by.within.into(),
                by.before_cap.into(),
            ])?;
        }
        Ok(table)
    }

    /// The clauses that name the event.
    ///
    /// # Errors
    /// Never in practice: every row fits its columns.
    pub fn clauses_table(&self) -> Result<Table, TableError> {
        let mut columns =
            ["clause", "label"].map(|name| Column::new(name, "", Kind::Text)).to_vec();
        for name in ["other_end", "within", "used_up", "before_cap", "before_both"] {
            columns.push(Column::new(name, "", Kind::Measure));
        }
        let mut table = Table::new(columns);
        for clause in &self.clauses {
            table.push(vec![
                Cell::from(clause.path.as_str()),
                Cell::from(clause.label.as_str()),
                clause.other_end.into(),
                Cell::Measure(clause.within),
                clause.used_up.into(),
                clause.before_cap.into(),
                Cell::Measure(clause.before_both),
            ])?;
        }
        Ok(table)
    }

    /// What the event is to each side.
    ///
    /// # Errors
    /// Never in practice: every row fits its columns.
    pub fn sides_table(&self) -> Result<Table, TableError> {
        let mut columns = vec![Column::new("side", "", Kind::Text)];
        for name in ["with", "without", "difference", "conditioning", "forcing"] {
            columns.push(Column::new(name, &self.money, Kind::Measure));
        }
        for name in ["later_with", "later_never", "later_difference"] {
            columns.push(Column::new(name, &self.money, Kind::Measure));
        }
        let mut table = Table::new(columns);
        for (side, (name, _)) in self.found.iter().zip(&self.sides) {
            let Some(side) = side else { continue };
            let later = side.triggered.and_then(|triggered| triggered.later);
            table.push(vec![
                Cell::from(name.as_str()),
                Cell::Measure(side.with),
                Cell::Measure(side.without),
                Cell::Measure(side.difference),
                side.triggered.and_then(|triggered| triggered.conditioning).into(),
                side.triggered.map(|triggered| triggered.forcing).into(),
                later.map(|later| later.with).into(),
                later.map(|later| later.never).into(),
                later.map(|later| later.difference).into(),
            ])?;
        }
        Ok(table)
    }

    /// The study for a terminal of so many columns.
    #[must_use]
    pub fn terminal(&self, width: usize, ascii: bool) -> String {
        self.told().to_terminal(width, ascii)
    }

    /// What the event triggers.
    #[must_use]
    pub fn told(&self) -> Told {
        let mut answer = vec![self.chance_said()];
        answer.extend(self.moved_said());
        let money = if self.money.is_empty() { String::new() } else { format!(", {}", self.money) };
        let certain = self.signed.as_ref().map(|event| format!(", {event} certain"));
        let heading = format!(
            "what an event triggers: {} in {}{}{money}\n",
            self.event.1,
            self.name,
            certain.unwrap_or_default()
        );
        let mut told = Told { answer: answer.clone(), heading, ..Told::default() };
        told.show(self.dates_shown());
        if self.clauses.is_empty() {
            told.say("no clause names it, alone or by another event\n");
        } else {
            told.show(self.clauses_shown());
        }
        told.show(self.sides_shown());
        if self.triggered().next().is_some() {
            told.show(self.forcing_shown());
            told.show(self.later_shown());
        }
        told.say(answer.iter().map(|said| format!("{said}\n")).collect::<String>());
        told.foot = self.foot();
        told
    }

    fn foot(&self) -> String {
        let paths = digits::integer(i64::try_from(self.paths).unwrap_or(i64::MAX));
        let mut foot = String::from(
            "Conditioning: the mean payoff on the paths on which it happens, less that on all others. Forcing: less that on the same\n\
             paths with this event, and none of its causes, forced never. Later flows are those from the opening of the period in\n\
             which it happens, valued at its time at the side's own rate.\n",
        );
        let no_rate = |(side, _): &(&Option<TriggerSide>, &(String, String))| {
            side.and_then(|side| side.triggered).is_some_and(|one| one.later.is_none())
        };
        let without: Vec<&str> = self
            .found
            .iter()
            .zip(&self.sides)
            .filter(no_rate)
            .map(|(_, (_, label))| label.as_str())
            .collect();
        if !without.is_empty() {
            foot.push_str(&format!(
                "No later flows of {}: its parties do not all discount at one fixed rate.\n",
                without.join(", ")
            ));
        }
        foot.push_str(
            "What a side would gain by hastening it is not worked out: that takes the event one period earlier on each path.\n",
        );
        foot.push_str(&format!(
            "± is one standard error of {paths} paths: it says nothing about the assumptions.\n"
        ));
        foot
    }

    fn dates_shown(&self) -> Shown {
        let mut table =
            Shown::new(&["by", "happens", "within the contract", "before the caps are used up"]);
        // The last date is always there, others evenly before it.
        let apart = self.dates.len().div_ceil(MOST_DATES).max(1);
        let place = |at: usize| (self.dates.len() - 1 - at).is_multiple_of(apart);
        for (_, by) in self.dates.iter().enumerate().filter(|(at, _)| place(*at)) {
            table.push(vec![
                month_before(by.date),
                chance(Some(by.happened)),
                chance(by.within),
                chance(by.before_cap),
            ]);
        }
        table
    }

    fn clauses_shown(&self) -> Shown {
        let header = [
            "clause that names it",
            "something else ends it",
            "it happens before",
            "cap used up",
            "it happens before",
            "before both",
        ];
        let mut table = Shown::new(&header);
        for clause in &self.clauses {
            table.push(vec![
                clause.label.clone(),
                chance(clause.other_end),
                chance(Some(clause.within)),
                chance(clause.used_up),
                chance(clause.before_cap),
                chance(Some(clause.before_both)),
            ]);
        }
        table
    }

    fn sides_shown(&self) -> Shown {
        let head =
            ["on all paths, mean present value", "contract with it", "without it", "difference"];
        let mut table = Shown::new(&head);
        for (side, (_, label)) in self.found.iter().zip(&self.sides) {
            let Some(side) = side else { continue };
            let cells = [side.with, side.without, side.difference].map(amount);
            table.push(std::iter::once(label.clone()).chain(cells).collect());
        }
        table
    }

    /// The sides with what it does to them where it happens.
    pub(super) fn triggered(&self) -> impl Iterator<Item = (usize, &str, Triggered)> {
        let sides = self.found.iter().zip(&self.sides).enumerate();
        sides.filter_map(|(place, (side, (_, label)))| {
            Some((place, label.as_str(), side.as_ref()?.triggered?))
        })
    }

    fn forcing_shown(&self) -> Shown {
        let mut table =
            Shown::new(&["where it happens, mean present value", "conditioning", "forcing"]);
        for (_, label, triggered) in self.triggered() {
            let conditioning = digits::measure(triggered.conditioning.as_ref());
            table.push(vec![label.to_owned(), conditioning, amount(triggered.forcing)]);
        }
        table
    }

    fn later_shown(&self) -> Shown {
        let mut table =
            Shown::new(&["later flows, at its time", "as they are", "forced never", "difference"]);
        for (_, label, triggered) in self.triggered() {
            let later = triggered.later.map(|later| [later.with, later.never, later.difference]);
            let Some(later) = later else { continue };
            table.push(std::iter::once(label.to_owned()).chain(later.map(amount)).collect());
        }
        table
    }

    /// How likely it is, in a sentence.
    pub(super) fn chance_said(&self) -> String {
        let label = &self.event.1;
        let Some(TriggerDate { date, happened, within, before_cap }) = self.by_end() else {
            return format!("{label}: nothing is known.");
        };
        let by = month_before(*date);
        let mut said = format!("{label}: {} by {by}", percentage(happened.value));
        if let Some(within) = within {
            said.push_str(&format!(", {} within the contract", percentage(within.value)));
        }
        if let Some(before) = before_cap {
            let chance = percentage(before.value);
            said.push_str(&format!(", {chance} before its caps are used up"));
        }
        said + "."
    }

    /// What it moves where it happens, beyond two standard errors, in a sentence.
    pub(super) fn moved_said(&self) -> Option<String> {
        let clear = |measure: &Measure| {
            measure.value.abs() > 2.0 * measure.standard_error.unwrap_or(f64::INFINITY)
        };
        let money = if self.money.is_empty() { String::new() } else { format!(" {}", self.money) };
        let said = |(_, label, triggered): (usize, &str, Triggered)| {
            let forcing = Some(triggered.forcing).filter(clear)?;
            let what = if forcing.value < 0.0 { "less" } else { "more" };
            let amount = digits::number(forcing.value.abs(), 3);
            Some(format!("{amount}{money} {what} for {label}"))
        };
        let moved: Vec<String> = self.triggered().filter_map(said).collect();
        (!moved.is_empty()).then(|| {
            format!("Where it happens, against the same paths without it: {}.", moved.join(", "))
        })
    }
}

fn chance(measure: Option<Measure>) -> String {
    measure.map_or_else(|| digits::ABSENT.to_owned(), |one| percentage(one.value))
}

fn amount(measure: Measure) -> String {
    digits::measure(Some(&measure))
}
