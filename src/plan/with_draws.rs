//! A plan that draws what another draws too, so that dealing dimensions by name deals both the same.

use super::{Node, Plan, SiteId};

impl Plan {
    /// The plan with the draws of `other` that it does not make itself; nothing reads them. A Sobol sequence, which
    /// deals its dimensions over the names of a plan, then gives both the same numbers wherever this plan has no
    /// draw that `other` lacks.
    #[must_use]
    pub fn with_draws_of(mut self, other: &Self) -> Self {
        for (place, name) in other.sites.iter().enumerate() {
            if self.sites.contains(name) {
                continue;
            }
            let site = SiteId(u32::try_from(self.sites.len()).unwrap_or(u32::MAX));
            self.sites.push(name.clone());
            let drawn = other.nodes.iter().find_map(|node| match *node {
                Node::Uniform { site, each_step } if site.0 as usize == place => {
                    Some((false, each_step))
                }
                Node::Normal { site, each_step } if site.0 as usize == place => {
                    Some((true, each_step))
                }
                _ => None,
            });
            match drawn {
                Some((false, each_step)) => self.nodes.push(Node::Uniform { site, each_step }),
                Some((true, each_step)) => self.nodes.push(Node::Normal { site, each_step }),
                None => {}
            }
        }
        self
    }
}
