//! What a term knows of itself in a period beside what it pays, so that a trace can say why.

use super::NodeId;

/// Something that a term knows of itself in each period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactKind {
    /// The fraction of the period in which it is in force.
    InForce(NodeId),
    /// The time in years of what ends it for good: of several such facts the earliest does.
    Ends(NodeId),
    /// A cap: what was due in its window before the period and is due after it, the most that may be paid, and what is
    /// paid in the period.
    Cap {
        /// Due before.
        before: NodeId,
        /// Due after.
        due: NodeId,
        /// The most.
        most: NodeId,
        /// Paid in the period.
        paid: NodeId,
    },
}

impl FactKind {
    /// The same of other nodes.
    #[must_use]
    pub fn map(self, get: impl Fn(NodeId) -> NodeId) -> Self {
        match self {
            Self::InForce(node) => Self::InForce(get(node)),
            Self::Ends(node) => Self::Ends(get(node)),
            Self::Cap { before, due, most, paid } => {
                Self::Cap { before: get(before), due: get(due), most: get(most), paid: get(paid) }
            }
        }
    }
}

/// A fact about something in the scenario.
#[derive(Clone, Debug)]
pub struct Fact {
    /// The key path of what it is about: `terms.share`.
    pub path: String,
    /// What it says.
    pub kind: FactKind,
}
