//! The words around a picture, so that it can be read with nothing beside it.

/// Title, subtitle and source line of one picture.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Caption {
    /// The finding, as a sentence; wraps to three lines at most.
    pub title: String,
    /// What is shown and in which units; wraps to two lines at most.
    pub subtitle: String,
    /// Where it comes from: scenario, seed, paths; wraps to two lines at most.
    pub source: String,
}
