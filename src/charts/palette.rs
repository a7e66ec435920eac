//! Colours that people with any colour vision can tell apart (Okabe and Ito 2008), the same over all charts.

/// A colour as red, green and blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Colour(pub(super) u8, pub(super) u8, pub(super) u8);

pub(super) const WHITE: Colour = Colour(255, 255, 255);
/// Titles and the labels that matter.
pub(super) const INK: Colour = Colour(26, 26, 26);
/// Subtitles, tick labels and source lines; contrast with white is above 5.5 to 1.
pub(super) const GREY: Colour = Colour(96, 96, 96);
/// Leaders, axis lines and marks that must not shout.
pub(super) const PALE: Colour = Colour(160, 160, 160);
/// Grid lines.
pub(super) const GRID: Colour = Colour(228, 228, 228);
/// Background of a region with a meaning, such as a loss.
pub(super) const SHADE: Colour = Colour(242, 242, 242);
/// Bars that stand for losses or for the rest.
pub(super) const NEUTRAL: Colour = Colour(128, 128, 128);

const YELLOW: Colour = Colour(240, 228, 66);

/// Fill colours and, beside each, the darker shade in which text keeps a contrast of 4.5 to 1.
const ACCENTS: [(Colour, Colour); 7] = [
    (Colour(0, 114, 178), Colour(0, 102, 160)),
    (Colour(230, 159, 0), Colour(140, 94, 0)),
    (Colour(0, 158, 115), Colour(0, 112, 80)),
    (Colour(204, 121, 167), Colour(160, 62, 118)),
    (Colour(86, 180, 233), Colour(26, 112, 158)),
    (Colour(213, 94, 0), Colour(172, 74, 0)),
    (YELLOW, Colour(112, 104, 0)),
];

/// How many accents there are before they repeat.
pub(super) const ACCENT_COUNT: usize = ACCENTS.len();

/// The fill of the side, event or clause at `place` in its list.
pub(super) fn accent(place: usize) -> Colour {
    ACCENTS[place % ACCENTS.len()].0
}

/// The shade of `accent(place)` for thin lines on white: yellow is too pale for them.
pub(super) fn stroke(place: usize) -> Colour {
    let fill = accent(place);
    if fill == YELLOW { Colour(184, 170, 20) } else { fill }
}

/// The shade of `accent(place)` for text on white.
pub(super) fn ink(place: usize) -> Colour {
    ACCENTS[place % ACCENTS.len()].1
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Contrast ratio with white by WCAG 2.1.
    fn contrast_with_white(colour: Colour) -> f64 {
        let linear = |channel: u8| {
            let c = f64::from(channel) / 255.0;
            if c <= 0.03928 { c / 12.92 } else { libm::pow((c + 0.055) / 1.055, 2.4) }
        };
        let luminance =
            0.2126 * linear(colour.0) + 0.7152 * linear(colour.1) + 0.0722 * linear(colour.2);
        1.05 / (luminance + 0.05)
    }

    #[test]
    fn text_shades_can_be_read_on_white() {
        for place in 0..ACCENT_COUNT {
            let ratio = contrast_with_white(ink(place));
            assert!(ratio >= 4.5, "accent {place} has contrast {ratio}");
        }
        assert!(contrast_with_white(GREY) >= 5.5);
    }

    #[test]
    fn lines_can_be_seen_on_white() {
        for place in 0..ACCENT_COUNT {
            let ratio = contrast_with_white(stroke(place));
            assert!(ratio >= 2.2, "accent {place} has contrast {ratio}");
        }
    }
}
