//! A number that moves. One file and one line for each kind.

mod bass;
mod chain;
mod decay;
mod geometric_brownian;
mod growth;
mod jump_diffusion;
mod logistic;
mod mean_reverting;
mod random_walk;
mod regime_switching;
mod replay;
mod square_root;

use crate::catalogue::Entry;
use crate::kind::Params;
use crate::plan::NodeId;

/// A kind of process.
pub trait Process: Sync {
    /// What it says about itself.
    fn entry(&self) -> &'static Entry;

    /// Its value at the close of every period, and its start at the start.
    fn lower(&self, params: &mut Params<'_>) -> NodeId;
}

/// Every kind, in the order in which the reference lists them.
pub static ALL: &[&dyn Process] = &[
    &growth::Growth,
    &geometric_brownian::GeometricBrownian,
    &mean_reverting::MeanReverting,
    &random_walk::RandomWalk,
    &jump_diffusion::JumpDiffusion,
    &square_root::SquareRoot,
    &regime_switching::RegimeSwitching,
    &logistic::Logistic,
    &bass::Bass,
    &replay::Replay,
];

/// The kind of this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static dyn Process> {
    ALL.iter().copied().find(|kind| kind.entry().name == name)
}
