//! Studies as pictures: what each clause is worth, what each change moves, and what a number does that is turned.

use super::bridge::Bridge;
use super::compare::{Comparison, Versus};
use super::solve::Solved;
use super::sweep::{Point, Sweep};
use super::worth::Worth;
use crate::charts::clauses::{ClauseBar, ClauseSide, Clauses, Whisker};
use crate::charts::turned::{Turned, TurnedPoint, TurnedSide};
use crate::charts::{Caption, Unit};
use crate::results::Picture;
use crate::statistics::{Measure, digits};

/// Standard errors from the middle of a 90 % interval to its ends.
const NINETY: f64 = 1.645;

impl Worth {
    /// What each clause is worth to each side.
    #[must_use]
    pub fn pictures(&self) -> Vec<Picture> {
        let bars = |side: usize| {
            let of = |clause: &super::worth::Clause| {
                Some(bar(clause.pairs.get(side)?.as_ref()?.difference))
            };
            self.clauses.iter().map(of).collect()
        };
        let sides = labels(&self.sides).map(|(side, label)| ClauseSide {
            label,
            colour: colour(&self.colours, side),
            bars: bars(side),
            sum: None,
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
            title: if worth.value < 0.0 {
                let cost = amount(-worth.value, &self.money);
                format!("{} costs {side} {cost}, the most of all that matters", clause.said())
            } else {
                let gain = amount(worth.value, &self.money);
                format!("{} is worth {gain} to {side}, the most of all that matters", clause.said())
            },
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
    #[must_use]
    pub fn pictures(&self) -> Vec<Picture> {
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
        let ordered = versus.bridges.iter().flatten().any(|bridge| bridge.ordered);
        let rest = if ordered { "rounding" } else { "together, beyond each alone" };
        names.push(rest.to_owned());
        let bars = |bridge: &Option<Bridge>| -> Vec<Option<ClauseBar>> {
            let Some(bridge) = bridge else { return vec![None; steps + 1] };
            let rest = ClauseBar { mean: bridge.interaction, whisker: None };
            bridge.steps.iter().map(|step| Some(bar(step.moved))).chain([Some(rest)]).collect()
        };
        let side = |(side, label): (usize, String)| {
            let bars = bars(versus.bridges.get(side)?);
            Some(ClauseSide { label, colour: colour(&self.colours, side), bars, sum: None })
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
                let found = if gain < 0.0 { "a loss" } else { "a gain" };
                Some(format!("{found} of {} for {side}", amount(gain.abs(), &self.money)))
            })
            .take(3)
            .collect();
        let caption = Caption {
            title: format!("{} instead of {}: {}", deal.name, first.name, gains.join(", ")),
            subtitle: format!(
                "Mean payoff that each change {}, on the same draws{}",
                if ordered { "moves, over all orders" } else { "alone moves" },
                in_money(&self.money)
            ),
            source: source(&first.name, self.seed, self.paths),
        };
        let stem =
            if versus.deal == 1 { "bridge".to_owned() } else { format!("bridge_{}", versus.deal) };
        Some(Picture::new(&stem, caption, chart))
    }
}

impl Solved {
    /// Left less right over the range that was looked through.
    #[must_use]
    pub fn pictures(&self) -> Vec<Picture> {
        let point = |(at, value): &(f64, Measure)| {
            let reach = value.standard_error.map(|error| 1.96 * error);
            let band = reach.map(|reach| (value.value - reach, value.value + reach));
            TurnedPoint { at: *at, mean: value.value, band }
        };
        let key = last_part(&self.key);
        let roots: Vec<String> = self.roots.iter().map(|root| digits::number(root.at, 3)).collect();
        let title = match &roots[..] {
            [] => format!("{}: no {key} in the range does it", self.statement),
            some => format!("{} where {key} is {}", self.statement, some.join(" or ")),
        };
        let caption = Caption {
            title,
            subtitle: "Left side less right side, on the same draws".to_owned(),
            source: source(&self.path.display().to_string(), self.seed, self.paths),
        };
        let chart = Turned {
            key: self.key.clone(),
            quantity: "left less right".to_owned(),
            unit: Unit::Plain,
            bands: "The band is a 95 % interval.".to_owned(),
            sides: vec![TurnedSide {
                label: "left less right".to_owned(),
                colour: 0,
                points: self.scan.iter().map(point).collect(),
                zeros: self.roots.iter().map(|root| root.at).collect(),
            }],
        };
        vec![Picture::new("scan", caption, chart)]
    }
}

impl Sweep {
    /// A line a side over the number that is turned; with two numbers a picture a side, a line for each value of the second.
    #[must_use]
    pub fn pictures(&self) -> Vec<Picture> {
        match &self.axes[..] {
            [axis] => {
                let line = |(number, label): (usize, String)| TurnedSide {
                    label,
                    colour: colour(&self.colours, number),
                    points: self.points_of(number, None),
                    zeros: self.zeros(number, None),
                };
                let sides = labels(&self.sides).map(line).collect();
                vec![self.picture("sweep", &axis.key, self.found(), sides)]
            }
            [first, second] => {
                let picture = |(number, label): (usize, String)| {
                    let line = |(colour, value): (usize, &f64)| TurnedSide {
                        label: format!(
                            "{} = {}",
                            last_part(&second.key),
                            digits::number(*value, 4)
                        ),
                        colour,
                        points: self.points_of(number, Some(*value)),
                        zeros: self.zeros(number, Some(*value)),
                    };
                    let lines = spread(&second.values).iter().enumerate().map(line).collect();
                    let name = self.sides.get(number).map_or("", |(name, _)| name.as_str());
                    let title = format!("What {label} gets, by {} and {}", first.key, second.key);
                    self.picture(&format!("sweep_{name}"), &first.key, title, lines)
                };
                labels(&self.sides).map(picture).chain(self.heat_maps()).collect()
            }
            _ => Vec::new(),
        }
    }

    fn picture(&self, stem: &str, key: &str, title: String, sides: Vec<TurnedSide>) -> Picture {
        let (quantity, bands) = match &self.walk_away {
            Some(path) => {
                let file = path.file_name().unwrap_or_default().to_string_lossy();
                (format!("Mean gain over {file}"), "The bands are 95 % intervals of the mean.")
            }
            None => ("Payoff".to_owned(), "Lines are means, bands reach from P5 to P95."),
        };
        let caption = Caption {
            title,
            subtitle: format!("{quantity}, present value at the start{}", in_money(&self.money)),
            source: source(&self.name, self.seed, self.paths),
        };
        let chart = Turned {
            key: key.to_owned(),
            quantity,
            unit: unit(&self.money),
            bands: bands.to_owned(),
            sides,
        };
        Picture::new(stem, caption, chart)
    }

    fn points_of(&self, side: usize, beside: Option<f64>) -> Vec<TurnedPoint> {
        let own = self.points.iter().filter(|point| point.at.get(1).copied() == beside);
        let point = |point: &Point| {
            let found = point.sides.get(side)?.as_ref()?;
            let [low, _, high] = found.quantiles;
            let (mean, band) = match found.gain {
                Some(gain) => {
                    let reach = gain.standard_error.map(|error| 1.96 * error);
                    (gain.value, reach.map(|reach| (gain.value - reach, gain.value + reach)))
                }
                None => (found.mean.value, Some((low.value, high.value))),
            };
            Some(TurnedPoint { at: *point.at.first()?, mean, band })
        };
        own.filter_map(point).collect()
    }

    fn zeros(&self, side: usize, beside: Option<f64>) -> Vec<f64> {
        let own = self.break_even.iter().filter(|one| one.side == side && one.beside == beside);
        own.map(|one| one.root.at).collect()
    }

    /// What the first sides gain from where on, as a title.
    fn found(&self) -> String {
        let key = self.axes.first().map_or("", |axis| last_part(&axis.key));
        let said = labels(&self.sides).take(3).filter_map(|(side, label)| {
            let mut own = self.break_even.iter().filter(|one| one.side == side);
            let first = own.next()?;
            let way = if first.root.rising { "above" } else { "below" };
            own.next()
                .is_none()
                .then(|| format!("a gain for {label} {way} {}", digits::number(first.root.at, 3)))
        });
        let said: Vec<String> = said.collect();
        if said.is_empty() {
            format!("What each side gets as {key} is turned")
        } else {
            format!("{key}: {}", said.join(", "))
        }
    }
}

/// At most seven of some values, the first and the last among them.
fn spread(values: &[f64]) -> Vec<f64> {
    const MOST: usize = 7;
    let Some(last) = values.len().checked_sub(1).filter(|last| *last >= MOST) else {
        return values.to_vec();
    };
    (0..MOST).filter_map(|place| values.get(place * last / (MOST - 1)).copied()).collect()
}

/// What a reader calls a key: `stake` of `inputs.stake.value`.
fn last_part(key: &str) -> &str {
    let key = key.strip_suffix(".value").unwrap_or(key);
    key.rsplit('.').next().unwrap_or(key)
}

pub(super) fn bar(measure: Measure) -> ClauseBar {
    let reach = measure.standard_error.map(|error| NINETY * error);
    let whisker = reach.map(|reach| (measure.value - reach, measure.value + reach));
    ClauseBar { mean: measure.value, whisker }
}

/// The colour of a side.
pub(super) fn colour(colours: &[usize], side: usize) -> usize {
    colours.get(side).copied().unwrap_or(side)
}

/// Numbers of sides and their labels.
fn labels(sides: &[(String, String)]) -> impl Iterator<Item = (usize, String)> {
    sides.iter().enumerate().map(|(number, (_, label))| (number, label.clone()))
}

pub(super) fn unit(money: &str) -> Unit {
    if money.is_empty() { Unit::Plain } else { Unit::Named(money.to_owned()) }
}

fn amount(value: f64, money: &str) -> String {
    let number = digits::number(value, 3);
    if money.is_empty() { number } else { format!("{number} {money}") }
}

pub(super) fn in_money(money: &str) -> String {
    if money.is_empty() { String::new() } else { format!(", {money}") }
}

pub(super) fn source(name: &str, seed: u64, paths: u64) -> String {
    let paths = digits::integer(i64::try_from(paths).unwrap_or(i64::MAX));
    format!("scenario {name} · seed {seed} · {paths} paths")
}
