//! The periods of a run, and the one way in which a day becomes a time in years.

use jiff::Span;
use jiff::civil::Date;

/// The largest number of periods: a century of months.
const MAXIMUM_STEPS: i32 = 1200;

/// The length of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// One month.
    Month,
    /// Three months.
    Quarter,
    /// Twelve months.
    Year,
}

impl Step {
    /// Every step, shortest first.
    pub const ALL: [Self; 3] = [Self::Month, Self::Quarter, Self::Year];

    /// Its length in months.
    #[must_use]
    pub const fn months(self) -> i32 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Year => 12,
        }
    }

    /// Its name in a scenario file.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }

    /// The step of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.name() == name)
    }
}

/// The periods of a run: period k runs from t(k − 1) to t(k), counted from one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grid {
    start: Date,
    end: Date,
    step: Step,
    periods: i32,
}

impl Grid {
    /// The grid from the beginning of `start` to the beginning of `end`.
    ///
    /// # Errors
    /// A sentence that says what is wrong and how to mend it: `end` must come after `start` by a
    /// whole number of steps, and by 1200 steps at most.
    pub fn new(start: Date, end: Date, step: Step) -> Result<Self, String> {
        let name = step.name();
        if end <= start {
            return Err(format!(
                "the end, {end}, is not after the start, {start}: choose a later end"
            ));
        }
        let periods = months_between(start, end) / step.months();
        let below = add_months(start, periods * step.months());
        let above = add_months(start, (periods + 1) * step.months());
        if below != end {
            // Dates end with the year 9999.
            let choice = match (periods, above) {
                (0, above) => above.to_string(),
                (_, above) if above <= end => below.to_string(),
                (_, above) => format!("{below} or {above}"),
            };
            return Err(format!(
                "{start} to {end} is not a whole number of {name}s: end on {choice}, or choose \
                 another step"
            ));
        }
        if periods > MAXIMUM_STEPS {
            let last = add_months(start, MAXIMUM_STEPS * step.months());
            return Err(format!(
                "{start} to {end} is {periods} {name}s and {MAXIMUM_STEPS} is the most: end by \
                 {last}, or choose a longer step"
            ));
        }
        Ok(Self { start, end, step, periods })
    }

    /// The first day.
    #[must_use]
    pub const fn start(&self) -> Date {
        self.start
    }

    /// The day at whose beginning the last period closes.
    #[must_use]
    pub const fn end(&self) -> Date {
        self.end
    }

    /// The length of a period.
    #[must_use]
    pub const fn step(&self) -> Step {
        self.step
    }

    /// How many periods there are.
    #[must_use]
    pub fn periods(&self) -> usize {
        usize::try_from(self.periods).unwrap_or(0)
    }

    /// The length of a period in years.
    #[must_use]
    pub fn dt(&self) -> f64 {
        f64::from(self.step.months()) / 12.0
    }

    /// The time in years at which period `k` closes; `time(0)` is the start. One division, so that
    /// no error adds up.
    #[must_use]
    pub fn time(&self, k: usize) -> f64 {
        f64::from(self.months_at(k)) / 12.0
    }

    /// The time in years at which the last period closes.
    #[must_use]
    pub fn horizon(&self) -> f64 {
        self.time(self.periods())
    }

    /// The day at whose beginning period `k` closes; `date(0)` is the start.
    #[must_use]
    pub fn date(&self, k: usize) -> Date {
        add_months(self.start, self.months_at(k))
    }

    /// The beginning of a day in years since the start: (whole months + fraction of the month) /
    /// 12, where months are counted from the start's own day of the month and the fraction is of
    /// the days between two such days. Negative before the start.
    #[must_use]
    pub fn years_to(&self, date: Date) -> f64 {
        let months = months_between(self.start, date);
        let opening = add_months(self.start, months);
        let days = f64::from(days_between(opening, date));
        (f64::from(months) + days / f64::from(self.days_of_month(months))) / 12.0
    }

    /// The end of a day in years since the start: an end date includes its day.
    #[must_use]
    pub fn years_to_end_of(&self, date: Date) -> f64 {
        self.years_to(date.tomorrow().unwrap_or(date))
    }

    /// When something that falls due or happens on a day does: at the end of it, and on the day of the start at once.
    /// Negative before the start.
    #[must_use]
    pub fn years_to_payment_on(&self, date: Date) -> f64 {
        if date <= self.start { self.years_to(date) } else { self.years_to_end_of(date) }
    }

    /// The last day on which something can be paid.
    #[must_use]
    pub fn last_day(&self) -> Date {
        self.end.yesterday().unwrap_or(self.end)
    }

    /// The period, counted from one, that a time falls into; `None` outside the grid.
    ///
    /// A period holds its close but not its opening, because what is due at t(k) is paid at the
    /// close of period k; only the start itself, which no earlier period could hold, falls into
    /// period 1.
    #[must_use]
    pub fn period_of(&self, time: f64) -> Option<usize> {
        if !(0.0..=self.horizon()).contains(&time) {
            return None;
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0..=1200")]
        let guess = (time / self.dt()).ceil() as usize;
        let mut k = guess.clamp(1, self.periods());
        // The quotient may be rounded across a boundary; the boundaries themselves decide.
        while k > 1 && time <= self.time(k - 1) {
            k -= 1;
        }
        while k < self.periods() && time > self.time(k) {
            k += 1;
        }
        Some(k)
    }

    /// The calendar year in which period `k` closes. A close on 1 January belongs to the year that
    /// it completes.
    #[must_use]
    pub fn calendar_year(&self, k: usize) -> i16 {
        let close = self.date(k);
        close.yesterday().unwrap_or(close).year()
    }

    /// The day that a time in years falls on, the inverse of `years_to`; for messages and traces.
    /// A time that is not a number gives the start, one beyond the calendar its first or last day.
    #[must_use]
    pub fn date_at(&self, time: f64) -> Date {
        // A time that came from a day may lie a rounding error below it: a thousandth of a second
        // is no other day.
        let months = time * 12.0 + 1e-9;
        #[expect(clippy::cast_possible_truncation, reason = "saturates, and NaN gives zero")]
        let whole = months.floor().clamp(-300_000.0, 300_000.0) as i32;
        let length = self.days_of_month(whole);
        let fraction = (months - f64::from(whole)).clamp(0.0, 1.0);
        #[expect(clippy::cast_possible_truncation, reason = "at most 31")]
        let days = ((fraction * f64::from(length)).floor() as i32).min(length - 1);
        add_months(self.start, whole).saturating_add(Span::new().days(days))
    }

    /// Actual days from the start to a time in years, with the part of the day that has passed.
    #[must_use]
    pub fn days_to(&self, time: f64) -> f64 {
        let months = time * 12.0;
        #[expect(clippy::cast_possible_truncation, reason = "saturates, and NaN gives zero")]
        let whole = (months + 1e-9).floor().clamp(-300_000.0, 300_000.0) as i32;
        let before = f64::from(days_between(self.start, add_months(self.start, whole)));
        before + (months - f64::from(whole)) * f64::from(self.days_of_month(whole))
    }

    /// Months from the start to the close of period `k`.
    fn months_at(&self, k: usize) -> i32 {
        i32::try_from(k).unwrap_or(i32::MAX).saturating_mul(self.step.months())
    }

    /// Days between the openings of months `months` and `months + 1` after the start; at least one,
    /// also at the last day of the calendar.
    fn days_of_month(&self, months: i32) -> i32 {
        let opening = add_months(self.start, months);
        days_between(opening, add_months(self.start, months + 1)).max(1)
    }
}

/// The same day of the month some months later, or the last day of a month that is too short.
#[must_use]
pub fn add_months(date: Date, months: i32) -> Date {
    // Beyond 20,000 years the calendar ends; jiff saturates there, and its spans end not far
    // behind.
    date.saturating_add(Span::new().months(months.clamp(-239_000, 239_000)))
}

/// The largest number of months that can be added to `from` without passing `to`; negative where
/// `to` is earlier.
fn months_between(from: Date, to: Date) -> i32 {
    let years = i32::from(to.year()) - i32::from(from.year());
    let months = years * 12 + i32::from(to.month()) - i32::from(from.month());
    if add_months(from, months) > to { months - 1 } else { months }
}

/// Days from one day to another.
pub(super) fn days_between(from: Date, to: Date) -> i32 {
    // Until defaults to days as the largest unit, and a span of days never fails.
    from.until(to).map_or(0, |span| span.get_days())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn flagship() -> Grid {
        Grid::new(date(2025, 7, 1), date(2035, 7, 1), Step::Quarter).unwrap()
    }

    #[test]
    fn an_end_date_includes_its_day() {
        assert_eq!(flagship().years_to_end_of(date(2030, 12, 31)), 5.5);
    }

    #[test]
    fn the_grid_counts_its_periods() {
        let grid = flagship();
        assert_eq!((grid.periods(), grid.dt(), grid.horizon()), (40, 0.25, 10.0));
        assert_eq!(grid.date(0), date(2025, 7, 1));
        assert_eq!(grid.date(40), date(2035, 7, 1));
        let monthly = Grid::new(date(2025, 1, 1), date(2026, 1, 1), Step::Month).unwrap();
        assert_eq!(monthly.time(7), 7.0 / 12.0);
    }

    #[test]
    fn a_day_is_a_fraction_of_its_own_month() {
        let grid = flagship();
        assert_eq!(grid.years_to(date(2025, 7, 1)), 0.0);
        assert_eq!(grid.years_to(date(2025, 7, 17)), (16.0 / 31.0) / 12.0);
        assert_eq!(grid.years_to(date(2026, 2, 15)), (7.0 + 14.0 / 28.0) / 12.0);
        assert_eq!(grid.years_to(date(2025, 6, 16)), (-1.0 + 15.0 / 30.0) / 12.0);
        assert_eq!(grid.years_to(date(2024, 7, 1)), -1.0);
    }

    #[test]
    fn a_start_on_the_last_day_of_a_month_works() {
        let grid = Grid::new(date(2025, 1, 31), date(2026, 1, 31), Step::Month).unwrap();
        assert_eq!(grid.periods(), 12);
        assert_eq!(grid.date(1), date(2025, 2, 28));
        assert_eq!(grid.date(2), date(2025, 3, 31));
        assert_eq!(grid.years_to(date(2025, 2, 28)), 1.0 / 12.0);
        assert_eq!(grid.years_to(date(2025, 3, 1)), (1.0 + 1.0 / 31.0) / 12.0);
        let mut before = -1.0;
        let mut day = date(2024, 2, 1);
        while day < date(2027, 1, 1) {
            let time = grid.years_to(day);
            assert!(time > before, "{day}: {time} after {before}");
            (before, day) = (time, day.tomorrow().unwrap());
        }
    }

    #[test]
    fn every_close_is_where_its_day_is() {
        for start in [date(2024, 2, 29), date(2025, 8, 31), date(2025, 7, 15)] {
            let end = add_months(start, 1200);
            let grid = Grid::new(start, end, Step::Month).unwrap();
            for k in 0..=grid.periods() {
                assert_eq!(grid.years_to(grid.date(k)), grid.time(k), "{start} {k}");
            }
        }
    }

    #[test]
    fn date_at_inverts_years_to() {
        for start in [date(2025, 7, 1), date(2024, 2, 29), date(2025, 8, 31)] {
            let grid = Grid::new(start, add_months(start, 120), Step::Quarter).unwrap();
            let mut day = date(2015, 1, 1);
            while day < date(2050, 1, 1) {
                assert_eq!(grid.date_at(grid.years_to(day)), day, "from {start}");
                day = day.tomorrow().unwrap();
            }
            assert_eq!(grid.date_at(f64::NAN), start);
            assert_eq!(grid.date_at(f64::INFINITY), Date::MAX);
            assert_eq!(grid.date_at(f64::NEG_INFINITY), Date::MIN);
        }
    }

    #[test]
    fn the_ends_of_the_calendar_do_not_break() {
        let grid = flagship();
        for day in [Date::MIN, Date::MAX] {
            assert!(grid.years_to(day).is_finite() && grid.years_to_end_of(day).is_finite());
        }
    }

    #[test]
    fn a_period_holds_its_close() {
        let grid = Grid::new(date(2025, 1, 1), date(2125, 1, 1), Step::Month).unwrap();
        assert_eq!(grid.period_of(0.0), Some(1));
        for k in 1..=grid.periods() {
            let close = grid.time(k);
            assert_eq!(grid.period_of(close), Some(k));
            assert_eq!(grid.period_of(close.next_down()), Some(k));
            assert_eq!(grid.period_of(close.next_up()), (k < 1200).then_some(k + 1));
        }
        for time in [-0.1, 100.1, f64::NAN, f64::INFINITY] {
            assert_eq!(grid.period_of(time), None);
        }
    }

    #[test]
    fn a_close_on_new_year_belongs_to_the_old_year() {
        let grid = flagship();
        assert_eq!(grid.calendar_year(1), 2025);
        assert_eq!(grid.date(2), date(2026, 1, 1));
        assert_eq!(grid.calendar_year(2), 2025);
        assert_eq!(grid.calendar_year(3), 2026);
    }

    #[test]
    fn a_grid_that_cannot_be_says_the_way_out() {
        let start = date(2025, 7, 1);
        let error = |end, step| Grid::new(start, end, step).unwrap_err();
        assert!(error(start, Step::Month).contains("later end"));
        let uneven = error(date(2026, 2, 1), Step::Quarter);
        assert!(uneven.contains("2026-01-01 or 2026-04-01"), "{uneven}");
        let short = error(date(2025, 7, 20), Step::Month);
        assert!(short.contains("end on 2025-08-01"), "{short}");
        assert!(error(date(2225, 7, 1), Step::Month).contains("2125-07-01"));
        assert_eq!(Step::from_name("quarter"), Some(Step::Quarter));
        assert_eq!(Step::from_name("fortnight"), None);
    }
}
