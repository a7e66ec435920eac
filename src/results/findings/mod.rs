//! What a picture says: how a sample lies, the sentence that is true of it, and the words of shares, dates and names.

mod finding;
mod shape;
mod words;

pub(super) use finding::{Finding, Losses, Manner};
pub(super) use shape::Shape;
pub(super) use words::{decimal_year, month, month_before, possessive, with_unit};
pub(crate) use words::{listed, percentage};
