//! Events after, inside and beside other events, and events that happen again, against closed forms.

use crate::support::{Estimate, How, findings, read};
use crate::watched::Watched;
use libm::{exp, sqrt};

/// Four years by quarter, and a term that moves nothing; `text` comes after it.
fn deal(text: &str) -> String {
    format!(
        "format = 1\nmoney = \"USD M\"\nallow = [\"cannot-fire\", \"counts-too-few\"]\n[time]\nstart = 2025-01-01\nend = 2029-01-01\nstep = \"quarter\"\n\
         [parties.buyer]\ndiscount_rate = 0\n[parties.seller]\ndiscount_rate = 0\n\
         [terms.nothing]\nkind = \"formula_flow\"\nfrom = \"buyer\"\nto = \"seller\"\namount = 0\n{text}"
    )
}

fn share(flags: impl Iterator<Item = bool>) -> Estimate {
    let flags: Vec<f64> = flags.map(|flag| f64::from(u8::from(flag))).collect();
    let count = flags.len() as f64;
    let value = flags.iter().sum::<f64>() / count;
    Estimate { value, error: sqrt((value - value * value).max(1.0 / count) / count) }
}

fn by(ran: &Watched, event: &str, years: f64) -> Estimate {
    share(ran.event_times(event).iter().map(|time| *time <= years))
}

#[test]
fn a_chance_after_an_event_decides_at_its_moment() {
    let ran = Watched::text(
        &deal(
            "[events.readout]\nhazard = 0.6\n[events.success]\nchance = { probability = 0.3, after = \"readout\" }\n\
             [events.approval]\nchance = { probability = 0.8, after = \"success\" }\n\
             [terms.stop]\nkind = \"lump_sum\"\nfrom = \"buyer\"\nto = \"seller\"\namount = 5\non = \"success.no\"\n\
             [events.named]\nany_of = [\"success.yes\", \"approval.no\"]\n",
        ),
        How::paths(100_000),
    );
    let readout = ran.event_times("readout");
    let (yes, no) = (ran.event_times("success.yes"), ran.event_times("success.no"));
    for (path, time) in readout.iter().enumerate() {
        let one = yes[path] == *time && no[path] == f64::INFINITY;
        let other = no[path] == *time && yes[path] == f64::INFINITY;
        assert!(one || other || *time == f64::INFINITY, "path {path}");
    }
    assert_eq!(ran.event_times("success"), yes);
    for years in [0.7, 2.0, 4.0] {
        let there = 1.0 - exp(-0.6 * years);
        by(&ran, "success", years).agrees("success", 0.3 * there);
        by(&ran, "success.no", years).agrees("failure", 0.7 * there);
        by(&ran, "approval", years).agrees("approval", 0.24 * there);
        by(&ran, "approval.no", years).agrees("no approval", 0.06 * there);
    }
    let listed = |name: &str| ran.model.events.iter().any(|event| event.name == name);
    assert!(listed("approval.no") && !listed("approval.yes"), "only what is named is listed");
    let paid = ran.received("seller", "stop");
    assert!(paid.iter().zip(no).all(|(paid, no)| *paid == if *no <= 4.0 { 5.0 } else { 0.0 }));
}

#[test]
fn a_chance_that_did_not_come_off_says_so_at_its_deadline() {
    let ran = Watched::text(
        &deal(
            "[drivers.odds]\nformula = \"0.5 + 0 * t\"\n[events.vote]\nchance = { probability = 0.25, on = 2026-06-30 }\n\
             [events.permit]\nchance = { probability = 0.7, by = 2026-12-31 }\n\
             [events.moving]\nchance = { probability = \"odds\", by = 2026-12-31 }\n\
             [events.late]\nchance = { probability = 0.7, by = 2026-12-31 }\nwindow = { from = 2026-01-01 }\n\
             [events.named]\nany_of = [\"vote.no\", \"permit.no\", \"moving.no\", \"late.no\"]\n",
        ),
        How::paths(40_000),
    );
    for (event, day, odds) in
        [("vote", 1.5, 0.25), ("permit", 2.0, 0.7), ("moving", 2.0, 0.5), ("late", 2.0, 0.7)]
    {
        let (yes, no) = (ran.event_times(event), ran.event_times(&format!("{event}.no")));
        assert!(yes.iter().zip(no).all(|(yes, no)| (*yes <= day) != (*no == day)), "{event}");
        assert!(no.iter().all(|no| *no == day || no.is_infinite()));
        by(&ran, event, day).agrees(event, odds);
    }
    assert!(ran.event_times("late").iter().all(|time| *time >= 1.0));
    by(&ran, "late", 1.5).agrees("half of its window", 0.35);
}

#[test]
fn what_arrives_in_a_window_arrives_in_it_first() {
    let ran = Watched::text(
        &deal(
            "[drivers.rate]\nformula = \"0.5 + 0 * t\"\n[events.signed]\nhazard = 0.9\n[events.over]\nhazard = 0.4\n\
             [events.dated]\nhazard = 0.5\nwindow = { from = 2026-02-15, until = 2028-06-30 }\n\
             [events.moving]\nhazard = \"rate\"\nwindow = { from = 2026-02-15, until = 2028-06-30 }\n\
             [events.claim]\nhazard = 0.5\nwindow = { from = \"signed\", until = \"over\" }\n",
        ),
        How::paths(100_000),
    );
    // 15 February 2026 is 1 + 1/12 + 14/28/12 years after the start, the end of June 2028 three and a half.
    let from = 1.0 + 1.5 / 12.0;
    for event in ["dated", "moving"] {
        assert!(ran.event_times(event).iter().all(|time| *time >= from));
        assert!(ran.event_times(event).iter().all(|time| *time <= 3.5 || time.is_infinite()));
        for years in [1.2, 2.5, 3.5, 4.0] {
            let open: f64 = years - from;
            by(&ran, event, years).agrees(event, 1.0 - exp(-0.5 * open.min(3.5 - from)));
        }
    }
    // It comes after the signing and before the end: 0.9 (e^−0.4t …) integrated, by 4 years.
    let (signed, over) = (ran.event_times("signed"), ran.event_times("over"));
    let claim = ran.event_times("claim");
    for (path, time) in claim.iter().enumerate().filter(|(_, time)| time.is_finite()) {
        assert!(signed[path] <= *time && *time < over[path]);
    }
    // Competing exponentials: ∫ 0.9 e^(−0.9 s) ∫_s^T 0.5 e^(−0.5 (u − s)) e^(−0.4 u) du ds.
    let t = 4.0;
    let inner = |a: f64| (1.0 - exp(-a * t)) / a;
    let exact = 0.9 * 0.5 / 0.9 * (inner(1.3) - exp(-0.9 * t) * inner(0.4));
    by(&ran, "claim", t).agrees("claim", exact);
}

#[test]
fn every_kind_keeps_to_its_window() {
    let ran = Watched::text(
        &deal(
            "[events.early]\ndate = 2025-06-30\n[events.later]\ndate = 2027-06-30\n\
             [events.day]\ndate = 2025-06-30\nwindow = { from = 2026-01-01 }\n\
             [events.any]\nany_of = [\"early\", \"later\"]\nwindow = { from = 2026-01-01 }\n\
             [events.all]\nall_of = [\"early\", \"later\"]\nwindow = { until = 2027-01-01 }\n\
             [events.first]\nfirst_of = [\"early\", \"later\"]\nwindow = { from = 2026-01-01 }\n\
             [events.notice]\ndelayed = { event = \"early\", by = \"6 months\" }\nwindow = { until = 2025-12-31 }\n\
             [events.missed]\ndelayed = { event = \"early\", by = \"7 months\" }\nwindow = { until = 2025-12-31 }\n\
             [events.choice]\ndecision = { party = \"buyer\", rule = \"t > 0\" }\nwindow = { from = 2026-02-01 }\n\
             [events.suit]\ndisputed = { event = \"early\", probability_upheld = 1, time_in_court = \"1 year\" }\nwindow = { from = 2025-07-01 }\n\
             [events.coin]\nchance = { probability = 1, after = \"early\" }\nwindow = { from = 2026-01-01 }\n\
             [events.named]\nany_of = [\"coin.no\"]\n",
        ),
        How::paths(1),
    );
    let time = |event: &str| ran.event_times(event)[0];
    assert_eq!(["any", "first", "first.later"].map(time), [2.5; 3]);
    assert_eq!(time("notice"), 1.0);
    assert_eq!(time("choice"), 1.25);
    for event in ["day", "all", "first.early", "missed", "suit", "suit.filed", "coin", "coin.no"] {
        assert_eq!(time(event), f64::INFINITY, "{event}");
    }
}

#[test]
fn a_condition_of_events_turns_at_their_moments() {
    let ran = Watched::text(
        &deal(
            "[events.a]\nhazard = 0.5\n[events.b]\nhazard = 0.5\n[events.deadline]\ndate = 2026-12-31\n\
             [events.both]\nthreshold = \"fired(a) and fired(b)\"\n\
             [events.alone]\nthreshold = \"fired(a) and not fired(b)\"\n\
             [events.failed]\nthreshold = \"not fired(a)\"\nwindow = { from = \"deadline\" }\n\
             [events.one]\nthreshold = \"fired(a) != fired(b)\"\n\
             [events.never]\nthreshold = \"fired(a) and not fired(a)\"\n",
        ),
        How::paths(20_000),
    );
    let of = |event: &str| ran.event_times(event);
    let within = |time: f64| if time <= 4.0 { time } else { f64::INFINITY };
    for path in 0..20_000 {
        let (a, b) = (of("a")[path], of("b")[path]);
        assert_eq!(of("both")[path], within(a.max(b)));
        assert_eq!(of("alone")[path], if a < b { within(a) } else { f64::INFINITY });
        assert_eq!(of("one")[path], within(a.min(b)));
        assert_eq!(of("failed")[path], if a > 2.0 { 2.0 } else { f64::INFINITY });
        assert_eq!(of("never")[path], f64::INFINITY);
    }
}

#[test]
fn a_condition_with_drivers_is_looked_at_at_closes() {
    let ran = Watched::text(
        &deal(
            "[drivers.sales]\nformula = \"10 * t\"\n[events.launch]\ndate = 2025-11-15\n\
             [events.hit]\nthreshold = \"fired(launch) and sales > 11\"\n\
             [events.lasting]\nthreshold = \"fired(launch) and sales > 11\"\nfor = 2\n",
        ),
        How::paths(1),
    );
    assert_eq!(ran.event_times("hit")[0], 1.25);
    assert_eq!(ran.event_times("lasting")[0], 1.5);
}

#[test]
fn what_happens_again_is_counted_and_comes_in_order() {
    let ran = Watched::text(
        &deal(
            "[drivers.rate]\nformula = \"0.8 + 0 * t\"\n[drivers.so_far]\nformula = \"count(claim)\"\n\
             [events.claim]\nrecurring = { hazard = 0.8, most = 9 }\n\
             [events.moving]\nrecurring = { hazard = \"rate\", most = 9 }\nwindow = { from = 2026-01-01 }\n\
             [events.third]\nthreshold = \"count(claim) >= 3\"\n\
             [events.named]\nany_of = [\"claim.1\", \"moving.1\"]\n",
        ),
        How::paths(40_000),
    );
    // At least k of a Poisson number of mean m.
    let least = |k: i32, m: f64| {
        let mut term = exp(-m);
        let mut below = 0.0;
        for n in 0..k {
            below += term;
            term *= m / f64::from(n + 1);
        }
        1.0 - below
    };
    for k in 1..=9 {
        by(&ran, &format!("claim.{k}"), 4.0).agrees("by the end", least(k, 3.2));
        by(&ran, &format!("claim.{k}"), 1.3).agrees("by then", least(k, 1.04));
        by(&ran, &format!("moving.{k}"), 4.0).agrees("in the window", least(k, 2.4));
    }
    assert_eq!(ran.event_times("claim"), ran.event_times("claim.1"));
    let last = ran.driver("so_far", 16);
    for (path, counted) in last.iter().enumerate() {
        let times: Vec<f64> =
            (1..=9).map(|k| ran.event_times(&format!("claim.{k}"))[path]).collect();
        assert!(times.windows(2).all(|pair| pair[0] < pair[1] || pair[1].is_infinite()));
        let count = times.iter().filter(|time| **time <= 4.0).count() as f64;
        assert_eq!(*counted, count);
        // The count turns at the close of the quarter in which the third one falls.
        let third = (times[2] * 4.0).ceil() / 4.0;
        assert_eq!(
            ran.event_times("third")[path],
            if third <= 4.0 { third } else { f64::INFINITY }
        );
    }
}

#[test]
fn time_since_an_event_is_a_number_before_it() {
    let ran = Watched::text(
        &deal(
            "[events.launch]\nchance = { probability = 0.6, by = 2028-12-31 }\n[drivers.sales]\nformula = \"if(fired(launch), 8 * (1 - exp(-0.6 * since(launch))), 0)\"\n\
             [terms.royalty]\nkind = \"formula_flow\"\nfrom = \"buyer\"\nto = \"seller\"\namount = \"sales\"\n",
        ),
        How::paths(500),
    );
    // Each quarter pays at the rate of its close, from the launch on.
    for (path, time) in ran.event_times("launch").iter().enumerate() {
        for period in 1..=16 {
            let close = 0.25 * period as f64;
            let rate = 8.0 * (1.0 - exp(-0.6 * (close - time).max(0.0)));
            let exact = rate * (close - time).clamp(0.0, 0.25);
            let paid = ran.flow("royalty", "buyer", "seller", period, path);
            assert!((paid - exact).abs() < 1e-8, "{path} {period}: {paid}, not {exact}");
        }
    }
}

#[test]
fn what_is_paid_instead_is_paid_where_luck_let_the_deadline_pass() {
    let ran = Watched::text(
        &deal(
            "[events.signed]\nchance = { probability = 0.5, by = 2027-12-31 }\n[events.other]\nhazard = 0.4\n\
             [terms.fee]\nkind = \"formula_flow\"\nfrom = \"buyer\"\nto = \"seller\"\namount = 0\nstarts = \"signed\"\nby = 2026-06-30\notherwise = 3\n\
             [terms.share]\nkind = \"formula_flow\"\nfrom = \"buyer\"\nto = \"seller\"\namount = 0\nstarts = \"other\"\nby = 2026-06-30\notherwise = 3\n",
        ),
        How::paths(2_000),
    );
    for (term, event) in [("fee", "signed"), ("share", "other")] {
        let paid = ran.received("seller", term);
        for (paid, time) in paid.iter().zip(ran.event_times(event)) {
            assert_eq!(*paid, if *time <= 1.5 { 0.0 } else { 3.0 }, "{term} started at {time}");
        }
    }
}

#[test]
fn what_is_written_of_them_is_checked() {
    for (text, said) in [
        ("chance = { probability = 0.5, after = \"b\", by = 2026-12-31 }", "missing-key"),
        ("chance = { probability = 0.5, after = \"nobody\" }", "unknown-name"),
        ("recurring = { hazard = 0.5 }", "missing-key"),
        ("recurring = { hazard = 0.5, most = 2.5 }", "wrong-type"),
        ("recurring = { hazard = -0.5, most = 2 }", "negative-rate"),
        ("threshold = \"fired(b) + 1\"", "not-a-comparison"),
    ] {
        let text = deal(&format!("[events.a]\n{text}\n[events.b]\nhazard = 1\n"));
        let found = findings(&read(&[("scenario.toml", &text)], &[]));
        assert!(found.contains(said), "{text}\n{found}");
    }
}

#[test]
fn more_than_are_counted_are_told_from_one_path_in_a_hundred_on() {
    // 0.5 a year for four years: a Poisson number of mean 2 is above 5 with 1.66 %, and above 6 with 0.45 %.
    let said = |most: u32| {
        let text =
            deal(&format!("[events.breach]\nrecurring = {{ hazard = 0.5, most = {most} }}\n"));
        let text = text.replace(", \"counts-too-few\"", "");
        findings(&read(&[("scenario.toml", &text)], &[]))
    };
    assert!(said(5).contains("more often than 5 times on about 2 %"), "{}", said(5));
    assert!(!said(6).contains("counts-too-few"), "{}", said(6));
}
