//! How loan contracts count the years between two days.

use super::grid::{Grid, add_months, days_between};
use jiff::civil::Date;

/// A day-count convention. All of these add up: from a to c is from a to b and from b to c.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayCount {
    /// Days / 365 (ISDA 2006, 4.16 d).
    Actual365,
    /// Days / 360 (ISDA 2006, 4.16 e).
    Actual360,
    /// Months of 30 days and years of 360; a 31st counts as a 30th (30E/360: ISDA 2006, 4.16 g).
    Thirty360,
    /// Days of common years / 365 and of leap years / 366 (ISDA 2006, 4.16 b).
    ActualActual,
}

/// A stretch of a period over which years by a convention rise in a straight line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Course {
    /// When it begins, in years since the start as the grid counts them.
    pub from: f64,
    /// When it ends.
    pub until: f64,
    /// How many years it is by the convention.
    pub years: f64,
}

impl DayCount {
    /// Every convention.
    pub const ALL: [Self; 4] =
        [Self::Actual365, Self::Actual360, Self::Thirty360, Self::ActualActual];

    /// Its name in a scenario file.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Actual365 => "actual/365",
            Self::Actual360 => "actual/360",
            Self::Thirty360 => "30/360",
            Self::ActualActual => "actual/actual",
        }
    }

    /// The convention of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|count| count.name() == name)
    }

    /// Years from the beginning of one day to the beginning of another.
    #[must_use]
    pub fn years(self, from: Date, to: Date) -> f64 {
        let days = f64::from(days_between(from, to));
        match self {
            Self::Actual365 => days / 365.0,
            Self::Actual360 => days / 360.0,
            Self::Thirty360 => f64::from(day_of_360(to) - day_of_360(from)) / 360.0,
            Self::ActualActual => {
                let whole = f64::from(i32::from(to.year()) - i32::from(from.year()));
                whole + part_of_year(to) - part_of_year(from)
            }
        }
    }

    /// The straight stretches of every period, which fill it; the start counts as a period without any.
    #[must_use]
    pub fn courses(self, grid: Grid) -> Vec<Vec<Course>> {
        let months = usize::try_from(grid.step().months()).unwrap_or(1);
        let mut periods = vec![Vec::new()];
        for period in 1..=grid.periods() {
            let mut courses: Vec<Course> = Vec::new();
            for month in (period - 1) * months..period * months {
                self.add_month(grid, month, &mut courses);
            }
            periods.push(courses);
        }
        periods
    }

    /// Adds the days of a month that begins on the start's own day of the month; within one, time runs evenly.
    fn add_month(self, grid: Grid, month: usize, courses: &mut Vec<Course>) {
        let month = i32::try_from(month).unwrap_or(i32::MAX);
        let first = add_months(grid.start(), month);
        let length = days_between(first, add_months(grid.start(), month + 1)).max(1);
        let mut day = first;
        for number in 0..length {
            let next = day.tomorrow().unwrap_or(day);
            let time =
                |passed: i32| (f64::from(month) + f64::from(passed) / f64::from(length)) / 12.0;
            let (from, until) = (time(number), time(number + 1));
            let years = self.years(day, next);
            match courses.last_mut() {
                Some(last) if goes_on(last, until - from, years) => {
                    last.until = until;
                    last.years += years;
                }
                _ => courses.push(Course { from, until, years }),
            }
            day = next;
        }
    }
}

/// Whether a day continues a straight line.
fn goes_on(course: &Course, time: f64, years: f64) -> bool {
    let so_far = course.years / (course.until - course.from);
    (years / time - so_far).abs() < 1e-9
}

/// Days since the year 0 in months of 30.
fn day_of_360(date: Date) -> i32 {
    let months = i32::from(date.year()) * 12 + i32::from(date.month()) - 1;
    months * 30 + i32::from(date.day()).min(30) - 1
}

/// The part of its own year that has passed when a day begins.
fn part_of_year(date: Date) -> f64 {
    let length = if date.in_leap_year() { 366.0 } else { 365.0 };
    (f64::from(date.day_of_year()) - 1.0) / length
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Step;
    use jiff::civil::date;

    #[test]
    fn published_examples_come_out() {
        // EMU and Market Conventions: Recent Developments (ISDA, 1998), page 4: 1 November 2003 to 1 May 2004 is
        // 61/365 + 121/366; and a short first period, 1 February to 1 July 1999, of 150/365.
        let near = |found: f64, wanted: f64| assert!((found - wanted).abs() < 1e-15, "{found}");
        let isda = DayCount::ActualActual;
        near(isda.years(date(2003, 11, 1), date(2004, 5, 1)), 61.0 / 365.0 + 121.0 / 366.0);
        near(isda.years(date(1999, 2, 1), date(1999, 7, 1)), 150.0 / 365.0);
        // 30E/360: the last of August to the last of February, and on to the last of March.
        let thirty = DayCount::Thirty360;
        near(thirty.years(date(2006, 8, 31), date(2007, 2, 28)), 178.0 / 360.0);
        near(thirty.years(date(2007, 2, 28), date(2007, 3, 31)), 32.0 / 360.0);
        near(thirty.years(date(2007, 1, 15), date(2008, 1, 15)), 1.0);
        near(DayCount::Actual360.years(date(2025, 1, 1), date(2026, 1, 1)), 365.0 / 360.0);
        near(DayCount::Actual365.years(date(2024, 1, 1), date(2025, 1, 1)), 366.0 / 365.0);
    }

    #[test]
    fn courses_fill_their_periods_and_give_the_years_between_any_two_days() {
        for start in [date(2023, 1, 1), date(2023, 11, 15), date(2024, 1, 31)] {
            for step in Step::ALL {
                let grid = Grid::new(start, add_months(start, 36), step).unwrap();
                for count in DayCount::ALL {
                    let courses = count.courses(grid);
                    assert!(courses[0].is_empty() && courses.len() == grid.periods() + 1);
                    for (k, courses) in courses.iter().enumerate().skip(1) {
                        assert_eq!(courses.first().unwrap().from, grid.time(k - 1));
                        assert_eq!(courses.last().unwrap().until, grid.time(k));
                        let next = courses.iter().skip(1);
                        assert!(courses.iter().zip(next).all(|(a, b)| a.until == b.from));
                    }
                    let mut day = start;
                    while day <= grid.end() {
                        let found = up_to(&courses, grid.years_to(day));
                        let wanted = count.years(start, day);
                        assert!((found - wanted).abs() < 1e-9, "{count:?} {start} {day}: {found}");
                        day = day.tomorrow().unwrap();
                    }
                }
            }
        }
    }

    fn up_to(courses: &[Vec<Course>], time: f64) -> f64 {
        let part = |course: &Course| {
            let inside = (time.min(course.until) - course.from).max(0.0);
            course.years * inside / (course.until - course.from)
        };
        courses.iter().flatten().map(part).sum()
    }

    #[test]
    fn a_period_has_as_few_courses_as_it_needs() {
        let grid = Grid::new(date(2025, 1, 1), date(2026, 1, 1), Step::Month).unwrap();
        assert!(DayCount::Actual365.courses(grid).iter().skip(1).all(|it| it.len() == 1));
        assert!(DayCount::ActualActual.courses(grid).iter().skip(1).all(|it| it.len() == 1));
        assert!(DayCount::Thirty360.courses(grid).iter().all(|it| it.len() <= 3));
    }
}
