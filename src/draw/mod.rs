//! Randomness by identity: a draw is a function of seed, name, path and index.

mod bridge;
mod generator;
mod joe_kuo;
mod philox;
mod sampler;
mod sobol;
mod stream;

pub use bridge::Bridge;
pub use generator::Generator;
pub use philox::philox4x32;
pub use sampler::Sampler;
pub use sobol::{DimensionBlock, SCRAMBLES, SobolTable, TooManyDimensions};
pub use stream::{GROUP, Stream};
