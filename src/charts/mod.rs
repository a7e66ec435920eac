//! A run to a picture: every chart takes plain data and gives one SVG, its PNG and the table behind it.

mod axis;
mod binned;
mod canvas;
mod caption;
mod chart;
pub mod clauses;
mod column;
mod contours;
mod corners;
mod dashes;
pub mod distribution;
mod drawing;
pub mod dumbbells;
pub mod events;
pub mod exceedance;
pub mod fan;
mod flags;
pub mod flows;
mod font;
mod frame;
pub mod heat;
pub mod joint;
mod kinds;
pub mod limits;
mod moment;
mod number;
mod palette;
pub mod plane;
mod quantity;
pub mod ranges;
#[cfg(feature = "png")]
mod raster;
mod regions;
mod rows;
mod sample;
pub mod stakes;
pub mod story;
mod strips;
mod ticks;
pub mod timeline;
pub mod tornado;
pub mod turned;

#[cfg(all(test, feature = "png"))]
mod gallery;
#[cfg(all(test, feature = "png"))]
mod gallery_dated;
#[cfg(all(test, feature = "png"))]
mod gallery_dumbbells;
#[cfg(all(test, feature = "png"))]
mod gallery_joint;
#[cfg(all(test, feature = "png"))]
mod gallery_limits;
#[cfg(all(test, feature = "png"))]
mod gallery_plane;
#[cfg(all(test, feature = "png"))]
mod gallery_story;
#[cfg(all(test, feature = "png"))]
mod gallery_tornado;
#[cfg(all(test, feature = "png"))]
mod gallery_turned;
#[cfg(all(test, feature = "png"))]
mod layout;

pub use binned::{Binned, PointMass};
pub use caption::Caption;
pub use chart::Chart;
pub use drawing::{DrawError, Drawing};
pub use font::fonts;
pub use kinds::{ALL, Kind};
pub(crate) use number::percent;
pub(crate) use palette::{NAMES as COLOURS, NOBODY};
pub use quantity::Unit;
pub use rows::{Cell, Rows};
