//! The picture of what each side received under each clause.

use super::super::findings::with_unit;
use super::super::run::{MovedResult, RunResults};
use super::super::sides::SideResult;
use super::{Picture, unit};
use crate::charts::clauses::{ClauseBar, ClauseSide, Clauses, Whisker};
use crate::plan::Why;
use crate::statistics::special::normal_quantile;

/// One picture of all clauses.
pub(super) fn pictures(results: &RunResults) -> Vec<Picture> {
    results.value_by_clause().into_iter().collect()
}

impl RunResults {
    fn value_by_clause(&self) -> Option<Picture> {
        let mut clauses: Vec<(&str, &str)> = Vec::new();
        for moved in &self.moved {
            let clause = (moved.term.as_str(), moved.term_label.as_str());
            if !clauses.contains(&clause) {
                clauses.push(clause);
            }
        }
        if clauses.is_empty() {
            return None;
        }
        // One kind of whisker for the whole picture, so that bars can be compared.
        let whisker = if self.moved.iter().all(|moved| moved.spread.is_some()) {
            Whisker::P5ToP95
        } else {
            Whisker::MeanInterval90
        };
        let side = |(place, side): (usize, &SideResult)| ClauseSide {
            label: side.label.clone(),
            colour: side.colour,
            bars: clauses
                .iter()
                .map(|(term, _)| {
                    let own = |moved: &&MovedResult| moved.side == place && moved.term == *term;
                    self.moved.iter().find(own).and_then(|moved| bar(moved, whisker))
                })
                .collect(),
            sum: side.mean.map(|mean| mean.value),
        };
        let data = Clauses {
            unit: unit(&self.money),
            whisker,
            clauses: clauses.iter().map(|(_, label)| (*label).to_owned()).collect(),
            sides: self.sides.iter().enumerate().map(side).collect(),
        };
        let subtitle = format!(
            "Moved: what each side received (left: paid) under each clause, present value{}",
            self.in_money()
        );
        let title = self.clause_title(|mean| data.figure(mean));
        Some(Picture::new("clauses", self.caption(title, subtitle), data))
    }

    /// What moves most, and where that is no clause but a company's value or operations, which clause does.
    fn clause_title(&self, figure: impl Fn(f64) -> String) -> String {
        let size =
            |moved: &&MovedResult| moved.present_value.map_or(0.0, |value| value.value.abs());
        let largest = |clauses_only: bool| {
            let own = self.moved.iter().filter(|one| !clauses_only || one.why == Why::Clause);
            let most = own.max_by(|a, b| size(a).total_cmp(&size(b)))?;
            (size(&most) > 0.0).then_some(most)
        };
        let moves = |moved: &MovedResult, unit: &str| {
            let value = moved.present_value.map_or(0.0, |value| value.value);
            let side = self.sides.get(moved.side).map_or("", |side| side.label.as_str());
            let does = if value > 0.0 { "to" } else { "from" };
            let amount = with_unit(&figure(value.abs()), unit);
            format!("“{}” moves {amount} {does} {side}", moved.term_label)
        };
        match (largest(false), largest(true)) {
            (Some(most), Some(clause)) if most.why != Why::Clause => format!(
                "On average {}, more than any clause; of the clauses, {}",
                moves(most, &self.money),
                moves(clause, "")
            ),
            (Some(most), _) => format!("On average {}, the most of all", moves(most, &self.money)),
            (None, _) => "No clause moves anything".to_owned(),
        }
    }
}

fn bar(moved: &MovedResult, whisker: Whisker) -> Option<ClauseBar> {
    let measure = moved.present_value?;
    let ends = match whisker {
        Whisker::P5ToP95 => moved.spread,
        Whisker::MeanInterval90 => {
            let reach = measure.standard_error.map(|error| error * normal_quantile(0.95));
            reach.map(|reach| (measure.value - reach, measure.value + reach))
        }
    };
    Some(ClauseBar { mean: measure.value, whisker: ends })
}
