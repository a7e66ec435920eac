//! Formulas that add what does not add up are refused; whatever might be meant is let through.

use crate::support::read;
use dealsim::diagnose::render;

/// What is found in a scenario with this formula.
fn found(formula: &str) -> (usize, String) {
    let text = format!(
        "format = 1\nmoney = \"USD bn\"\nallow = [\"unread-input\"]\n\
         time = {{ start = 2025-01-01, end = 2030-01-01, step = \"quarter\" }}\n\
         parties = {{ buyer = {{ discount_rate = 0 }}, seller = {{ discount_rate = 0 }} }}\n\
         [inputs]\nplain = 3\nfraction = {{ value = 0.2, unit = \"share\" }}\n\
         price = {{ value = 4, unit = \"USD bn\" }}\npatience = {{ value = 2, unit = \"years\" }}\n\
         rising = {{ value = 0.1, unit = \"a year\" }}\n\
         [drivers.sales]\nformula = \"10 + t\"\nunit = \"USD bn a year\"\n\
         [drivers.sold]\nstock = {{ inflow = \"sales\" }}\n\
         [drivers.twice]\nstock = {{ inflow = \"fraction * sales - sold / patience\" }}\n\
         [drivers.looked_at]\nformula = \"{formula}\"\n\
         [events.over]\nhazard = 0.1\n\
         [terms.fee]\nkind = \"formula_flow\"\nfrom = \"buyer\"\nto = \"seller\"\namount = 1\n"
    );
    let loaded = read(&[("it.toml", &text)], &[]);
    let findings = loaded.diagnostics.in_source_order();
    assert!(findings.iter().all(|one| one.code == "mixed-dimensions"));
    (findings.len(), render(&loaded.diagnostics, &loaded.sources, false))
}

#[test]
fn what_is_known_to_differ_is_refused() {
    for (formula, message) in [
        ("sales + sold", "adds money a year and money"),
        ("total(fee) - sales", "subtracts money and money a year"),
        ("twice + sales", "adds money and money a year"),
        ("price + fraction", "adds money and a share"),
        ("max(0, sales, sold)", "chooses between money a year and money"),
        ("clamp(fraction, 5%, price)", "chooses between a share and money"),
        ("if(fired(over), sales, 20%)", "chooses between money a year and a share"),
        ("if(sales > sold, 1, 2)", "compares money a year and money"),
        ("since(over) + price", "adds years and money"),
        ("patience - rising", "subtracts years and a rate a year"),
        ("fraction * sales + received(seller, fee)", "adds money a year and money"),
        ("-sales + abs(sold)", "adds money a year and money"),
        ("5bn + 20%", "adds money and a share"),
        ("plain * (sales + sold)", "adds money a year and money"),
        ("ln(sales / sold + price)", "adds a rate a year and money"),
    ] {
        let (count, text) = found(formula);
        assert_eq!(count, 1, "{formula}: {text}");
        assert!(text.contains(message), "{formula}: {text}");
    }
}

#[test]
fn what_fits_or_may_be_meant_is_let_through() {
    for formula in [
        "sales * dt + sold",
        "fraction * sales - sold / patience",
        "sales - 5bn",
        "sold - 5bn + total(fee)",
        "max(0, sales - 38bn)",
        "sales + plain",
        "sales + 1",
        "20% - 0.1% * sales",
        "20% + 0.001 * sold",
        "sales * (1 + 5% * t)",
        "rising + 2%",
        "fraction + 2%",
        "price * max(0, 1 - since(over)) + sold",
        "sales * exp(-0.5 * t) + sales",
        "exp(ln(sales)) + sold",
        "fired(over) * sales + sales",
        "sales ^ 2 + sold",
        "sales / prev(sales) - fraction",
        "lookup(sales, 0: 20%, 50: 15%) * sales + sales",
        "if(sales > 10bn and sold < 100bn, sales, 0)",
        "(sales - prev(sales)) / dt / sales + rising",
    ] {
        let (count, text) = found(formula);
        assert_eq!(count, 0, "{formula}: {text}");
    }
}
