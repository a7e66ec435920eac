//! What sides would agree on: frontiers, zones and solutions of finite sets of packages; draws nothing and runs nothing.

mod alternating;
mod frontier;
mod mixtures;
mod score;
mod solutions;
mod table;
mod utility;

pub use alternating::{Offers, Talks, offers};
pub use frontier::{robustly_undominated, undominated};
pub use mixtures::{Frontier, Mixture};
pub use score::{Score, score};
pub use solutions::{Maximum, egalitarian, kalai_smorodinsky, nash, utilitarian};
pub use table::{Ideal, Packages};
pub use utility::{NoUtility, Utility};
