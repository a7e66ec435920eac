//! Payments of clauses that another clause takes in hand.

use crate::kind::FlowRequest;
use crate::plan::{AccountId, FlowKind, TermId};

/// What a clause has asked for.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The clause.
    pub term: TermId,
    /// The key that names it.
    pub key: &'static str,
    /// What moves.
    pub request: FlowRequest,
}

impl Asked {
    /// Whether it is money from one account to another.
    #[must_use]
    pub fn goes(&self, from: AccountId, to: AccountId) -> bool {
        let request = &self.request;
        request.kind == FlowKind::Cash && request.from == from && request.to == to
    }
}
