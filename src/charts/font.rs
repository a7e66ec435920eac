//! The one font of all pictures, embedded, and the measuring of text with it.
//!
//! Roboto (Apache License 2.0, see `fonts/LICENSE.txt`), cut down to Latin, Greek, Cyrillic, punctuation and currency
//! signs; its figures all have the same width. No font of the machine is ever looked at.

#[cfg(feature = "png")]
use std::sync::Arc;
use std::sync::OnceLock;

use plotters::style::{FontDesc, FontFamily, FontStyle, register_font};
#[cfg(feature = "png")]
use resvg::usvg::fontdb;

/// Family as written in the SVG, and the name under which plotters knows the same bytes.
pub(super) const FAMILY: &str = "Roboto, sans-serif";

static REGULAR: &[u8] = include_bytes!("fonts/Roboto-Regular.ttf");
static BOLD: &[u8] = include_bytes!("fonts/Roboto-Bold.ttf");

/// Ascender less descender over the em of both files: plotters scales by this height, SVG by the em.
const HEIGHT_PER_EM: f64 = 2400.0 / 2048.0;

/// What plotters divides a font's size by before it writes `font-size`.
pub(super) const PLOTTERS_SIZE_PER_EM: f64 = 1.24;

/// Height of capitals and ascenders over the baseline, in ems: where the top of a text box is.
pub(super) const ASCENT: f64 = 0.76;
/// Depth of the lowest letters under the baseline, in ems.
pub(super) const DESCENT: f64 = 0.22;

/// Characters that both files hold, as ranges in order.
const COVERED: [(char, char); 49] = [
    ('\u{20}', '\u{7e}'),
    ('\u{a0}', '\u{17f}'),
    ('\u{18f}', '\u{18f}'),
    ('\u{192}', '\u{192}'),
    ('\u{1a0}', '\u{1a1}'),
    ('\u{1af}', '\u{1b0}'),
    ('\u{218}', '\u{21b}'),
    ('\u{2c6}', '\u{2dd}'),
    ('\u{370}', '\u{377}'),
    ('\u{37a}', '\u{37f}'),
    ('\u{384}', '\u{38a}'),
    ('\u{38c}', '\u{38c}'),
    ('\u{38e}', '\u{3a1}'),
    ('\u{3a3}', '\u{3e1}'),
    ('\u{3f0}', '\u{45f}'),
    ('\u{490}', '\u{491}'),
    ('\u{1e80}', '\u{1e85}'),
    ('\u{1ea0}', '\u{1ef9}'),
    ('\u{2000}', '\u{2027}'),
    ('\u{202f}', '\u{205f}'),
    ('\u{2070}', '\u{2071}'),
    ('\u{2074}', '\u{208e}'),
    ('\u{2090}', '\u{209c}'),
    ('\u{20a0}', '\u{20be}'),
    ('\u{2100}', '\u{2101}'),
    ('\u{2103}', '\u{2103}'),
    ('\u{2105}', '\u{2106}'),
    ('\u{2109}', '\u{2109}'),
    ('\u{2113}', '\u{2113}'),
    ('\u{2116}', '\u{2117}'),
    ('\u{211e}', '\u{2123}'),
    ('\u{2125}', '\u{2126}'),
    ('\u{212a}', '\u{212b}'),
    ('\u{212e}', '\u{212e}'),
    ('\u{2132}', '\u{2132}'),
    ('\u{213b}', '\u{213b}'),
    ('\u{214d}', '\u{214d}'),
    ('\u{214f}', '\u{214f}'),
    ('\u{2202}', '\u{2202}'),
    ('\u{2206}', '\u{2206}'),
    ('\u{220f}', '\u{220f}'),
    ('\u{2211}', '\u{2212}'),
    ('\u{221a}', '\u{221a}'),
    ('\u{221e}', '\u{221e}'),
    ('\u{222b}', '\u{222b}'),
    ('\u{2248}', '\u{2248}'),
    ('\u{2260}', '\u{2260}'),
    ('\u{2264}', '\u{2265}'),
    ('\u{25ca}', '\u{25ca}'),
];

/// Which of the two files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    Regular,
    Bold,
}

impl Weight {
    pub(super) fn style(self) -> FontStyle {
        match self {
            Self::Regular => FontStyle::Normal,
            Self::Bold => FontStyle::Bold,
        }
    }
}

/// Makes plotters know the embedded files; false if it cannot read them, which the tests exclude.
fn registered() -> bool {
    static DONE: OnceLock<bool> = OnceLock::new();
    *DONE.get_or_init(|| {
        register_font(FAMILY, FontStyle::Normal, REGULAR).is_ok()
            && register_font(FAMILY, FontStyle::Bold, BOLD).is_ok()
    })
}

/// The bytes of the regular and the bold font, for pages that show the drawings.
#[must_use]
pub fn fonts() -> [&'static [u8]; 2] {
    [REGULAR, BOLD]
}

/// The same files for the rasteriser.
#[cfg(feature = "png")]
pub(super) fn database() -> Arc<fontdb::Database> {
    static SHARED: OnceLock<Arc<fontdb::Database>> = OnceLock::new();
    SHARED
        .get_or_init(|| {
            let mut fonts = fontdb::Database::new();
            fonts.load_font_data(REGULAR.to_vec());
            fonts.load_font_data(BOLD.to_vec());
            fonts.set_sans_serif_family("Roboto");
            Arc::new(fonts)
        })
        .clone()
}

/// The width of `text` in pixels at `size` pixels an em, without kerning.
pub(super) fn width(text: &str, size: f64, weight: Weight) -> f64 {
    /// plotters gives whole pixels: measured this much larger, the rounding does not show.
    const MEASURED_AT: f64 = 2000.0;
    // A font that is named before it is known measures nothing: the order matters.
    let known = registered();
    let font = FontDesc::new(FontFamily::Name(FAMILY), MEASURED_AT, weight.style());
    let covered: String = text.chars().filter(|c| is_covered(*c)).collect();
    let measured = if known { font.box_size(&covered).ok() } else { None };
    match measured {
        Some((pixels, _)) => {
            let own = f64::from(pixels) / MEASURED_AT * HEIGHT_PER_EM * size;
            // Of other scripts the width is not known: no letter of theirs is wider than an em.
            own + size * (text.chars().count() - covered.chars().count()) as f64
        }
        None => 0.6 * size * text.chars().count() as f64,
    }
}

/// Whether the embedded font has a glyph for it.
fn is_covered(c: char) -> bool {
    COVERED.iter().any(|(from, to)| (*from..=*to).contains(&c))
}

/// A drawing with question marks for what the embedded font cannot draw: what pixels show is the same on every machine.
#[cfg(feature = "png")]
pub(super) fn with_own_glyphs(svg: &str) -> String {
    let shown = |c: char| if is_covered(c) || c.is_control() { c } else { '?' };
    svg.chars().map(shown).collect()
}

/// `text` on one line. Characters that the embedded font does not hold stay: who reads the SVG may have a font for them.
pub(super) fn printable(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.trim().chars() {
        match c {
            _ if c.is_control() => line.push(' '),
            // The thin space of percentages must survive; other line and paragraph marks must not.
            '\u{2028}' | '\u{2029}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' => {}
            '→' => line.push('›'),
            '←' => line.push('‹'),
            '\u{fffe}' | '\u{ffff}' => line.push('?'),
            _ => line.push(c),
        }
    }
    line
}

/// `text` cut with an ellipsis where it is wider than `limit`.
pub(super) fn shorten(text: &str, size: f64, weight: Weight, limit: f64) -> String {
    if width(text, size, weight) <= limit {
        return text.to_string();
    }
    let letters: Vec<char> = text.chars().collect();
    let cut = |count: usize| {
        letters[..count]
            .iter()
            .collect::<String>()
            .trim_end_matches([' ', ',', '_', '-'])
            .to_string()
            + "…"
    };
    // The width grows with the count: the largest that fits is found by halving.
    let (mut fits, mut too_long) = (0, letters.len());
    while too_long - fits > 1 {
        let middle = usize::midpoint(fits, too_long);
        if width(&cut(middle), size, weight) <= limit { fits = middle } else { too_long = middle }
    }
    cut(fits)
}

/// `text` broken at spaces into at most `most` lines of at most `limit` pixels; the last is cut where it must be.
pub(super) fn wrap(text: &str, size: f64, weight: Weight, limit: f64, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
    let mut line = String::new();
    for (place, word) in words.iter().enumerate() {
        let longer = if line.is_empty() { (*word).to_string() } else { format!("{line} {word}") };
        if line.is_empty() || width(&longer, size, weight) <= limit {
            line = longer;
            continue;
        }
        if lines.len() + 1 == most {
            line = format!("{line} {}", words[place..].join(" "));
            break;
        }
        lines.push(shorten(&line, size, weight, limit));
        line = (*word).to_string();
    }
    if !line.is_empty() {
        lines.push(shorten(&line, size, weight, limit));
    }
    lines
}

#[cfg(all(test, feature = "png"))]
mod tests {
    use super::*;

    #[test]
    fn every_covered_character_has_a_glyph_and_width_agrees_with_the_rasteriser() {
        let options = resvg::usvg::Options { fontdb: database(), ..Default::default() };
        for weight in [Weight::Regular, Weight::Bold] {
            let bold = if weight == Weight::Bold { "bold" } else { "normal" };
            for text in
                ["1,000,000", "Microsoft", "OOOOO", "P95 1,045", "−3 × 12 % – €", "žluťoučký Ж"]
            {
                let svg = format!(
                    "<svg xmlns='http://www.w3.org/2000/svg' width='800' height='50'><text x='10' y='30' \
                     font-family='{FAMILY}' font-size='20' font-weight='{bold}'>{text}</text></svg>"
                );
                let tree = resvg::usvg::Tree::from_str(&svg, &options).unwrap();
                let resvg::usvg::Node::Text(node) = &tree.root().children()[0] else {
                    panic!("no text in {svg}")
                };
                // The rasteriser kerns and reports ink or advance boxes: within a twelfth of an em a letter.
                let drawn = f64::from(node.bounding_box().width());
                let measured = width(text, 20.0, weight);
                let slack = 20.0 / 12.0 * text.chars().count() as f64 / 2.0;
                assert!((drawn - measured).abs() < slack, "{text}: {drawn} against {measured}");
            }
        }
        assert!(registered());
    }

    #[test]
    fn the_font_holds_what_it_says() {
        let options = resvg::usvg::Options { fontdb: database(), ..Default::default() };
        for (from, to) in COVERED {
            for c in [from, to].into_iter().filter(|c| !"<&\"' ".contains(*c)) {
                let svg = format!(
                    "<svg xmlns='http://www.w3.org/2000/svg' width='80' height='50'>\
                     <text x='10' y='30' font-family='{FAMILY}' font-size='20'>A{c}A</text></svg>"
                );
                let tree = resvg::usvg::Tree::from_str(&svg, &options).unwrap();
                let resvg::usvg::Node::Text(node) = &tree.root().children()[0] else {
                    panic!("no text for {c:?}")
                };
                let glyphs = node.layouted().iter().flat_map(|span| &span.positioned_glyphs);
                assert!(glyphs.into_iter().all(|glyph| glyph.id.0 != 0), "{c:?} has no glyph");
            }
        }
    }

    #[test]
    fn text_is_wrapped_and_cut_within_its_limit() {
        let text = "Microsoft receives most from the stake and little from the share of revenue";
        let lines = wrap(text, 20.0, Weight::Bold, 300.0, 3);
        assert_eq!(lines.len(), 3);
        assert_eq!(lines.join(" "), text);
        let cut = wrap(text, 20.0, Weight::Bold, 200.0, 2);
        assert_eq!(cut.len(), 2);
        assert!(cut[1].ends_with('…'));
        for line in lines.iter().chain(&cut) {
            assert!(width(line, 20.0, Weight::Bold) <= 300.0);
        }
        assert!(
            width(&shorten(&"W".repeat(300), 13.0, Weight::Regular, 90.0), 13.0, Weight::Regular)
                <= 90.0
        );
        assert_eq!(printable("a\tb 漢字\n"), "a b 漢字");
        assert_eq!(with_own_glyphs("<text>a 漢字</text>"), "<text>a ??</text>");
        let two = width("漢字", 10.0, Weight::Regular);
        assert!((two - 20.0).abs() < 0.5, "two letters of another script take {two}");
    }
}
