//! Labels in a column at the right of a plot, each beside the end of its curve and none on another.

use super::canvas::{Area, Canvas, Label};
use super::font::{self, Weight};
use super::frame::{LINE, TEXT};
use super::palette::{Colour, PALE};

/// A label that belongs to a height in the plot.
#[derive(Debug, Clone)]
pub(super) struct EndLabel {
    /// One line, or up to three where the name is long.
    pub(super) lines: Vec<Label>,
    /// The height that it names, in pixels.
    pub(super) at: f64,
    /// The colour that it names, where that is what it names: it then has no leader.
    pub(super) swatch: Option<Colour>,
}

impl EndLabel {
    /// A label of one line.
    pub(super) fn of(label: Label, at: f64) -> Self {
        Self { lines: vec![label], at, swatch: None }
    }

    /// A number and a name, on up to three lines where they are wider than `limit` pixels; the number stands first and is never cut.
    pub(super) fn numbered(number: &str, name: &str, ink: Colour, limit: f64, at: f64) -> Self {
        let text = format!("{number} {name}");
        let lines = font::wrap(&font::printable(&text), TEXT, Weight::Regular, limit, 3);
        let lines = lines.iter().map(|line| Label::new(line, TEXT, ink)).collect();
        Self { lines, at, swatch: None }
    }

    fn width(&self) -> f64 {
        self.lines.iter().map(Label::width).fold(0.0, f64::max)
    }
}

/// Pixels that the column needs beside the plot, the leaders included.
pub(super) fn room(labels: &[EndLabel]) -> f64 {
    labels.iter().map(EndLabel::width).fold(0.0, f64::max) + LEADER
}

/// Length of the leader from the plot's edge to a label.
const LEADER: f64 = 20.0;

/// Flags stand right above the plot: the first label keeps so far below its top.
const CLEARANCE: f64 = 4.0;

/// Heights of lines of text: as near to `wanted` as can be, in the order given, within `top` and `bottom`.
///
/// Neighbours that would touch are merged into one block, which lies at the mean of what its members want (pooling of
/// adjacent violators), so that the sum of squared moves is least.
pub(super) fn spread(wanted: &[f64], pitch: f64, top: f64, bottom: f64) -> Vec<f64> {
    let pitch = pitch.min((bottom - top) / (wanted.len().max(2) - 1) as f64);
    // Each block: sum of what its members want less their place in it, and how many there are.
    let mut blocks: Vec<(f64, usize)> = Vec::new();
    let start = |block: &(f64, usize)| {
        let reach = pitch * (block.1 - 1) as f64;
        (block.0 / block.1 as f64).min(bottom - reach).max(top)
    };
    for &member in wanted {
        blocks.push((member, 1));
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
    let of = |block: &(f64, usize)| {
        let first = start(block);
        (0..block.1).map(move |place| first + pitch * place as f64)
    };
    blocks.iter().flat_map(of).collect()
}

/// Whether the labels have room beside each other.
pub(super) fn fits(area: &Area, labels: &[EndLabel]) -> bool {
    let lines: usize = labels.iter().map(|end| end.lines.len()).sum();
    LINE * lines.saturating_sub(1) as f64 <= area.height() - CLEARANCE
}

/// Draws the labels right of `area`, with leaders to the heights that they name.
pub(super) fn draw(canvas: &mut Canvas, area: &Area, labels: Vec<EndLabel>) {
    let mut labels = labels;
    labels.sort_by(|a, b| a.at.total_cmp(&b.at));
    // The lines of one label want to stand around its height and are pushed together.
    let wanted: Vec<f64> = labels
        .iter()
        .flat_map(|end| {
            let above = 0.5 * (end.lines.len() as f64 - 1.0);
            (0..end.lines.len()).map(move |line| end.at + LINE * (line as f64 - above))
        })
        .collect();
    let mut heights = spread(&wanted, LINE, area.top + CLEARANCE, area.bottom).into_iter();
    let x = area.right;
    for end in labels {
        let own: Vec<f64> = heights.by_ref().take(end.lines.len()).collect();
        let (Some(first), Some(last)) = (own.first(), own.last()) else { continue };
        let middle = 0.5 * (first + last);
        if let Some(colour) = end.swatch {
            let (left, top) = (x + LEADER - 14.0, first - 4.5);
            let area = Area { left, top, right: left + 9.0, bottom: top + 9.0 };
            canvas.rectangle(area, colour);
        } else if (middle - end.at).abs() > 4.5 {
            let bend = vec![(x + 2.0, end.at), (x + LEADER - 5.0, middle)];
            canvas.line(bend, PALE, 0.8);
        }
        for (line, height) in end.lines.into_iter().zip(own) {
            let baseline = height + 0.36 * line.size;
            canvas.text(line, x + LEADER - 2.0, baseline);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_keep_their_order_and_distance_and_stay_inside() {
        let wanted = [40.0, 100.0, 297.0, 298.0, 299.5, 300.0];
        let heights = spread(&wanted, 17.0, 40.0, 300.0);
        for (a, near) in wanted.iter().zip(&heights) {
            assert!((40.0..=300.0 + 1e-9).contains(near));
            for (b, far) in wanted.iter().zip(&heights) {
                if a < b {
                    assert!(far - near >= 17.0 - 1e-9, "{a} and {b} at {near} and {far}");
                }
            }
        }
        assert!((heights[1] - 100.0).abs() < 1e-9, "a label with room around it stays put");
        assert!((heights[5] - 300.0).abs() < 1e-9, "a crowd at the bottom rises from the bottom");
    }

    #[test]
    fn two_touching_labels_part_by_the_same_distance() {
        let heights = spread(&[100.0, 104.0], 17.0, 0.0, 300.0);
        assert!((heights[0] - 93.5).abs() < 1e-9 && (heights[1] - 110.5).abs() < 1e-9);
    }
}
