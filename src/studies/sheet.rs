//! Many deals that differ in numbers: each read once, all of one structure compiled once, some run together at a time.

use super::payoffs::{Payoffs, run_one, run_seen};
use super::refused::StudyFailure;
use crate::engine::{self, Dimensions, Outcome, Series, TrackResult, Turning};
use crate::plan::{Families, Kin, Plan, TrackId, Turned};
use crate::scenario::{Model, RunSettings};
use crate::simulation::{Failure, Job, Scenario, Settings, TooLarge};
use rayon::prelude::*;
use std::sync::Arc;

/// Deals that are read together: more of them would only wait in memory.
const READ_TOGETHER: usize = 64;

/// What the payoffs of cells may need in memory at once where nobody says otherwise: 512 MiB.
const BYTES_AT_ONCE: u64 = 512 << 20;

/// Bytes that a payoff takes: itself, and itself again while it is sorted and paired.
const BYTES: u64 = 24;

/// The deal of a cell, by its number.
type Read<'run> = Box<dyn Fn(usize) -> Result<Scenario, StudyFailure> + Sync + 'run>;

/// Many deals that differ in numbers.
pub(super) struct Sheet<'run> {
    read: Read<'run>,
    /// The first cell, in whose name everything is run.
    first: Scenario,
    cells: Vec<Cell>,
    worlds: Vec<World>,
}

/// What is known of a cell before it runs.
struct Cell {
    sides: Arc<Vec<String>>,
    /// Whether it draws otherwise than the first one: another seed, say.
    is_apart: bool,
}

/// The deals of all cells as they are, or as one side sees them.
struct World {
    /// The number of the side.
    seen_by: Option<usize>,
    /// One for each structure; none where values go in a circle, which each cell says for itself.
    turnings: Vec<Option<Turning>>,
    /// For each cell its structure and its place there; none where the side sees no other world.
    places: Vec<Option<(usize, usize)>>,
    /// For each cell what is read.
    tracks: Vec<Arc<Vec<TrackId>>>,
}

/// What a cell left.
#[derive(Clone)]
pub(super) struct CellPayoffs {
    sides: Arc<Vec<String>>,
    payoffs: Payoffs,
}

impl CellPayoffs {
    /// The payoffs of a side by its name; none where this deal does not have it.
    pub(super) fn named(&self, side: &str) -> Option<&[f64]> {
        Some(self.payoffs.of(self.place(side)?))
    }

    /// The same through the side's own eyes.
    pub(super) fn seen(&self, side: &str) -> Option<&[f64]> {
        Some(self.payoffs.seen_by(self.place(side)?))
    }

    /// The sides of this deal.
    pub(super) fn sides(&self) -> impl Iterator<Item = &str> {
        self.sides.iter().map(String::as_str)
    }

    fn place(&self, side: &str) -> Option<usize> {
        self.sides.iter().position(|known| known == side)
    }
}

/// One world while cells are read.
struct Reading {
    seen_by: Option<usize>,
    families: Families,
    /// For each cell whether it is there.
    is_there: Vec<bool>,
    tracks: Vec<Arc<Vec<TrackId>>>,
}

/// A plan of a cell, and the family that it was found to be of.
struct Planned {
    seen_by: Option<usize>,
    plan: Plan,
    tracks: Vec<TrackId>,
    kin: Option<Kin>,
}

/// Whose draws a study under `sobol` has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Draws {
    /// Each cell those that it has alone.
    Alone,
    /// All cells those that the first cell has, and what the others draw beside.
    OfTheFirst,
}

impl<'run> Sheet<'run> {
    /// Reads so many deals; `seen` with the worlds that sides believe in.
    pub(super) fn new(
        count: usize,
        (draws, seen): (Draws, bool),
        settings: &Settings,
        read: impl Fn(usize) -> Result<Scenario, StudyFailure> + Sync + 'run,
    ) -> Result<Self, StudyFailure> {
        let read: Read<'run> = Box::new(read);
        let first = read(0)?;
        let mut cells: Vec<Cell> = Vec::with_capacity(count);
        let mut worlds = vec![Reading::new(None)];
        for start in (0..count).step_by(READ_TOGETHER) {
            if settings.is_stopped() {
                return Err(Failure::Interrupted.into());
            }
            let numbers = start..count.min(start + READ_TOGETHER);
            let one = |number| planned(&read(number)?, seen, &worlds);
            let done: Vec<Result<_, StudyFailure>> =
                settings.threads_run(|| numbers.into_par_iter().map(one).collect());
            for found in done {
                let (names, own_settings, plans) = found?;
                let known = cells.last().filter(|cell| *cell.sides == names);
                let sides = known.map_or_else(|| Arc::new(names), |cell| Arc::clone(&cell.sides));
                let is_apart = !draw_alike(own_settings, first.model().settings);
                cells.push(Cell { sides, is_apart });
                for own in plans {
                    take(&mut worlds, own, cells.len());
                }
            }
        }
        let worlds = compiled(worlds, cells.len(), draws, settings)?;
        Ok(Self { read, first, cells, worlds })
    }

    /// How many cells share each program, in the world as it is.
    pub(super) fn programs(&self) -> Vec<usize> {
        let base = self.worlds.iter().take(1).flat_map(|world| &world.turnings);
        base.flatten().flat_map(Turning::programs).collect()
    }

    /// The bytes that a cell needs while it runs.
    pub(super) fn bytes(&self, settings: &Settings) -> u64 {
        let paths = Job::new(&self.first, settings).model().settings.paths;
        paths.saturating_mul(self.values()).saturating_mul(BYTES)
    }

    /// How many values a path leaves in a cell.
    fn values(&self) -> u64 {
        let of = |world: &World| world.tracks.first().map_or(0, |own| own.len() as u64);
        self.worlds.iter().map(of).sum::<u64>().max(1)
    }

    /// How many cells have room in memory at once.
    ///
    /// # Errors
    /// When one alone needs more than allowed.
    pub(super) fn at_once(&self, settings: &Settings) -> Result<usize, StudyFailure> {
        let (need, most) = (self.bytes(settings), settings.largest_memory());
        self.refuse(need, 1, settings)?;
        let bytes = most.map_or(BYTES_AT_ONCE, |most| most.min(BYTES_AT_ONCE));
        let all = usize::try_from(bytes / need.max(1)).unwrap_or(usize::MAX);
        Ok(all.clamp(1, self.cells.len().max(1)))
    }

    /// Refuses to run all cells at once where they need more than allowed.
    pub(super) fn fits(&self, settings: &Settings) -> Result<(), StudyFailure> {
        let cells = self.cells.len() as u64;
        self.refuse(self.bytes(settings).saturating_mul(cells), cells, settings)
    }

    fn refuse(&self, need: u64, cells: u64, settings: &Settings) -> Result<(), StudyFailure> {
        let Some(most) = settings.largest_memory().filter(|most| need > *most) else {
            return Ok(());
        };
        let paths = Job::new(&self.first, settings).model().settings.paths;
        let a_path = self.values().saturating_mul(BYTES).saturating_mul(cells);
        let fits = Some(most / a_path.max(1) / 64 * 64).filter(|paths| *paths > 0);
        let name = match cells {
            1 => self.first.name().to_owned(),
            _ => format!("{cells} deals like {}", self.first.name()),
        };
        Err(Failure::TooLarge(TooLarge { name, paths, need, most, fits }).into())
    }

    /// Runs some of the cells.
    pub(super) fn run(
        &self,
        what: &str,
        cells: &[usize],
        settings: &Settings,
    ) -> Result<Vec<CellPayoffs>, StudyFailure> {
        let job = Job::new(&self.first, settings);
        let engine_settings = job.engine_settings(what, 0..job.model().settings.paths);
        engine_settings.progress.tell(0);
        let mut left: Vec<Option<Payoffs>> = vec![Some(Payoffs::default()); cells.len()];
        for world in &self.worlds {
            let run = world.run(cells, &engine_settings);
            let run = run.map_err(|failure| self.first.failure(failure, job.model(), None))?;
            for ((payoffs, outcome), &cell) in left.iter_mut().zip(run).zip(cells) {
                let known = payoffs.take().filter(|_| !self.cells[cell].is_apart);
                *payoffs = match outcome {
                    Ran::Left(outcome) => known.map(|known| world.with(known, &outcome, cell)),
                    Ran::NotThere => known,
                    Ran::Failed => None,
                };
            }
        }
        let mut all = Vec::with_capacity(cells.len());
        for (payoffs, &cell) in left.into_iter().zip(cells) {
            let payoffs = match payoffs {
                Some(payoffs) => payoffs,
                None => self.by_itself(cell, settings)?,
            };
            all.push(CellPayoffs { sides: Arc::clone(&self.cells[cell].sides), payoffs });
        }
        Ok(all)
    }

    /// Runs a cell by itself: one that failed says so in its own words.
    fn by_itself(&self, cell: usize, settings: &Settings) -> Result<Payoffs, StudyFailure> {
        let deal = (self.read)(cell)?;
        if self.worlds.len() > 1 {
            let mut left = run_seen(std::slice::from_ref(&deal), settings)?;
            return Ok(left.pop().unwrap_or_default());
        }
        Ok(run_one(&deal, settings)?)
    }
}

/// Whether two runs have the same paths.
fn draw_alike(one: RunSettings, other: RunSettings) -> bool {
    (one.paths, one.seed, one.sampler) == (other.paths, other.seed, other.sampler)
}

/// The names of the sides of a deal, how it draws, and its plans.
type Found = (Vec<String>, RunSettings, Vec<Planned>);

fn planned(deal: &Scenario, seen: bool, worlds: &[Reading]) -> Result<Found, StudyFailure> {
    let model = deal.model();
    let plan = |seen_by: Option<usize>, model: &Model, tracks: Vec<TrackId>| {
        let plan = model.plan.asked_for(&tracks);
        let world = worlds.iter().find(|world| world.seen_by == seen_by);
        let kin = world.and_then(|world| world.families.kin(&plan));
        Planned { seen_by, plan, tracks, kin }
    };
    let own = model.sides.iter().map(|side| side.payoff).collect();
    let mut plans = vec![plan(None, model, own)];
    for belief in model.beliefs.iter().filter(|_| seen) {
        let Some(side) = belief.model.sides.get(belief.side) else { continue };
        plans.push(plan(Some(belief.side), &belief.model, vec![side.payoff]));
    }
    Ok((deal.sides().map(str::to_owned).collect(), model.settings, plans))
}

impl Reading {
    fn new(seen_by: Option<usize>) -> Self {
        Self { seen_by, families: Families::default(), is_there: Vec::new(), tracks: Vec::new() }
    }
}

/// Takes a plan of the last of so many cells into its world.
fn take(worlds: &mut Vec<Reading>, own: Planned, cells: usize) {
    let Planned { seen_by, plan, tracks, kin } = own;
    let place = worlds.iter().position(|world| world.seen_by == seen_by);
    let place = place.unwrap_or_else(|| {
        worlds.push(Reading::new(seen_by));
        worlds.len() - 1
    });
    let world = &mut worlds[place];
    world.is_there.resize(cells - 1, false);
    world.is_there.push(true);
    let known = world.tracks.last().filter(|known| ***known == tracks).map(Arc::clone);
    let tracks = known.unwrap_or_else(|| Arc::new(tracks));
    world.tracks.resize(cells - 1, Arc::clone(&tracks));
    world.tracks.push(tracks);
    world.families.push(plan, kin);
}

/// Compiles what was read.
fn compiled(
    read: Vec<Reading>,
    cells: usize,
    draws: Draws,
    settings: &Settings,
) -> Result<Vec<World>, StudyFailure> {
    let mut worlds = Vec::new();
    for Reading { seen_by, families, mut is_there, tracks } in read {
        is_there.resize(cells, false);
        let (structures, places) = families.finish();
        let mut places = places.into_iter();
        let places: Vec<Option<(usize, usize)>> =
            is_there.into_iter().map(|there| there.then(|| places.next()).flatten()).collect();
        worlds.push((seen_by, structures, places, tracks));
    }
    let plans: Vec<&Plan> = worlds.iter().flat_map(|world| &world.1).map(|one| &one.plan).collect();
    let study = (draws == Draws::OfTheFirst).then(|| Dimensions::of(&plans));
    let compile = |turned: &Turned| Turning::new(turned, study.as_ref()).ok();
    let compile = |structures: &[Turned]| -> Vec<Option<Turning>> {
        settings.threads_run(|| structures.par_iter().map(compile).collect())
    };
    let turnings: Vec<Vec<Option<Turning>>> =
        worlds.iter().map(|(_, structures, ..)| compile(structures)).collect();
    let ready =
        |((seen_by, _, places, tracks), turnings)| World { seen_by, turnings, places, tracks };
    Ok(worlds.into_iter().zip(turnings).map(ready).collect())
}

/// What came of a cell in a world.
enum Ran {
    Left(Outcome),
    NotThere,
    Failed,
}

impl World {
    fn run(
        &self,
        cells: &[usize],
        settings: &engine::Settings,
    ) -> Result<Vec<Ran>, engine::Failure> {
        let mut left: Vec<Ran> = cells.iter().map(|_| Ran::NotThere).collect();
        for (number, turning) in self.turnings.iter().enumerate() {
            let own = cells.iter().enumerate().filter_map(|(asked, &cell)| {
                let (structure, place) = self.places[cell]?;
                (structure == number).then_some((asked, place))
            });
            let (asked, places): (Vec<usize>, Vec<usize>) = own.unzip();
            if places.is_empty() {
                continue;
            }
            let outcomes = match turning {
                Some(turning) => turning.run(&places, true, settings)?,
                None => vec![None; places.len()],
            };
            for (asked, outcome) in asked.into_iter().zip(outcomes) {
                left[asked] = outcome.map_or(Ran::Failed, Ran::Left);
            }
        }
        Ok(left)
    }

    /// The payoffs of a cell with those of this world.
    fn with(&self, known: Payoffs, outcome: &Outcome, cell: usize) -> Payoffs {
        let values = |track: &TrackId| match outcome.tracks.get(*track) {
            Some(TrackResult::Distribution(_, Series::Every(values))) => {
                values.first().cloned().unwrap_or_default()
            }
            _ => Arc::default(),
        };
        let values: Vec<Arc<Vec<f64>>> = self.tracks[cell].iter().map(values).collect();
        match self.seen_by {
            None => Payoffs::new(values),
            Some(side) => known.seeing(side, values.into_iter().next().unwrap_or_default()),
        }
    }
}
