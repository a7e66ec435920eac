//! What a plan draws: the places where random numbers enter, and how many a path takes at each.

use super::{Node, Plan};
use serde::{Deserialize, Serialize};

/// A place where random numbers enter. Two deals that draw differently under one name draw at two places.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Site {
    /// The key path of what draws.
    pub name: String,
    /// How many numbers a path takes.
    pub draws: usize,
    /// Whether they are the normal shocks of all periods, which a Brownian bridge can make of them.
    pub bridged: bool,
}

impl Plan {
    /// Every place where random numbers enter, by number.
    #[must_use]
    pub fn drawn(&self) -> Vec<Site> {
        let new = |name: &String| Site { name: name.clone(), draws: 1, bridged: false };
        let mut sites: Vec<Site> = self.sites.iter().map(new).collect();
        for node in &self.nodes {
            let (site, normal) = match *node {
                Node::Uniform { site, each_step: true } => (site, false),
                Node::Normal { site, each_step: true } => (site, true),
                _ => continue,
            };
            if let Some(site) = sites.get_mut(site.0 as usize) {
                site.draws = self.periods;
                site.bridged |= normal;
            }
        }
        sites
    }
}
