//! Packages that were run on the same paths, and where each bargaining rule has its maximum among them.

use super::answer::{Agreement, CoinToss, Named, SideAnswer, Talked};
use super::question::{Question, Terms};
use super::valued::{Runner, SideView, Valued, View, WalkAway, measured};
use crate::bargaining::{
    Frontier, Ideal, Maximum, Mixture, Packages, Talks, egalitarian, kalai_smorodinsky, nash,
    offers, robustly_undominated, utilitarian,
};
use crate::studies::refused::{Refusal, StudyFailure};
use std::collections::BTreeSet;

/// So many packages of the grid are looked at again.
const REFINED: usize = 96;

/// Standard errors within which two packages cannot be told apart.
const TWO_SIDED_95: f64 = 1.959_963_984_540_054;

/// Packages that were run on the same paths, and what sides have without.
pub(super) struct Pool {
    pub(super) without: WalkAway,
    pub(super) packages: Vec<Valued>,
}

impl Pool {
    pub(super) fn has(&self, terms: &Terms) -> bool {
        self.packages.iter().any(|package| package.terms == *terms)
    }

    /// The packages in some number of each side, on the paths that choose.
    pub(super) fn table(&self, of: impl Fn(&SideView) -> f64) -> Packages {
        let row = |view: &View| view.sides.iter().map(&of).collect();
        Packages {
            worth: self.packages.iter().map(|package| row(&package.choosing)).collect(),
            walk_away: self.without.choosing.iter().map(&of).collect(),
        }
    }

    pub(super) fn utilities(&self) -> Packages {
        self.table(|side| side.utility)
    }

    /// How large a difference of two packages has to be for a side to be one.
    pub(super) fn margin(&self, one: usize, other: usize, side: usize) -> f64 {
        let units = |package: usize| &self.packages[package].choosing.sides[side].units;
        let gaps: Vec<f64> =
            units(one).iter().zip(units(other).iter()).map(|(one, other)| one - other).collect();
        measured(&gaps).standard_error.map_or(0.0, |error| TWO_SIDED_95 * error)
    }

    /// Packages that nothing clearly beats and that no side clearly refuses, with all solutions and the best for each side;
    /// and whether there were more than are looked at again.
    pub(super) fn worth_another_look(&self, question: &Question) -> (Vec<usize>, bool) {
        let table = self.utilities();
        let not_refused = |package: &usize| {
            self.packages[*package].choosing.sides.iter().all(|side| {
                let error = side.gain.standard_error.unwrap_or(0.0);
                side.gain.value >= -TWO_SIDED_95 * error
            })
        };
        let undominated =
            robustly_undominated(&table.worth, |one, other, side| self.margin(one, other, side));
        let mut near: Vec<usize> = undominated.iter().copied().filter(not_refused).collect();
        if near.is_empty() {
            // Where somebody refuses everything, the frontier shows how much is missing.
            near = undominated;
        }
        let mut kept: BTreeSet<usize> =
            self.maxima(question.ideal).into_iter().map(|(_, found)| found.package).collect();
        kept.extend(best_for_each(&table));
        let first = |package: &usize| table.worth[*package].first().copied().unwrap_or(0.0);
        near.sort_by(|left, right| first(left).total_cmp(&first(right)));
        let thinned = near.len() > REFINED;
        let some = near.len().min(REFINED);
        kept.extend((0..some).map(|place| near[place * near.len() / some.max(1)]));
        (kept.into_iter().collect(), thinned)
    }

    /// Where each rule has its maximum.
    pub(super) fn maxima(&self, ideal: Ideal) -> Vec<(&'static str, Maximum)> {
        let table = self.utilities();
        let money = self.table(|side| side.certain);
        let base = self.table(|side| side.certain_in_base);
        let found = [
            ("Nash", nash(&table)),
            ("Kalai-Smorodinsky", kalai_smorodinsky(&table, ideal)),
            ("equal gains", egalitarian(&table, &money)),
            ("largest sum", utilitarian(&table, &base)),
        ];
        found.into_iter().filter_map(|(name, found)| Some((name, found?))).collect()
    }

    /// Other packages that a rule cannot tell from its maximum: the difference, linear in what the sides gain there, is
    /// within its error.
    fn as_good(&self, name: &str, best: usize, ideal: Ideal) -> Vec<Terms> {
        let table = self.utilities();
        let zone = table.zone();
        let others = zone.into_iter().filter(|package| *package != best);
        let same = |package: &usize| {
            let weights = |package: usize| self.weights(name, package, &table, ideal);
            let (here, there) = (weights(best), weights(*package));
            let units =
                |package: usize, side: usize| &self.packages[package].choosing.sides[side].units;
            let count = units(best, 0).len();
            let without = &self.without.choosing;
            let at = |package: usize, weights: &[f64], unit: usize| {
                let side = |(side, weight): (usize, &f64)| {
                    weight * (units(package, side)[unit] - without[side].units[unit])
                };
                weights.iter().enumerate().map(side).sum::<f64>()
            };
            let gaps: Vec<f64> =
                (0..count).map(|unit| at(best, &here, unit) - at(*package, &there, unit)).collect();
            let error = measured(&gaps).standard_error.unwrap_or(0.0);
            let value = |package: usize| self.value_of(name, package, &table, ideal);
            (value(best) - value(*package)).abs() <= TWO_SIDED_95 * error
        };
        others.filter(same).map(|package| self.packages[package].terms.clone()).collect()
    }

    /// What a rule maximises, as one number.
    fn value_of(&self, name: &str, package: usize, table: &Packages, ideal: Ideal) -> f64 {
        let gains = table.gains(package);
        let sides = &self.packages[package].choosing.sides;
        match name {
            "Nash" => gains.iter().filter(|gain| **gain > 0.0).product(),
            "Kalai-Smorodinsky" => {
                let parts = gains.iter().zip(hopes(table, ideal)).map(|(gain, hope)| gain / hope);
                parts.fold(f64::INFINITY, f64::min)
            }
            "equal gains" => {
                sides.iter().map(|side| side.money_gain.value).fold(f64::INFINITY, f64::min)
            }
            _ => sides.iter().map(|side| side.certain_in_base).sum(),
        }
    }

    /// How what a rule maximises hangs on the utility of each side at a package.
    fn weights(&self, name: &str, package: usize, table: &Packages, ideal: Ideal) -> Vec<f64> {
        let gains = table.gains(package);
        let sides = &self.packages[package].choosing.sides;
        let money: Vec<f64> = sides
            .iter()
            .zip(&gains)
            .map(|(side, gain)| if *gain == 0.0 { 1.0 } else { side.money_gain.value / gain })
            .collect();
        let least = |values: Vec<f64>, weights: Vec<f64>| {
            let place = values.iter().enumerate().min_by(|left, right| left.1.total_cmp(right.1));
            let place = place.map(|(place, _)| place);
            (0..weights.len())
                .map(|side| if Some(side) == place { weights[side] } else { 0.0 })
                .collect()
        };
        match name {
            "Nash" => {
                let all = self.value_of(name, package, table, ideal);
                gains.iter().map(|gain| if *gain > 0.0 { all / gain } else { 0.0 }).collect()
            }
            "Kalai-Smorodinsky" => {
                let weights: Vec<f64> =
                    hopes(table, ideal).into_iter().map(|hope| 1.0 / hope).collect();
                least(gains.iter().zip(&weights).map(|(gain, part)| gain * part).collect(), weights)
            }
            "equal gains" => least(sides.iter().map(|side| side.money_gain.value).collect(), money),
            _ => money,
        }
    }

    /// What the rules come to.
    pub(super) fn agreement(&self, runner: &Runner<'_>) -> Result<Agreement, StudyFailure> {
        let question = runner.question;
        let label = |side: &usize| runner.between[*side].1.clone();
        let mut named = Vec::new();
        for (name, Maximum { package, cannot_gain }) in self.maxima(question.ideal) {
            named.push(Named {
                as_good: self.as_good(name, package, question.ideal),
                cannot_gain: cannot_gain.iter().map(label).collect(),
                ..self.named(name, package)
            });
        }
        let table = self.utilities();
        let acceptable = !table.zone().is_empty();
        for (side, best) in best_for_each(&table).into_iter().enumerate().filter(|_| acceptable) {
            named.push(self.named(&format!("best for {}", label(&side)), best));
        }
        let (coins, talked) = self.lotteries(runner, &table)?;
        Ok(Agreement { named, coins, talked })
    }

    fn named(&self, name: &str, package: usize) -> Named {
        let valued = &self.packages[package];
        Named {
            name: name.to_owned(),
            terms: valued.terms.clone(),
            view: valued.told().clone(),
            cannot_gain: Vec::new(),
            as_good: Vec::new(),
        }
    }

    /// What the rules come to where sides may toss coins, and what is offered in turn.
    fn lotteries(
        &self,
        runner: &Runner<'_>,
        table: &Packages,
    ) -> Result<(Vec<CoinToss>, Option<Talked>), StudyFailure> {
        let question = runner.question;
        if !question.lotteries {
            return Ok((Vec::new(), None));
        }
        if runner.utilities.iter().any(|utility| !utility.takes_lotteries()) {
            return Err(StudyFailure::Refused(Refusal {
                message: "a utility that looks at the tail of a payoff has no value for a coin between two packages".to_owned(),
                help: "take lotteries out, or give the sides cara or crra".to_owned(),
            }));
        }
        let Some(frontier) = Frontier::of(table) else {
            return Err(StudyFailure::Refused(Refusal {
                message: format!("{} sides toss coins between packages", table.sides()),
                help: "lotteries are worked out for two sides: name them in `between`".to_owned(),
            }));
        };
        let certain = |side: usize, worth: f64| runner.utilities[side].certain(worth);
        let rules = [
            ("Nash, with a coin", frontier.nash()),
            ("Kalai-Smorodinsky, with a coin", frontier.kalai_smorodinsky(question.ideal)),
            ("equal gains, with a coin", frontier.egalitarian(certain)),
        ];
        let coin = |name: &str, mixture: Mixture| self.coin(runner, name, mixture);
        let coins =
            rules.into_iter().filter_map(|(name, found)| Some(coin(name, found?))).collect();
        let Some(rounds) = &question.rounds else { return Ok((coins, None)) };
        let nothing = |side: usize| runner.utilities[side].of(0.0).unwrap_or(f64::NEG_INFINITY);
        let impasse = [nothing(0), nothing(1)];
        let talks = Talks { patience: rounds.patience, impasse, first: rounds.first };
        let found = offers(&frontier, &talks).map(|offers| Talked {
            offers: (0..2)
                .map(|side| {
                    coin(&format!("{} offers", runner.between[side].1), offers.offers[side])
                })
                .collect(),
            first: rounds.first,
            walk_away_binds: offers.walk_away_binds,
        });
        Ok((coins, found))
    }

    /// A coin with what it is worth on the paths that did not choose it.
    fn coin(&self, runner: &Runner<'_>, name: &str, mixture: Mixture) -> CoinToss {
        let (one, two) = (&self.packages[mixture.packages.0], &self.packages[mixture.packages.1]);
        let gain = |side: usize| {
            let of = |valued: &Valued| valued.told().sides[side].utility;
            let worth = of(one) + mixture.chance * (of(two) - of(one));
            runner.utilities[side].certain(worth) - self.without.judging[side].certain
        };
        CoinToss {
            name: name.to_owned(),
            packages: (one.terms.clone(), two.terms.clone()),
            chance: mixture.chance,
            gains: (0..runner.between.len()).map(gain).collect(),
        }
    }

    pub(super) fn sides(&self, runner: &Runner<'_>, agreement: &Agreement) -> Vec<SideAnswer> {
        let rules = agreement.named.len().saturating_sub(runner.between.len());
        let best = agreement.named.get(rules..).unwrap_or_default();
        let answer = |(side, (name, label)): (usize, &(String, String))| {
            let best = best.get(side);
            SideAnswer {
                name: name.clone(),
                label: label.clone(),
                without: self.without.judging[side].certain,
                room: best.map(|best| best.view.sides[side].money_gain),
                best: best.map(|best| best.terms.clone()),
            }
        };
        runner.between.iter().enumerate().map(answer).collect()
    }
}

impl Valued {
    /// What is told of it: what the paths say that did not choose it, where they were run.
    pub(super) fn told(&self) -> &View {
        self.judging.as_ref().unwrap_or(&self.choosing)
    }
}

/// What each side can hope to gain.
fn hopes(table: &Packages, ideal: Ideal) -> Vec<f64> {
    let ideals = table.ideals(ideal).into_iter().zip(&table.walk_away);
    ideals.map(|(ideal, without)| ideal.unwrap_or(f64::NAN) - without).collect()
}

/// The package that is the best for each side among those that the others accept; of all where they accept none.
pub(super) fn best_for_each(table: &Packages) -> Vec<usize> {
    let ideals = table.ideals(Ideal::Acceptable);
    let all = table.ideals(Ideal::FullRange);
    let place = |side: usize| {
        let accepted = |package: &usize| {
            ideals[side].is_none()
                || (0..table.sides())
                    .all(|other| other == side || table.gain(*package, other) >= 0.0)
        };
        let wanted = ideals[side].or(all[side]);
        (0..table.worth.len())
            .filter(accepted)
            .find(|package| Some(table.worth[*package][side]) == wanted)
            .unwrap_or(0)
    };
    (0..table.sides()).map(place).collect()
}
