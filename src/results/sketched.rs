//! The values of a sketch laid out again, for pictures and sentences.

use crate::statistics::Sketch;

/// So many values of a sketch are laid out for a picture at most.
const MOST_LAID_OUT: u64 = 4_000_000;

/// The values of a sketch, spread evenly over their buckets so that no bucket is taken for a point
/// mass (zero, which is exact, stays one), and of how many paths each stands for one.
pub(super) fn laid_out(sketch: &Sketch) -> (Vec<f64>, u64) {
    let stride = sketch.count().div_ceil(MOST_LAID_OUT).max(1);
    let (low, high) = sketch.range().unwrap_or((0.0, 0.0));
    let mut values = Vec::new();
    let mut passed = 0_u64;
    for (middle, count) in sketch.buckets() {
        // A bucket ends where the sample does.
        let reach = Sketch::RELATIVE_ERROR * middle.abs();
        let (from, to) = ((middle - reach).max(low), (middle + reach).min(high));
        // Ranks that are multiples of the stride, counted over all buckets.
        let mut rank = passed.div_ceil(stride) * stride;
        while rank < passed + count {
            let share = ((rank - passed) as f64 + 0.5) / count as f64;
            values.push(if from < to { from + share * (to - from) } else { middle });
            rank += stride;
        }
        passed += count;
    }
    (values, stride)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::Binned;

    #[test]
    fn a_sketch_is_laid_out_without_loss_or_false_point_masses() {
        let mut sketch = Sketch::default();
        let exact: Vec<f64> = (0..10_000_u32).map(|i| 100.0 + f64::from(i) * 1e-4).collect();
        sketch.add(&exact);
        sketch.add(&[0.0; 500]);
        let (values, stride) = laid_out(&sketch);
        assert_eq!((values.len(), stride), (10_500, 1));
        assert_eq!(values.iter().filter(|value| **value == 0.0).count(), 500);
        let masses = Binned::of(&values).masses;
        assert_eq!(masses.len(), 1, "{masses:?}");
    }
}
