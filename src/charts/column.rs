//! Labels in a column at the right of a plot, each beside the end of its curve and none on another.

use super::canvas::{Area, Canvas, Label};
use super::frame::LINE;
use super::palette::PALE;

/// A label that belongs to a height in the plot.
#[derive(Debug, Clone)]
pub(super) struct EndLabel {
    pub(super) label: Label,
    /// The height that it names, in pixels.
    pub(super) at: f64,
}

/// Pixels that the column needs beside the plot, the leaders included.
pub(super) fn room(labels: &[EndLabel]) -> f64 {
    labels.iter().map(|end| end.label.width()).fold(0.0, f64::max) + LEADER
}

/// Length of the leader from the plot's edge to a label.
const LEADER: f64 = 20.0;

/// Flags stand right above the plot: the first label keeps so far below its top.
const CLEARANCE: f64 = 4.0;

/// Heights for labels of one line each: as near to `wanted` as can be, in the same order, within `top` and `bottom`.
///
/// Neighbours that would touch are merged into one block, which lies at the mean of what its members want (pooling of
/// adjacent violators), so that the sum of squared moves is least.
pub(super) fn spread(wanted: &[f64], pitch: f64, top: f64, bottom: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|a, b| wanted[*a].total_cmp(&wanted[*b]).then(a.cmp(b)));
    let pitch = pitch.min((bottom - top) / (wanted.len().max(2) - 1) as f64);
    // Each block: sum of what its members want less their place in it, and how many there are.
    let mut blocks: Vec<(f64, usize)> = Vec::new();
    let start = |block: &(f64, usize)| {
        let reach = pitch * (block.1 - 1) as f64;
        (block.0 / block.1 as f64).min(bottom - reach).max(top)
    };
    for member in &order {
        blocks.push((wanted[*member], 1));
        while let [.., earlier, later] = blocks.as_slice() {
            let reach = pitch * earlier.1 as f64;
            if start(earlier) + reach <= start(later) {
                break;
            }
            let merged = (earlier.0 + later.0 - reach * later.1 as f64, earlier.1 + later.1);
            blocks.truncate(blocks.len() - 2);
            blocks.push(merged);
        }
    }
    let mut heights = vec![0.0; wanted.len()];
    let mut members = order.into_iter();
    for block in &blocks {
        for (place, member) in members.by_ref().take(block.1).enumerate() {
            heights[member] = start(block) + pitch * place as f64;
        }
    }
    heights
}

/// Whether the labels have room beside each other.
pub(super) fn fits(area: &Area, labels: &[EndLabel]) -> bool {
    LINE * labels.len().saturating_sub(1) as f64 <= area.height() - CLEARANCE
}

/// Draws the labels right of `area`, with leaders to the heights that they name.
pub(super) fn draw(canvas: &mut Canvas, area: &Area, labels: Vec<EndLabel>) {
    let wanted: Vec<f64> = labels.iter().map(|end| end.at).collect();
    let heights = spread(&wanted, LINE, area.top + CLEARANCE, area.bottom);
    for (end, height) in labels.into_iter().zip(heights) {
        let x = area.right;
        if (height - end.at).abs() > 4.5 {
            let bend = vec![(x + 2.0, end.at), (x + LEADER - 5.0, height)];
            canvas.line(bend, PALE, 0.8);
        }
        let baseline = height + 0.36 * end.label.size;
        canvas.text(end.label, x + LEADER - 2.0, baseline);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_keep_their_order_and_distance_and_stay_inside() {
        let wanted = [300.0, 298.0, 297.0, 100.0, 40.0, 299.5];
        let heights = spread(&wanted, 17.0, 40.0, 300.0);
        for (a, near) in wanted.iter().zip(&heights) {
            assert!((40.0..=300.0 + 1e-9).contains(near));
            for (b, far) in wanted.iter().zip(&heights) {
                if a < b {
                    assert!(far - near >= 17.0 - 1e-9, "{a} and {b} at {near} and {far}");
                }
            }
        }
        assert!((heights[3] - 100.0).abs() < 1e-9, "a label with room around it stays put");
        assert!((heights[0] - 300.0).abs() < 1e-9, "a crowd at the bottom rises from the bottom");
    }

    #[test]
    fn two_touching_labels_part_by_the_same_distance() {
        let heights = spread(&[100.0, 104.0], 17.0, 0.0, 300.0);
        assert!((heights[0] - 93.5).abs() < 1e-9 && (heights[1] - 110.5).abs() < 1e-9);
    }
}
