//! Which dimension of a Sobol sequence belongs to which draw of a study, whoever runs beside whom.

use super::run::Failure;
use crate::draw::{DimensionBlock, Sampler, SobolTable};
use crate::plan::{Plan, Site};
use std::fmt;
use std::sync::Arc;

/// The places where the deals of a study draw: those of the deal that is named first, sorted, then all others, sorted. The
/// first one's numbers are those that it has alone; what the others draw in common with it is the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dimensions {
    sites: Vec<Site>,
    /// How many of them the first deal has.
    first: usize,
}

/// Dimensions dealt for a seed; no table for other samplers.
pub(super) struct Dealt<'run> {
    pub(super) dimensions: &'run Dimensions,
    pub(super) table: Option<Arc<SobolTable>>,
}

impl Dimensions {
    /// Those of a study.
    #[must_use]
    pub fn of(plans: &[&Plan]) -> Self {
        let mut plans = plans.iter();
        let mut sites = plans.next().map_or_else(Vec::new, |plan| plan.drawn());
        sites.sort_unstable();
        let first = sites.len();
        let mut more: Vec<Site> = plans.flat_map(|plan| plan.drawn()).collect();
        more.retain(|site| sites.binary_search(site).is_err());
        more.sort_unstable();
        more.dedup();
        sites.extend(more);
        Self { sites, first }
    }

    /// The places, in the order in which dimensions are dealt to their first draws.
    #[must_use]
    pub fn sites(&self) -> &[Site] {
        &self.sites
    }

    /// The number of a place.
    pub(super) fn place(&self, site: &Site) -> usize {
        let (own, more) = self.sites.split_at(self.first);
        own.binary_search(site)
            .or_else(|_| more.binary_search(site).map(|place| self.first + place))
            .unwrap_or(usize::MAX)
    }

    /// Deals them.
    ///
    /// # Errors
    /// More draws than there are dimensions.
    pub(super) fn deal(&self, seed: u64, sampler: Sampler) -> Result<Dealt<'_>, Failure> {
        if sampler != Sampler::Sobol {
            return Ok(Dealt { dimensions: self, table: None });
        }
        let block = |(place, site): (usize, &Site)| DimensionBlock {
            name: site.name.clone(),
            count: site.draws,
            later: place >= self.first,
        };
        let blocks: Vec<DimensionBlock> = self.sites.iter().enumerate().map(block).collect();
        let table = SobolTable::new(seed, &blocks)
            .map_err(|error| Failure::TooManyDimensions(error.to_string()))?;
        Ok(Dealt { dimensions: self, table: Some(Arc::new(table)) })
    }
}

impl fmt::Display for Dimensions {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, Site { name, draws, .. }) in self.sites.iter().enumerate() {
            write!(out, "{}{name} ({draws})", if place == 0 { "" } else { ", " })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::PlanBuilder;

    fn plan(names: &[&str]) -> Plan {
        let mut builder = PlanBuilder::new(vec![0.0, 1.0], 1.0);
        names.iter().for_each(|name| {
            builder.uniform_once(name);
        });
        builder.finish().expect("all is said")
    }

    #[test]
    fn the_first_deal_has_the_first_dimensions() {
        let [base, one, other] = [plan(&["d", "b"]), plan(&["b", "c"]), plan(&["a", "d", "c"])];
        let names = |plans: &[&Plan]| {
            let dimensions = Dimensions::of(plans);
            let names = dimensions.sites().iter().map(|site| site.name.clone());
            (names.collect::<Vec<_>>(), dimensions.first)
        };
        let list = |names: [&str; 4]| names.map(str::to_owned).to_vec();
        assert_eq!(names(&[&base, &one, &other]), (list(["b", "d", "a", "c"]), 2));
        assert_eq!(names(&[&base, &other, &one]), (list(["b", "d", "a", "c"]), 2));
        assert_eq!(names(&[&one, &base, &other]), (list(["b", "c", "a", "d"]), 2));
    }
}
