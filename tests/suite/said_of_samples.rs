//! Sentences about samples, read again and asked of every value.

use crate::sentence::{Number, Sentence};

/// A sample in ascending order.
pub(crate) struct Values(Vec<f64>);

impl Values {
    /// The values, those that are nothing as zeros.
    pub(crate) fn of(values: &[f64]) -> Self {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let (low, high) = (at(&sorted, 0.05).abs(), at(&sorted, 0.95).abs());
        let dust = (1e-6 * low.max(high)).max(4e-9);
        let zeroed = |value: f64| if value.abs() <= dust { 0.0 } else { value };
        Self(sorted.into_iter().map(zeroed).collect())
    }

    pub(crate) fn share(&self, kept: impl Fn(f64) -> bool) -> f64 {
        self.0.iter().filter(|value| kept(**value)).count() as f64 / self.0.len() as f64
    }

    /// The largest share of all values that one value has which is written like this.
    fn mass(&self, number: Number) -> f64 {
        let mut most = 0.0_f64;
        for value in self.0.iter().filter(|value| number.holds(**value)) {
            if most == 0.0 || self.0[0] != *value {
                most = most.max(self.share(|other| other == *value));
            }
        }
        most
    }

    /// Type 7.
    pub(crate) fn quantile(&self, p: f64) -> f64 {
        at(&self.0, p)
    }

    pub(crate) fn lowest(&self) -> f64 {
        self.0[0]
    }

    pub(crate) fn highest(&self) -> f64 {
        self.0[self.0.len() - 1]
    }
}

fn at(sorted: &[f64], p: f64) -> f64 {
    let place = p * (sorted.len() - 1) as f64;
    let below = place.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    let (low, high) = (sorted[below], sorted[above]);
    if low == high { low } else { low + (place - below as f64) * (high - low) }
}

/// Reads what is said of a sample after its subject, in the words of a payoff (`is`) or of a last date (`ends at`).
/// None where the sentence is not one of those that can be checked; else what is wrong with it.
pub(crate) fn finding(said: &mut Sentence<'_>, unit: &str, values: &Values) -> Option<Vec<String>> {
    let mut wrong = Vec::new();
    let mut claim = |holds: bool, what: &str| {
        if !holds {
            wrong.push(what.to_owned());
        }
    };
    let grain = 0.012 + 2.0 / values.0.len() as f64;
    if said.says(" ends ") && !said.0.starts_with("at ") || said.says(" lies ") {
        let share = if said.says("about ") {
            let level = said.amount(unit)?;
            values.share(|value| level.holds(value))
        } else {
            said.says("between ").then_some(())?;
            let low = said.number()?;
            said.says(" and ").then_some(())?;
            let high = said.amount(unit)?;
            claim(low.holds(values.quantile(0.25)), "the lower quartile");
            claim(high.holds(values.quantile(0.75)), "the upper quartile");
            values.share(|value| value >= values.quantile(0.25) && value <= values.quantile(0.75))
        };
        said.says(" on half of all paths").then_some(())?;
        claim((share - 0.5).abs() < grain, "half of all paths");
        return Some(wrong);
    }
    let _ = said.says("at ") || said.says(" is ");
    let first = said.number()?;
    // With the median alone the unit follows after the range.
    let unit_follows = unit.is_empty() || said.says(&format!(" {unit}"));
    if said.says(" on every path") {
        claim(values.share(|value| first.holds(value)) == 1.0, "every path");
        claim(values.lowest() == values.highest(), "one value");
    } else if said.says(" on the only path") {
        claim(values.0.len() == 1 && first.holds(values.0[0]), "the only path");
    } else if said.says(" at the median") {
        claim(first.holds(values.quantile(0.5)), "the median");
        if said.says(", and ") {
            let value = said.number()?;
            said.says(" on ").then_some(())?;
            claim(said.share()?.holds(values.mass(value)), "the share of a value");
            said.says(" of paths").then_some(())?;
        } else if said.says(", ") {
            let about = said.says("about ");
            let low = said.number()?;
            let high = if about { low } else { said.says(" to ").then(|| said.number())?? };
            (unit.is_empty() || said.says(&format!(" {unit}"))).then_some(())?;
            said.says(" on nine paths in ten").then_some(())?;
            let (p05, p95) = (values.quantile(0.05), values.quantile(0.95));
            claim(low.holds(p05) && high.holds(p95), "the 5th and 95th percentile");
            let share = values.share(|value| value >= p05 && value <= p95);
            claim((share - 0.9).abs() < grain, "nine in ten");
        } else {
            claim(unit_follows, "a unit");
        }
    } else {
        claim(unit_follows, "a unit");
        if said.says(", its lowest,") {
            claim(first.holds(values.lowest()), "the lowest");
        } else if said.says(", its highest,") {
            claim(first.holds(values.highest()), "the highest");
        } else if said.says(", the median,") {
            claim(first.holds(values.quantile(0.5)), "the median");
        }
        said.says(" on ").then_some(())?;
        claim(said.share()?.holds(values.mass(first)), "the share of the first value");
        said.says(" of paths").then_some(())?;
        let mut all = values.mass(first);
        let mut listed = false;
        while said.says(", ") || said.says(" and ") {
            listed = true;
            let value = said.number()?;
            said.says(" on ").then_some(())?;
            claim(said.share()?.holds(values.mass(value)), "the share of a further value");
            all += values.mass(value);
        }
        claim(!listed || all > 1.0 - 1e-9, "no other values");
    }
    Some(wrong)
}

/// Reads what is said of losses at the end of a title.
pub(crate) fn losses(said: &mut Sentence<'_>, values: &Values) -> Option<Vec<String>> {
    let loss = values.share(|value| value < 0.0);
    let holds = if said.says("; always a loss") {
        loss == 1.0
    } else if said.says("; a loss on ") {
        let share = said.share()?;
        said.says(" of paths").then_some(())?;
        share.holds(loss) && loss < 1.0
    } else {
        loss == 0.0
    };
    Some(if holds { Vec::new() } else { vec![format!("a loss on {loss}")] })
}

#[test]
fn what_is_false_is_found() {
    let ladder: Vec<f64> = (0..=1000).map(f64::from).collect();
    let capped: Vec<f64> = ladder.iter().map(|value| value.min(400.0)).collect();
    let faults = |values: &[f64], text: &str| {
        let mut said = Sentence(text);
        let mut wrong = finding(&mut said, "USD", &Values::of(values)).expect("a known sentence");
        wrong.extend(losses(&mut said, &Values::of(values)).expect("a known sentence"));
        assert!(said.ends(), "{text}: {}", said.0);
        wrong.len()
    };
    let nine = |median: u32, high: u32| {
        format!(" is {median} at the median, 50 to {high} USD on nine paths in ten")
    };
    assert_eq!(faults(&ladder, &nine(500, 950)), 0);
    assert_eq!(faults(&ladder, &nine(510, 950)), 1);
    assert_eq!(faults(&ladder, &nine(500, 900)), 1);
    assert_eq!(faults(&capped, " is 400 USD, its highest, on 60\u{202f}% of paths"), 0);
    assert_eq!(faults(&capped, " is 400 USD, its lowest, on 60\u{202f}% of paths"), 1);
    assert_eq!(faults(&capped, " is 400 USD, its highest, on 50\u{202f}% of paths"), 1);
    // The median of a capped sample is its cap: half of all paths do not lie between two quartiles.
    assert_eq!(faults(&capped, " lies between 250 and 400 USD on half of all paths"), 1);
    assert!(faults(&ladder, " is 500 USD on every path") > 0);
    assert_eq!(faults(&ladder, " is 500 USD at the median; a loss on 10\u{202f}% of paths"), 1);
    assert_eq!(faults(&[-5.0; 9], " is −5 USD on every path; always a loss"), 0);
    assert_eq!(faults(&[-5.0; 9], " is −5 USD on every path"), 1);
}
