//! How much memory a run will need, told before it starts.

use super::batches::Ready;
use super::cut::{CODE_BYTES, Cut};
use super::prepared::Prepared;
use super::settings::Settings;
use super::shapes::{Shape, shapes};
use super::simulate::budget;
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

impl Prepared {
    /// How much a run needs at most in bytes with so many paths: an estimate from above for values that span up to twenty
    /// powers of two on each side of zero.
    #[must_use]
    pub fn memory_need(&self, settings: &Settings, paths: u64) -> u64 {
        let settings = Settings { whole_run_paths: paths, paths: 0..paths, ..settings.clone() };
        let need = |ready| settings.threads.run(|| need_of(ready, &settings));
        let needs = self.batches.iter().map(need);
        // What a batch leaves stays; what it needs meanwhile is free again for the next.
        let (left, meanwhile) = needs.fold((0, 0), |(sum, most), (left, meanwhile): (u64, u64)| {
            (sum + left, meanwhile.max(most))
        });
        PROGRAM_BYTES + left + meanwhile
    }
}

/// What a batch leaves, and what it needs while it runs.
fn need_of(Ready { batch, program, .. }: &Ready, settings: &Settings) -> (u64, u64) {
    let paths = settings.whole_run_paths;
    let shapes = shapes(batch, program, budget(settings));
    let sketches = shapes.iter().filter(|shape| shape.is_sketched()).count();
    let cut = Cut::of(settings, sketches);
    let threads = rayon::current_num_threads().max(1) as u64;
    let registers = threads * cut.block() * 8 * (program.registers as u64 + 2);
    let waiting = threads * cut.task() * CODE_BYTES * sketches as u64;
    // By period once, twice more for pairs or once for each scramble.
    let arrivals = 8 * batch.plan.periods as u64 * (1 + SCRAMBLES as u64);
    // A wave runs while the one before it is joined.
    let in_wave = (2 * cut.tasks_in_a_wave()).min(paths.div_ceil(cut.task()));
    let joints = std::iter::repeat_n(Shape::Joint, program.joints);
    let of_shape = |shape| match shape {
        Shape::Nothing | Shape::Pairs => (0, 0),
        Shape::Moments => (TREE_BYTES, in_wave * TREE_BYTES),
        // Once for the run and once more, sorted, for tables and charts.
        Shape::Every => (TREE_BYTES + 16 * paths, in_wave * (TREE_BYTES + 8 * cut.task())),
        Shape::Sketch => (TREE_BYTES + SKETCH_BYTES, in_wave * TREE_BYTES),
        Shape::Both => {
            (TREE_BYTES + SKETCH_BYTES + 16 * paths, in_wave * (TREE_BYTES + 8 * cut.task()))
        }
        Shape::Arrivals => (arrivals, arrivals * in_wave),
        Shape::Joint => (JOINT_BYTES * 8, JOINT_BYTES * in_wave),
    };
    shapes
        .into_iter()
        .chain(joints)
        .map(of_shape)
        .fold((0, registers + waiting), |(left, meanwhile), (stays, goes)| {
            (left + stays, meanwhile + goes)
        })
}

/// The largest number of paths below `asked`, a multiple of 64, whose run `needs` at most `bytes`; absent where not even 64
/// fit. It is the largest to a twentieth: a longer run that counts more into sketches may need less than a shorter one.
#[must_use]
pub fn paths_that_fit(needs: impl Fn(u64) -> u64, asked: u64, bytes: u64) -> Option<u64> {
    let leaf = LEAF as u64;
    let mut above = asked.div_ceil(leaf);
    let mut fits = above.saturating_sub(above.div_ceil(20));
    while fits > 0 && needs(fits * leaf) > bytes {
        above = fits;
        fits -= fits.div_ceil(20);
    }
    while fits > 0 && fits + 1 < above {
        let middle = fits + (above - fits) / 2;
        if needs(middle * leaf) <= bytes {
            fits = middle;
        } else {
            above = middle;
        }
    }
    (fits > 0).then_some(fits * leaf)
}

#[cfg(test)]
mod tests {
    use super::paths_that_fit;

    #[test]
    fn the_most_paths_fit_also_where_more_of_them_need_less() {
        let rising = |paths: u64| 100 + paths;
        for (asked, bytes, fits) in [
            (100_000, 100 + 6_400, Some(6_400)),
            (100_000, 100 + 6_463, Some(6_400)),
            (100_000, 163, None),
            (100_000, 164, Some(64)),
            (64, 100, None),
            (u64::MAX, 1_000_100, Some(1_000_000)),
        ] {
            assert_eq!(paths_that_fit(rising, asked, bytes), fits, "{asked} in {bytes}");
        }
        // From 50,000 paths on it is sketched.
        let falling = |paths: u64| if paths < 50_000 { paths } else { 10_000 + paths / 100 };
        // 200,099 is the most, and 200,064 the multiple of 64 below it.
        assert_eq!(paths_that_fit(falling, 1_000_000, 12_000), Some(200_064));
    }
}
