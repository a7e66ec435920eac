//! A finished picture as SVG text, and its PNG.

use std::fmt;

#[cfg(feature = "png")]
use resvg::tiny_skia::{Pixmap, Transform};
#[cfg(feature = "png")]
use resvg::usvg::{Options, Tree};

use super::canvas::Placed;
#[cfg(feature = "png")]
use super::{font, raster};

/// A finished picture, 800 pixels wide before scaling.
#[derive(Debug, Clone)]
pub struct Drawing {
    /// The picture as SVG; text is text, in Roboto or what the viewer has instead.
    pub svg: String,
    /// Pixels before scaling.
    #[cfg_attr(not(test), expect(dead_code))]
    pub(super) height: f64,
    /// The sentences under the plot, as they were before they were broken into lines.
    pub notes: Vec<String>,
    /// What went wrong while drawing, kept so that no half picture is taken for a whole one.
    pub(super) failure: Option<String>,
    /// Every text and where it lies, for the layout tests.
    #[cfg_attr(not(test), expect(dead_code))]
    pub(super) placed: Vec<Placed>,
}

/// Why a picture has no PNG.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawError(String);

impl fmt::Display for DrawError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the picture could not be drawn: {}", self.0)
    }
}

impl std::error::Error for DrawError {}

#[cfg(feature = "png")]
impl Drawing {
    /// The picture as PNG, `scale` pixels for each of its own; 2 is the size for print and slides.
    ///
    /// # Errors
    /// A scale that leaves no pixel or more than memory allows.
    pub fn png(&self, scale: f32) -> Result<Vec<u8>, DrawError> {
        if let Some(failure) = &self.failure {
            return Err(DrawError(failure.clone()));
        }
        if !(scale.is_finite() && scale > 0.0 && scale <= 20.0) {
            return Err(DrawError(format!("the scale {scale} is not between 0 and 20")));
        }
        let options = Options { fontdb: font::database(), ..Options::default() };
        let tree = Tree::from_str(&font::with_own_glyphs(&self.svg), &options)
            .map_err(|error| DrawError(error.to_string()))?;
        let pixels = |length: f32| ((length * scale).round() as u32).max(1);
        let (width, height) = (pixels(tree.size().width()), pixels(tree.size().height()));
        let mut pixmap = Pixmap::new(width, height)
            .ok_or_else(|| DrawError(format!("no memory for {width} by {height} pixels")))?;
        resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixmap.as_mut());
        raster::png(pixmap.data(), width, height).map_err(|error| DrawError(error.to_string()))
    }
}
