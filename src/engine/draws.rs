//! The random numbers of a run, by site, period and path.

use super::dimensions::Dealt;
use crate::draw::{Bridge, Sampler, SobolTable, Stream};
use crate::plan::Batch;
use std::sync::Arc;

/// Where every draw of a run comes from.
#[derive(Debug)]
pub(super) enum Draws {
    /// Counter-based streams; the flag mirrors odd paths.
    Streams(Vec<Stream>, bool),
    /// A scrambled Sobol sequence, shocks of a driver in the order of a Brownian bridge.
    Sobol(Sobol),
}

/// Sobol draws.
#[derive(Debug)]
pub(super) struct Sobol {
    table: Arc<SobolTable>,
    bridge: Bridge,
    periods: usize,
    /// For each site its block of dimensions.
    blocks: Vec<usize>,
    /// For each site with normal shocks in every period, its place among those that are bridged.
    bridged: Vec<Option<usize>>,
}

impl Draws {
    /// The draws of a batch; those of a Sobol sequence from the dimensions of the whole study.
    pub(super) fn new(batch: &Batch, seed: u64, sampler: Sampler, dealt: &Dealt<'_>) -> Self {
        let Some(table) = &dealt.table else {
            let streams = batch.sites.iter().map(|site| Stream::new(seed, &site.name)).collect();
            return Self::Streams(streams, sampler == Sampler::Antithetic);
        };
        let mut next = 0..;
        let bridged = batch.sites.iter().map(|site| site.bridged.then(|| next.next()).flatten());
        Self::Sobol(Sobol {
            table: Arc::clone(table),
            bridge: Bridge::new(batch.plan.periods),
            periods: batch.plan.periods,
            blocks: batch.sites.iter().map(|site| dealt.dimensions.place(site)).collect(),
            bridged: bridged.collect(),
        })
    }

    /// Work that a block does before its first period: the shocks of all periods, by Brownian bridge.
    pub(super) fn prepare(&self, first: u64, lanes: usize, scratch: &mut Vec<f64>) {
        let Self::Sobol(sobol) = self else { return };
        let rows = sobol.periods * lanes;
        let bridged = sobol.bridged.iter().flatten().count();
        scratch.resize((bridged + 1) * rows, 0.0);
        let (increments, normals) = scratch.split_at_mut(bridged * rows);
        for (site, place) in sobol.bridged.iter().enumerate() {
            let Some(place) = place else { continue };
            for (draw, row) in normals.chunks_mut(lanes).enumerate() {
                sobol.table.fill_normals(sobol.blocks[site], draw, first, row);
            }
            let part = &mut increments[place * rows..(place + 1) * rows];
            sobol.bridge.transform(normals, part, lanes);
        }
    }

    /// Uniforms of a site for one period.
    #[inline(always)]
    pub(super) fn uniforms(&self, site: u32, index: u32, first: u64, out: &mut [f64]) {
        match self {
            Self::Streams(streams, false) => {
                streams[site as usize].fill_uniforms(first, index, out);
            }
            Self::Streams(streams, true) => {
                streams[site as usize].fill_antithetic_uniforms(first, index, out);
            }
            Self::Sobol(sobol) => {
                let draw = index.saturating_sub(1) as usize;
                sobol.table.fill_uniforms(sobol.blocks[site as usize], draw, first, out);
            }
        }
    }

    /// Standard normals of a site for one period.
    #[inline(always)]
    pub(super) fn normals(
        &self,
        site: u32,
        index: u32,
        first: u64,
        scratch: &[f64],
        out: &mut [f64],
    ) {
        match self {
            // What is drawn once a path stays the quantile of its uniform; shocks are many, and cheaper in pairs.
            Self::Streams(streams, false) if index == 0 => {
                streams[site as usize].fill_normals(first, index, out);
            }
            Self::Streams(streams, false) => streams[site as usize].fill_shocks(first, index, out),
            Self::Streams(streams, true) => {
                streams[site as usize].fill_antithetic_normals(first, index, out);
            }
            Self::Sobol(sobol) => match sobol.bridged[site as usize] {
                // What is drawn at the start stands for nothing that runs: period one is the first row.
                Some(place) if index > 0 => {
                    let lanes = out.len();
                    let row = place * sobol.periods + index as usize - 1;
                    out.copy_from_slice(&scratch[row * lanes..(row + 1) * lanes]);
                }
                _ => sobol.table.fill_normals(sobol.blocks[site as usize], 0, first, out),
            },
        }
    }
}
