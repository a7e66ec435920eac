//! A sample becomes a number with its error here: means, quantiles, tails, rates of return,
//! probabilities.

pub mod conditional;
pub mod digits;
pub mod dominance;
pub mod incomplete_gamma;
pub mod irr;
pub mod joint;
pub mod mean;
pub mod measure;
pub mod moments;
pub mod probability;
pub mod quantiles;
pub mod rank_correlation;
pub mod round_step;
pub mod sample;
pub mod sketch;
pub mod special;
pub mod tail;
pub mod tree;
pub mod units;

pub use conditional::{mean_given, means_apart};
pub use dominance::{Dominance, Order, dominance};
pub use irr::{InternalRate, internal_rate, internal_rate_of_days};
pub use joint::{JointAxis, JointCounts, JointGrid, JointHistogram, JointSums, Quadrant};
pub use mean::{MeanAccumulator, Unit, deviation_of, mean_of};
pub use measure::Measure;
pub use moments::{CoMoments, Moments};
pub use quantiles::{Basis, Interval};
pub use rank_correlation::rank_correlation;
pub use sample::{Quantiles, Sample};
pub use sketch::{Coded, Sketch};
pub use tail::Tail;
pub use tree::{LEAF, LeafTree, Merge};
