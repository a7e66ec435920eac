//! What a picture says: how a sample lies, the sentence that is true of it, and the words of shares, dates and names.

mod finding;
mod shape;
mod words;

pub(super) use finding::{Finding, Losses, Manner};
pub(super) use shape::Shape;
pub(crate) use words::{decimal_year, month_before};
pub(crate) use words::{listed, percentage};
pub(super) use words::{month, possessive, with_unit};
