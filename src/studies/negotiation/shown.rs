//! A negotiation on one screen: what rules would have sides sign, what is left of each walk-away, and the packages on the table.

use super::answer::{CoinToss, Named, Negotiation};
use super::question::Setting;
use super::scored::Scored;
use super::valued::View;
use crate::bargaining::{Ideal, Utility};
use crate::report::{Shown, Told};
use crate::statistics::{Measure, digits};

impl Negotiation {
    /// The answer for a terminal of so many columns.
    #[must_use]
    pub fn terminal(&self, width: usize, ascii: bool) -> String {
        self.told().to_terminal(width, ascii)
    }

    /// What rules would have sides sign, what is left of each walk-away, and what was scored.
    #[must_use]
    pub fn told(&self) -> Told {
        let mut told = Told { heading: self.heading(), foot: self.foot(), ..Told::default() };
        let lines = self.zone_line() + &self.walk_aways();
        told.answer =
            lines.lines().map(|line| line.trim_end_matches('.').to_owned() + ".").collect();
        told.say(self.zone_line());
        told.show(self.packages_shown());
        told.say(self.notes().unwrap_or_default());
        told.say(self.walk_aways());
        self.scored.iter().for_each(|scored| told.say(self.score(scored)));
        told.say(self.coins().unwrap_or_default());
        told
    }

    fn heading(&self) -> String {
        let (name, path) = &self.walk_away;
        let certain = match &self.signed {
            Some(event) => format!(", {event} taken as certain, and as impossible without it"),
            None => String::new(),
        };
        let money = if self.money.is_empty() { String::new() } else { format!(", {}", self.money) };
        let mut text = format!(
            "{} ({}) against {name} ({}){certain}\n",
            self.deal,
            self.question.deal.display(),
            path.display()
        );
        for issue in &self.question.issues {
            text.push_str(&format!("  {}: {}\n", issue.name, issue.range()));
        }
        for side in &self.sides {
            if let Some(utility) = self.question.utilities.get(&side.name) {
                text.push_str(&format!("  {}: {}\n", side.label, words(utility)));
            }
        }
        text.push_str(&format!(
            "gains in certain money over the walk-away, present value{money}; P10 to P90 of the gain on the same path\n"
        ));
        text
    }

    fn zone_line(&self) -> String {
        let all = digits::integer(i64::try_from(self.packages.len()).unwrap_or(i64::MAX));
        let zone = self.zone();
        if zone == 0 {
            return format!(
                "No package of {all} leaves every side as well off as without a deal.\n"
            );
        }
        let robust = self.packages.iter().filter(|package| package.robust()).count();
        let frontier = self.packages.iter().filter(|one| one.undominated && one.in_zone).count();
        let count = |count: usize| digits::integer(i64::try_from(count).unwrap_or(i64::MAX));
        format!(
            "{} of {all} packages leave no side below its walk-away, {} of them at 95 %; nothing clearly beats {} of them.\n",
            count(zone),
            count(robust),
            count(frontier)
        )
    }

    fn packages_shown(&self) -> Shown {
        let issues = self.question.issues.iter().map(|issue| issue.name.clone());
        let mut header = vec!["package".to_owned()];
        header.extend(issues);
        for side in &self.sides {
            header.push(side.label.clone());
            header.push("P10 to P90".to_owned());
        }
        header.extend(self.others.iter().map(|(_, label)| label.clone()));
        header.push("all gain".to_owned());
        let names: Vec<&str> = header.iter().map(String::as_str).collect();
        let mut table = Shown::new(&names);
        for named in &self.agreement.named {
            table.push(self.row(&named.name, &named.terms, &named.view));
        }
        for scored in &self.scored {
            table.push(self.row(&format!("`{}`", scored.name), &scored.terms, &scored.view));
        }
        if self.agreement.named.is_empty() && self.scored.is_empty() {
            // What is nearest: the packages whose worst loss is the least.
            if let Some(package) = self.nearest() {
                table.push(self.row("loses least", &package.terms, &package.view));
            }
        }
        table
    }

    /// The package whose worst side loses least.
    fn nearest(&self) -> Option<&super::answer::Package> {
        let worst = |package: &super::answer::Package| {
            package
                .view
                .sides
                .iter()
                .map(|side| side.money_gain.value)
                .fold(f64::INFINITY, f64::min)
        };
        self.packages
            .iter()
            .filter(|package| package.refined)
            .max_by(|left, right| worst(left).total_cmp(&worst(right)))
    }

    fn row(&self, name: &str, terms: &[Setting], view: &View) -> Vec<String> {
        let mut row = vec![name.to_owned()];
        let words = self.question.issues.iter().zip(terms);
        row.extend(words.map(|(issue, setting)| issue.word(*setting)));
        for side in &view.sides {
            row.push(digits::measure(Some(&side.money_gain)));
            let [low, high] = side.spread.map(|end| digits::number(end, 3));
            row.push(format!("{low} to {high}"));
        }
        row.extend(view.others.iter().map(|gain| digits::measure(gain.as_ref())));
        row.push(format!("{:.0} %", 100.0 * view.all_gain.value));
        row
    }

    /// What has to be said of solutions beside their numbers.
    fn notes(&self) -> Option<String> {
        let mut text = String::new();
        for Named { name, as_good, cannot_gain, .. } in &self.agreement.named {
            if !cannot_gain.is_empty() {
                let who = cannot_gain.join(" and ");
                text.push_str(&format!(
                    "{name} looks past {who}, whom no package makes better off.\n"
                ));
            }
            if !as_good.is_empty() {
                text.push_str(&format!(
                    "{name}: {} more cannot be told from it within the error{}.\n",
                    as_good.len(),
                    self.spans(as_good)
                ));
            }
        }
        if self.believed {
            text.push_str(
                "Sides believe in different worlds: their gains are each through its own eyes, the largest sum is one of the base world.\n",
            );
        }
        if self.question.ideal == Ideal::FullRange {
            text.push_str("Kalai-Smorodinsky hopes for the best of all packages, also of those that others refuse.\n");
        }
        (!text.is_empty()).then_some(text)
    }

    /// What numbers packages have, from the least to the most.
    fn spans(&self, packages: &[super::Terms]) -> String {
        let mut said = Vec::new();
        for (place, issue) in self.question.issues.iter().enumerate() {
            let numbers = packages.iter().filter_map(|terms| super::valued::number(terms[place]));
            let (low, high) = numbers
                .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), one| {
                    (low.min(one), high.max(one))
                });
            if low < high {
                let (low, high) = (digits::number(low, 3), digits::number(high, 3));
                said.push(format!("{} {low} to {high}", issue.name));
            }
        }
        if said.is_empty() { String::new() } else { format!(" ({})", said.join(", ")) }
    }

    fn walk_aways(&self) -> String {
        let mut text = String::new();
        for side in &self.sides {
            text.push_str(&match (side.room, &side.best) {
                (Some(room), Some(best)) if room.value >= 0.0 => format!(
                    "{}: the walk-away may improve by {} before no package is left ({})\n",
                    side.label,
                    digits::measure(Some(&room)),
                    self.question.words(best)
                ),
                (Some(room), Some(best)) => format!(
                    "{}: loses {} at the least with what the others accept ({})\n",
                    side.label,
                    digits::measure(Some(&room.scaled(-1.0))),
                    self.question.words(best)
                ),
                _ => format!("{}: refuses or is refused everything\n", side.label),
            });
        }
        text
    }

    fn score(&self, scored: &Scored) -> String {
        let label = |side: usize| self.sides.get(side).map_or("", |side| side.label.as_str());
        let name = &scored.name;
        let refuses: Vec<&str> = (0..self.sides.len())
            .filter(|side| scored.view.sides[*side].gain.value < 0.0)
            .map(label)
            .collect();
        let mut text = if refuses.is_empty() {
            format!("`{name}` leaves no side below its walk-away")
        } else {
            format!("`{name}`: {} would do better without it", refuses.join(" and "))
        };
        if let Some(part) = scored.efficiency {
            text.push_str(&format!(
                "; it reaches {:.0} % of gains in its proportion",
                100.0 * part
            ));
        }
        text.push('\n');
        if scored.left.is_empty() {
            text.push_str("  nothing is left on the table: no package is better for one side and worse for none\n");
        }
        for more in &scored.left {
            text.push_str(&format!(
                "  leaves {} on the table for {}, nobody worse off: {}\n",
                digits::number(more.money, 3),
                label(more.side),
                self.question.words(&more.terms)
            ));
        }
        for need in &scored.needs {
            let issue = &self.question.issues[need.issue].name;
            let way = if need.change.value >= 0.0 { "more" } else { "less" };
            let size = Measure { value: need.change.value.abs(), ..need.change };
            text.push_str(&format!(
                "  {} would need {} {way} of {issue} to be as well off as without it\n",
                label(need.side),
                digits::measure(Some(&size))
            ));
        }
        text
    }

    fn coins(&self) -> Option<String> {
        let mut text = String::new();
        for coin in &self.agreement.coins {
            text.push_str(&self.coin(coin));
        }
        if let (Some(talked), Some(rounds)) = (&self.agreement.talked, &self.question.rounds) {
            text.push_str(&format!("Offers in turn, a round is {}:\n", rounds.round));
            for (side, offer) in talked.offers.iter().enumerate() {
                text.push_str(&self.coin(offer));
                if talked.walk_away_binds[1 - side] {
                    text.push_str("    the other side's walk-away decides, not its patience\n");
                }
            }
            let first = self.sides.get(talked.first).map_or("", |side| side.label.as_str());
            text.push_str(&format!("  {first} offers first, and is accepted at once\n"));
        } else if self.question.rounds.is_some() {
            text.push_str("Offers in turn: nothing is acceptable to both\n");
        }
        (!text.is_empty()).then_some(text)
    }

    fn coin(&self, coin: &CoinToss) -> String {
        let (one, two) = &coin.packages;
        let what = if one == two {
            self.question.words(one)
        } else {
            format!(
                "{:.0} % {}, else {}",
                100.0 * (1.0 - coin.chance),
                self.question.words(one),
                self.question.words(two)
            )
        };
        let gain = |(side, gain): (&super::SideAnswer, &f64)| {
            format!("{} {}", side.label, digits::number(*gain, 3))
        };
        let gains: Vec<String> = self.sides.iter().zip(&coin.gains).map(gain).collect();
        format!("  {}: {what}; {}\n", coin.name, gains.join(", "))
    }

    fn foot(&self) -> String {
        let count = |count: u64| digits::integer(i64::try_from(count).unwrap_or(i64::MAX));
        let (first, all) = self.paths;
        let grid = count(self.question.packages() as u64);
        let thinned =
            if self.thinned { ", evenly along the frontier because more were near it" } else { "" };
        format!(
            "It took {grid} packages at {} paths; {} of them again at {}{thinned}; {} more around the solutions.\n\
             One half of the paths chooses, ± is one standard error of the other half: it says nothing about the assumptions.\n",
            count(first),
            count(self.refined as u64),
            count(all),
            count(self.polished as u64)
        )
    }
}

/// A utility in words.
fn words(utility: &Utility) -> String {
    match utility {
        Utility::Neutral => "weighs payoffs by their mean".to_owned(),
        Utility::ConstantAbsolute { aversion } => {
            format!("shuns risk, absolute aversion {}", digits::number(*aversion, 4))
        }
        Utility::ConstantRelative { aversion, wealth } => format!(
            "shuns risk, relative aversion {} with {} beside the deal",
            digits::number(*aversion, 4),
            digits::number(*wealth, 4)
        ),
        Utility::MeanTail { weight, worst } => format!(
            "mean less {} times the mean loss of the worst {:.0} %",
            digits::number(*weight, 4),
            100.0 * worst
        ),
    }
}
