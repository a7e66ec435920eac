//! From what a run left to everything that is shown: tables, pictures and the words on a terminal.

mod asked;
mod assertions;
mod assumed;
mod beliefs;
mod colours;
mod comparison;
mod findings;
mod joint;
mod over_time;
mod page;
mod people;
mod pictures;
mod reading;
mod returns;
mod run;
mod sides;
mod sketched;
mod study_page;
mod tables;
mod terminal;
mod trace;
#[cfg(feature = "disk")]
mod write;

#[cfg(all(test, feature = "cli"))]
mod tests;

pub use asked::{Asked, Timeline};
pub use assertions::{Verdict, verdicts};
pub use assumed::assumed_shares;
pub use beliefs::Seen;
pub(crate) use colours::of as side_colours;
pub use comparison::{Compared, comparison};
pub(crate) use findings::{decimal_year, listed, month_before, percentage};
pub use page::index_page;
pub use pictures::{Charts, Picture};
pub(crate) use reading::dust_of;
pub use run::RunResults;
pub use study_page::{StudyPage, study_page};
pub use terminal::legend;
pub use trace::{Observed, Trace, Tracing};
#[cfg(feature = "cli")]
pub(crate) use write::write_pictures;
