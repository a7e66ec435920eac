//! Studies as pictures: what each clause is worth, and what each change moves.

use super::bridge::Bridge;
use super::compare::{Comparison, Versus};
use super::worth::Worth;
use crate::charts::clauses::{ClauseBar, ClauseSide, Clauses, Whisker};
use crate::charts::{Caption, Unit};
use crate::results::Picture;
use crate::statistics::{Measure, digits};

/// Standard errors from the middle of a 90 % interval to its ends.
const NINETY: f64 = 1.645;

impl Worth {
    /// What each clause is worth to each side.
    pub(crate) fn pictures(&self) -> Vec<Picture> {
        let bars = |side: usize| {
            let of = |clause: &super::worth::Clause| {
                Some(bar(clause.pairs.get(side)?.as_ref()?.difference))
            };
            self.clauses.iter().map(of).collect()
        };
        let sides = labels(&self.sides).map(|(colour, label)| ClauseSide {
            label,
            colour,
            bars: bars(colour),
        });
        let chart = Clauses {
            unit: unit(&self.money),
            whisker: Whisker::MeanInterval90,
            clauses: self.clauses.iter().map(super::worth::Clause::said).collect(),
            sides: sides.collect(),
        };
        let most = self.clauses.iter().flat_map(|clause| {
            let named = clause.pairs.iter().zip(&self.sides);
            named.filter_map(move |(pair, (_, side))| {
                Some((clause, side, pair.as_ref()?.difference))
            })
        });
        let most = most.max_by(|one, two| one.2.value.abs().total_cmp(&two.2.value.abs()));
        let Some((clause, side, worth)) = most else { return Vec::new() };
        let caption = Caption {
            title: format!(
                "{} is worth {} to {side}, the most of all",
                clause.said(),
                amount(worth.value, &self.money)
            ),
            subtitle: format!(
                "Worth: mean payoff with the clause less that without it, on the same draws{}",
                in_money(&self.money)
            ),
            source: source(&self.name, self.seed, self.paths),
        };
        vec![Picture::new("worth", caption, chart)]
    }
}

impl Comparison {
    /// For each deal, what its changes alone move for each side.
    pub(crate) fn pictures(&self) -> Vec<Picture> {
        self.versus.iter().filter_map(|versus| self.picture(versus)).collect()
    }

    fn picture(&self, versus: &Versus) -> Option<Picture> {
        let (first, deal) = (self.deals.first()?, self.deals.get(versus.deal)?);
        let steps = versus.bridges.iter().flatten().next()?.steps.len();
        let mut names: Vec<String> = Vec::new();
        for step in &versus.bridges.iter().flatten().next()?.steps {
            names.push(
                versus.changes.get(step.change).map_or("", |change| change.name()).to_owned(),
            );
        }
        names.push("together, beyond each alone".to_owned());
        let bars = |bridge: &Option<Bridge>| -> Vec<Option<ClauseBar>> {
            let Some(bridge) = bridge else { return vec![None; steps + 1] };
            let rest = ClauseBar { mean: bridge.interaction, whisker: None };
            bridge.steps.iter().map(|step| Some(bar(step.moved))).chain([Some(rest)]).collect()
        };
        let side = |(colour, label): (usize, String)| {
            Some(ClauseSide { label, colour, bars: bars(versus.bridges.get(colour)?) })
        };
        let chart = Clauses {
            unit: unit(&self.money),
            whisker: Whisker::MeanInterval90,
            clauses: names,
            sides: labels(&self.sides).filter_map(side).collect(),
        };
        let gains = versus.pairs.iter().zip(&self.sides);
        let gains: Vec<String> = gains
            .filter_map(|(pair, (_, side))| {
                let gain = pair.as_ref()?.difference.value;
                let verb = if gain < 0.0 { "loses" } else { "gains" };
                Some(format!("{side} {verb} {}", amount(gain.abs(), &self.money)))
            })
            .take(3)
            .collect();
        let caption = Caption {
            title: format!("{} instead of {}: {}", deal.name, first.name, gains.join(", ")),
            subtitle: format!(
                "Mean payoff that each change alone moves, on the same draws{}",
                in_money(&self.money)
            ),
            source: source(&first.name, self.seed, self.paths),
        };
        let stem =
            if versus.deal == 1 { "bridge".to_owned() } else { format!("bridge_{}", versus.deal) };
        Some(Picture::new(&stem, caption, chart))
    }
}

fn bar(measure: Measure) -> ClauseBar {
    let reach = measure.standard_error.map(|error| NINETY * error);
    let whisker = reach.map(|reach| (measure.value - reach, measure.value + reach));
    ClauseBar { mean: measure.value, whisker }
}

/// Numbers of sides and their labels.
fn labels(sides: &[(String, String)]) -> impl Iterator<Item = (usize, String)> {
    sides.iter().enumerate().map(|(number, (_, label))| (number, label.clone()))
}

fn unit(money: &str) -> Unit {
    if money.is_empty() { Unit::Plain } else { Unit::Named(money.to_owned()) }
}

fn amount(value: f64, money: &str) -> String {
    let number = digits::number(value, 3);
    if money.is_empty() { number } else { format!("{number} {money}") }
}

fn in_money(money: &str) -> String {
    if money.is_empty() { String::new() } else { format!(", {money}") }
}

fn source(name: &str, seed: u64, paths: u64) -> String {
    let paths = digits::integer(i64::try_from(paths).unwrap_or(i64::MAX));
    format!("scenario {name} · seed {seed} · {paths} paths")
}
