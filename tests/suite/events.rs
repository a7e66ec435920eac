//! Events against closed forms and against times worked out by hand.

use crate::support::{Estimate, How, Ran, findings, read};
use crate::watched::Watched;
use dealsim::lane::math::normal_cdf;
use dealsim::report::Cell;
use libm::{exp, log, sin, sqrt};

/// Five years by quarter, and a term that moves nothing.
fn quarters(text: &str) -> String {
    scenario("2030-01-01", "quarter", text)
}

fn scenario(end: &str, step: &str, text: &str) -> String {
    format!(
        "format = 1\nmoney = \"USD M\"\n[time]\nstart = 2025-01-01\nend = {end}\nstep = \"{step}\"\n\
         [parties.buyer]\ndiscount_rate = 0\n[parties.seller]\ndiscount_rate = 0.05\n\
         [terms.nothing]\nkind = \"formula_flow\"\nfrom = \"buyer\"\nto = \"seller\"\namount = 0\n{text}"
    )
}

/// The only path of a deal without chance.
fn time_of(ran: &Watched, event: &str) -> f64 {
    ran.event_times(event)[0]
}

fn share(times: &[f64], counts: impl Fn(f64) -> bool) -> Estimate {
    let count = times.len() as f64;
    let value = times.iter().filter(|time| counts(**time)).count() as f64 / count;
    Estimate { value, error: sqrt((value - value * value).max(1.0 / count) / count) }
}

/// The probability that a motion that drifts reaches `level` > 0 by `years` (reflection principle with drift).
fn reaches(level: f64, drift: f64, volatility: f64, years: f64) -> f64 {
    let spread = volatility * sqrt(years);
    normal_cdf((drift * years - level) / spread)
        + exp(2.0 * drift * level / (volatility * volatility))
            * normal_cdf((-level - drift * years) / spread)
}

#[test]
fn within_a_step_a_diffusion_reaches_a_level_when_it_should() {
    let (drift, volatility): (f64, f64) = (0.05, 0.3);
    let text = scenario(
        "2027-01-01",
        "year",
        &format!(
            "[drivers.price]\nprocess = \"geometric_brownian\"\nstart = 100\ndrift = {drift}\nvolatility = {volatility}\n\
             [events.near]\nthreshold = \"price >= 115\"\nmonitoring = \"continuous\"\n\
             [events.far]\nthreshold = \"140 <= price\"\nmonitoring = \"continuous\"\n\
             [events.low]\nthreshold = \"price < 85\"\nmonitoring = \"continuous\"\n"
        ),
    );
    let ran = Watched::text(&text, How::paths(200_000));
    let own = drift - volatility * volatility / 2.0;
    for (event, level) in [("near", 115.0_f64), ("far", 140.0), ("low", 85.0)] {
        let distance = log(level / 100.0);
        let drift = if distance > 0.0 { own } else { -own };
        for years in [0.1, 0.25, 0.5, 0.9, 1.0, 1.2, 1.7, 2.0] {
            let exact = reaches(distance.abs(), drift, volatility, years);
            share(ran.event_times(event), |time| time <= years)
                .agrees(&format!("{event} by {years}"), exact);
        }
    }
    let (near, far) = (ran.event_times("near"), ran.event_times("far"));
    assert!(near.iter().zip(far).all(|(near, far)| near <= far), "140 came before 115");
    assert!(near.iter().zip(far).all(|(near, far)| near < far || near.is_infinite()));
}

/// Neither level of a corridor is touched by a motion without drift that begins `below` under its top and `above` over its
/// bottom (eigenfunctions of the heat equation).
fn stays_between(above: f64, below: f64, volatility: f64, years: f64) -> f64 {
    let width = above + below;
    let mut sum = 0.0;
    for number in (1..40).step_by(2) {
        let k = f64::from(number) * std::f64::consts::PI;
        let lasts = exp(-k * k * volatility * volatility * years / (2.0 * width * width));
        sum += 4.0 / k * sin(k * above / width) * lasts;
    }
    sum
}

#[test]
fn both_sides_of_a_price_are_seen_on_one_path_whatever_the_step() {
    let volatility: f64 = 0.25;
    let drift = volatility * volatility / 2.0;
    for (step, paths) in [("year", 200_000), ("quarter", 100_000)] {
        let text = scenario(
            "2027-01-01",
            step,
            &format!(
                "[drivers.price]\nprocess = \"geometric_brownian\"\nstart = 100\ndrift = {drift}\nvolatility = {volatility}\n\
                 [events.fallen]\nthreshold = \"price <= 85\"\nmonitoring = \"continuous\"\n\
                 [events.risen]\nthreshold = \"price >= 115\"\nmonitoring = \"continuous\"\n\
                 [events.lower]\nthreshold = \"price <= 70\"\nmonitoring = \"continuous\"\n\
                 [events.higher]\nthreshold = \"price >= 140\"\nmonitoring = \"continuous\"\n"
            ),
        );
        let ran = Watched::text(&text, How::paths(paths));
        for (down, low) in [("fallen", 85.0), ("lower", 70.0)] {
            for (up, high) in [("risen", 115.0), ("higher", 140.0)] {
                let (above, below) = (log(100.0 / low), log(high / 100.0));
                let (down, up) = (ran.event_times(down), ran.event_times(up));
                for years in [1.0, 2.0] {
                    let touched: Vec<(bool, bool)> =
                        down.iter().zip(up).map(|(a, b)| (*a <= years, *b <= years)).collect();
                    let of = |which: &dyn Fn(bool, bool) -> bool| {
                        let flags = touched.iter().map(|&(a, b)| f64::from(u8::from(which(a, b))));
                        let flags: Vec<f64> = flags.collect();
                        share(&flags, |flag| flag == 1.0)
                    };
                    let what = format!("{low} and {high} by {years}, by the {step}");
                    let neither = stays_between(above, below, volatility, years);
                    of(&|a, b| !a && !b).agrees(&format!("neither {what}"), neither);
                    let one = reaches(above, 0.0, volatility, years);
                    let other = reaches(below, 0.0, volatility, years);
                    of(&|a, _| a).agrees(&format!("the lower {what}"), one);
                    of(&|a, b| a && b).agrees(&format!("both {what}"), one + other - 1.0 + neither);
                }
            }
        }
        let (near, far) = (ran.event_times("fallen"), ran.event_times("lower"));
        assert!(near.iter().zip(far).all(|(near, far)| near <= far), "70 came before 85");
    }
}

#[test]
fn watches_that_would_not_see_one_path_are_refused() {
    let price =
        "[drivers.price]\nprocess = \"geometric_brownian\"\nstart = 100\nvolatility = 0.3\n";
    let watch = |name: &str, rest: &str| {
        format!("[events.{name}]\nmonitoring = \"continuous\"\nthreshold = {rest}\n")
    };
    let low = watch("low", "\"price <= 80\"");
    let apart = [
        low.clone() + &watch("moving", "\"price >= 120 + t\""),
        low.clone() + &watch("later", "\"price <= 70\"\nwindow = { from = 2025-08-15 }"),
        low.clone()
            + &watch(
                "waits",
                "\"price >= 130\"\nwindow = { from = \"begun\" }\n[events.begun]\nhazard = 0.2",
            ),
        "[drivers.least]\nrunning = { min = \"price\", monitoring = \"continuous\" }\n".to_owned()
            + &watch("high", "\"price >= 120\""),
    ];
    for events in apart {
        let text = quarters(&format!("{price}{events}"));
        let said = findings(&read(&[("deal.toml", &text)], &[]));
        assert!(said.contains("error[watched-apart]") && said.contains("drivers.price"), "{said}");
        let text = format!("allow = [\"watched-apart\"]\n{text}");
        let said = findings(&read(&[("deal.toml", &text)], &[]));
        assert!(!said.contains("watched-apart"), "{said}");
    }
    let together = [
        low.clone() + &watch("later", "\"price >= 130\"\nwindow = { from = 2026-01-01 }"),
        low.clone() + &watch("far", "\"price >= 130\""),
        watch("early", "\"price <= 80\"\nwindow = { until = 2025-09-30 }")
            + &watch("moving", "\"price >= 120 + t\"\nwindow = { from = 2025-10-01 }"),
    ];
    for events in together {
        let text = quarters(&format!("{price}{events}"));
        let said = findings(&read(&[("deal.toml", &text)], &[]));
        assert!(!said.contains("watched-apart"), "{said}");
    }
}

#[test]
fn a_random_walk_is_watched_on_its_own_scale() {
    let (drift, volatility) = (-1.0, 4.0);
    let text = scenario(
        "2027-01-01",
        "year",
        &format!(
            "[drivers.spread]\nprocess = \"random_walk\"\nstart = 1\ndrift = {drift}\nvolatility = {volatility}\n\
             [events.wide]\nthreshold = \"spread >= 3\"\nmonitoring = \"continuous\"\n\
             [events.negative]\nthreshold = \"spread <= -2\"\nmonitoring = \"continuous\"\n"
        ),
    );
    let ran = Watched::text(&text, How::paths(100_000));
    for years in [0.2, 0.7, 1.0, 1.5, 2.0] {
        share(ran.event_times("wide"), |time| time <= years)
            .agrees(&format!("wide by {years}"), reaches(2.0, drift, volatility, years));
        share(ran.event_times("negative"), |time| time <= years)
            .agrees(&format!("negative by {years}"), reaches(3.0, -drift, volatility, years));
    }
}

/// Standing at x when the window opens, it is reached in the rest of the time as from the start; x is lognormal.
#[test]
fn a_window_may_open_and_close_within_a_step() {
    let (volatility, opens, closes) = (0.3, 0.25, 0.75);
    let text = scenario(
        "2026-01-01",
        "year",
        &format!(
            "[drivers.price]\nprocess = \"geometric_brownian\"\nstart = 100\nvolatility = {volatility}\n\
             [events.inside]\nthreshold = \"price >= 115\"\nmonitoring = \"continuous\"\n\
             window = {{ from = 2025-04-01, until = 2025-09-30 }}\n"
        ),
    );
    let ran = Watched::text(&text, How::paths(200_000));
    let times = ran.event_times("inside");
    assert!(times.iter().all(|&time| time >= opens && (time <= closes || time.is_infinite())));
    let (drift, level) = (-volatility * volatility / 2.0, log(1.15));
    let cells = 20_000;
    let (mut at_once, mut later) = (0.0, 0.0);
    for cell in 0..cells {
        let z = -8.0 + 16.0 * (f64::from(cell) + 0.5) / f64::from(cells);
        let weight = exp(-z * z / 2.0) * 16.0 / f64::from(cells) / 2.506_628_274_631_000_5;
        let x = drift * opens + volatility * sqrt(opens) * z;
        if x >= level {
            at_once += weight;
        } else {
            later += weight * reaches(level - x, drift, volatility, closes - opens);
        }
    }
    share(times, |time| time == opens).agrees("when it opens", at_once);
    share(times, f64::is_finite).agrees("in the window", at_once + later);
}

#[test]
fn closes_in_a_row_crossings_and_windows_count_as_written() {
    let ran = Watched::text(
        &quarters(
            "[drivers.wave]\nformula = \"if(t < 0.6, 2, if(t < 1.1, 0, if(t < 1.6, 2, if(t < 2.1, 0, 2))))\"\nstart = 2\n\
             [drivers.slope]\nformula = \"8\"\n[drivers.level]\nstock = { inflow = \"slope\", start = -10 }\n\
             [events.at_once]\nthreshold = \"wave > 1\"\n\
             [events.first_close]\nthreshold = \"wave > 1\"\nmonitoring = \"step\"\n\
             [events.from_below]\nthreshold = \"wave > 1\"\ncrossing = true\n\
             [events.lasting]\nthreshold = \"wave > 1\"\nfor = 3\n\
             [events.begun]\nthreshold = \"wave > 1\"\nfor = 2\ncrossing = true\n\
             [events.windowed]\nthreshold = \"wave > 1\"\nwindow = { from = 2026-01-01, until = 2026-06-30 }\n\
             [events.after_the_evening]\nthreshold = \"wave > 1\"\nwindow = { from = 2025-07-01, until = 2026-03-31 }\n\
             [events.full]\nthreshold = \"level >= 0\"\n\
             [events.noticed]\nthreshold = \"level >= 0\"\nmonitoring = \"step\"\n\
             [events.opened]\nthreshold = \"level >= 0\"\nwindow = { from = 2027-02-01 }\n\
             [events.not_crossed]\nthreshold = \"level >= 0\"\nwindow = { from = 2027-02-01 }\ncrossing = true\n\
             [events.crossed]\nthreshold = \"level >= 0\"\nwindow = { from = 2026-01-01 }\ncrossing = true\n\
             [events.shut]\nthreshold = \"level >= 0\"\nwindow = { until = \"full\" }\n",
        ),
        How::paths(1),
    );
    let never = f64::INFINITY;
    for (event, time) in [
        ("at_once", 0.0),
        ("first_close", 0.25),
        ("from_below", 1.25),
        ("lasting", 2.75),
        ("begun", 1.5),
        ("windowed", 1.25),
        // The close of 2025-06-30 is the evening before the window opens.
        ("after_the_evening", 1.25),
        ("full", 1.25),
        ("noticed", 1.25),
        ("opened", 2.0 + 1.0 / 12.0),
        ("not_crossed", never),
        ("crossed", 1.25),
        ("shut", never),
    ] {
        assert_eq!(time_of(&ran, event), time, "{event}");
    }
}

#[test]
fn the_first_of_two_hazards_is_known_by_name() {
    let text = scenario(
        "2028-01-01",
        "quarter",
        "[events.a]\nhazard = 0.3\n[events.b]\nhazard = 0.2\n[events.exit]\nfirst_of = [\"a\", \"b\"]\n\
         [events.seen_a]\nhazard = 0.3\nmonitoring = \"step\"\n[events.seen_b]\nhazard = 0.2\nmonitoring = \"step\"\n\
         [events.seen]\nfirst_of = [\"seen_a\", \"seen_b\"]\n[events.turned]\nfirst_of = [\"seen_b\", \"seen_a\"]\n\
         [events.limited]\nfirst_of = [2026-12-31, \"a\"]\n\
         [terms.prize]\nkind = \"lump_sum\"\nfrom = \"buyer\"\nto = \"seller\"\namount = \"10 * (1 - fired(exit.b))\"\non = \"exit.a\"\n",
    );
    let ran = Ran::text(&text, How::paths(400_000));
    let both = 1.0 - exp(-1.5);
    ran.probability("exit.a", 12).agrees("a first", 0.6 * both);
    ran.probability("exit.b", 12).agrees("b first", 0.4 * both);
    ran.probability("exit", 12).agrees("either", both);
    ran.probability("limited.a", 12).agrees("a within two years", 1.0 - exp(-0.6));
    ran.payoff("seller").agrees("prize", 10.0 * 0.3 / 0.55 * (1.0 - exp(-0.55 * 3.0)));
    // On a grid both may fall into one quarter: that written first wins.
    let (p, q) = (1.0 - exp(-0.075), 1.0 - exp(-0.05));
    let some = both / (1.0 - (1.0 - p) * (1.0 - q));
    ran.probability("seen.seen_a", 12).agrees("a with ties", p * some);
    ran.probability("turned.seen_a", 12).agrees("a without ties", p * (1.0 - q) * some);
    ran.probability("turned.seen_b", 12).agrees("b with ties", q * some);
}

#[test]
fn a_delay_is_added_to_the_moment() {
    let ran = Watched::text(
        &quarters(
            "[drivers.wait]\nformula = \"t\"\n[events.signed]\ndate = 2026-01-31\n\
             [events.closed]\ndelayed = { event = \"signed\", by = \"6 months\" }\n\
             [events.longer]\ndelayed = { event = [\"signed\", 2025-06-30], by = \"2 * wait\" }\n\
             [events.drawn]\ndelayed = { event = \"signed\", by = { uniform = [0, 2] } }\n",
        ),
        How::paths(100_000),
    );
    let signed = 13.0 / 12.0;
    assert_eq!(time_of(&ran, "closed"), signed + 0.5);
    // 2025-06-30 is the close of the second quarter, where t is one half.
    assert_eq!(time_of(&ran, "longer"), 0.5 + 1.0);
    let drawn = ran.event_times("drawn");
    assert!(drawn.iter().all(|time| (signed..=signed + 2.0).contains(time)));
    share(drawn, |time| time < signed + 0.5).agrees("a quarter of the delays", 0.25);
}

#[test]
fn a_party_decides_on_its_days_by_what_it_sees() {
    let ran = Watched::text(
        &quarters(
            "[drivers.price]\nprocess = \"geometric_brownian\"\nstart = 100\nvolatility = 0.3\n\
             [events.exercised]\ndecision = { party = \"buyer\", rule = \"price > 110\", on = [2027-12-31, 2028-12-31] }\n\
             [events.any_time]\ndecision = { party = \"buyer\", rule = \"t > 1.3\", from = 2025-06-30, until = 2026-09-30 }\n\
             [events.had_enough]\ndecision = { party = \"seller\", rule = \"total(rent) >= 6.5\" }\n\
             [terms.rent]\nkind = \"formula_flow\"\nfrom = \"buyer\"\nto = \"seller\"\namount = 4\nends = \"had_enough\"\n",
        ),
        How::paths(50_000),
    );
    let times = ran.event_times("exercised");
    for (path, &time) in times.iter().enumerate() {
        let high = |period: usize| ran.driver("price", period)[path] > 110.0;
        let expected = if high(12) {
            3.0
        } else if high(16) {
            4.0
        } else {
            f64::INFINITY
        };
        assert_eq!(time, expected, "path {path}");
    }
    let d = (log(100.0 / 110.0) - 0.045 * 3.0) / (0.3 * sqrt(3.0));
    share(times, |time| time == 3.0).agrees("on the first day", normal_cdf(d));
    assert_eq!(time_of(&ran, "any_time"), 1.5);
    assert_eq!(time_of(&ran, "had_enough"), 1.75);
    assert_eq!(ran.received("seller", "rent")[0], 7.0);
}

#[test]
fn a_dispute_is_filed_and_judged() {
    let ran = Watched::text(
        &quarters(
            "[events.declared]\ndate = 2025-12-31\n\
             [events.agi]\ndisputed = { event = \"declared\", probability_upheld = 0.6, time_in_court = { uniform = [1, 7] }, filed_after = \"6 months\" }\n\
             [events.some]\ndisputed = { event = \"declared\", probability_upheld = \"0.2 * t\", time_in_court = \"1 year\", probability_filed = 0.25 }\n",
        ),
        How::paths(200_000),
    );
    let filed = ran.event_times("agi.filed");
    assert!(filed.iter().all(|&time| time == 1.5));
    let (upheld, rejected) = (ran.event_times("agi.upheld"), ran.event_times("agi.rejected"));
    assert!(upheld.iter().zip(rejected).all(|(a, b)| a.is_finite() != b.is_finite()));
    assert_eq!(upheld, ran.event_times("agi"));
    // By the horizon of five years two and a half of the six years of possible delays have passed.
    share(upheld, |time| time <= 5.0).agrees("upheld by the end", 0.6 * 2.5 / 6.0);
    share(rejected, |time| time <= 5.0).agrees("rejected by the end", 0.4 * 2.5 / 6.0);
    // The probability is read at the close of the year, where t is one.
    let some = ran.event_times("some");
    share(some, |time| time == 1.0).agrees("not disputed", 0.75);
    share(some, |time| time == 2.0).agrees("upheld", 0.25 * 0.2);
    share(ran.event_times("some.rejected"), |time| time == 2.0).agrees("rejected", 0.25 * 0.8);
}

#[test]
fn a_chance_may_change_on_the_way() {
    let ran = Watched::text(
        &quarters(
            "[inputs.odds]\nvalue = { uniform = [0.2, 0.6] }\n[drivers.rising]\nformula = \"if(t < 0.99, 0.4, 0.8)\"\n\
             [events.drawn]\nchance = { probability = \"odds\", by = 2026-12-31 }\n\
             [events.changing]\nchance = { probability = \"rising\", by = 2026-12-31 }\n\
             [events.on_a_day]\nchance = { probability = \"rising\", on = 2026-01-31 }\n",
        ),
        How::paths(200_000),
    );
    let drawn = ran.event_times("drawn");
    share(drawn, |time| time <= 1.0).agrees("half way", 0.2);
    share(drawn, f64::is_finite).agrees("in the end", 0.4);
    // Four openings out of eight read 0.4 and four 0.8: half of 0.4, and half of 0.8.
    let changing = ran.event_times("changing");
    share(changing, |time| time <= 1.0).agrees("the first year", 0.2);
    share(changing, f64::is_finite).agrees("both years", 0.6);
    share(ran.event_times("on_a_day"), |time| time == 13.0 / 12.0).agrees("on the day", 0.8);
}

/// The rate r(t) = 0.1 + 0.2 t adds up to its integral by every close; within a period it is that of its middle.
#[test]
fn a_hazard_that_changes_is_a_change_of_time() {
    let ran = Watched::text(
        &quarters(
            "[events.slow]\nhazard = \"0.1 + 0.2 * t\"\n[events.never]\nhazard = 0\n[events.middle]\nhazard = 0.4\nmonitoring = \"middle\"\n",
        ),
        How::paths(200_000),
    );
    let times = ran.event_times("slow");
    for (years, whole, part) in [(1.0, 4.0, 0.0), (2.1, 8.0, 0.4), (5.0, 20.0, 0.0)] {
        let closed: f64 = 0.25 * whole;
        let middle = 0.1 + 0.2 * (closed + 0.125);
        let sum = 0.1 * closed + 0.1 * closed * closed + 0.25 * part * middle;
        share(times, |time| time <= years).agrees(&format!("by {years}"), 1.0 - exp(-sum));
    }
    assert!(ran.event_times("never").iter().all(|time| time.is_infinite()));
    let middle = ran.event_times("middle");
    share(middle, |time| time == 0.625).agrees("in the third quarter", exp(-0.2) - exp(-0.3));
}

#[test]
fn new_events_move_nobody_elses_draws() {
    let few = "[drivers.price]\nprocess = \"geometric_brownian\"\nstart = 100\nvolatility = 0.3\n\
               [events.a]\nhazard = 0.3\n[events.high]\nthreshold = \"price > 120\"\nmonitoring = \"continuous\"\n";
    let more = "[events.aa]\nhazard = 0.1\n[events.case]\ndisputed = { event = \"aa\", probability_upheld = 0.5, time_in_court = { uniform = [0, 1] } }\n\
                [events.higher]\nthreshold = \"price > 150\"\nmonitoring = \"continuous\"\nwindow = { from = \"aa\" }\nallow = [\"watched-apart\"]\n";
    let few_ran = Watched::text(&quarters(few), How::paths(2_000));
    let more_ran = Watched::text(&quarters(&format!("{few}{more}")), How::paths(2_000));
    for event in ["a", "high"] {
        assert_eq!(few_ran.event_times(event), more_ran.event_times(event), "{event}");
    }
}

#[test]
fn the_example_of_every_event_runs() {
    for kind in dealsim::events::ALL {
        let entry = kind.entry();
        let ran = Ran::text(&quarters(entry.example), How::paths(64));
        assert!(!ran.model.events.is_empty(), "{} has an example without events", entry.name);
    }
}

#[test]
fn an_event_that_ends_a_clause_is_also_counted_while_it_runs() {
    // Poisson at 0.3 a year for ten years; the clause ends after four, or with an event at 0.2 a year: exp(−0.3 t) has
    // density 0.3 exp(−0.3 t) while the other has not come, exp(−0.2 t).
    let text = "format = 1\nmoney = \"USD M\"\n[time]\nstart = 2025-01-01\nend = 2035-01-01\nstep = \"quarter\"\n\
        [simulation]\npaths = 40_000\n[parties.payer]\ndiscount_rate = 0\n[parties.payee]\ndiscount_rate = 0\n\
        [events.stop]\nhazard = 0.3\n[events.other]\nhazard = 0.2\n\
        [terms.fee]\nkind = \"royalty\"\nfrom = \"payer\"\nto = \"payee\"\nof = 1\nrate = 1\nends = [\"stop\", 2028-12-31, \"other\"]\n\
        [terms.whole]\nkind = \"royalty\"\nfrom = \"payer\"\nto = \"payee\"\nof = 1\nrate = 1\n";
    let scenario =
        dealsim::Scenario::from_text("deal.toml", text).unwrap_or_else(|found| panic!("{found}"));
    let run = scenario.run(&dealsim::Settings::paths(40_000)).unwrap_or_else(|why| panic!("{why}"));
    let table = run.table(dealsim::TableName::Summary);
    let at =
        |name: &str| table.columns().iter().position(|own| own.name == name).expect("a column");
    let (name, by_end, running) =
        (at("name"), at("probability_by_horizon"), at("probability_while_running"));
    let row = |event: &str| {
        let own = |row: &&Vec<Cell>| matches!(&row[name], Cell::Text(text) if text == event);
        table.rows().iter().find(own).expect("a row")
    };
    for (cell, expected) in [
        (&row("stop")[by_end], 1.0 - exp(-3.0)),
        (&row("stop")[running], 0.3 / 0.5 * (1.0 - exp(-0.5 * 4.0))),
        (&row("other")[running], 0.2 / 0.5 * (1.0 - exp(-0.5 * 4.0))),
    ] {
        let Cell::Measure(found) = cell else { panic!("{cell:?}") };
        let z = (found.value - expected) / found.standard_error.expect("an error");
        assert!(z.abs() < 4.0, "{} against {expected}: z {z}", found.value);
    }
}
