//! What an event of a contract triggers: how likely it is while the contract runs, and what it takes from whom or gives.

mod answer;
mod contract;
mod picture;
mod shown;
mod study;

pub use answer::{AtEvent, Trigger, TriggerClause, TriggerDate, TriggerSide, Triggered};
pub use study::trigger;
