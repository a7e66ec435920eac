//! What each kind lowers to: the printed plan of its example, `tests/plans/<family>/<kind>.txt`. `DEALSIM_BLESS=1` writes
//! them anew; a change of a clause shows there as a change of what it does.

use crate::support::{blessed, model_of, path};
use dealsim::plan::print;
use dealsim::reference::families;
use std::fs;

#[test]
fn every_kind_lowers_to_what_it_did() {
    let mut moved = Vec::new();
    for family in families() {
        fs::create_dir_all(path("tests/plans").join(family.name)).expect("a folder");
        for entry in &family.entries {
            let model = model_of(&entry.scenario());
            let file = format!("tests/plans/{}/{}.txt", family.name, entry.name);
            if !blessed(&file, &print(&model.plan)) {
                moved.push(file);
            }
        }
    }
    assert!(moved.is_empty(), "other plans than before: {moved:?}; DEALSIM_BLESS=1 writes them");
}

#[test]
fn a_kind_that_is_gone_leaves_no_plan() {
    for family in families() {
        let folder = path("tests/plans").join(family.name);
        for file in fs::read_dir(folder).expect("a folder").flatten() {
            let stem = file.path().file_stem().map(|stem| stem.to_string_lossy().into_owned());
            let known = family.entries.iter().any(|entry| Some(entry.name) == stem.as_deref());
            assert!(known, "{} belongs to no kind", file.path().display());
        }
    }
}
