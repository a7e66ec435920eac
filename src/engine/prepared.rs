//! Deals compiled to run together: memory need, pilot, parts and run all use the same programs.

use super::batches::{Ready, prepare};
use super::compile::CompileError;
use super::dimensions::{Dealt, Dimensions};
use super::draws::Draws;
use super::part::{Part, Whole};
use super::run::{Failure, NotFinite};
use super::settings::{Progress, Settings};
use super::simulate::{Left, Simulation, budget};
use super::together::{Finished, Together};
use crate::draw::Sampler;
use crate::plan::{Difference, Plan};
use crate::statistics::Unit;

/// Several deals ready to run on the same draws, and the differences between them that are asked for.
///
/// Each deal's numbers are those that it has alone: under `random` and `antithetic` whatever runs beside it, under
/// `sobol` too for the deal that is named first. What deals have in common is worked out once in a batch.
#[derive(Debug)]
pub struct Prepared {
    plans: Vec<Plan>,
    pub(super) batches: Vec<Ready>,
    /// Why deals cannot run, whatever is drawn.
    refused: Vec<Option<CompileError>>,
    differences: Vec<Difference>,
    dimensions: Dimensions,
}

/// What is independent of what under a sampler.
#[must_use]
pub fn unit_of(sampler: Sampler) -> Unit {
    match sampler {
        Sampler::Random => Unit::Path,
        Sampler::Antithetic => Unit::Pair,
        Sampler::Sobol => Unit::Scramble,
    }
}

impl Prepared {
    /// Compiles deals; `differences` number them in the order in which they are given.
    #[must_use]
    pub fn new(plans: Vec<Plan>, differences: &[Difference]) -> Self {
        let all: Vec<&Plan> = plans.iter().collect();
        let (batches, errors) = prepare(&all, differences);
        let dimensions = Dimensions::of(&all);
        let mut refused = vec![None; plans.len()];
        for (deal, error) in errors {
            refused[deal] = Some(error);
        }
        for ready in &batches {
            for (seat, fault) in ready.members.iter().zip(&ready.program.faults) {
                if let Some(fault) = fault {
                    refused[seat.deal] = Some(CompileError::NotFinite(*fault));
                }
            }
        }
        Self { plans, batches, refused, differences: differences.to_vec(), dimensions }
    }

    /// How many programs the deals became.
    #[must_use]
    pub fn batches(&self) -> usize {
        self.batches.len()
    }

    /// How many operations their programs have together.
    #[must_use]
    pub fn instructions(&self) -> usize {
        self.batches.iter().map(|ready| ready.program.instructions.len()).sum()
    }

    /// Where the deals draw, in the order of the dimensions of a Sobol sequence.
    #[must_use]
    pub fn dimensions(&self) -> &Dimensions {
        &self.dimensions
    }

    /// Runs all deals.
    ///
    /// # Errors
    /// When somebody stops it, or a Sobol sequence has too few dimensions. What stops one deal is told with it.
    pub fn run(&self, settings: &Settings) -> Result<Together, Failure> {
        self.run_part(settings).map(|part| self.finish(part))
    }

    /// Simulates some of the paths of a run and leaves what they add up to.
    ///
    /// # Errors
    /// As [`Prepared::run`].
    pub fn run_part(&self, settings: &Settings) -> Result<Part, Failure> {
        settings.threads.run(|| self.run_here(settings))
    }

    /// The same on the threads that are at hand.
    fn run_here(&self, settings: &Settings) -> Result<Part, Failure> {
        let unit = unit_of(settings.sampler);
        let dealt = self.dimensions.deal(settings.seed, settings.sampler)?;
        let dimensions = dealt.table.as_ref().map_or(&[][..], |_| self.dimensions.sites());
        let whole = Whole { unit, budget: budget(settings), dimensions: dimensions.to_vec() };
        let mut part = Part::new(settings.paths.clone(), self.plans.len(), whole);
        let count = self.batches.len().max(1) as u64;
        let paths = settings.paths.end.saturating_sub(settings.paths.start);
        for (number, ready) in (0..).zip(&self.batches) {
            let outer = settings.progress.clone();
            let progress = Progress::new(move |done| outer.tell((number * paths + done) / count));
            let settings = Settings { progress, ..settings.clone() };
            let draws = Draws::new(&ready.batch, settings.seed, settings.sampler, &dealt);
            let simulation = Simulation { ready, draws: &draws, unit };
            let Left { result, failed, last } = simulation.run(&settings)?;
            for (place, seat) in ready.members.iter().enumerate() {
                if failed.has(place) && part.failures[seat.deal].is_none() {
                    part.failures[seat.deal] = match last {
                        Some(span) if ready.members.len() == 1 => Some(simulation.locate(span)?),
                        _ => self.found_alone(seat.deal, &dealt, &settings)?,
                    };
                }
            }
            part.sums.push(result);
        }
        Ok(part)
    }

    /// Runs a deal that failed in company by itself, on the same draws, to find its first bad value.
    fn found_alone(
        &self,
        deal: usize,
        dealt: &Dealt<'_>,
        settings: &Settings,
    ) -> Result<Option<NotFinite>, Failure> {
        let ready = Ready::alone(&self.plans[deal], deal).map_err(Failure::Compile)?;
        let draws = Draws::new(&ready.batch, settings.seed, settings.sampler, dealt);
        let unit = unit_of(settings.sampler);
        let simulation = Simulation { ready: &ready, draws: &draws, unit };
        let quiet = Settings { progress: Progress::default(), ..settings.clone() };
        match simulation.run(&quiet)?.last {
            Some(span) => simulation.locate(span).map(Some),
            None => Ok(None),
        }
    }

    /// Why a deal leaves nothing.
    #[must_use]
    pub fn failure(&self, part: &Part, deal: usize) -> Option<Failure> {
        let refused = self.refused.get(deal).cloned().flatten().map(Failure::Compile);
        refused.or_else(|| part.failure(deal).map(Failure::NotFinite))
    }

    /// Reads the sums of a run of these deals: means with errors, distributions, arrivals, differences.
    #[must_use]
    pub fn finish(&self, part: Part) -> Together {
        let paths = part.paths();
        let failures: Vec<Option<Failure>> =
            (0..self.plans.len()).map(|deal| self.failure(&part, deal)).collect();
        let Part { sums, whole, .. } = part;
        // A deal is a member of its own in one batch.
        let mut outcomes = vec![None; self.plans.len()];
        let mut differences = vec![None; self.differences.len()];
        for (ready, sums) in self.batches.iter().zip(sums) {
            let finished = Finished::of(ready, sums, &whole);
            for (member, seat) in ready.members.iter().enumerate().filter(|(_, seat)| !seat.guest) {
                outcomes[seat.deal] = Some(finished.outcome(ready, member, paths.clone(), &whole));
            }
            for (&number, slot) in ready.differences.iter().zip(&ready.program.differences) {
                let Difference { from, to } = self.differences[number];
                let sound = failures[from.0].is_none() && failures[to.0].is_none();
                differences[number] =
                    slot.filter(|_| sound).map(|slot| finished.difference(slot, &whole));
            }
        }
        let deals = outcomes.into_iter().zip(failures).map(|(outcome, failure)| match failure {
            Some(failure) => Err(failure),
            None => outcome.ok_or(Failure::Interrupted),
        });
        Together { deals: deals.collect(), differences }
    }
}
