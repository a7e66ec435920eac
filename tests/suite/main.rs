//! The one integration binary: numbers against independent ones, and the same bytes however a run is cut up.
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so and stops"
)]

mod asserted;
mod backtest;
mod batches;
mod beliefs;
mod broken;
mod by_hand;
mod calibration;
mod cap_tables;
mod cases;
mod catalogue;
mod check_json;
mod clause_files;
mod clause_kinds;
mod clauses;
mod closed_forms;
mod companies_by_hand;
mod comparisons;
mod conservation;
mod declarations;
mod diagnostic_codes;
mod dimensions;
mod distributions;
mod due_dates;
mod elicitation;
mod escrow;
mod estates;
mod events;
mod exchange_rates;
mod explained;
mod flagship;
mod floors;
mod generated;
mod golden;
mod in_company;
mod insolvency;
mod interpreter;
mod interrupted;
mod joint;
mod knock_outs;
mod language_page;
mod lints;
mod negotiations;
mod parts;
mod plans_by_hand;
mod precise;
mod printed_plans;
mod processes;
mod ranges;
mod rates;
mod ratio;
mod readme;
mod reference_deal;
mod reference_pages;
mod said;
mod said_of_samples;
mod same_bytes;
mod scenarios;
mod schedules;
mod sentence;
mod signing;
mod statistics_cases;
mod study_files;
mod support;
mod sweeps;
mod traced;
mod unwritable;
mod validation;
mod verified;
mod watched;
mod waterfalls;
mod worths;
