//! Schedules that stand in CSV files.

use crate::support::{How, read, simulate};
use dealsim::engine::TrackResult;

const DEAL: &str = r#"
format = 1
money  = "USD M"
time   = { start = 2025-01-01, end = 2028-01-01, step = "year" }
parties = { buyer = { discount_rate = 0 }, seller = { discount_rate = 0 } }

[drivers.sales]
schedule = "plan.csv"

[terms.share]
kind = "revenue_share"
from = "buyer"
to   = "seller"
rate = "10%"
of   = "sales"
"#;

#[test]
fn a_schedule_in_a_csv_file_is_read_as_one_that_is_written_out() {
    let of = |plan: &str| read(&[("deal.toml", DEAL), ("plan.csv", plan)], &[]);
    let loaded = of("date,value\n2025-01-01,40\n2026-07-01,80\n");
    let model = loaded.model.expect("a good scenario");
    assert_eq!(model.data.len(), 1, "the file belongs to what was read");
    let outcome = simulate(&model, How::paths(64));
    let side = model.sides.iter().find(|side| side.name == "seller").expect("a side");
    let TrackResult::Distribution(means, _) = &outcome.tracks[side.payoff] else {
        panic!("a payoff has a distribution");
    };
    // One and a half years at 40, one and a half at 80: a tenth of 60 + 120, in eighteen whole units.
    let mean = means[0].measure().expect("paths ran").value;
    assert!((mean - 18.0).abs() <= 3.0 * libm::exp2(-31.0), "{mean}");

    let loaded = of("date,value\n2025-01-01,forty\n");
    let said = dealsim::diagnose::render(&loaded.diagnostics, &loaded.sources, false);
    assert!(said.contains("plan.csv, line 2, column `value`"), "{said}");
}
