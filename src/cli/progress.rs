//! How far a run is, shown on a terminal only.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;

/// A bar for one run; hidden where standard error is no terminal or nothing is to be said.
pub(super) fn bar(name: &str, paths: u64, quiet: bool) -> ProgressBar {
    let bar = ProgressBar::new(paths);
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
    bar.set_message(name.to_owned());
    bar
}
