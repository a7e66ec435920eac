//! What the contract says; each kind lowers to flows. One file and one line for each kind.

mod cap;
mod changes;
mod claims;
mod clause;
mod cloud_commitment;
mod conditional_funding;
mod convertible;
mod debt;
mod earn_out;
mod entitlement;
mod equity;
mod escrow;
mod formula_flow;
mod holdback;
mod holding;
mod interest;
mod ip_access;
mod joint_limit;
mod keys;
mod loan;
mod lump_sum;
mod messages;
mod milestone;
mod option;
mod option_pool;
mod payment;
mod penalty;
mod preference;
mod price_adjustment;
mod profit_share;
mod release;
mod revenue_share;
mod reworked;
mod round;
mod royalty;
mod set_off;
mod share;
mod start;
mod tier;
mod tiers;
mod waiting;
mod warrant;
mod waterfall;
mod windows;

use crate::catalogue::Entry;
use crate::kind::Params;

pub use escrow::through_escrow;
pub use keys::{COMMON, WITHOUT_PAYMENT};
pub use reworked::Asked;

/// A kind of term.
pub trait Term: Sync {
    /// What it says about itself.
    fn entry(&self) -> &'static Entry;

    /// Whether it understands the keys of payments: caps, floors, tiers, waits, changes.
    fn pays(&self) -> bool {
        false
    }

    /// Whether its name can stand where an event does: then it says its moment when it lowers.
    fn is_event(&self) -> bool {
        false
    }

    /// Its keys that name other clauses, where it takes their payments in hand once all have asked for them, and whether
    /// its `from` pays those.
    fn takes_in_hand(&self) -> &'static [(&'static str, bool)] {
        &[]
    }

    /// What becomes of the payments of those clauses.
    fn rework(&self, _params: &mut Params<'_>, asked: Vec<Asked>) -> Vec<Asked> {
        asked
    }

    /// Asks for the money that moves under it, and the shares that are issued.
    fn lower(&self, params: &mut Params<'_>);
}

/// Every kind, in the order in which the reference lists them.
pub static ALL: &[&dyn Term] = &[
    &revenue_share::RevenueShare,
    &profit_share::ProfitShare,
    &royalty::Royalty,
    &lump_sum::LumpSum,
    &milestone::Milestone,
    &earn_out::EarnOut,
    &price_adjustment::PriceAdjustment,
    &claims::Claims,
    &joint_limit::JointLimit,
    &holdback::Holdback,
    &set_off::SetOff,
    &equity::Equity,
    &round::Round,
    &option_pool::OptionPool,
    &conditional_funding::ConditionalFunding,
    &convertible::Convertible,
    &warrant::Warrant,
    &preference::Preference,
    &waterfall::Waterfall,
    &cloud_commitment::CloudCommitment,
    &ip_access::IpAccess,
    &loan::Loan,
    &penalty::Penalty,
    &option::TermOption,
    &formula_flow::FormulaFlow,
];

/// The kind of this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static dyn Term> {
    ALL.iter().copied().find(|kind| kind.entry().name == name)
}
