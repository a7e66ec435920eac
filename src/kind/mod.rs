//! What a kind is handed when it lowers: its parameters, the names around it, and the plan in the making.

mod event_time;
mod nested;
mod params;
mod request;
mod scope;

pub use event_time::EventTime;
pub use params::Params;
pub use request::{EscrowStep, FlowRequest, ShareRequest};
pub use scope::{Diffusion, Reading, Scope, Threshold, Wandering};
