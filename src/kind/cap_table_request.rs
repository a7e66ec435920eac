//! What a term asks of a company's cap table: shares, claims, notes, warrants, preferences, and how its estate is split.

use super::EventTime;
use crate::plan::{AccountId, NodeId, PlanBuilder};

/// One wish of a term. Whether and how much comes of it, the settlement of the company says.
#[derive(Clone, Debug)]
pub enum CapTableRequest {
    /// Shares that are issued at one time.
    Shares(ShareRequest),
    /// Money that the company owes for longer than a period.
    Claim(ClaimRequest),
    /// A claim that can turn into shares.
    Note(NoteRequest),
    /// A right to buy shares.
    Warrant(WarrantRequest),
    /// What a class of shares gets before others.
    Preference(PreferenceRequest),
    /// Tiers instead of shares, for what is left after all claims.
    Tiers(TiersRequest),
}

impl CapTableRequest {
    /// Whose cap table it is about.
    #[must_use]
    pub fn company(&self) -> AccountId {
        match self {
            Self::Shares(request) => request.company,
            Self::Claim(request) => request.company,
            Self::Note(request) => request.company,
            Self::Warrant(request) => request.company,
            Self::Preference(request) => request.company,
            Self::Tiers(request) => request.company,
        }
    }
}

/// The class of shares where none is said.
pub const COMMON_CLASS: &str = "common";

/// Shares that a company issues at one time. Several closings of one period follow each other in the order of their
/// times, at one moment in the order of the names of their terms.
#[derive(Clone, Debug)]
pub struct ShareRequest {
    /// Which company.
    pub company: AccountId,
    /// Who gets them.
    pub holder: AccountId,
    /// Of which class.
    pub class: String,
    /// How many.
    pub size: ShareSize,
    /// When they are issued.
    pub at: EventTime,
}

/// How many shares a closing issues.
#[derive(Clone, Debug)]
pub enum ShareSize {
    /// So many that they are this fraction of the company just after the closing.
    FractionAfter(NodeId),
    /// This count.
    Count(NodeId),
    /// What this amount of money buys.
    Round(RoundSize),
    /// A pool: this fraction of the company just after a round.
    Pool {
        /// The fraction just after the round.
        fraction: NodeId,
        /// The term that is the round.
        round: String,
        /// Whether it is issued before the round and so dilutes only those who were there before.
        before: bool,
    },
}

/// Money for shares at a price.
#[derive(Clone, Copy, Debug)]
pub struct RoundSize {
    /// How much is paid, in money.
    pub amount: NodeId,
    /// At what price.
    pub price: RoundPrice,
}

/// What a round says about the price.
#[derive(Clone, Copy, Debug)]
pub enum RoundPrice {
    /// What the company is worth before the money: over the shares outstanding before notes convert.
    PreMoney(NodeId),
    /// What it is worth after the money and after notes have converted.
    PostMoney(NodeId),
    /// The price of one share.
    PerShare(NodeId),
}

/// Money that a company owes for longer than a period.
#[derive(Clone, Copy, Debug)]
pub struct ClaimRequest {
    /// Who owes.
    pub company: AccountId,
    /// Who is owed.
    pub holder: AccountId,
    /// What is owed at the close of the period beside what falls due in it, should the company end then.
    pub balance: NodeId,
    /// Order of claims: smaller is paid first, equal ranks share.
    pub rank: i32,
}

/// A claim that turns into shares in a round that is large enough.
#[derive(Clone, Debug)]
pub struct NoteRequest {
    /// Who owes.
    pub company: AccountId,
    /// Who lent.
    pub holder: AccountId,
    /// The class that it turns into; empty for that of the round.
    pub class: String,
    /// What was lent.
    pub principal: NodeId,
    /// Simple interest a year, added to the balance.
    pub interest: NodeId,
    /// When it was lent, in years since the start.
    pub issued: NodeId,
    /// When it falls due.
    pub matures: NodeId,
    /// The value of the company at which it converts at most.
    pub cap: Option<NodeId>,
    /// Whether the cap is a value after all notes have converted, instead of before.
    pub cap_after_notes: bool,
    /// The part of the round's price that it need not pay.
    pub discount: NodeId,
    /// The least amount of a round in which it converts.
    pub least_round: NodeId,
    /// Whether at maturity it turns into shares at the cap, instead of being repaid.
    pub converts_at_maturity: bool,
    /// Order of claims.
    pub rank: i32,
    /// When it has turned into shares: said by the settlement, infinite until then.
    pub converted: NodeId,
}

impl NoteRequest {
    /// What is owed at a time: principal and simple interest.
    pub fn balance_at(&self, time: NodeId, builder: &mut PlanBuilder) -> NodeId {
        let age = builder.subtract(time, self.issued);
        let zero = builder.constant(0.0);
        let age = builder.maximum(age, zero);
        let earned = builder.multiply(self.interest, age);
        let one = builder.constant(1.0);
        let factor = builder.add(one, earned);
        builder.multiply(self.principal, factor)
    }
}

/// A right to buy shares at a price.
#[derive(Clone, Debug)]
pub struct WarrantRequest {
    /// Whose shares.
    pub company: AccountId,
    /// Who may buy.
    pub holder: AccountId,
    /// Of which class.
    pub class: String,
    /// How many.
    pub size: WarrantSize,
    /// The price of one share.
    pub strike: Strike,
    /// From when it can be exercised.
    pub from: NodeId,
    /// The moment at which it is exercised or lapses; where the company ends before, it is decided then.
    pub decided: NodeId,
}

/// How many shares a warrant is for.
#[derive(Clone, Copy, Debug)]
pub enum WarrantSize {
    /// This count.
    Count(NodeId),
    /// So many that they are this fraction just after the exercise.
    FractionAfter(NodeId),
}

/// What a warrant's holder pays.
#[derive(Clone, Copy, Debug)]
pub enum Strike {
    /// For one share.
    PerShare(NodeId),
    /// The value of all shares outstanding before the exercise at which it is at the money.
    Value(NodeId),
}

/// What a class of shares gets before others.
#[derive(Clone, Debug)]
pub struct PreferenceRequest {
    /// Which company.
    pub company: AccountId,
    /// Which class.
    pub class: String,
    /// What was paid for the class; what its rounds brought where absent.
    pub paid: Option<NodeId>,
    /// How often that is paid back first.
    pub multiple: NodeId,
    /// Return a year on it that is due as well, compounded.
    pub preferred_return: NodeId,
    /// One where it holds at the close of the period.
    pub in_force: NodeId,
    /// What the class gets beside.
    pub participation: Participation,
    /// Order among preferences: smaller first, equal ranks share. All come after all claims.
    pub rank: i32,
}

/// Whether a preferred class also takes part in what is left.
#[derive(Clone, Copy, Debug)]
pub enum Participation {
    /// It does not, but may convert.
    None,
    /// It does, with its shares.
    Full,
    /// It does until it has this multiple of what was paid, and may convert.
    UpTo(NodeId),
}

/// Tiers instead of shares.
#[derive(Clone, Debug)]
pub struct TiersRequest {
    /// Which company.
    pub company: AccountId,
    /// What is left after all claims: said by the settlement.
    pub estate: NodeId,
    /// Who gets how much of it; together all of it.
    pub receipts: Vec<(AccountId, NodeId)>,
}
