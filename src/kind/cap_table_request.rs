//! What a term asks of a company's cap table: shares, claims, notes, warrants, preferences, and how its estate is split.

use super::{Accrual, EventTime, Growth};
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
/// times; those of one moment are one closing, unless their ranks put them in an order.
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
    /// Order among closings of one moment: equal ranks are one closing.
    pub rank: i32,
    /// What was paid for them, where no round says it.
    pub paid: Option<NodeId>,
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
    /// Shares set aside.
    Pool(PoolSize),
}

/// How large a pool is, and who pays for it.
#[derive(Clone, Debug)]
pub struct PoolSize {
    /// A fraction of the company just after the closing.
    pub fraction: NodeId,
    /// The term of kind "round" with which it closes.
    pub round: Option<String>,
    /// Whether it is made just after that round, at the cost of all.
    pub after_round: bool,
    /// Whether the fraction is what the pool comes to with what is there, instead of what is added.
    pub top_up: bool,
    /// The part of the increase that has been promised already, beyond what was unissued.
    pub promised: NodeId,
    /// The part of the pool that is granted; where it is not said, the pool is paid like shares.
    pub granted: Option<NodeId>,
    /// What a share under an option costs, where the pool says so.
    pub strike: Option<NodeId>,
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
    /// What the company is worth before the money of the moment, over all shares after it that the money did not buy.
    PreMoney(NodeId),
    /// What it is worth before the money, over the shares outstanding before the moment.
    PreMoneyOutstanding(NodeId),
    /// What it is worth after all money of the moment, over all shares after it.
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
    /// Interest on one of money from the day it was lent.
    pub interest: Accrual,
    /// When it was lent, in years since the start.
    pub issued: NodeId,
    /// When it falls due.
    pub matures: NodeId,
    /// The value of the company at which it converts at most.
    pub cap: Option<NodeId>,
    /// Whether the cap is a value of all shares once all notes have converted (a post-money cap), instead of before.
    pub cap_after_notes: bool,
    /// The part of the round's price that it need not pay.
    pub discount: NodeId,
    /// Whether it also has the lowest cap and the largest discount of notes that were issued no earlier.
    pub most_favoured: bool,
    /// The least sum of new money at a moment in which it converts.
    pub least_round: NodeId,
    /// Whether at maturity it turns into shares at the cap, instead of being repaid.
    pub converts_at_maturity: bool,
    /// How often the principal comes back where the company ends before it has converted.
    pub exit_multiple: NodeId,
    /// Whether it stands beside preferred shares, after all debt.
    pub beside_preferred: bool,
    /// Order of claims.
    pub rank: i32,
    /// When it has turned into shares: said by the settlement, infinite until then.
    pub converted: NodeId,
}

impl NoteRequest {
    /// What is owed at a time in the period: principal and interest.
    pub fn balance_at(&self, time: NodeId, builder: &mut PlanBuilder) -> NodeId {
        let earned = self.interest.standing(self.issued, time, builder).interest;
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
    /// Return a year on it that is due as well.
    pub preferred_return: NodeId,
    /// How that return compounds.
    pub growth: Growth,
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
