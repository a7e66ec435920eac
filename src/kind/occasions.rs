//! The moments at which a clause pays or compounds: every so many months from its start, whatever the step of the run.

use super::{Cuts, Params};
use crate::calendar::{Grid, add_months, parse_duration};
use crate::diagnose::Diagnostic;
use crate::plan::{Binary, NodeId, PlanBuilder, Unary};

/// A time that came from days may lie a rounding error beside a close: a hundredth of a second is no other moment.
const NO_TIME: f64 = 1e-9;

/// Moments that come back after so many months.
#[derive(Clone, Debug)]
pub struct Occasions {
    slots: Vec<Occasion>,
    months: i32,
    /// Whether one may lie inside a period.
    inside: bool,
}

/// One of the moments of a period; hardly any period has more than one.
#[derive(Clone, Copy, Debug)]
pub struct Occasion {
    /// When it is, in years since the start; infinite where this period has none.
    pub moment: NodeId,
    /// Its number, counted from one.
    count: NodeId,
    /// One where it falls into this period.
    pub falls: NodeId,
}

impl Occasion {
    /// One where it falls into this period and is one of every `times` occasions.
    pub fn every(&self, times: i32, builder: &mut PlanBuilder) -> NodeId {
        if times == 1 {
            return self.falls;
        }
        let part = builder.scale(self.count, 1.0 / f64::from(times));
        // Thirds may be off by a rounding error; a half of one occasion is far from it.
        let half = builder.constant(0.5 / f64::from(times));
        let part = builder.add(part, half);
        let whole = builder.unary(Unary::Floor, part);
        let whole = builder.scale(whole, f64::from(times));
        let last = builder.binary(Binary::Equal, whole, self.count);
        builder.and(self.falls, last)
    }
}

impl Occasions {
    /// Every so many months from a start on; a start before the run counts as well, one that is none is that of the run.
    #[must_use]
    pub fn since(start: NodeId, months: i32, grid: Grid, builder: &mut PlanBuilder) -> Self {
        match builder.evaluate_constant(start) {
            Some(start) => Self::known(start, months, grid, builder),
            None => Self::unknown(start, months, builder),
        }
    }

    fn known(start: f64, months: i32, grid: Grid, builder: &mut PlanBuilder) -> Self {
        let start = if start == f64::NEG_INFINITY { 0.0 } else { start };
        let day = grid.date_at(start);
        let of_a_day = (grid.years_to(day) - start).abs() < NO_TIME;
        let mut found: Vec<Vec<(f64, f64)>> = vec![Vec::new(); grid.periods() + 1];
        let mut inside = false;
        for count in 1_i32.. {
            let after = count.saturating_mul(months);
            let time = if of_a_day {
                grid.years_to(add_months(day, after))
            } else {
                start + f64::from(after) / 12.0
            };
            if time > grid.horizon() || start == f64::INFINITY {
                break;
            }
            if let (true, Some(period)) = (time > 0.0, grid.period_of(time)) {
                inside |= time != grid.time(period);
                found[period].push((time, f64::from(count)));
            }
        }
        let most = found.iter().map(Vec::len).max().unwrap_or(0);
        let slots = (0..most).map(|number| {
            let of_slot = |period: &Vec<(f64, f64)>| period.get(number).copied();
            let pairs: Vec<Option<(f64, f64)>> = found.iter().map(of_slot).collect();
            let times = pairs.iter().map(|pair| pair.map_or(f64::INFINITY, |pair| pair.0));
            let counts = pairs.iter().map(|pair| pair.map_or(0.0, |pair| pair.1));
            let falls = pairs.iter().map(|pair| f64::from(u8::from(pair.is_some())));
            Occasion {
                moment: builder.series(times.collect()),
                count: builder.series(counts.collect()),
                falls: builder.series(falls.collect()),
            }
        });
        Self { slots: slots.collect(), months, inside }
    }

    /// From a moment that differs between paths.
    fn unknown(start: NodeId, months: i32, builder: &mut PlanBuilder) -> Self {
        let years = f64::from(months) / 12.0;
        let (open, close) = (builder.open_time(), builder.close_time());
        let zero = builder.constant(0.0);
        let mut passed = |time: NodeId| {
            let age = builder.subtract(time, start);
            let number = builder.scale(age, 1.0 / years);
            let hardly = builder.constant(NO_TIME);
            let number = builder.add(number, hardly);
            let number = builder.unary(Unary::Floor, number);
            builder.maximum(number, zero)
        };
        let (before, count) = (passed(open), passed(close));
        let falls = builder.less(before, count);
        let later = builder.scale(count, years);
        let moment = builder.add(start, later);
        let moment = builder.minimum(moment, close);
        let never = builder.constant(f64::INFINITY);
        let moment = builder.select(falls, moment, never);
        Self { slots: vec![Occasion { moment, count, falls }], months, inside: true }
    }

    /// Those of a period, in the order of time.
    #[must_use]
    pub fn slots(&self) -> &[Occasion] {
        &self.slots
    }

    /// How many months lie between two of them.
    #[must_use]
    pub fn months(&self) -> i32 {
        self.months
    }

    /// Whether all of them are closes of periods.
    #[must_use]
    pub fn are_closes(&self) -> bool {
        !self.inside
    }

    /// What they cut: nothing where all are closes.
    #[must_use]
    pub fn cuts(&self) -> Cuts {
        let mut cuts = Cuts::default();
        if self.inside {
            self.slots.iter().for_each(|occasion| cuts.cut_at(occasion.moment));
        }
        cuts
    }
}

/// How many months a key says, as a word or a length of time: a whole number of steps.
pub fn months(params: &mut Params<'_>, key: &str) -> Option<i32> {
    let value = params.value(key)?.clone();
    let text = value.as_text().unwrap_or("");
    let Some(months) = in_months(text) else {
        let wanted = "\"month\", \"quarter\", \"half_year\", \"year\" or a number of months such as \"4 months\"";
        params.wrong_type(key, value.span, value.description(), wanted);
        return None;
    };
    let step = params.scope.grid().step();
    if months % step.months() != 0 {
        let name = step.name();
        let message = format!(
            "`{key} = \"{text}\"` in {} is no whole number of steps of the run, which are a {name} each",
            params.path
        );
        let help = format!(
            "write `step = \"{}\"` under [time], or a multiple of a {name} here",
            if months % 3 == 0 { "quarter" } else { "month" }
        );
        let finding = Diagnostic::error("finer-than-step", value.span, message);
        params.complain(finding.help(help));
        return None;
    }
    Some(months)
}

/// Whole months, from one to a century.
fn in_months(text: &str) -> Option<i32> {
    let years = match text {
        "half_year" | "half-year" | "half year" => 0.5,
        "month" | "quarter" | "year" => parse_duration(&format!("1 {text}"))?,
        _ => parse_duration(text)?,
    };
    let months = (years * 12.0).round();
    let whole = (years * 12.0 - months).abs() < 1e-9 && (1.0..=1200.0).contains(&months);
    #[expect(clippy::cast_possible_truncation, reason = "1200 at most")]
    whole.then_some(months as i32)
}

#[cfg(test)]
mod tests {
    use super::in_months;

    #[test]
    fn lengths_are_whole_months() {
        let said = ["month", "quarter", "half_year", "year", "4 months", "2 years", "1 quarter"];
        assert_eq!(said.map(in_months), [1, 3, 6, 12, 4, 24, 3].map(Some));
        for wrong in ["", "day", "30 days", "0 months", "0.5 months", "200 years", "quarterly"] {
            assert_eq!(in_months(wrong), None, "{wrong}");
        }
    }
}
