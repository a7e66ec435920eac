//! What the contract says; each kind lowers to flows. One file and one line for each kind.

mod clause;
mod cloud_commitment;
mod conditional_funding;
mod convertible;
mod entitlement;
mod equity;
mod escrow;
mod formula_flow;
mod holding;
mod ip_access;
mod lump_sum;
mod option_pool;
mod preference;
mod revenue_share;
mod round;
mod tier;
mod warrant;
mod waterfall;

use crate::catalogue::Entry;
use crate::kind::Params;

pub use clause::COMMON;
pub use escrow::through_escrow;

/// A kind of term.
pub trait Term: Sync {
    /// What it says about itself.
    fn entry(&self) -> &'static Entry;

    /// Asks for the money that moves under it, and the shares that are issued.
    fn lower(&self, params: &mut Params<'_>);
}

/// Every kind, in the order in which the reference lists them.
pub static ALL: &[&dyn Term] = &[
    &revenue_share::RevenueShare,
    &lump_sum::LumpSum,
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
    &formula_flow::FormulaFlow,
];

/// The kind of this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static dyn Term> {
    ALL.iter().copied().find(|kind| kind.entry().name == name)
}
