//! What stands around every plot: title and subtitle above, notes and source below.

use super::canvas::{Area, Canvas, Label, WIDTH};
use super::caption::Caption;
use super::drawing::Drawing;
use super::font::{self, Weight};
use super::palette::{GREY, INK};
use super::quantity::Unit;

/// Space left free at the left and right edges.
pub(super) const MARGIN: f64 = 20.0;
/// Size of tick labels, notes and everything small.
pub(super) const SMALL: f64 = 13.0;
/// Size of labels at curves and bars.
pub(super) const TEXT: f64 = 13.5;
/// Height of one line of small text.
pub(super) const LINE: f64 = 17.0;

const TITLE: f64 = 20.0;
const TITLE_LINE: f64 = 25.0;
const SUBTITLE: f64 = 14.5;
const SUBTITLE_LINE: f64 = 19.0;

/// Writes the caption and the notes, and gives the area that is left for the plot.
pub(super) fn caption(canvas: &mut Canvas, caption: &Caption, notes: &[String]) -> Area {
    let limit = WIDTH - 2.0 * MARGIN;
    canvas.notes = notes.to_vec();
    let mut top = 14.0;
    let title = font::wrap(&font::printable(&caption.title), TITLE, Weight::Bold, limit, 3);
    for line in title {
        canvas.text(Label::new(&line, TITLE, INK).bold(), MARGIN, top + font::ASCENT * TITLE + 2.0);
        top += TITLE_LINE;
    }
    top += 3.0;
    let subtitle = font::printable(&caption.subtitle);
    for line in font::wrap(&subtitle, SUBTITLE, Weight::Regular, limit, 2) {
        canvas.text(Label::new(&line, SUBTITLE, GREY), MARGIN, top + font::ASCENT * SUBTITLE + 1.0);
        top += SUBTITLE_LINE;
    }
    let mut below = Vec::new();
    if !notes.is_empty() {
        let joined = font::printable(&notes.join(" "));
        below.extend(font::wrap(&joined, SMALL, Weight::Regular, limit, 2));
    }
    let source = font::printable(&caption.source);
    below.extend(font::wrap(&source, SMALL, Weight::Regular, limit, 2));
    let mut bottom = canvas.height - 10.0;
    for line in below.iter().rev() {
        canvas.text(Label::new(line, SMALL, GREY), MARGIN, bottom - font::DESCENT * SMALL);
        bottom -= LINE;
    }
    Area { left: MARGIN, top: top + 8.0, right: WIDTH - MARGIN, bottom: bottom - 8.0 }
}

/// `quantity, unit`, the name of an axis.
pub(super) fn axis_name(quantity: &str, unit: &Unit) -> String {
    match (quantity, unit.title()) {
        (quantity, "") => quantity.to_string(),
        ("", unit) => unit.to_string(),
        (quantity, unit) => format!("{quantity}, {unit}"),
    }
}

/// The name of the vertical axis, on a line of its own above the plot.
pub(super) fn axis_title(canvas: &mut Canvas, area: &mut Area, quantity: &str, unit: &Unit) {
    let title = axis_name(quantity, unit);
    if !title.is_empty() {
        let label = Label::new(&title, SMALL, GREY).within(area.width());
        canvas.text(label, area.left, area.top + SMALL);
        area.top += LINE + 2.0;
    }
    // Half a tick label stands above the plot's upper edge.
    area.top += 8.0;
}

/// A picture that says why there is nothing to see.
pub(super) fn no_data(words: &Caption, reason: &str) -> Drawing {
    let mut canvas = Canvas::default();
    let area = caption(&mut canvas, words, &[]);
    let text = font::printable(&format!("No data: {reason}"));
    let middle = area.top + area.height() / 2.0;
    for (place, line) in
        font::wrap(&text, 16.0, Weight::Regular, area.width(), 3).iter().enumerate()
    {
        let label = Label::new(line, 16.0, GREY).anchored(super::canvas::Anchor::Middle);
        canvas.text(label, WIDTH / 2.0, middle + 22.0 * place as f64);
    }
    canvas.finish(&words.title)
}

/// The note about numbers that were left out because they are not finite.
pub(super) fn left_out(count: usize, what: &str) -> Option<String> {
    let plural = if count == 1 { "" } else { "s" };
    (count > 0).then(|| format!("{count} {what}{plural} left out: not a finite number."))
}
