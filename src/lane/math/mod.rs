//! The program's own elementary functions: the same bits on every processor, and vectorised by the compiler.

mod compensated;
mod exponential;
mod logarithm;
mod normal_cumulative;
mod normal_quantile;
mod polynomial;
mod power;
mod rounding;
mod turn;

#[cfg(test)]
mod reference;

pub use exponential::{exp, exponentials};
pub use logarithm::ln;
pub use normal_cumulative::normal_cdf;
pub use normal_quantile::{normal_quantile, normal_quantiles};
pub use power::pow;
pub use rounding::{MONEY_QUANTUM, floor, quantize, round_half_even};
pub use turn::{normals_by_pairs, sine_cosine_of_turns};
