//! What sides think of a package: closed forms in each world, the bet between them, and no bet where nobody disagrees.

use dealsim::studies::{Believed, StudyFailure, beliefs};
use dealsim::{Files, Memory, Overrides, Settings};
use libm::exp;
use std::path::PathBuf;
use std::sync::Arc;

const HEAD: &str = "\
format = 1
time = { start = 2026-01-01, end = 2035-12-31, step = \"year\" }
parties = { buyer = { discount_rate = 0 }, seller = { discount_rate = 0 } }
[inputs.sales]
value = { uniform = [0, 4] }
[events.rival]
hazard = 0.1
";

/// Ten a year until a rival comes: the buyer pays the seller, and has 12 a year from it for as long.
const DEAL: &str = "\
[terms.rent]
kind = \"formula_flow\"
from = \"buyer\"
to = \"seller\"
amount = 10
ends = \"rival\"
[terms.use]
kind = \"formula_flow\"
from = \"world\"
to = \"buyer\"
amount = \"5 * (sales + 2) / 2\"
";
const BELIEFS: &str =
    "[beliefs.seller]\nevents.rival.hazard = 0.02\n[beliefs.buyer]\nevents.rival.hazard = 0.3\n";

fn found(files: &[(&str, String)]) -> Result<Believed, StudyFailure> {
    let memory =
        files.iter().fold(Memory::new(), |memory, (name, text)| memory.with(name, text.clone()));
    let memory: Arc<dyn Files> = Arc::new(memory);
    let paths = [PathBuf::from("deal.toml")];
    beliefs(&memory, &paths, &Overrides::new(), &Settings::paths(16_384))
}

fn close(found: dealsim::statistics::Measure, wanted: f64) {
    let error = found.standard_error.expect("an error");
    assert!((found.value - wanted).abs() < 4.0 * error + 1e-9, "{found:?}, not {wanted}");
}

/// What is paid of ten a year over ten years at a hazard.
fn rent(hazard: f64) -> f64 {
    10.0 / hazard * (1.0 - exp(-10.0 * hazard))
}

#[test]
fn each_side_thinks_what_its_own_hazard_says_and_the_difference_is_a_bet() {
    let found = found(&[("deal.toml", format!("{HEAD}{DEAL}{BELIEFS}"))]).expect("a study");
    let deal = &found.deals[0];
    let side = |name: &str| {
        let place = found.sides.iter().position(|(known, _)| known == name).expect("a side");
        deal.sides[place].expect("it is there")
    };
    let (buyer, seller) = (side("buyer"), side("seller"));
    close(seller.base, rent(0.1));
    close(seller.own, rent(0.02));
    close(seller.bet, rent(0.02) - rent(0.1));
    close(buyer.bet, rent(0.1) - rent(0.3));
    // Path by path on the same uniforms: far sharper than the payoffs themselves.
    assert!(seller.bet.standard_error < seller.base.standard_error);
    assert_eq!(deal.winners().len(), 2);
    let event = &deal.events[0];
    close(event.base, 1.0 - exp(-1.0));
    let place = found.sides.iter().position(|(name, _)| name == "buyer").expect("a side");
    close(event.own[place].expect("a belief"), 1.0 - exp(-3.0));
    let said = found.terminal(120, true);
    assert!(said.contains("is a bet") && said.is_ascii(), "{said}");
}

#[test]
fn gains_over_a_walk_away_are_those_of_one_world_at_a_time() {
    let named = format!("walk_away = \"none.toml\"\n{HEAD}{DEAL}{BELIEFS}");
    // Without the deal the seller sells to somebody else for 4 a year, until the rival comes too.
    let none = format!("{HEAD}{DEAL}{BELIEFS}").replace("amount = 10", "amount = 4");
    let both =
        found(&[("deal.toml", named.clone()), ("none.toml", none.clone())]).expect("a study");
    let seller = both.sides.iter().position(|(name, _)| name == "seller").expect("a side");
    let side = both.deals[0].sides[seller].expect("it is there");
    close(side.gain_base.expect("a gain"), 0.6 * rent(0.1));
    close(side.gain_own.expect("a gain"), 0.6 * rent(0.02));
    close(side.bet, 0.6 * (rent(0.02) - rent(0.1)));
    assert!(both.deals[0].base_walk_away.is_empty());
    // A walk-away without beliefs is seen in the base world, and that is told.
    let silent = none.replace(BELIEFS, "");
    let other = found(&[("deal.toml", named), ("none.toml", silent)]).expect("a study");
    let side = other.deals[0].sides[seller].expect("it is there");
    close(side.gain_own.expect("a gain"), rent(0.02) - 0.4 * rent(0.1));
    assert!(other.terminal(120, true).contains("says no beliefs of Buyer and Seller"));
}

#[test]
fn a_deal_that_hangs_on_nothing_they_disagree_about_has_no_bet_in_it() {
    let text = format!("{HEAD}{DEAL}{BELIEFS}").replace("ends = \"rival\"\n", "");
    let found = found(&[("deal.toml", text)]).expect("a study");
    assert!(found.deals[0].winners().is_empty());
    for side in found.deals[0].sides.iter().flatten() {
        assert_eq!((side.bet.value, side.believes), (0.0, true));
    }
    assert!(found.terminal(120, true).contains("there is no bet in it"));
}

#[test]
fn without_beliefs_there_is_nothing_to_tell() {
    let refused = found(&[("deal.toml", format!("{HEAD}{DEAL}"))]).expect_err("refused");
    assert!(refused.to_string().contains("no side of deal.toml sees the world otherwise"));
}
