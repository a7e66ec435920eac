//! Runs a deal as it is and with one event forced never, on the same draws.

use super::answer::{AtEvent, Trigger, TriggerDate, TriggerSide, Triggered};
use super::contract::{Asked, Clause, last_of, naming, precedes};
use crate::diagnose::nearest;
use crate::document::{Files, Overrides};
use crate::plan::{ReadAt, Sink, TrackId};
use crate::simulation::{Scenario, Settings};
use crate::statistics::probability::proportion_of;
use crate::statistics::{Measure, Unit, deviation_of, mean_given, mean_of, means_apart};
use crate::studies::forcing::{Forced, forcing};
use crate::studies::payoffs::unit;
use crate::studies::planned::{Planned, run_plans};
use crate::studies::refused::{Refusal, StudyFailure};
use crate::studies::worth::as_signed;
use jiff::civil::Date;
use std::path::Path;
use std::sync::Arc;

/// What an event of a deal triggers.
///
/// # Errors
/// When the file is wrong, has no such event, or the run fails.
pub fn trigger(
    files: &Arc<dyn Files>,
    path: &Path,
    event: &str,
    overrides: &Overrides,
    settings: &Settings,
) -> Result<Trigger, StudyFailure> {
    let written = Scenario::read_with(Arc::clone(files), path, overrides)?;
    let label = known(&written, event)?;
    let deal = as_signed(&written, Some(event))?;
    let never = deal.with_all(&forcing(&deal, event, Forced::Never))?;
    let study = Study::run(&deal, &never, event, settings)?;
    let clauses = study.clauses.iter();
    let clauses = clauses.filter_map(|one| one.told(&study.times, study.horizon(), study.unit));
    let (paths, seed) = deal.paths_and_seed(settings);
    Ok(Trigger {
        name: written.name().to_owned(),
        path: written.path().to_path_buf(),
        event: (event.to_owned(), label),
        signed: written.signing().map(|one| one.event.clone()).filter(|one| one != event),
        clauses: clauses.collect(),
        dates: study.dates(),
        ends_on: study.ends_on(),
        sides: deal.side_labels(),
        colours: deal.side_colours(),
        found: deal.sides().enumerate().map(|(place, name)| study.side(place, name)).collect(),
        money: written.money().to_owned(),
        files: written.read_paths(),
        sampler: written.sampler_name(settings),
        paths,
        seed,
    })
}

/// The label of an event that can be forced never.
fn known(deal: &Scenario, event: &str) -> Result<String, StudyFailure> {
    let model = deal.model();
    let file = deal.path().display();
    let found = model.events.iter().find(|known| known.name == event);
    let refused = |message: String, help: String| Err(Refusal { message, help }.into());
    match found {
        Some(found) if deal.keys_of("events", event).is_some() => Ok(found.label.clone()),
        Some(_) => {
            let whole = event.split('.').next().unwrap_or_default();
            let message = format!("`{event}` of {file} is a part of an event");
            refused(message, format!("name the whole event: `{whole}`"))
        }
        None => {
            let names: Vec<&str> =
                model.events.iter().filter(|e| e.part.is_none()).map(|e| &*e.name).collect();
            let help = match nearest(event, names.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None if names.is_empty() => "add one under [events]".to_owned(),
                None => format!("there are {}", names.join(", ")),
            };
            refused(format!("{file} has no event `{event}`"), help)
        }
    }
}

/// One side's payoffs, path by path.
struct Payoffs {
    with: Arc<Vec<f64>>,
    never: Arc<Vec<f64>>,
    /// To date at the close of each period but the last.
    to_date: Vec<Arc<Vec<f64>>>,
}

/// What has been run.
struct Study<'run> {
    deal: &'run Scenario,
    unit: Unit,
    /// When the event happens, in years.
    times: Arc<Vec<f64>>,
    /// Whether that is before the end.
    happens: Vec<bool>,
    sides: Vec<Payoffs>,
    clauses: Vec<Clause>,
    /// When the last of the clauses that something else ends is ended.
    ends: Option<Vec<f64>>,
    /// When the last of the caps is used up; none where none is on any path.
    used_up: Option<Vec<f64>>,
}

impl<'run> Study<'run> {
    fn run(
        deal: &'run Scenario,
        never: &'run Scenario,
        event: &str,
        settings: &Settings,
    ) -> Result<Self, StudyFailure> {
        let model = deal.model();
        let periods = model.grid.periods();
        let payoffs = |scenario: &Scenario| -> Vec<TrackId> {
            scenario.model().sides.iter().map(|side| side.payoff).collect()
        };
        let mut tracks = payoffs(deal);
        let mut plan = model.plan.asked_for(&tracks);
        let track = model.events.iter().find(|known| known.name == event);
        let node = track.and_then(|known| model.plan.track(known.track)).map(|track| track.node);
        tracks.extend(node.map(|node| plan.keep(node, ReadAt::End, Sink::Distribution)));
        for side in &model.sides {
            let Some(track) = model.plan.track(side.payoff_to_date) else { continue };
            for period in (1..).take(periods.saturating_sub(1)) {
                let at = ReadAt::Steps(vec![period]);
                tracks.push(plan.keep(track.node, at, Sink::Distribution));
            }
        }
        let with = Planned { scenario: deal, plan, tracks };
        let mut tracks = payoffs(never);
        let mut plan = never.model().plan.asked_for(&tracks);
        let names = naming(deal, event);
        let asked: Vec<Asked> =
            names.iter().map(|path| Asked::of(path, &mut plan, periods)).collect();
        tracks.extend(asked.iter().flat_map(Asked::tracks));
        let without = Planned { scenario: never, plan, tracks };
        let kept = run_plans(&format!("what {event} triggers"), vec![with, without], settings)?;
        let [with, without] = &kept[..] else { return Ok(Self::empty(deal, settings)) };
        let count = model.sides.len();
        let times = with.get(count).cloned().unwrap_or_default();
        let mut to_date = with.iter().skip(count + 1);
        let sides = with.iter().take(count).zip(without).map(|(with, never)| Payoffs {
            with: Arc::clone(with),
            never: Arc::clone(never),
            to_date: to_date.by_ref().take(periods.saturating_sub(1)).cloned().collect(),
        });
        let sides = sides.collect();
        let mut facts = without.iter().skip(count);
        let clauses: Vec<Clause> =
            asked.into_iter().map(|asked| asked.read(never.model(), &mut facts)).collect();
        let horizon = model.grid.horizon();
        let used_up = last_of(clauses.iter().filter_map(|clause| clause.used_up.as_ref()));
        Ok(Self {
            happens: times.iter().map(|time| *time <= horizon).collect(),
            ends: last_of(clauses.iter().filter_map(|clause| clause.ends.as_ref())),
            used_up: used_up.filter(|times| times.iter().any(|time| *time <= horizon)),
            sides,
            clauses,
            times,
            ..Self::empty(deal, settings)
        })
    }

    /// Nothing yet.
    fn empty(deal: &'run Scenario, settings: &Settings) -> Self {
        Self {
            unit: unit(deal, settings),
            times: Arc::default(),
            happens: Vec::new(),
            sides: Vec::new(),
            clauses: Vec::new(),
            ends: None,
            used_up: None,
            deal,
        }
    }

    fn horizon(&self) -> f64 {
        self.deal.model().grid.horizon()
    }

    /// The day on which something else ends the last clause, where it is the same on all paths.
    fn ends_on(&self) -> Option<Date> {
        let ends = self.ends.as_ref()?;
        let first = ends.first().copied()?;
        let fixed = ends.iter().all(|time| time.to_bits() == first.to_bits());
        // A date ends with its day.
        let day = (first - 0.5 / 365.0).max(0.0);
        (fixed && first <= self.horizon()).then(|| self.deal.model().grid.date_at(day))
    }

    fn dates(&self) -> Vec<TriggerDate> {
        let grid = self.deal.model().grid;
        let date = |period: usize| {
            let by = grid.time(period);
            let share = |limit: Option<&[f64]>| {
                let times = self.times.iter().enumerate();
                let holds = times.map(|(path, time)| *time <= by && precedes(*time, limit, path));
                proportion_of(holds, self.unit)
            };
            let limited = |limit: &Option<Vec<f64>>| limit.as_deref().and_then(|l| share(Some(l)));
            Some(TriggerDate {
                date: grid.date(period),
                happened: share(None)?,
                within: limited(&self.ends),
                before_cap: limited(&self.used_up),
            })
        };
        (1..=grid.periods()).filter_map(date).collect()
    }

    fn side(&self, place: usize, name: &str) -> Option<TriggerSide> {
        let side = self.sides.get(place)?;
        let pairs = side.with.iter().zip(side.never.iter());
        let difference: Vec<f64> = pairs.map(|(with, never)| with - never).collect();
        let mean = |values: &[f64]| mean_of(values, self.unit);
        let forcing = mean_given(&difference, &self.happens, self.unit);
        Some(TriggerSide {
            with: mean(&side.with)?,
            without: mean(&side.never)?,
            difference: mean(&difference)?,
            deviation: deviation_of(&side.with),
            triggered: forcing.map(|forcing| Triggered {
                conditioning: means_apart(&side.with, &self.happens, self.unit),
                forcing,
                later: self.later(side, &difference, name),
            }),
        })
    }

    /// What comes from the opening of the period of the event, at its time.
    fn later(&self, side: &Payoffs, difference: &[f64], name: &str) -> Option<AtEvent> {
        let force = self.deal.force_of_side(name)?;
        let grid = self.deal.model().grid;
        let at_event = |path: usize, value: f64| -> f64 {
            let time = self.times.get(path).copied().unwrap_or(f64::INFINITY);
            if time <= grid.horizon() { value * libm::exp(force * time.max(0.0)) } else { 0.0 }
        };
        let before = |path: usize| -> f64 {
            let time = self.times.get(path).copied().unwrap_or(f64::INFINITY);
            let period = grid.period_of(time).unwrap_or(0);
            let opened = period.checked_sub(2).and_then(|place| side.to_date.get(place));
            opened.and_then(|values| values.get(path)).copied().unwrap_or(0.0)
        };
        let numbered = |values: &[f64]| -> Vec<f64> {
            let later = values.iter().enumerate();
            later.map(|(path, value)| at_event(path, value - before(path))).collect()
        };
        let changed: Vec<f64> =
            difference.iter().enumerate().map(|(path, value)| at_event(path, *value)).collect();
        let given =
            |values: &[f64]| -> Option<Measure> { mean_given(values, &self.happens, self.unit) };
        Some(AtEvent {
            with: given(&numbered(&side.with))?,
            never: given(&numbered(&side.never))?,
            difference: given(&changed)?,
        })
    }
}
