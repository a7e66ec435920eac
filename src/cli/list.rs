//! Shows the kinds that there are, or one of them.

use super::exit;
use super::explain::named;
use crate::reference::overview;
use std::io::Write;

/// `dealsim list`.
pub(super) fn list(what: Option<&str>) -> u8 {
    match what {
        Some(word) => named(word),
        None => {
            let _ = writeln!(
                std::io::stdout(),
                "{}`dealsim list terms` says more, `dealsim list revenue_share` all; there are also `functions` and `codes`.",
                overview()
            );
            exit::DONE
        }
    }
}
