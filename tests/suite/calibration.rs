//! The flagship's worlds against the bands that they were fitted to, by the same arithmetic: sums over calendar years.

use crate::support::{How, Ran};

const PATHS: u64 = 8_000;
const MID_2025: &str = "scenarios/microsoft-openai/status-quo.toml";
const NOVEMBER_2026: &str = "scenarios/microsoft-openai/v3.toml";

/// 10th percentile, median and 90th percentile.
type Band = [f64; 3];

/// How far from its band a percentile may be, as a part of it: the outer ones may be half as far again.
const TOLERANCE: Band = [0.15, 0.10, 0.15];

/// A run with the calendar that its periods fall in.
struct Calendar {
    ran: Ran,
    /// The period that closes the calendar year in which the run starts.
    first_year_end: usize,
    first_year: usize,
}

impl Calendar {
    fn mid_2025() -> Self {
        let ran = Ran::file(MID_2025, How::paths(PATHS));
        Self { ran, first_year_end: 2, first_year: 2025 }
    }

    fn november_2026() -> Self {
        let ran = Ran::file(NOVEMBER_2026, How::paths(PATHS));
        Self { ran, first_year_end: 1, first_year: 2026 }
    }

    /// The period that closes a calendar year.
    fn year_end(&self, year: usize) -> usize {
        self.first_year_end + 4 * (year - self.first_year)
    }

    /// What a rate a year brings between two period ends, by path: the rate at each close, for a quarter.
    fn between(&self, driver: &str, after: usize, until: usize) -> Vec<f64> {
        let mut sums = vec![0.0; PATHS as usize];
        for period in after + 1..=until {
            for (sum, rate) in sums.iter_mut().zip(self.ran.driver_values(driver, period)) {
                *sum += 0.25 * rate;
            }
        }
        sums
    }

    /// The same for a calendar year, of the first one for what the run has of it.
    fn in_year(&self, driver: &str, year: usize) -> Vec<f64> {
        let until = self.year_end(year);
        self.between(driver, until.saturating_sub(4), until)
    }

    /// What a driver was at the end of a year.
    fn at_end_of(&self, driver: &str, year: usize) -> Vec<f64> {
        self.ran.driver_values(driver, self.year_end(year)).to_vec()
    }
}

fn each(left: &[f64], right: &[f64], combine: impl Fn(f64, f64) -> f64) -> Vec<f64> {
    left.iter().zip(right).map(|(left, right)| combine(*left, *right)).collect()
}

/// Percentiles 10, 50 and 90.
fn band(mut values: Vec<f64>) -> Band {
    values.sort_by(f64::total_cmp);
    [0.1, 0.5, 0.9].map(|level| values[(level * (values.len() - 1) as f64).round() as usize])
}

#[track_caller]
fn near(what: &str, found: Band, wanted: Band) {
    for ((found, wanted), tolerance) in found.iter().zip(wanted).zip(TOLERANCE) {
        let off = found / wanted - 1.0;
        assert!(off.abs() <= tolerance, "{what}: {found:.2} where {wanted} is wanted ({off:+.2})");
    }
}

#[track_caller]
fn within(what: &str, found: f64, low: f64, high: f64) {
    assert!((low..=high).contains(&found), "{what}: {found:.3} is not between {low} and {high}");
}

#[test]
fn revenue_seen_from_mid_2025_lies_in_its_bands() {
    // Company plan of spring 2025 (12.7, 29.4, 125 in 2029, 174 in 2030), shaded by base rates of growth.
    let bands = [
        (2025, [11.5, 12.7, 13.5]),
        (2026, [20.0, 29.0, 36.0]),
        (2027, [27.0, 48.0, 70.0]),
        (2028, [35.0, 72.0, 120.0]),
        (2029, [40.0, 100.0, 180.0]),
        (2030, [45.0, 130.0, 260.0]),
    ];
    let world = Calendar::mid_2025();
    for (year, wanted) in bands {
        let mut revenue = world.in_year("revenue", year);
        if year == 2025 {
            // Revenue of the first half, see drivers.revenue in world-2025.toml.
            revenue.iter_mut().for_each(|value| *value += 4.3);
        }
        near(&format!("revenue {year} from mid-2025"), band(revenue), wanted);
    }
}

#[test]
fn revenue_seen_from_november_2026_lies_in_its_bands() {
    // Quarters as reported and derived for 2026; later years below the plans of 2026, with base rates.
    let bands = [
        (2026, [32.0, 35.0, 39.0]),
        (2027, [52.0, 68.0, 90.0]),
        (2028, [65.0, 105.0, 155.0]),
        (2029, [75.0, 145.0, 230.0]),
        (2030, [85.0, 185.0, 320.0]),
    ];
    let world = Calendar::november_2026();
    for (year, wanted) in bands {
        let mut revenue = world.in_year("revenue", year);
        if year == 2026 {
            // January to September: 5.7 reported, 7 and 9.5 derived.
            revenue.iter_mut().for_each(|value| *value += 22.2);
        }
        near(&format!("revenue {year} from November 2026"), band(revenue), wanted);
    }
}

/// Compute over revenue in a year.
fn compute_ratio(world: &Calendar, year: usize) -> Band {
    let (compute, revenue) = (world.in_year("compute", year), world.in_year("revenue", year));
    band(each(&compute, &revenue, |compute, revenue| compute / revenue))
}

/// What is lost in a year after 20 % of revenue went to Microsoft.
fn loss(world: &Calendar, year: usize) -> Band {
    let (profit, revenue) =
        (world.in_year("profit_before_microsoft", year), world.in_year("revenue", year));
    band(each(&profit, &revenue, |profit, revenue| 0.2 * revenue - profit))
}

#[test]
fn compute_and_losses_seen_from_mid_2025() {
    let world = Calendar::mid_2025();
    // Suggested: 1.3 in 2026, ± 0.3. Missed on purpose: it rests on testimony of May 2026 and would burn 25 in 2026,
    // where the plans known in mid-2025 had a loss of 14 (autumn 2024) and a burn of 8 (spring 2025).
    within("compute over revenue 2026", compute_ratio(&world, 2026)[1], 0.95, 1.05);
    // Suggested: 0.65 in 2030, ± 0.3.
    let [low, middle, high] = compute_ratio(&world, 2030);
    within("compute over revenue 2030, P10", low, 0.35, 0.65);
    within("compute over revenue 2030, P50", middle, 0.585, 0.715);
    within("compute over revenue 2030, P90", high, 0.65, 0.95);
    // Plan of February 2025: over 320 of compute in 2025 to 2030, on more revenue than here.
    let until_2030 = world.between("compute", 0, world.year_end(2030));
    within("compute to 2030, median", band(until_2030)[1], 250.0, 320.0);
    // Burn of 7 in 2025 (about half of it in the second half, and the loss was more than 5 a year before), 14 in 2026
    // in the plan of autumn 2024, 20 in 2027 in the plan of February 2025: all inside.
    let losses = [(2025, 3.5, 7.0), (2026, 8.0, 14.0), (2027, 20.0, 20.0)];
    for (year, least, most) in losses {
        let [low, _, high] = loss(&world, year);
        assert!(low <= most && least <= high, "loss {year}: {low:.1} to {high:.1}");
    }
    within("loss 2026, median", loss(&world, 2026)[1], 12.0, 16.0);
}

#[test]
fn compute_and_losses_seen_from_november_2026() {
    let world = Calendar::november_2026();
    // Suggested 1.35, 1.20, 1.00, 0.80 for 2027 to 2030; the commitments push the upper end out.
    for (year, wanted) in [(2027, 1.35), (2028, 1.20), (2029, 1.00), (2030, 0.80)] {
        let [low, middle, high] = compute_ratio(&world, year);
        let what = |end: &str| format!("compute over revenue {year}, {end}");
        within(&what("P50"), middle, 0.9 * wanted, 1.1 * wanted);
        within(&what("P10"), low, wanted - 0.35, wanted - 0.10);
        within(&what("P90"), high, wanted + 0.10, wanted + 0.35);
    }
    // Free cash flow of 2027: -57 in the plan of February 2026, about -63 in May 2026.
    within("loss 2027, median", loss(&world, 2027)[1], 50.0, 65.0);
    // 38 is used up after 190 of revenue, during 2028 on plan and central path.
    let by_end_of = |year| band(world.between("revenue", 0, world.year_end(year)))[1] + 22.2;
    assert!(by_end_of(2027) < 190.0 && by_end_of(2028) > 190.0, "{}", by_end_of(2028));
}

#[test]
fn multiples_and_chances_lie_in_their_bands() {
    let (then, now) = (Calendar::mid_2025(), Calendar::november_2026());
    // A multiple that follows from growth and margin is not fitted to a band: its middle has to be that of the band, its
    // ends are told in the README as what they are.
    let [low, middle, high] = band(then.at_end_of("multiple", 2030));
    within("value over revenue, end of 2030, P50", middle, 6.3, 7.7);
    within("the same, P10", low, 3.0, 4.4);
    within("the same, P90, above the 13 of the band", high, 13.0, 16.0);
    let [low, middle, high] = band(now.at_end_of("multiple", 2030));
    eprintln!("from 2026: {low} {middle} {high}");
    within("the same from 2026, P50", middle, 6.3, 7.7);
    within("the same from 2026, P10", low, 3.0, 4.4);
    within("the same from 2026, P90", high, 11.0, 16.0);
    let [low, middle, high] = band(then.at_end_of("azure_share", 2030));
    within("Azure's part 2030, P10", low, 0.3, 0.45);
    within("Azure's part 2030, P50", middle, 0.405, 0.495);
    within("Azure's part 2030, P90", high, 0.45, 0.9);
    let [low, middle, high] = band(now.at_end_of("azure_share", 2030));
    within("Azure's part 2030 from 2026, P10", low, 0.10, 0.25);
    within("Azure's part 2030 from 2026, P50", middle, 0.225, 0.30);
    within("Azure's part 2030 from 2026, P90", high, 0.25, 0.7);

    let until_2030 = then.year_end(2030);
    let declared = then.ran.probability("agi_declared", until_2030).value;
    // 8 % a year, with 3 to 18 as its band, for five and a half years: 0.36, at least 0.15.
    within("AGI declared by 2030", declared, 0.152, 0.42);
    within("100 earned by 2030", then.ran.probability("agi_profit", until_2030).value, 0.005, 0.10);
    // Before anybody has signed; the other files take the conversion as certain or as impossible.
    let before = Ran::file("scenarios/microsoft-openai/before-signing.toml", How::paths(PATHS));
    before.probability("restructured", then.year_end(2025)).agrees("conversion in time", 0.70);
    // Amazon's 35: 0.80, band 0.6 to 0.92.
    now.ran.probability("listing", now.year_end(2028)).agrees("listing by 2028", 0.798_103);
}
