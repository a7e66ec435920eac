//! The same plan with some of its draws made anew, to see how much of a result hangs on them.

use super::Plan;

impl Plan {
    /// The plan in which the sites that are chosen by name draw other numbers, independent of those of this plan at any
    /// seed, and all other sites the same.
    #[must_use]
    pub fn redrawn(&self, chosen: impl Fn(&str) -> bool) -> Self {
        let rename =
            |site: &String| if chosen(site) { format!("{site}, again") } else { site.clone() };
        Self { sites: self.sites.iter().map(rename).collect(), ..self.clone() }
    }
}
