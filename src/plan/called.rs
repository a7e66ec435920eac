//! What a value is called, for readers, and where it stands, for messages.

use crate::diagnose::Span;

/// A name for readers and a place in the files; neither is ever read from the other.
#[derive(Clone, Debug)]
pub struct Called {
    /// What readers are told: `drivers.revenue`, `payoff of microsoft`.
    pub label: String,
    /// The key path of what it is or is part of; none for what stands nowhere, such as a payoff.
    pub path: Option<String>,
    /// Where it stands, where that is known better than by the path.
    pub at: Option<Span>,
}

impl Called {
    /// Something that stands nowhere in the files.
    #[must_use]
    pub fn words(label: impl Into<String>) -> Self {
        Self { label: label.into(), path: None, at: None }
    }

    /// Something that stands at a key path, which is its name.
    #[must_use]
    pub fn path(path: impl Into<String>) -> Self {
        let label: String = path.into();
        Self { path: Some(label.clone()), label, at: None }
    }

    /// The same, of what stands at or under a key path.
    #[must_use]
    pub fn under(self, path: impl Into<String>) -> Self {
        Self { path: Some(path.into()), ..self }
    }

    /// The same, at a known place.
    #[must_use]
    pub fn at(self, span: Span) -> Self {
        Self { at: Some(span), ..self }
    }

    /// Whether it stands somewhere in the files.
    #[must_use]
    pub fn stands(&self) -> bool {
        self.path.is_some() || self.at.is_some()
    }
}
