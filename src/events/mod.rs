//! Something that happens on a path, once or again and again. One file and one line for each kind.

mod all_of;
mod any_of;
mod arrival;
mod bridge;
mod chance;
mod corridor;
mod date;
mod decision;
mod delayed;
mod disputed;
mod first_of;
mod frozen;
mod hazard;
mod recurring;
mod threshold;
mod window;

use crate::catalogue::Entry;
use crate::kind::{EventTime, Params};
pub use recurring::whole_count;
use std::sync::LazyLock;

/// A kind of event. Its name is the key that it is written under: `hazard = 0.08`.
pub trait Event: Sync {
    /// What it says about itself; its first parameter is named as the kind.
    fn entry(&self) -> &'static Entry;

    /// When it happens.
    fn lower(&self, params: &mut Params<'_>) -> EventTime;
}

/// Every kind, in the order in which the reference lists them.
pub static ALL: &[&dyn Event] = &[
    &threshold::Threshold,
    &hazard::Hazard,
    &recurring::Recurring,
    &chance::Chance,
    &date::Date,
    &any_of::AnyOf,
    &all_of::AllOf,
    &first_of::FirstOf,
    &delayed::Delayed,
    &decision::Decision,
    &disputed::Disputed,
];

/// The names of all kinds.
#[must_use]
pub fn names() -> &'static [&'static str] {
    static NAMES: LazyLock<Vec<&str>> =
        LazyLock::new(|| ALL.iter().map(|kind| kind.entry().name).collect());
    &NAMES
}

/// The kind of this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static dyn Event> {
    ALL.iter().copied().find(|kind| kind.entry().name == name)
}
