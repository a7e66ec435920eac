//! What is wrong with a scenario, and where: findings as values, rendered elsewhere.

mod bundle;
mod diagnostic;
mod source;

pub use bundle::Diagnostics;
pub use diagnostic::{Diagnostic, Label, Severity};
pub use source::{SourceId, Sources, Span};
