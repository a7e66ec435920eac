//! Years as a clause counts them: as the grid does, or by a day-count convention.

use crate::calendar::{DayCount, Grid};
use crate::plan::{NodeId, PlanBuilder};

/// How a clause counts the years of what accrues.
#[derive(Clone, Debug, Default)]
pub struct Years {
    courses: Option<Vec<Course>>,
}

/// A stretch that every period has: when it begins and ends, and what each period of time in it counts.
#[derive(Clone, Copy, Debug)]
struct Course {
    /// Absent where it is all of the period.
    bounds: Option<(NodeId, NodeId)>,
    weight: NodeId,
}

impl Years {
    /// By a convention.
    #[must_use]
    pub fn by(count: DayCount, grid: Grid, builder: &mut PlanBuilder) -> Self {
        let periods = count.courses(grid);
        let most = periods.iter().map(Vec::len).max().unwrap_or(0);
        let courses = (0..most)
            .map(|number| {
                let mut bounds = (Vec::new(), Vec::new());
                let mut weights = Vec::new();
                for (period, courses) in periods.iter().enumerate() {
                    let length = grid.time(period) - grid.time(period.saturating_sub(1));
                    let (from, until, years) = match courses.get(number) {
                        Some(course) => (course.from, course.until, course.years),
                        None => (grid.time(period), grid.time(period), 0.0),
                    };
                    bounds.0.push(from);
                    bounds.1.push(until);
                    weights.push(if until > from { years * length / (until - from) } else { 0.0 });
                }
                let bounds =
                    (most > 1).then(|| (builder.series(bounds.0), builder.series(bounds.1)));
                Course { bounds, weight: builder.series(weights) }
            })
            .collect();
        Self { courses: Some(courses) }
    }

    /// Whether they are those of the grid.
    #[must_use]
    pub fn are_of_grid(&self) -> bool {
        self.courses.is_none()
    }

    /// How many years the period is.
    pub fn of_period(&self, builder: &mut PlanBuilder) -> NodeId {
        if self.courses.is_none() {
            return builder.period_length();
        }
        let (always, never) =
            (builder.constant(f64::NEG_INFINITY), builder.constant(f64::INFINITY));
        self.between(always, never, builder)
    }

    /// How many years have passed at the close of the period.
    pub fn so_far(&self, builder: &mut PlanBuilder) -> NodeId {
        if self.courses.is_none() {
            return builder.close_time();
        }
        let length = self.of_period(builder);
        builder.accumulate("years by day count", length)
    }

    /// How many lie between two times of the period, of which the first may be the later one.
    pub fn elapsed(&self, from: NodeId, until: NodeId, builder: &mut PlanBuilder) -> NodeId {
        if self.courses.is_some() {
            return self.between(from, until, builder);
        }
        let age = builder.subtract(until, from);
        let zero = builder.constant(0.0);
        builder.maximum(age, zero)
    }

    /// How many years of this period lie between two times; none where they are the wrong way round.
    pub fn between(&self, from: NodeId, until: NodeId, builder: &mut PlanBuilder) -> NodeId {
        let Some(courses) = &self.courses else {
            let part = builder.overlap(from, until);
            let length = builder.period_length();
            return builder.multiply(length, part);
        };
        let mut sum = builder.constant(0.0);
        for &Course { bounds, weight } in courses {
            let (from, until) = match bounds {
                Some((begins, ends)) => {
                    (builder.maximum(from, begins), builder.minimum(until, ends))
                }
                None => (from, until),
            };
            let part = builder.overlap(from, until);
            let years = builder.multiply(part, weight);
            sum = builder.add(sum, years);
        }
        sum
    }
}
