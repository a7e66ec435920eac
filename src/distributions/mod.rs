//! A number that is not known at the start. One file and one line for each kind.

mod bernoulli;
mod beta;
mod by_mode;
mod choice;
mod drawable;
mod elicited;
mod empirical;
mod exponential;
mod fixed;
mod gamma;
mod lognormal;
mod metalog;
mod metalog_fit;
mod mixture;
mod normal;
mod order;
mod pareto;
mod peaked;
mod pert;
mod standard_beta;
mod standard_gamma;
mod student_t;
mod tabulated;
mod tail;
mod triangular;
mod uniform;
mod ways;
mod weibull;

use crate::catalogue::Entry;
use crate::kind::Params;
use crate::plan::NodeId;

/// A kind of distribution.
pub trait Distribution: Sync {
    /// What it says about itself.
    fn entry(&self) -> &'static Entry;

    /// The quantile at `probability`, so that every draw takes one uniform and bounds can be set on any kind.
    fn lower(&self, params: &mut Params<'_>, probability: NodeId) -> NodeId;

    /// Whether its value never falls as the probability rises, so that bounds can be set on it.
    fn rises(&self) -> bool {
        true
    }

    /// The parameter that says how heavy its tail is: no mean at 1 or less, no variance at 2 or less.
    fn tail_index(&self) -> Option<&'static str> {
        None
    }

    /// Of two bare numbers that nobody remembers the meaning of, what they may be: names of two parameters each. Empty
    /// where a list has one plain reading.
    fn readings(&self) -> &'static [[&'static str; 2]] {
        &[]
    }
}

/// Every kind, in the order in which the reference lists them.
pub static ALL: &[&dyn Distribution] = &[
    &fixed::Fixed,
    &uniform::Uniform,
    &normal::Normal,
    &lognormal::Lognormal,
    &triangular::Triangular,
    &pert::Pert,
    &beta::Beta,
    &gamma::Gamma,
    &exponential::Exponential,
    &weibull::Weibull,
    &pareto::Pareto,
    &student_t::StudentT,
    &bernoulli::Bernoulli,
    &choice::Choice,
    &empirical::Empirical,
    &metalog::Metalog,
    &mixture::Mixture,
];

/// The kind of this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static dyn Distribution> {
    ALL.iter().copied().find(|kind| kind.entry().name == name)
}
