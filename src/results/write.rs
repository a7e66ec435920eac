//! Writes the tables and pictures of a run into its output folder.

use super::run::RunResults;
use crate::charts::{Drawing, Rows};
use crate::report::{FolderError, OutputFolder, Table};
use rayon::prelude::*;
use std::error::Error;
use std::io;
use std::path::PathBuf;

/// Pixels of a PNG for each unit of its drawing: print and slides.
const SCALE: f32 = 2.0;

impl RunResults {
    /// Writes `summary.csv`, `terms.csv`, `flows.csv`, `timeline.csv`, `events.csv`, `joint.csv`, `sources.csv`,
    /// `report.html`, and for every picture `charts/NAME.png`, `.svg` and the `.csv` that it was drawn from. The receipt is the
    /// caller's.
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
        let charts = self.charts();
        folder.write("report.html", self.page(&charts).as_bytes())?;
        // Drawn on all processors, written in the order of the list.
        let drawn: Vec<Result<Files, FolderError>> = charts.par_iter().map(files).collect();
        for files in drawn {
            for (name, bytes) in files? {
                folder.write(&name, &bytes)?;
            }
        }
        Ok(())
    }
}

/// Names and contents.
type Files = [(String, Vec<u8>); 3];

fn files((stem, drawing, rows): &(String, Drawing, Rows)) -> Result<Files, FolderError> {
    let name = |ending: &str| format!("charts/{stem}.{ending}");
    let png = drawing.png(SCALE).map_err(|error| refused(&name("png"), error))?;
    let csv = rows.csv().map_err(|error| refused(&name("csv"), error))?;
    Ok([
        (name("png"), png),
        (name("svg"), drawing.svg.clone().into_bytes()),
        (name("csv"), csv.into_bytes()),
    ])
}

fn refused(name: &str, error: impl Error + Send + Sync + 'static) -> FolderError {
    FolderError::Io { doing: "make", path: PathBuf::from(name), source: io::Error::other(error) }
}
