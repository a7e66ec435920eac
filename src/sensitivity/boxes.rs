//! Few ranges of few numbers that hold most of the bad cases and little else.
//!
//! - J. H. Friedman and N. I. Fisher, "Bump hunting in high-dimensional data", Statistics and Computing 9 (1999), for the patient
//!   peeling that it starts with.
//! - B. P. Bryant and R. J. Lempert, "Thinking inside the box: a participatory, computer-assisted approach to scenario discovery",
//!   Technological Forecasting and Social Change 77 (2010), for coverage, density and the binomial test of a limit.

use super::peeling::{Ranked, peel};
use crate::statistics::special::binomial_cumulative;

/// The range of one number; a limit that is absent does not bind.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    /// Which number.
    pub factor: usize,
    /// The least value in the box.
    pub low: Option<f64>,
    /// The largest value in the box.
    pub high: Option<f64>,
}

impl Range {
    /// Whether a value lies in it.
    #[must_use]
    pub fn holds(&self, value: f64) -> bool {
        self.low.is_none_or(|low| value >= low) && self.high.is_none_or(|high| value <= high)
    }

    /// The same without one of its limits.
    #[must_use]
    pub fn without(self, lower: bool) -> Self {
        if lower { Self { low: None, ..self } } else { Self { high: None, ..self } }
    }
}

/// How many cases, and how many of them are bad.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// All cases.
    pub all: u64,
    /// Those that are bad.
    pub bad: u64,
}

impl Counts {
    fn and(self, bad: bool) -> Self {
        Self { all: self.all + 1, bad: self.bad + u64::from(bad) }
    }

    fn less(self, other: Self) -> Self {
        Self { all: self.all - other.all, bad: self.bad - other.bad }
    }

    /// The logarithm of the likelihood of so many bad ones where each is bad with the share that was seen.
    fn likelihood(self) -> f64 {
        let part = |some: u64| {
            if some == 0 { 0.0 } else { some as f64 * libm::log(some as f64 / self.all as f64) }
        };
        part(self.bad) + part(self.all - self.bad)
    }

    fn density(self) -> f64 {
        if self.all == 0 { 0.0 } else { self.bad as f64 / self.all as f64 }
    }
}

/// How likely bad cases are as they are where those in the box are bad with one chance and those outside with another; the
/// box has to hold more of them than the rest.
pub(super) fn likelihood(inside: Counts, all: Counts) -> f64 {
    let outside = all.less(inside);
    if inside.density() <= outside.density() {
        return all.likelihood();
    }
    inside.likelihood() + outside.likelihood()
}

/// The chance of a limit that only luck puts there, in all of the search.
const BY_CHANCE: f64 = 0.05;

/// The part of what the box as a whole explains that each of its limits has to bring.
const LEAST: f64 = 0.02;

/// Rounds over all limits, at most.
const ROUNDS: usize = 24;

/// The box of ranges that tells bad cases from others best: one slice a number, one value a case. Empty where none does.
///
/// The box is peeled patiently; of all boxes on the way the one under which the cases are likeliest is taken. Then each limit
/// moves to where they are likeliest still, and one leaves where it brings less than chance could, or less than a
/// fiftieth of what the whole box does.
#[must_use]
pub fn worst_box(numbers: &[&[f64]], bad: &[bool]) -> Vec<Range> {
    let all = bad.iter().fold(Counts::default(), |counts, bad| counts.and(*bad));
    if all.bad == 0 || all.bad == all.all {
        return Vec::new();
    }
    let ranked: Vec<Ranked> = numbers.iter().map(|values| Ranked::of(values)).collect();
    let (start, explained) = peel(&ranked, bad, all);
    let places = 2.0 * ranked.len() as f64 * all.all as f64;
    let price = libm::log(places / BY_CHANCE).max(LEAST * explained);
    let mut search = Search { ranked: &ranked, bad, all, price, limits: start };
    for _ in 0..ROUNDS {
        let mut moved = false;
        for factor in 0..ranked.len() {
            moved |= search.settle(factor);
        }
        if !moved {
            break;
        }
    }
    search.ranges()
}

/// A box while its limits move.
struct Search<'run> {
    ranked: &'run [Ranked],
    bad: &'run [bool],
    all: Counts,
    /// What a limit has to bring.
    price: f64,
    /// For each number the first and the last of its distinct values in the box.
    limits: Vec<[usize; 2]>,
}

impl Search<'_> {
    /// Moves the limits of one number to where they are best, those of all others as they are; whether something changed.
    fn settle(&mut self, factor: usize) -> bool {
        let steps = self.steps(factor);
        let before = self.limits[factor];
        let mut now = before;
        for _ in 0..ROUNDS {
            let low = self.best(&steps, now[1], true);
            let high = self.best(&steps, low, false);
            if now == [low, high] {
                break;
            }
            now = [low, high];
        }
        self.limits[factor] = now;
        now != before
    }

    /// How many cases there are at each distinct value of a number, among those that all other limits leave.
    fn steps(&self, factor: usize) -> Vec<Counts> {
        let own = &self.ranked[factor];
        let mut steps = vec![Counts::default(); own.values.len()];
        let others: Vec<usize> = (0..self.ranked.len())
            .filter(|other| *other != factor && self.limits[*other] != self.ranked[*other].whole())
            .collect();
        for (case, bad) in self.bad.iter().enumerate() {
            let inside = |other: &usize| {
                let [first, last] = self.limits[*other];
                (first..=last).contains(&self.ranked[*other].places[case])
            };
            if others.iter().all(inside) {
                let place = own.places[case];
                steps[place] = steps[place].and(*bad);
            }
        }
        steps
    }

    /// The best lower limit under an upper one, or the best upper one above a lower one; the end of all values where no
    /// limit brings what it has to.
    fn best(&self, steps: &[Counts], fixed: usize, lower: bool) -> usize {
        let last = steps.len() - 1;
        let end = if lower { 0 } else { last };
        let kept = if lower { 0..=fixed } else { fixed..=last };
        let mut inside = steps[kept.clone()].iter().fold(Counts::default(), |sum, one| Counts {
            all: sum.all + one.all,
            bad: sum.bad + one.bad,
        });
        let mut best = (likelihood(inside, self.all), end);
        let mut places: Vec<usize> = kept.filter(|place| steps[*place].all > 0).collect();
        if !lower {
            places.reverse();
        }
        // The likelihood is largest where what is left outside ends with a good case and what is inside begins with a bad one.
        for pair in places.windows(2) {
            inside = inside.less(steps[pair[0]]);
            let turns = steps[pair[0]].bad < steps[pair[0]].all && steps[pair[1]].bad > 0;
            if inside.bad == 0 || !turns {
                continue;
            }
            let found = likelihood(inside, self.all) - self.price;
            if found > best.0 {
                best = (found, pair[1]);
            }
        }
        best.1
    }

    fn ranges(&self) -> Vec<Range> {
        let range = |(factor, limits): (usize, &[usize; 2])| {
            let own = &self.ranked[factor];
            let [first, last] = own.whole();
            let low = (limits[0] > first).then(|| own.values[limits[0]]);
            let high = (limits[1] < last).then(|| own.values[limits[1]]);
            (low.is_some() || high.is_some()).then_some(Range { factor, low, high })
        };
        self.limits.iter().enumerate().filter_map(range).collect()
    }
}

/// Which cases lie in a box.
#[must_use]
pub fn inside(numbers: &[&[f64]], ranges: &[Range]) -> Vec<bool> {
    let cases = numbers.first().map_or(0, |values| values.len());
    let holds = |case: usize| {
        ranges.iter().all(|range| {
            let value = numbers.get(range.factor).and_then(|values| values.get(case));
            value.is_some_and(|value| range.holds(*value))
        })
    };
    (0..cases).map(holds).collect()
}

/// The chance of at least as many bad cases in the narrower box where a limit that it has beyond the wider one were idle: so many
/// draws, each bad with the share that the wider box has.
#[must_use]
pub fn chance_of_idle_limit(narrower: Counts, wider: Counts) -> f64 {
    if narrower.all == 0 {
        return 1.0;
    }
    // P(X ≥ bad) as the lower tail of the good ones, which keeps its digits where it is small.
    let good = narrower.all - narrower.bad;
    binomial_cumulative(good, narrower.all, 1.0 - wider.density())
}

/// Counts the cases for which flags are set.
#[must_use]
pub fn counted(inside: &[bool], bad: &[bool]) -> Counts {
    let own = inside.iter().zip(bad).filter(|(inside, _)| **inside);
    own.fold(Counts::default(), |counts, (_, bad)| counts.and(*bad))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::Stream;

    /// So many uniform numbers; streams are filled in whole leaves.
    fn drawn(seed: u64, name: &str, count: usize) -> Vec<f64> {
        let mut values = vec![0.0; count.div_ceil(64) * 64];
        Stream::new(seed, name).fill_uniforms(0, 0, &mut values);
        values.truncate(count);
        values
    }

    /// Uniform numbers of so many factors.
    fn numbers(seed: u64, factors: usize, cases: usize) -> Vec<Vec<f64>> {
        (0..factors).map(|factor| drawn(seed, &format!("x{factor}"), cases)).collect()
    }

    fn found(numbers: &[Vec<f64>], bad: &[bool]) -> Vec<Range> {
        worst_box(&numbers.iter().map(Vec::as_slice).collect::<Vec<_>>(), bad)
    }

    #[test]
    fn nothing_is_found_where_nothing_is_and_where_all_is_bad() {
        for seed in 0..20 {
            let numbers = numbers(seed, 8, 2_000);
            let coin = drawn(seed, "coin", 2_000);
            let bad: Vec<bool> = coin.iter().map(|coin| *coin < 0.2).collect();
            assert_eq!(found(&numbers, &bad), [], "{seed}");
            assert_eq!(found(&numbers, &[true; 2_000]), []);
        }
    }

    #[test]
    fn a_number_of_few_values_and_one_that_is_never_are_limited_at_their_values() {
        let mut numbers = numbers(3, 3, 4_000);
        for value in &mut numbers[0] {
            *value = libm::floor(3.0 * *value);
        }
        for value in &mut numbers[1] {
            *value = if *value < 0.4 { 10.0 * *value } else { f64::INFINITY };
        }
        let bad: Vec<bool> =
            numbers[0].iter().zip(&numbers[1]).map(|(a, b)| *a == 1.0 && b.is_infinite()).collect();
        let wanted = [
            Range { factor: 0, low: Some(1.0), high: Some(1.0) },
            Range { factor: 1, low: Some(f64::INFINITY), high: None },
        ];
        assert_eq!(found(&numbers, &bad), wanted);
    }

    #[test]
    fn the_chance_of_an_idle_limit_is_the_tail_of_a_binomial() {
        // 3 of 3 bad where half are: an eighth. At least 1 of 2 where a quarter is: 1 − 9/16.
        let half = Counts { all: 10, bad: 5 };
        assert!((chance_of_idle_limit(Counts { all: 3, bad: 3 }, half) - 0.125).abs() < 1e-14);
        let quarter = Counts { all: 8, bad: 2 };
        let found = chance_of_idle_limit(Counts { all: 2, bad: 1 }, quarter);
        assert!((found - 7.0 / 16.0).abs() < 1e-14, "{found}");
        assert_eq!(chance_of_idle_limit(Counts { all: 5, bad: 0 }, half), 1.0);
        // Far in the tail it is small, not zero by rounding: 0.5^60.
        let tail = chance_of_idle_limit(Counts { all: 60, bad: 60 }, half);
        assert!((tail * (1_u64 << 60) as f64 - 1.0).abs() < 1e-9, "{tail}");
    }

    /// A box of one to four of ten numbers, one-sided or two-sided, in which nearly all cases are bad, and outside of which
    /// few are.
    fn planted(seed: u64) -> (Vec<Range>, Vec<Vec<f64>>, Vec<bool>) {
        let numbers = numbers(seed, 10, 10_000);
        let mut dice = drawn(seed, "plan", 64).into_iter();
        let mut next = || dice.next().unwrap_or(0.5);
        let dimensions = 1 + (4.0 * next()) as usize;
        let narrow = [0.3, 0.45, 0.55, 0.6][dimensions - 1];
        let mut ranges: Vec<Range> = Vec::new();
        while ranges.len() < dimensions {
            let factor = (10.0 * next()) as usize;
            if ranges.iter().any(|range| range.factor == factor) {
                continue;
            }
            let width = narrow + 0.2 * next();
            let room = 1.0 - width;
            let low = match (3.0 * next()) as usize {
                0 => 0.0,
                1 => room,
                _ => room * (0.3 + 0.4 * next()),
            };
            let high = low + width;
            ranges.push(Range {
                factor,
                low: (low > 0.0).then_some(low),
                high: (high < 1.0 - 1e-9).then_some(high),
            });
        }
        ranges.sort_by_key(|range| range.factor);
        let all: Vec<&[f64]> = numbers.iter().map(Vec::as_slice).collect();
        let inside = inside(&all, &ranges);
        let noise = drawn(seed, "noise", 10_000);
        let (within, without) = (0.94 + 0.06 * next(), 0.05 * next());
        let bad = inside
            .iter()
            .zip(&noise)
            .map(|(inside, noise)| *noise < if *inside { within } else { without });
        (ranges, numbers, bad.collect())
    }

    /// Whether a limit is where it was planted, within five percentile points; numbers are their own percentiles.
    fn close(found: Option<f64>, planted: Option<f64>) -> bool {
        match (found, planted) {
            (Some(found), Some(planted)) => (found - planted).abs() <= 0.05,
            (None, None) => true,
            _ => false,
        }
    }

    #[test]
    fn planted_boxes_are_recovered() {
        let mut recovered = 0;
        for seed in 0..100 {
            let (planted, numbers, bad) = planted(seed);
            // Chosen on one half, held against the other.
            let half = |odd: usize| -> (Vec<Vec<f64>>, Vec<bool>) {
                let own = |values: &Vec<f64>| values.iter().skip(odd).step_by(2).copied().collect();
                (
                    numbers.iter().map(own).collect(),
                    bad.iter().skip(odd).step_by(2).copied().collect(),
                )
            };
            let (here, bad_here) = half(0);
            let ranges = found(&here, &bad_here);
            let (there, bad_there) = half(1);
            let there: Vec<&[f64]> = there.iter().map(Vec::as_slice).collect();
            let held = counted(&inside(&there, &ranges), &bad_there);
            let same = ranges.len() == planted.len()
                && ranges.iter().zip(&planted).all(|(found, planted)| {
                    found.factor == planted.factor
                        && close(found.low, planted.low)
                        && close(found.high, planted.high)
                });
            if same && held.density() >= 0.9 {
                recovered += 1;
            } else {
                println!("{seed}: {planted:?} {ranges:?} {}", held.density());
            }
        }
        assert!(recovered >= 95, "{recovered} of 100");
    }
}
