//! Who pays whom: accounts, and postings between them.

use super::NodeId;

/// An account of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountId(pub u32);

impl AccountId {
    /// Customers, suppliers and taxes: always the first account.
    pub const WORLD: Self = Self(0);

    /// Its place in the plan's list.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// What an account stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountKind {
    /// Everybody else.
    World,
    /// Somebody with a payoff.
    Party,
    /// Something that parties own.
    Company,
    /// Where money waits for a judgment; has no payoff.
    Escrow,
}

/// Somebody who pays or is paid.
#[derive(Clone, Debug)]
pub struct Account {
    /// Its name in the scenario.
    pub name: String,
    /// Its name for readers.
    pub label: String,
    /// What it is.
    pub kind: AccountKind,
}

/// The name under which money moves: a term of the scenario, or what a company does by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TermId(pub u32);

impl TermId {
    /// Its place in the plan's list.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// What moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FlowKind {
    /// Money.
    Cash,
    /// Worth that is not cash; never through a cash account.
    Benefit,
}

/// One line of the ledger, for every path and period: one debit, one credit, one amount.
#[derive(Clone, Debug)]
pub struct Posting {
    /// The clause under which it moves.
    pub term: TermId,
    /// Who pays.
    pub from: AccountId,
    /// Who receives.
    pub to: AccountId,
    /// What moves.
    pub kind: FlowKind,
    /// How much in the period, a multiple of the money quantum; negative moves the other way.
    pub amount: NodeId,
    /// When, in years since the start; at the close of the period where absent.
    pub paid_at: Option<NodeId>,
    /// What kind of payment it is, for traces: "cost of delivery", say; empty where the clause says it all.
    pub note: &'static str,
}
