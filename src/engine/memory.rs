//! How much memory a run will need, told before it starts.

use super::compile::compile;
use super::cut::Cut;
use super::run::{Failure, Settings, Shape, shapes};
use crate::plan::Plan;
use crate::statistics::mean::SCRAMBLES;
use crate::statistics::{LEAF, MeanAccumulator};

/// A sketch holds 2 KiB for each power of two in which it has a value, on each side of zero: this is room for 40.
const SKETCH_BYTES: u64 = 40 * 2 * 1024;
/// What a slot needs for its tree of sums: two accumulators for each of some thirty levels at most, a few in a task.
const TREE_BYTES: u64 = 8 * std::mem::size_of::<MeanAccumulator>() as u64;
/// What a joint histogram needs for its cells, or for the sums of a task: two for each of ten levels.
const JOINT_BYTES: u64 = 32 << 10;
/// The program itself, its tables and what the libraries hold.
const PROGRAM_BYTES: u64 = 48 << 20;

/// How much a run of `paths` paths needs at most, in bytes: an estimate from above for values that span up to twenty powers of
/// two on each side of zero.
///
/// # Errors
/// When the plan cannot be compiled.
pub fn memory_need(plan: &Plan, settings: &Settings<'_>, paths: u64) -> Result<u64, Failure> {
    let program = compile(plan).map_err(Failure::Compile)?;
    let settings = Settings { whole_run_paths: paths, paths: 0..paths, ..*settings };
    let cut = Cut::of(&settings);
    let threads = rayon::current_num_threads().max(1) as u64;
    let mut need = PROGRAM_BYTES;
    need += threads * cut.block() * 8 * (program.registers as u64 + 2);
    // By period once, twice more for pairs or once for each scramble.
    let arrivals = 8 * plan.periods as u64 * (1 + SCRAMBLES as u64);
    let joints = std::iter::repeat_n(Shape::Joint, plan.joints.len());
    for shape in shapes(plan, &program, &settings).into_iter().chain(joints) {
        let in_wave = cut.tasks_in_a_wave().min(paths.div_ceil(cut.task()));
        let of_tasks = in_wave * TREE_BYTES;
        need += match shape {
            Shape::Moments => TREE_BYTES + of_tasks,
            // Once for the run and once more, sorted, for tables and charts.
            Shape::Every => TREE_BYTES + of_tasks + 16 * paths + 8 * in_wave * cut.task(),
            Shape::Sketch => TREE_BYTES + of_tasks + SKETCH_BYTES,
            Shape::Arrivals => arrivals * (1 + in_wave),
            Shape::Joint => JOINT_BYTES * (8 + in_wave),
        };
    }
    Ok(need)
}

/// The largest number of paths, a multiple of 64, whose run needs at most `bytes`; absent where not even 64 fit.
///
/// # Errors
/// When the plan cannot be compiled.
pub fn paths_that_fit(
    plan: &Plan,
    settings: &Settings<'_>,
    bytes: u64,
) -> Result<Option<u64>, Failure> {
    let leaf = LEAF as u64;
    let asked = settings.whole_run_paths.div_ceil(leaf);
    let (mut fits, mut above) = (0, asked + 1);
    while fits + 1 < above {
        let middle = fits + (above - fits) / 2;
        if memory_need(plan, settings, middle * leaf)? <= bytes {
            fits = middle;
        } else {
            above = middle;
        }
    }
    Ok((fits > 0).then_some(fits * leaf))
}
