//! Deals sorted by their structure: each with those that differ from it in numbers alone.

use super::Plan;
use super::alike::{Alike, Compared};
use super::turned::Turned;

/// Deals by structure, in the order of the first of each.
#[derive(Debug, Default)]
pub struct Families {
    list: Vec<Alike>,
    places: Vec<(usize, usize)>,
}

/// The family of a deal, and what it has otherwise than the first one there.
#[derive(Debug)]
pub struct Kin {
    family: usize,
    compared: Compared,
}

impl Families {
    /// The family that a plan belongs to; nothing where it is of a structure that is not there yet.
    #[must_use]
    pub fn kin(&self, plan: &Plan) -> Option<Kin> {
        let mut found = self.list.iter().enumerate();
        found.find_map(|(family, alike)| Some(Kin { family, compared: alike.compare(plan)? }))
    }

    /// Adds a deal to its family, or as the first of a new one. The family may have been looked for before others came.
    pub fn push(&mut self, plan: Plan, kin: Option<Kin>) {
        let family = match kin.or_else(|| self.kin(&plan)) {
            Some(Kin { family, compared }) => {
                self.list[family].push(&plan, compared);
                family
            }
            None => {
                self.list.push(Alike::new(plan));
                self.list.len() - 1
            }
        };
        let cell = self.list[family].count() - 1;
        self.places.push((family, cell));
    }

    /// The families, and for each deal its family and its cell there.
    #[must_use]
    pub fn finish(self) -> (Vec<Turned>, Vec<(usize, usize)>) {
        (self.list.into_iter().map(Alike::finish).collect(), self.places)
    }
}
