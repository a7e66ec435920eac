//! The reference pages say what the program's definitions say. `DEALSIM_BLESS=1` writes them anew.

use crate::support::blessed;
use dealsim::reference::{codes_page, kinds_page};

#[test]
fn the_pages_of_kinds_and_codes_are_up_to_date() {
    for (file, page) in [("docs/kinds.md", kinds_page()), ("docs/codes.md", codes_page())] {
        assert!(blessed(file, &page), "{file} is out of date: DEALSIM_BLESS=1 writes it anew");
    }
}
