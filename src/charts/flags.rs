//! Labels above a plot for places on its horizontal axis, in as many rows as keep them apart.

use super::canvas::{Area, Canvas, Label};
use super::frame::LINE;
use super::palette::Colour;

/// A vertical line with its name at the top, right of the line.
#[derive(Debug, Clone)]
pub(super) struct Flag {
    pub(super) label: Label,
    /// Where the line stands, in pixels.
    pub(super) x: f64,
    pub(super) colour: Colour,
    pub(super) dashed: bool,
    /// Where the line ends below; above the axis for a mark on a bar.
    pub(super) foot: f64,
}

/// Distance from the line to its name.
const GAP: f64 = 4.0;

/// The row of each flag, 0 next to the plot. A flag stands higher than every later one whose line would cross its
/// name, so that no line crosses a name. `flags` are in order of `x`.
pub(super) fn rows(ends: &[(f64, f64)]) -> Vec<usize> {
    let mut rows = vec![0; ends.len()];
    for place in (0..ends.len()).rev() {
        for later in place + 1..ends.len() {
            if ends[later].0 < ends[place].1 {
                rows[place] = rows[place].max(rows[later] + 1);
            }
        }
    }
    rows
}

/// The right edge that lets every name of `(share of the plot's width, label)` end before `limit`.
pub(super) fn right_edge(flags: &[(f64, &Label)], left: f64, limit: f64) -> f64 {
    flags.iter().fold(limit, |edge, (share, label)| {
        let room = limit - GAP - label.width() - left;
        if *share > 0.0 { edge.min(left + room / share) } else { edge }
    })
}

fn ends(flags: &[Flag]) -> Vec<(f64, f64)> {
    flags.iter().map(|flag| (flag.x, flag.x + GAP + flag.label.width() + 8.0)).collect()
}

/// In order of place, as `rows` wants them.
pub(super) fn sort(flags: &mut [Flag]) {
    flags.sort_by(|a, b| a.x.total_cmp(&b.x));
}

/// Pixels above the plot that the sorted flags need.
pub(super) fn room(flags: &[Flag]) -> f64 {
    let rows = rows(&ends(flags)).into_iter().max();
    rows.map_or(0.0, |most| LINE * (most + 1) as f64 + 2.0)
}

/// Draws the sorted flags above `area`.
pub(super) fn draw(canvas: &mut Canvas, area: &Area, flags: Vec<Flag>) {
    let rows = rows(&ends(&flags));
    for (flag, row) in flags.into_iter().zip(rows) {
        let baseline = area.top - 6.0 - LINE * row as f64;
        let top = (flag.x, baseline - 10.0);
        let foot = (flag.x, flag.foot);
        if flag.dashed {
            canvas.dashes(top, foot, flag.colour, 1.5);
        } else {
            canvas.line(vec![top, foot], flag.colour, 1.5);
        }
        canvas.text(flag.label, flag.x + GAP, baseline);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_crosses_a_name() {
        let ends = [(0.0, 60.0), (20.0, 80.0), (70.0, 130.0), (75.0, 90.0), (300.0, 350.0)];
        let rows = rows(&ends);
        assert_eq!(rows, [3, 2, 1, 0, 0]);
        for (a, (from, to)) in ends.iter().enumerate() {
            for (b, (line, _)) in ends.iter().enumerate().skip(a + 1) {
                assert!(!(from < line && line < to) || rows[b] < rows[a]);
            }
        }
    }
}
