//! The random numbers of a run, by site, period and path.

use crate::draw::{Sampler, Stream};
use crate::plan::Plan;

/// Where every draw of a run comes from.
#[derive(Debug)]
pub(super) struct Draws {
    streams: Vec<Stream>,
    sampler: Sampler,
}

impl Draws {
    pub(super) fn new(plan: &Plan, seed: u64, sampler: Sampler) -> Result<Self, String> {
        if sampler == Sampler::Sobol {
            return Err(
                "the sampler \"sobol\" is not in this version: use random or antithetic".to_owned()
            );
        }
        let streams = plan.sites.iter().map(|site| Stream::new(seed, site)).collect();
        Ok(Self { streams, sampler })
    }

    /// Work that a block does before its first period.
    #[inline(always)]
    pub(super) fn prepare(&self, _first: u64, _lanes: usize, _scratch: &mut Vec<f64>) {}

    /// Uniforms of a site for one period.
    #[inline(always)]
    pub(super) fn uniforms(
        &self,
        site: u32,
        index: u32,
        first: u64,
        _scratch: &[f64],
        out: &mut [f64],
    ) {
        let stream = &self.streams[site as usize];
        match self.sampler {
            Sampler::Antithetic => stream.fill_antithetic_uniforms(first, index, out),
            _ => stream.fill_uniforms(first, index, out),
        }
    }

    /// Standard normals of a site for one period.
    #[inline(always)]
    pub(super) fn normals(
        &self,
        site: u32,
        index: u32,
        first: u64,
        _scratch: &[f64],
        out: &mut [f64],
    ) {
        let stream = &self.streams[site as usize];
        match self.sampler {
            Sampler::Antithetic => stream.fill_antithetic_normals(first, index, out),
            _ => stream.fill_normals(first, index, out),
        }
    }
}
