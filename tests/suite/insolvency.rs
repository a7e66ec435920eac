//! Companies that fail, and companies that pay one another, against sums worked out by hand.

use crate::support::{How, Ran};

const STEPS: [&str; 3] = ["month", "quarter", "year"];

fn ran(step: &str, text: &str) -> Ran {
    let head = format!(
        "format = 1\nmoney = \"USD M\"\n[time]\nstart = 2025-01-01\nend = 2028-01-01\nstep = \"{step}\"\n\
         [parties]\nowner = {{ discount_rate = 0 }}\nfund = {{ discount_rate = 0 }}\nbank = {{ discount_rate = 0 }}\n"
    );
    Ran::text(&format!("{head}{text}"), How::paths(64))
}

/// Holds payoffs against values that were rounded to the money quantum a few times.
#[track_caller]
fn same(ran: &Ran, side: &str, expected: f64) {
    let found = ran.payoffs(side)[0];
    assert!((found - expected).abs() < 1e-7, "{side}: {found}, not {expected}");
}

#[test]
fn what_creditors_get_is_the_same_at_every_step() {
    // 15 borrowed and 5 raised last 20 / 13 years; then half of 20 goes to the bank.
    let text = "[drivers.burn]\nformula = \"13\"\n[companies.mill]\ncash = 0\noperating = { out = [\"burn\"] }\nvalue = 20\n\
        holders = { owner = \"rest\", fund = 0 }\nfunding = { from = \"fund\", max = 5, recovery = 0.5 }\n\
        [terms.loan]\nkind = \"loan\"\nfrom = \"bank\"\nto = \"mill\"\nprincipal = 15\ninterest = 0\n";
    for step in STEPS {
        let ran = ran(step, text);
        same(&ran, "bank", -5.0);
        same(&ran, "fund", -5.0);
        same(&ran, "owner", 0.0);
    }
}

#[test]
fn what_is_dated_before_the_failure_is_paid_and_nothing_later_happens() {
    // 10 less 12 a year and 3 at mid-year are gone after 7 / 12 of the year. Rent of 1.2 a year has accrued 0.7 by then.
    let text = "[drivers.burn]\nformula = \"12\"\n[companies.mill]\ncash = 10\noperating = { out = [\"burn\"] }\nvalue = 10\n\
        holders = { owner = \"rest\", fund = 0 }\nfunding = { from = \"fund\", max = 0, recovery = 0.5 }\n\
        [terms.rent]\nkind = \"formula_flow\"\nfrom = \"mill\"\nto = \"bank\"\namount = 1.2\n\
        [terms.early]\nkind = \"lump_sum\"\nfrom = \"mill\"\nto = \"fund\"\namount = 3\non = 2025-06-30\n\
        [terms.late]\nkind = \"lump_sum\"\nfrom = \"mill\"\nto = \"fund\"\namount = 5\non = 2025-10-31\n\
        [terms.gift]\nkind = \"lump_sum\"\nfrom = \"fund\"\nto = \"mill\"\namount = 2\non = 2025-11-30\n";
    let ran = ran("year", text);
    same(&ran, "bank", 0.7);
    same(&ran, "fund", 3.0);
    same(&ran, "owner", 4.3);
}

#[test]
fn a_payment_that_cannot_be_made_is_a_claim_of_its_rank() {
    // 6 are there when 10 and a loan of 4 fall due on one day; half of 10 is found: 11 for 10 first, then 4.
    let text = "[companies.mill]\ncash = 6\nvalue = 10\n\
        holders = { owner = \"rest\", fund = 0 }\nfunding = { from = \"fund\", max = 0, recovery = 0.5 }\n\
        [terms.price]\nkind = \"lump_sum\"\nfrom = \"mill\"\nto = \"fund\"\namount = 10\non = 2025-05-15\n\
        [terms.debt]\nkind = \"lump_sum\"\nfrom = \"mill\"\nto = \"bank\"\namount = 4\non = 2025-05-15\nrank = 1\n";
    for step in STEPS {
        let ran = ran(step, text);
        same(&ran, "fund", 10.0);
        same(&ran, "bank", 1.0);
        same(&ran, "owner", 0.0);
    }
}

/// A supplier and its customer, who owe one another 4 and 5 a year.
fn traders(supplier: f64, customer: f64) -> Ran {
    let text = format!(
        "[companies.supplier]\ncash = {supplier}\nvalue = 10\nholders = {{ owner = \"rest\" }}\nfunding = {{ from = \"owner\", max = 0 }}\n\
         [companies.customer]\ncash = {customer}\nvalue = 20\nholders = {{ fund = \"rest\" }}\nfunding = {{ from = \"fund\", max = 0 }}\n\
         [terms.parts]\nkind = \"formula_flow\"\nfrom = \"customer\"\nto = \"supplier\"\namount = 5\n\
         [terms.licence]\nkind = \"formula_flow\"\nfrom = \"supplier\"\nto = \"customer\"\namount = 4\n"
    );
    ran("year", &text)
}

#[test]
fn companies_may_pay_one_another() {
    // The supplier has nothing but what the customer is sure to pay it.
    let both = traders(0.0, 7.0);
    same(&both, "owner", 10.0 + 3.0);
    same(&both, "fund", 20.0 + 7.0 - 3.0);
    // Where neither is sure of the other, both fail in the first year, and what they still have goes round: 2 of 5 arrive.
    let neither = traders(0.0, 2.0);
    assert!((neither.insolvent_in("supplier", 1, 1).value - 1.0).abs() < 1e-12);
    assert!((neither.insolvent_in("customer", 1, 1).value - 1.0).abs() < 1e-12);
    same(&neither, "owner", 2.0);
    same(&neither, "fund", 0.0);
}

#[test]
fn a_payer_may_hold_shares_of_its_payee() {
    // A parent pays its subsidiary 1 a year for three years and gets half of its 6 + 3 back.
    let text = "[companies.parent]\ncash = 5\nvalue = 0\nholders = { owner = \"rest\", fund = 0 }\nfunding = { from = \"fund\", max = 0 }\n\
        [companies.child]\ncash = 0\nvalue = 6\nholders = { parent = 0.5, bank = \"rest\" }\n\
        [terms.fee]\nkind = \"formula_flow\"\nfrom = \"parent\"\nto = \"child\"\namount = 1\n";
    let ran = ran("year", text);
    same(&ran, "owner", 2.0 + 4.5);
    same(&ran, "bank", 4.5);
}
