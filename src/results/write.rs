//! Writes the tables and pictures of a run into its output folder.

use super::pictures::{Charts, Picture};
use super::run::RunResults;
use crate::charts::Drawing;
use crate::report::{FolderError, OutputFolder, Table};
use rayon::prelude::*;
use std::error::Error;
use std::io;
use std::path::PathBuf;

/// Pixels of a PNG for each unit of its drawing: print and slides.
#[cfg(feature = "png")]
const SCALE: f32 = 2.0;

impl RunResults {
    /// Writes `summary.csv`, `terms.csv`, `flows.csv`, `timeline.csv`, `events.csv`, `joint.csv`, `sources.csv`,
    /// `report.html`, and for every picture that was asked for `charts/NAME.png`, `.svg` and the `.csv` that it was drawn
    /// from. The receipt is the caller's.
    ///
    /// # Errors
    /// When the machine refuses a file, or a picture cannot be drawn.
    pub fn write(&self, folder: &mut OutputFolder) -> Result<(), FolderError> {
        let tables: [(&str, Table); 7] = [
            ("summary.csv", self.summary()),
            ("terms.csv", self.terms()),
            ("flows.csv", self.flows()),
            ("timeline.csv", self.timeline()),
            ("events.csv", self.events()),
            ("joint.csv", self.joint()),
            ("sources.csv", self.sources()),
        ];
        for (name, table) in tables {
            let bytes = table.to_csv().map_err(|error| refused(name, error))?;
            folder.write(name, &bytes)?;
        }
        // Drawn on all processors, written in the order of the list.
        let drawn = all_drawn(folder, self.pictures())?;
        folder.write("report.html", self.page(&drawn).as_bytes())?;
        write_drawn(folder, &drawn, self.asked.charts)
    }
}

/// Writes pictures as they were asked for; gives their drawings as SVG.
///
/// # Errors
/// When the machine refuses a file, or a picture cannot be drawn.
#[cfg(feature = "cli")]
pub(crate) fn write_pictures(
    folder: &mut OutputFolder,
    pictures: Vec<Picture>,
    charts: Charts,
) -> Result<Vec<(Picture, Drawing)>, FolderError> {
    if charts == Charts::None {
        return Ok(Vec::new());
    }
    let drawn = all_drawn(folder, pictures)?;
    write_drawn(folder, &drawn, charts)?;
    Ok(drawn)
}

fn write_drawn(
    folder: &mut OutputFolder,
    drawn: &[(Picture, Drawing)],
    charts: Charts,
) -> Result<(), FolderError> {
    let raster = charts != Charts::Svg;
    let goes_on = folder.going_on();
    let of_one = |(picture, drawing): &(Picture, Drawing)| {
        goes_on()?;
        files(picture, drawing, raster)
    };
    let files: Vec<Result<Files, FolderError>> = drawn.par_iter().map(of_one).collect();
    for files in files {
        for (name, bytes) in files? {
            folder.write(&name, &bytes)?;
        }
    }
    Ok(())
}

/// Draws pictures on all processors, until somebody asks to stop.
fn all_drawn(
    folder: &OutputFolder,
    pictures: Vec<Picture>,
) -> Result<Vec<(Picture, Drawing)>, FolderError> {
    let goes_on = folder.going_on();
    let drawn = |picture: Picture| {
        goes_on()?;
        let drawing = picture.draw();
        Ok((picture, drawing))
    };
    pictures.into_par_iter().map(drawn).collect()
}

/// Names and contents.
type Files = Vec<(String, Vec<u8>)>;

/// The files of one picture; `raster` says whether a PNG is among them.
fn files(
    picture: &Picture,
    drawing: &Drawing,
    #[cfg_attr(not(feature = "png"), expect(unused_variables))] raster: bool,
) -> Result<Files, FolderError> {
    let name = |ending: &str| format!("charts/{}.{ending}", picture.stem);
    let csv = picture.table().csv().map_err(|error| refused(&name("csv"), error))?;
    let mut files = Vec::new();
    #[cfg(feature = "png")]
    if raster {
        let png = drawing.png(SCALE).map_err(|error| refused(&name("png"), error))?;
        files.push((name("png"), png));
    }
    files.push((name("svg"), drawing.svg.clone().into_bytes()));
    files.push((name("csv"), csv.into_bytes()));
    Ok(files)
}

fn refused(name: &str, error: impl Error + Send + Sync + 'static) -> FolderError {
    FolderError::Io { doing: "make", path: PathBuf::from(name), source: io::Error::other(error) }
}
