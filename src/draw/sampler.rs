//! How paths share the unit cube: by chance, in mirrored pairs, or evenly.

/// How the draws of a run are chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sampler {
    /// Every path draws for itself.
    #[default]
    Random,
    /// Path 2k + 1 mirrors path 2k; the pair is the sampling unit. See
    /// [`Stream::fill_antithetic_uniforms`](super::Stream::fill_antithetic_uniforms).
    Antithetic,
    /// Paths are points of 32 scrambled Sobol sequences. See [`SobolTable`](super::SobolTable).
    Sobol,
}

impl Sampler {
    /// Every sampler, in the order of the reference.
    pub const ALL: [Self; 3] = [Self::Random, Self::Antithetic, Self::Sobol];

    /// The name in a scenario file.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Random => "random",
            Self::Antithetic => "antithetic",
            Self::Sobol => "sobol",
        }
    }

    /// The sampler of a name in a scenario file.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sampler| sampler.name() == name)
    }
}
