//! What a term asks for: money to move. Whether and how much really moves, the ledger settles.

use crate::plan::{AccountId, FlowKind, NodeId, Step};

/// Money that falls due in every period.
#[derive(Clone, Debug)]
pub struct FlowRequest {
    /// Who owes.
    pub from: AccountId,
    /// Who is owed.
    pub to: AccountId,
    /// What moves.
    pub kind: FlowKind,
    /// How much falls due in the period.
    pub amount: NodeId,
    /// When, in years since the start; at the close of the period where absent.
    pub paid_at: Option<NodeId>,
    /// Order of claims when the payer's money is short: smaller is paid first, equal ranks share.
    pub rank: i32,
    /// The operating outflow of the payer that this replaces, up to its size.
    pub covers: Option<String>,
    /// How much of that outflow it replaces; as much as the amount where absent.
    pub replaces: Option<NodeId>,
    /// The part of the amount that the payee keeps; its cost goes to `world`.
    pub margin: Option<NodeId>,
    /// Whether an amount below zero is a claim of the payer on the payee.
    pub either_way: bool,
    /// What kind of payment it is.
    pub step: Step,
}

impl FlowRequest {
    /// Cash at the close of the period, of ordinary rank.
    #[must_use]
    pub fn cash(from: AccountId, to: AccountId, amount: NodeId) -> Self {
        Self {
            from,
            to,
            kind: FlowKind::Cash,
            amount,
            paid_at: None,
            rank: 0,
            covers: None,
            replaces: None,
            margin: None,
            either_way: false,
            step: Step::Plain,
        }
    }
}
