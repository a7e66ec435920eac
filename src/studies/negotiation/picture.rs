//! The picture of a negotiation: all packages in the plane of what the first two sides gain.

use super::answer::Negotiation;
use super::valued::View;
use crate::charts::plane::{Mark, Plane, PlaneMark, PlanePoint};
use crate::charts::{Caption, Unit};
use crate::statistics::digits;
use crate::studies::drawn::in_money;

impl Negotiation {
    /// The plane, with the caption under which it is drawn.
    #[must_use]
    pub fn picture(&self) -> (Plane, Caption) {
        let unit = match self.money.as_str() {
            "" => Unit::Plain,
            money => Unit::Named(money.to_owned()),
        };
        let label = |side: usize| self.sides.get(side).map_or("", |side| side.label.as_str());
        let gain = |view: &View, side: usize| {
            view.sides.get(side).map_or(f64::NAN, |side| side.money_gain.value)
        };
        let hurts = |view: &View| {
            let more = view.sides.iter().skip(2).map(|side| Some(side.money_gain));
            let beyond = more.chain(view.others.iter().copied());
            beyond.flatten().any(|gain| gain.value < 0.0)
        };
        let points = self.packages.iter().map(|package| PlanePoint {
            across: gain(&package.view, 0),
            up: gain(&package.view, 1),
            hurts_others: hurts(&package.view),
            frontier: package.undominated,
        });
        let mark = |name: &str, view: &View, mark| PlaneMark {
            label: name.to_owned(),
            across: gain(view, 0),
            up: gain(view, 1),
            mark,
        };
        // What is the best for one side is an end of the frontier, and needs no name.
        let rules = self.agreement.named.iter().filter(|named| !named.name.starts_with("best for"));
        let shapes = [Mark::Triangle, Mark::Square, Mark::Dot, Mark::Dot];
        let mut marks: Vec<PlaneMark> =
            rules.zip(shapes).map(|(named, shape)| mark(&named.name, &named.view, shape)).collect();
        marks.extend(self.scored.iter().map(|one| mark(&one.name, &one.view, Mark::Diamond)));
        let plane = Plane {
            unit,
            across: format!("Gain of {}", label(0)),
            up: format!("Gain of {}", label(1)),
            points: points.collect(),
            marks,
        };
        let caption = Caption {
            title: self.finding(),
            subtitle: format!(
                "What {} (across) and {} (up) gain over {}, certain money{}",
                label(0),
                label(1),
                self.walk_away.0,
                in_money(&self.money)
            ),
            source: format!(
                "Deal: {}. {} packages, {} paths for those that matter, seed {}.",
                self.deal,
                digits::integer(i64::try_from(self.packages.len()).unwrap_or(i64::MAX)),
                digits::integer(i64::try_from(self.paths.1).unwrap_or(i64::MAX)),
                self.seed
            ),
        };
        (plane, caption)
    }

    /// What was found, in a sentence.
    fn finding(&self) -> String {
        let gains = |view: &View| {
            let one = |(side, seen): (&super::SideAnswer, &super::SideView)| {
                format!("{} {}", side.label, digits::number(seen.money_gain.value, 3))
            };
            let gains: Vec<String> = self.sides.iter().zip(&view.sides).map(one).collect();
            gains.join(" and ")
        };
        match self.agreement.named.first() {
            Some(nash) => format!(
                "{} of {} packages leave nobody worse off; the Nash solution brings {}",
                self.zone(),
                self.packages.len(),
                gains(&nash.view)
            ),
            None => format!(
                "None of {} packages leaves all sides as well off as without a deal",
                self.packages.len()
            ),
        }
    }
}
