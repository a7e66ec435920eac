//! How far a run is, shown on a terminal only.

use crate::simulation::Stage;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::sync::{Mutex, PoisonError};

/// A bar for whatever is run now.
#[derive(Default)]
pub(super) struct Bar {
    now: Mutex<Option<(String, ProgressBar)>>,
    quiet: bool,
}

impl Bar {
    /// Hidden where standard error is no terminal or nothing is to be said.
    pub(super) fn new(quiet: bool) -> Self {
        Self { now: Mutex::default(), quiet }
    }

    /// Shows how far it is; another stage has another bar.
    pub(super) fn tell(&self, stage: Stage<'_>) {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        if now.as_ref().is_none_or(|(what, _)| what != stage.what) {
            if let Some((_, before)) = now.take() {
                before.finish_and_clear();
            }
            *now = Some((stage.what.to_owned(), bar(stage, self.quiet)));
        }
        if let Some((_, bar)) = &*now {
            bar.set_position(stage.done);
        }
    }

    /// Takes the last bar away.
    pub(super) fn clear(&self) {
        if let Some((_, bar)) = self.now.lock().unwrap_or_else(PoisonError::into_inner).take() {
            bar.finish_and_clear();
        }
    }
}

fn bar(stage: Stage<'_>, quiet: bool) -> ProgressBar {
    let bar = ProgressBar::new(stage.of);
    if quiet || !std::io::stderr().is_terminal() {
        bar.set_draw_target(ProgressDrawTarget::hidden());
        return bar;
    }
    let style = ProgressStyle::with_template(
        "{msg}  {bar:30}  {human_pos} of {human_len} paths  {eta} left",
    );
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar.set_message(stage.what.to_owned());
    bar
}
