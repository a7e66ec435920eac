//! The pictures of an event: how likely it is by date, and what it is to each side.

use super::answer::{Trigger, TriggerDate};
use crate::charts::Caption;
use crate::charts::clauses::{ClauseSide, Clauses, Whisker};
use crate::charts::events::{Deadline, EventCurve, Events, Shown};
use crate::results::{Picture, decimal_year};
use crate::statistics::Measure;
use crate::studies::drawn::{bar, in_money, source, unit};

impl Trigger {
    /// How likely it is by date, and what it is to each side.
    #[must_use]
    pub fn pictures(&self) -> Vec<Picture> {
        std::iter::once(self.chances()).chain(self.amounts()).collect()
    }

    fn chances(&self) -> Picture {
        let curve = |label: &str, of: &dyn Fn(&TriggerDate) -> Option<Measure>| {
            let point = |by: &TriggerDate| Some((decimal_year(by.date), of(by)?.value));
            let points: Option<Vec<(f64, f64)>> = self.dates.iter().map(point).collect();
            let (label, steps, shown) = (label.to_owned(), false, Shown::Curve);
            points.map(|points| EventCurve { label, points, steps, shown })
        };
        let curves = [
            curve("It happens", &|by| Some(by.happened)),
            curve("Within the contract", &|by| by.within),
            curve("Before its caps are used up", &|by| by.before_cap),
        ];
        let ends = self.ends_on.map(|date| Deadline {
            label: "The contract ends".to_owned(),
            date: decimal_year(date),
        });
        let chart = Events {
            curves: curves.into_iter().flatten().collect(),
            deadlines: ends.into_iter().collect(),
        };
        let caption = Caption {
            title: self.chance_said().trim_end_matches('.').to_owned(),
            subtitle: format!(
                "Share of paths on which “{}” has happened by the date, and on which it did so before whatever else ends the clauses that name it",
                self.event.1
            ),
            source: source(&self.name, self.seed, self.paths),
        };
        Picture::new("chance", caption, chart)
    }

    fn amounts(&self) -> Option<Picture> {
        let title = self.moved_said()?;
        let sides = self.triggered().map(|(place, label, triggered)| {
            let all = self.found.get(place).copied().flatten().map(|side| bar(side.difference));
            ClauseSide {
                label: label.to_owned(),
                colour: self.colours.get(place).copied().unwrap_or(place),
                bars: vec![triggered.conditioning.map(bar), Some(bar(triggered.forcing)), all],
                sum: None,
            }
        });
        let rows = [
            "Conditioning: paths with it, less all others",
            "Forcing: paths with it, less the same without it",
            "All paths, less the same without it",
        ];
        let chart = Clauses {
            unit: unit(&self.money),
            whisker: Whisker::MeanInterval90,
            clauses: rows.map(str::to_owned).to_vec(),
            sides: sides.collect(),
        };
        let caption = Caption {
            title: title.trim_end_matches('.').to_owned(),
            subtitle: format!(
                "“{}”: differences of mean payoffs{}",
                self.event.1,
                in_money(&self.money)
            ),
            source: source(&self.name, self.seed, self.paths),
        };
        Some(Picture::new("trigger", caption, chart))
    }
}
