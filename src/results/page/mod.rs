//! One page that says what a run found, for somebody who has nothing installed.

mod answer;
mod assumptions;
mod body;
mod index;
mod shell;
mod tables;

pub use index::index_page;
pub(super) use shell::page;
pub(super) use tables::rendered;
