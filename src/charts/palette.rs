//! Colours by role, after those that people with any colour vision can tell apart (Okabe and Ito 2008): of parties, of what
//! belongs to none, of the clauses of one party. All areas keep a contrast of 3 to 1 with the paper.

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

/// Names by which a file may ask for a colour, in the order of the colours of parties.
pub(crate) const NAMES: [&str; 8] =
    ["blue", "orange", "green", "pink", "amber", "sky", "brown", "violet"];

/// The colour of what belongs to no party.
pub(crate) const NOBODY: usize = NAMES.len();

/// Fill colours, each with a contrast to white of 3 to 1, and beside it the shade in which text keeps one of 4.5 to 1:
/// those of parties, and that of what belongs to none.
const ACCENTS: [(Colour, Colour); NAMES.len() + 1] = [
    (Colour(0, 114, 178), Colour(0, 102, 160)),
    (Colour(213, 94, 0), Colour(172, 74, 0)),
    (Colour(0, 150, 109), Colour(0, 112, 80)),
    (Colour(184, 88, 143), Colour(160, 62, 118)),
    (Colour(176, 122, 0), Colour(140, 94, 0)),
    (Colour(46, 139, 192), Colour(26, 112, 158)),
    (Colour(122, 92, 62), Colour(110, 80, 50)),
    (Colour(117, 91, 190), Colour(96, 70, 170)),
    (Colour(84, 104, 122), Colour(70, 88, 105)),
];

/// How many colours of parties there are before they repeat.
pub(super) const ACCENT_COUNT: usize = NAMES.len();

/// How many tones of clauses there are.
pub(super) const TONE_COUNT: usize = 6;

/// The fill of a party; that of nobody under its own number.
pub(super) fn accent(place: usize) -> Colour {
    shades(place).0
}

/// The shade of `accent(place)` for text on white.
pub(super) fn ink(place: usize) -> Colour {
    shades(place).1
}

fn shades(place: usize) -> (Colour, Colour) {
    ACCENTS[if place == NOBODY { NOBODY } else { place % ACCENT_COUNT }]
}

/// The fill of a clause in a picture of one party: that party's colour, darker, and greys between, so that neighbours
/// differ in lightness and no clause looks like another party.
pub(super) fn tone(party: usize, place: usize) -> Colour {
    let own = accent(party);
    let mixed = |other: Colour, share: f64| {
        let channel =
            |a: u8, b: u8| libm::round(f64::from(a) * (1.0 - share) + f64::from(b) * share) as u8;
        Colour(channel(own.0, other.0), channel(own.1, other.1), channel(own.2, other.2))
    };
    match place % TONE_COUNT {
        0 => own,
        1 => Colour(90, 90, 90),
        2 => mixed(INK, 0.55),
        3 => Colour(138, 138, 138),
        4 => mixed(NEUTRAL, 0.6),
        _ => mixed(INK, 0.85),
    }
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
        for place in 0..=NOBODY {
            let ratio = contrast_with_white(ink(place));
            assert!(ratio >= 4.5, "accent {place} has contrast {ratio}");
        }
        assert!(contrast_with_white(GREY) >= 5.5);
    }

    #[test]
    fn lines_and_areas_can_be_seen_on_white() {
        for place in 0..=NOBODY {
            let ratio = contrast_with_white(accent(place));
            assert!(ratio >= 3.0, "accent {place} has contrast {ratio}");
            for clause in 0..TONE_COUNT {
                let ratio = contrast_with_white(tone(place, clause));
                assert!(ratio >= 3.0, "tone {clause} of {place} has contrast {ratio}");
            }
        }
    }
}
