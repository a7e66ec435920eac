//! Why an amount is what it is, in words.

use crate::calendar::Grid;
use crate::plan::{Posting, Step, Why};
use crate::statistics::digits;
use jiff::ToSpan;
use jiff::civil::Date;

/// What a term knows of itself in a period.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    /// The fraction of the period in which it is in force.
    pub(super) in_force: Option<f64>,
    /// Of each cap: due before, due after, the most, paid in the period.
    pub(super) caps: Vec<[f64; 4]>,
}

/// The day on which a time falls: what happens at the end of a day happens on that day.
pub(super) fn day(grid: &Grid, time: f64) -> Date {
    let time = time.clamp(0.0, grid.horizon());
    let period = (time / grid.dt()).floor().max(0.0);
    // A whole number that is at most the number of periods.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a period")]
    let opened = (period as usize).min(grid.periods());
    let opening = grid.date(opened);
    // Time is whole months and the part of the month that is over.
    let months = (time - grid.time(opened)) * 12.0;
    #[expect(clippy::cast_possible_truncation, reason = "months of a period")]
    let whole = (months + 1e-9).floor() as i64;
    let month = opening.checked_add(whole.months()).unwrap_or(opening);
    let next = opening.checked_add((whole + 1).months()).unwrap_or(month);
    let length = f64::from(month.until(next).map_or(30, |span| span.get_days()));
    #[expect(clippy::cast_possible_truncation, reason = "days of a month")]
    let days = ((months - whole as f64) * length).round() as i64;
    let found = month.checked_add(days.days()).unwrap_or(month);
    if time > 0.0 { found.yesterday().unwrap_or(found) } else { found }
}

/// Why a line is what it is; empty where the clause says it all.
pub(super) fn why(posting: &Posting, amount: f64, facts: &Facts, grid: &Grid) -> String {
    let mut parts: Vec<String> = Vec::new();
    parts.extend(origin(posting.why).map(str::to_owned));
    parts.extend(step(posting.step).map(str::to_owned));
    if posting.why == Why::Clause && posting.step == Step::Plain {
        let period = grid.step().name();
        parts.extend(facts.caps.iter().filter_map(|cap| of_cap(*cap, period)));
        if let Some(part) = facts.in_force.filter(|part| *part > 0.0 && *part < 1.0) {
            parts.push(format!("in force for {} of the {period}", percent(part)));
        }
    }
    if amount < 0.0 {
        parts.push("the other way".to_owned());
    }
    parts.join("; ")
}

/// A cap that binds in a period.
fn of_cap([before, due, most, paid]: [f64; 4], period: &str) -> Option<String> {
    let falls_due = due - before;
    if falls_due <= 0.0 || due <= most || paid >= falls_due {
        return None;
    }
    let part = ((most - before) / falls_due).clamp(0.0, 1.0);
    let number = |value: f64| trimmed(&digits::number(value, 4));
    Some(format!(
        "cap of {} reached after {} of what the {period} earns; {} of {} paid",
        number(most),
        percent(part),
        number(paid),
        number(falls_due),
    ))
}

fn origin(why: Why) -> Option<&'static str> {
    match why {
        Why::Clause => None,
        Why::Operation => Some("operations"),
        Why::Value => Some("what the company is worth"),
        Why::Holders => Some("to holders of shares, of what the company is worth"),
        Why::Funding => Some("a round, because cash is short"),
    }
}

fn step(step: Step) -> Option<&'static str> {
    match step {
        Step::Plain => None,
        Step::Held => Some("held in escrow while the dispute is open"),
        Step::Released => Some("released from escrow"),
        Step::Returned => Some("returned from escrow"),
        Step::EscrowInterest => Some("interest in escrow"),
        Step::Cost => Some("what it costs to deliver"),
        Step::Lent => Some("lent"),
        Step::Repaid => Some("repaid"),
        Step::Interest => Some("interest"),
        Step::Instead => Some("by the deadline instead"),
        Step::TopUp => Some("up to the floor"),
        Step::CatchUp => Some("made up for earlier"),
        Step::Beside => Some("beside the payee"),
        Step::BeyondCap => Some("beyond the cap"),
        Step::FirstRefusal => Some("first refusal"),
        Step::Advance => Some("advance"),
        Step::Strike => Some("price of exercise"),
        Step::AfterHorizon => Some("after the horizon"),
    }
}

/// A part of something in percent, with three significant digits at most.
fn percent(part: f64) -> String {
    format!("{} %", trimmed(&digits::number(100.0 * part, 3)))
}

/// A number without zeros at its end that say nothing.
fn trimmed(number: &str) -> String {
    if !number.contains('.') {
        return number.to_owned();
    }
    number.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Step as Length;
    use jiff::civil::date;

    #[test]
    fn a_cap_that_binds_says_when_and_how_much() {
        let said = of_cap([91.0, 93.5, 92.0, 1.0], "quarter").unwrap_or_default();
        let said = said.replace('\u{202f}', " ");
        assert_eq!(said, "cap of 92 reached after 40 % of what the quarter earns; 1 of 2.5 paid");
        assert_eq!(
            of_cap([1.0, 2.0, 92.0, 1.0], "quarter"),
            None,
            "one that is far away says nothing"
        );
    }

    #[test]
    fn a_close_is_the_last_day_of_its_period() {
        let grid = Grid::new(date(2025, 7, 1), date(2030, 7, 1), Length::Quarter).expect("a grid");
        assert_eq!(day(&grid, 0.0), date(2025, 7, 1));
        assert_eq!(day(&grid, 0.25), date(2025, 9, 30));
        assert_eq!(day(&grid, 5.0), date(2030, 6, 30));
        assert_eq!(day(&grid, grid.years_to_end_of(date(2026, 2, 15))), date(2026, 2, 15));
    }
}
