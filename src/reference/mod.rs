//! What the language has, family by family, from the definitions that the parser reads: for `list`, `explain` and the pages.

mod families;
mod pages;
mod shown;
mod wrapped;

pub use families::{Family, Found, Place, families, find, words};
pub use pages::{codes_page, kinds_page};
pub use shown::{overview, shown, shown_code, shown_family, shown_kind};
pub use wrapped::wrapped;
