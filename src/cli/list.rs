//! Shows the kinds that there are, or one of them.

use super::exit;
use super::explain::named;
use super::say::print;
use crate::reference::overview;

/// `dealsim list`.
pub(super) fn list(what: Option<&str>) -> u8 {
    match what {
        Some(word) => named(word),
        None => {
            print(&format!(
                "{}`dealsim list terms` says more, `dealsim list revenue_share` all; there are also `functions` and `codes`.",
                overview()
            ));
            exit::DONE
        }
    }
}
