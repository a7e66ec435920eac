//! The paths on which an event happened: what a study keeps that is asked for them alone.

use super::refused::{Refusal, StudyFailure};
use crate::draw::Sampler;
use crate::engine;
use crate::engine::{Prepared, Series, TrackResult};
use crate::plan::{ReadAt, Sink};
use crate::simulation::{Job, Scenario, Settings};

/// The fewest paths of which anything is said.
pub const FEWEST: usize = 400;

/// The paths of a deal on which an event happened.
#[derive(Clone, Debug)]
pub(super) struct Given {
    happened: Vec<bool>,
    /// How many.
    pub(super) count: usize,
}

impl Given {
    /// Runs a deal for its event alone.
    ///
    /// # Errors
    /// When there is no such event, the sampler is not `random`, or it happened on too few paths.
    pub(super) fn of(
        deal: &Scenario,
        event: &str,
        settings: &Settings,
    ) -> Result<Self, StudyFailure> {
        let job = Job::new(deal, settings);
        let model = job.model();
        let refused =
            |message: String, help: String| StudyFailure::Refused(Refusal { message, help });
        let file = deal.path().display();
        if model.settings.sampler != Sampler::Random {
            let message = format!("{file} is drawn by `{}`", model.settings.sampler.name());
            let help =
                "what is kept of a part of the paths has an error only with `sampler = \"random\"`";
            return Err(refused(message, help.to_owned()));
        }
        let known = model.events.iter().find(|known| known.name == event);
        let Some(track) = known.and_then(|known| model.plan.track(known.track)) else {
            let names: Vec<&str> = deal.events().collect();
            let near = crate::diagnose::nearest(event, names.iter().copied());
            let help = near.map_or(format!("there are {}", names.join(", ")), |near| {
                format!("did you mean `{near}`?")
            });
            return Err(refused(format!("{file} has no event `{event}`"), help));
        };
        let node = track.node;
        let mut plan = model.plan.asked_for(&[]);
        let time = plan.keep(node, ReadAt::End, Sink::Distribution);
        let what = format!("{}, {event}", model.name);
        let engine_settings = engine::Settings {
            exact_values: u64::MAX,
            ..job.engine_settings(&what, 0..model.settings.paths)
        };
        let prepared = engine_settings.threads.run(|| Prepared::new(vec![plan], &[]));
        let failed = |failure| deal.failure(failure, model, None);
        let together = prepared.run(&engine_settings).map_err(failed)?;
        let outcome =
            together.deals.into_iter().next().unwrap_or(Err(engine::Failure::Interrupted));
        let outcome = outcome.map_err(failed)?;
        let end = model.grid.horizon();
        let happened: Vec<bool> = match outcome.tracks.get(time) {
            Some(TrackResult::Distribution(_, Series::Every(times))) => times
                .first()
                // What comes after the last period never happens.
                .map_or(Vec::new(), |times| times.iter().map(|time| *time <= end).collect()),
            _ => Vec::new(),
        };
        let count = happened.iter().filter(|happened| **happened).count();
        if count < FEWEST {
            let message =
                format!("`{event}` happens on {count} of {} paths of {file}", happened.len());
            let help = format!("{FEWEST} are needed to say anything: ask for more `--paths`");
            return Err(refused(message, help));
        }
        Ok(Self { happened, count })
    }

    /// The values on the paths on which it happened.
    pub(super) fn keep(&self, values: &[f64]) -> Vec<f64> {
        let kept = values.iter().zip(&self.happened).filter(|(_, happened)| **happened);
        kept.map(|(value, _)| *value).collect()
    }
}
