//! What is wrong with a scenario, and where: findings as values, and two ways to show them.

mod bundle;
pub mod codes;
mod diagnostic;
mod findings;
pub mod harmless;
mod json;
mod place;
mod render;
mod source;
mod suggest;

pub use bundle::Diagnostics;
pub use diagnostic::{Diagnostic, Label, Severity};
pub use findings::{Finding, Findings};
pub use json::to_json;
pub use render::render;
pub use source::{SourceId, Sources, Span};
pub use suggest::{listed, nearest};
