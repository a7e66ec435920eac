//! One batch through all paths of a run.

use super::batches::Ready;
use super::block::{Shared, Span};
use super::deals::Deals;
use super::draws::Draws;
use super::locate::locate;
use super::outcome::SlotSink;
use super::part::{Cells, Slot, Sums};
use super::pilot::choose_cells;
use super::run::{Failure, NotFinite};
use super::settings::Settings;
use super::shapes::{Budget, Shape, shapes};
use super::waves::{Stopped, Waves, new_sinks};
use crate::statistics::{JointCounts, JointGrid, Sketch, Unit};
use std::sync::{Mutex, PoisonError};

/// A batch and where its draws come from.
pub(super) struct Simulation<'run> {
    pub(super) ready: &'run Ready,
    pub(super) draws: &'run Draws,
    pub(super) unit: Unit,
}

/// What a run leaves, and who failed meanwhile.
pub(super) struct Left<T> {
    pub(super) result: T,
    /// The members of which some value was not what it must be.
    pub(super) failed: Deals,
    /// Where nobody was left to go on; with one deal the first block with such a value.
    pub(super) last: Option<Span>,
}

/// What waves leave.
pub(super) struct Swept {
    pub(super) sinks: Vec<SlotSink>,
    pub(super) sketches: Vec<Sketch>,
    pub(super) cells: Vec<Cells>,
}

/// How much of a run is kept, as its settings say.
pub(super) fn budget(settings: &Settings) -> Budget {
    Budget { values: settings.exact_values, paths: settings.whole_run_paths }
}

impl Simulation<'_> {
    /// Runs the batch.
    ///
    /// # Errors
    /// When somebody stops it.
    pub(super) fn run(&self, settings: &Settings) -> Result<Left<Sums>, Failure> {
        let Ready { batch, program, .. } = self.ready;
        let mut shapes = shapes(batch, program, budget(settings));
        shapes.resize(shapes.len() + program.joints, Shape::Joint);
        // Known numbers may stop every member before a path is drawn.
        let nobody = self.ready.sound().is_empty();
        let pilot = Left { result: Vec::new(), failed: Deals::NONE, last: None };
        let Left { result: grids, failed, last } =
            if nobody { pilot } else { choose_cells(self, settings)? };
        let swept = if nobody || last.is_some() {
            Left { result: self.nothing(&shapes, settings), failed, last }
        } else {
            self.waves(&shapes, &grids, settings)?
        };
        let Swept { sinks, sketches, cells } = swept.result;
        let sketches = sketches.into_iter().chain(std::iter::repeat_with(Sketch::default));
        let slots = sinks.into_iter().zip(sketches).map(|(sink, sketch)| Slot { sink, sketch });
        Ok(Left {
            result: Sums { slots: slots.collect(), cells },
            failed: failed.and(swept.failed),
            last: swept.last,
        })
    }

    /// The first bad value of a run of one deal that stopped in a block.
    pub(super) fn locate(&self, span: Span) -> Result<NotFinite, Failure> {
        locate(&self.shared(&[], &[], &[]), span).map_err(Failure::Compile)
    }

    /// Leads paths through the program into slots of these shapes.
    pub(super) fn waves(
        &self,
        shapes: &[Shape],
        grids: &[JointGrid],
        settings: &Settings,
    ) -> Result<Left<Swept>, Failure> {
        let slots = self.ready.program.slots.len();
        let sketches: Vec<Mutex<Sketch>> = (0..slots).map(|_| Mutex::default()).collect();
        let new = |grid: &JointGrid| Cells { grid: *grid, counts: JointCounts::new(grid) };
        let cells: Vec<Mutex<Cells>> = grids.iter().map(|grid| Mutex::new(new(grid))).collect();
        let shared = self.shared(&sketches, &cells, grids);
        let waves = Waves::new(&shared, shapes, settings, self.ready.sound());
        let (sinks, last) = match waves.run() {
            Ok(sinks) => (sinks, None),
            Err(Stopped::Interrupted) => return Err(Failure::Interrupted),
            Err(Stopped::NoneLeft(span)) => {
                (new_sinks(&shared, shapes, settings.paths.start, 0), Some(span))
            }
        };
        let failed = waves.failed();
        let sketches = sketches.into_iter().map(kept).collect();
        let cells = cells.into_iter().map(kept).collect();
        Ok(Left { result: Swept { sinks, sketches, cells }, failed, last })
    }

    /// Slots that took nothing.
    fn nothing(&self, shapes: &[Shape], settings: &Settings) -> Swept {
        let shared = self.shared(&[], &[], &[]);
        let sinks = new_sinks(&shared, shapes, settings.paths.start, 0);
        Swept { sinks, sketches: Vec::new(), cells: Vec::new() }
    }

    fn shared<'run>(
        &'run self,
        sketches: &'run [Mutex<Sketch>],
        cells: &'run [Mutex<Cells>],
        grids: &'run [JointGrid],
    ) -> Shared<'run> {
        Shared {
            batch: &self.ready.batch,
            program: &self.ready.program,
            draws: self.draws,
            unit: self.unit,
            sketches,
            cells,
            grids,
            first_joint: self.ready.program.slots.len(),
        }
    }
}

/// What a lock holds; a thread that ended badly leaves nothing half-done in it.
fn kept<T>(lock: Mutex<T>) -> T {
    lock.into_inner().unwrap_or_else(PoisonError::into_inner)
}
