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
    /// The one at this place of the plan's list.
    #[must_use]
    pub fn at(place: usize) -> Option<Self> {
        u32::try_from(place).ok().map(Self)
    }

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

/// Why money moves under a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// A clause of the deal says so.
    Clause,
    /// A company earns or spends it in its operations.
    Operation,
    /// A company is sold, or valued at the horizon.
    Value,
    /// What a company is worth goes to its holders.
    Holders,
    /// Somebody funds a company that is short of cash.
    Funding,
}

/// What a payment is under its term: what totals count, and what a reader is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// What the term says, and nothing beside it.
    Plain,
    /// Paid into escrow.
    Held,
    /// Paid out of escrow to whom it was owed.
    Released,
    /// Paid back out of escrow, as never owed.
    Returned,
    /// Interest on what lies in escrow, in or out.
    EscrowInterest,
    /// What it costs the payee to deliver what it is paid for.
    Cost,
    /// Money lent.
    Lent,
    /// Money lent, paid back.
    Repaid,
    /// Interest on money lent.
    Interest,
    /// What falls due by a deadline instead of the thing itself.
    Instead,
    /// What is missing to a floor.
    TopUp,
    /// What was missed before and is made up.
    CatchUp,
    /// What goes to others who share beside the payee.
    Beside,
    /// What goes to others once the payee has had its most.
    BeyondCap,
    /// What is bought beyond a commitment, on a right of first refusal.
    FirstRefusal,
    /// Paid ahead of what will be earned.
    Advance,
    /// The price of an exercise.
    Strike,
    /// What goes on after the horizon, in one sum.
    AfterHorizon,
}

impl Step {
    /// How a payment counts towards the total of its term: what is paid, also into escrow, less what comes back from
    /// there.
    #[must_use]
    pub const fn counts(self) -> i8 {
        match self {
            Self::Released | Self::EscrowInterest | Self::Cost => 0,
            Self::Returned => -1,
            _ => 1,
        }
    }
}

/// One line of the ledger, for every path and period: one debit, one credit, one amount.
#[derive(Clone, Debug)]
pub struct Posting {
    /// The term under which it moves.
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
    /// Why it moves.
    pub why: Why,
    /// What kind of payment it is.
    pub step: Step,
    /// Its present value for each party that pays or receives it, not negative where the amount is not.
    pub worth: Vec<(AccountId, NodeId)>,
}
