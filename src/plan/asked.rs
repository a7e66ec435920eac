//! A plan that leaves only what is asked for: what no asked-for result needs is then dropped when it is compiled.

use super::{Plan, TrackId};

impl Plan {
    /// The plan with these of its tracks, in this order; each keeps its number.
    ///
    /// Demands on named values stay, so a run of it stops wherever a run of the whole plan stops, unless what is wrong is
    /// only read for what is not asked for. Joint distributions and numbers of tracks that the plan does not have are
    /// left out.
    #[must_use]
    pub fn asked_for(&self, tracks: &[TrackId]) -> Self {
        let tracks = tracks.iter().filter_map(|&id| self.track(id).cloned()).collect();
        Self { tracks, joints: Vec::new(), ..self.clone() }
    }
}
