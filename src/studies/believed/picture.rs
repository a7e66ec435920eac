//! The picture of beliefs: how likely events are to each side, and what each thinks of a package.

use super::answer::{Believed, BelievedDeal};
use crate::charts::Caption;
use crate::charts::dumbbells::{Dumbbell, Dumbbells, Mark};
use crate::results::Picture;
use crate::studies::drawn::{source, unit};

impl Believed {
    /// One picture for each package.
    #[must_use]
    pub fn pictures(&self) -> Vec<Picture> {
        let stem = |place: usize| match place {
            0 => "beliefs".to_owned(),
            _ => format!("beliefs_{}", place + 1),
        };
        let deals = self.deals.iter().enumerate();
        deals.map(|(place, deal)| self.picture(&stem(place), deal)).collect()
    }

    fn picture(&self, stem: &str, deal: &BelievedDeal) -> Picture {
        let mark = |number: usize, value: f64| Mark {
            who: self.sides.get(number).map_or(String::new(), |(_, label)| label.clone()),
            colour: self.colours.get(number).copied().unwrap_or(number),
            value,
        };
        let events = deal.events.iter().map(|event| {
            let own = event.own.iter().enumerate();
            Dumbbell {
                label: event.label.clone(),
                base: event.base.value,
                marks: own.filter_map(|(n, own)| Some(mark(n, (*own)?.value))).collect(),
            }
        });
        let sides = deal.sides.iter().enumerate().filter_map(|(number, side)| {
            let side = side.as_ref()?;
            let [base, own] = side.told();
            let own = side.believes.then(|| mark(number, own.value));
            let label = self.sides.get(number)?.1.clone();
            Some(Dumbbell { label, base: base.value, marks: own.into_iter().collect() })
        });
        let quantity = match &deal.walk_away {
            Some(path) => format!("mean gain over {}", path.display()),
            None => "mean payoff".to_owned(),
        };
        let chart = Dumbbells {
            chances: events.collect(),
            quantity: quantity.clone(),
            unit: unit(&self.money),
            amounts: sides.collect(),
        };
        let caption = Caption {
            title: self.sentence(deal).trim_end_matches('.').to_owned(),
            subtitle: format!(
                "How likely events are by the end, and the {quantity}: in the base world and in the eyes of each side"
            ),
            source: source(&deal.name, self.seed, self.paths),
        };
        Picture::new(stem, caption, chart)
    }
}
