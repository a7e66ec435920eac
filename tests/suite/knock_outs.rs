//! The right that is knocked out: which price ends it, from which side, within which days, by hand and by closed form.

use crate::support::{How, Ran};
use crate::watched::{HALF_QUANTUM, Watched};
use dealsim::lane::math::normal_cdf;
use libm::{exp, log, sqrt};

const FILE: &str = "scenarios/clauses/05-knock-out.toml";

/// The clause on one path of prices, each of which holds from the first day of a quarter on; looked at when a quarter closes.
fn priced(prices: &str, more: &[&str]) -> Watched {
    let price = format!("drivers.price={{ schedule = {{ {prices} }} }}");
    let mut sets = vec![price.as_str(), "events.knocked_out.monitoring=exact"];
    sets.extend_from_slice(more);
    Watched::file_with(FILE, &sets, How::paths(1))
}

/// What the holder gets at the close of each quarter, as right and as rebate.
#[track_caller]
fn pays(ran: &Watched, right: [f64; 8], rebate: [f64; 8]) {
    assert_eq!(ran.flows("right", "writer", "holder"), right);
    assert_eq!(ran.flows("rebate", "writer", "holder"), rebate);
}

/// An amount at the close of one of eight quarters.
fn at(period: usize, amount: f64) -> [f64; 8] {
    let mut amounts = [0.0; 8];
    amounts[period - 1] = amount;
    amounts
}

const NOTHING: [f64; 8] = [0.0; 8];

#[test]
fn a_fall_in_the_window_ends_the_right_and_pays_the_rebate_at_once() {
    // Below 80 at the end of September 2025, and 130 when it would have been paid.
    let ran = priced("2025-01-01 = 100, 2025-07-01 = 78, 2025-10-01 = 130", &[]);
    pays(&ran, NOTHING, at(3, 5.0));
    assert_eq!(ran.event_times("knocked_out"), [0.75]);
    // Discounted from the day of the rebate.
    let worth = 5.0 * exp(-0.04 * 0.75);
    assert!((ran.payoff("holder")[0] - worth).abs() <= HALF_QUANTUM);
    // At the level itself it has fallen; a cent above it has not.
    let ran = priced("2025-01-01 = 100, 2026-04-01 = 80, 2026-07-01 = 130", &[]);
    pays(&ran, NOTHING, at(6, 5.0));
    let ran = priced("2025-01-01 = 100, 2026-04-01 = 80.01, 2026-07-01 = 130", &[]);
    pays(&ran, at(8, 30.0), NOTHING);
}

#[test]
fn a_fall_outside_of_the_window_does_not_end_it() {
    // Until 30 June 2025, the evening before the window opens; and from 1 July 2026 on.
    let ran = priced("2025-01-01 = 60, 2025-07-01 = 110", &[]);
    pays(&ran, at(8, 10.0), NOTHING);
    let ran = priced("2025-01-01 = 100, 2026-07-01 = 70, 2026-10-01 = 125", &[]);
    pays(&ran, at(8, 25.0), NOTHING);
    // A right that is not knocked out may still be worth nothing.
    let ran = priced("2025-01-01 = 100, 2026-07-01 = 70", &[]);
    pays(&ran, NOTHING, NOTHING);
}

#[test]
fn a_rise_does_not_end_it_unless_it_says_so() {
    let prices = "2025-01-01 = 75, 2025-04-01 = 90, 2025-10-01 = 150, 2026-01-01 = 140";
    pays(&priced(prices, &[]), at(8, 40.0), NOTHING);
    let rises = "events.knocked_out.threshold='price >= 145'";
    pays(&priced(prices, &[rises]), NOTHING, at(4, 5.0));
}

#[test]
fn what_lies_below_when_the_window_opens_counts_unless_it_must_cross() {
    let prices = "2025-01-01 = 70, 2025-10-01 = 90, 2026-04-01 = 75, 2026-07-01 = 120";
    // Still below at the end of September: ended there. Where it must fall through 80, the fall of spring 2026 ends it.
    pays(&priced(prices, &[]), NOTHING, at(3, 5.0));
    let crossing = "events.knocked_out.crossing=true";
    pays(&priced(prices, &[crossing]), NOTHING, at(6, 5.0));
    // Below all the time, it falls through nothing.
    let below = "2025-01-01 = 70, 2026-07-01 = 120";
    pays(&priced(below, &[crossing]), at(8, 20.0), NOTHING);
}

/// The sum of a function over an interval (Simpson's rule).
fn integral(from: f64, to: f64, function: impl Fn(f64) -> f64) -> f64 {
    let count = 400_u32;
    let step = (to - from) / f64::from(count);
    let sum: f64 = (0..=count)
        .map(|index| {
            let weight = match index {
                0 => 1.0,
                last if last == count => 1.0,
                odd if odd % 2 == 1 => 4.0,
                _ => 2.0,
            };
            weight * function(from + step * f64::from(index))
        })
        .sum();
    sum * step / 3.0
}

fn normal_density(x: f64, spread: f64) -> f64 {
    let z = x / spread;
    exp(-z * z / 2.0) / (spread * sqrt(2.0 * std::f64::consts::PI))
}

/// The logarithm of the price over the level, a motion with drift, watched from half a year to a year and a half.
struct Motion {
    drift: f64,
    volatility: f64,
    rate: f64,
}

impl Motion {
    /// The worth at the opening, `above` the level, of one paid at the touch within `years` (Reiner and Rubinstein 1991).
    fn touched(&self, above: f64, years: f64) -> f64 {
        let variance = self.volatility * self.volatility;
        let root = sqrt(self.drift * self.drift + 2.0 * self.rate * variance);
        let spread = self.volatility * sqrt(years);
        exp(-(self.drift + root) * above / variance) * normal_cdf((root * years - above) / spread)
            + exp((root - self.drift) * above / variance)
                * normal_cdf((-root * years - above) / spread)
    }

    /// The density of coming from one height above the level to another without a touch (reflection principle).
    fn survives(&self, from: f64, to: f64, years: f64) -> f64 {
        let spread = self.volatility * sqrt(years);
        let variance = self.volatility * self.volatility;
        let way = self.drift * years;
        normal_density(to - from - way, spread)
            - exp(-2.0 * self.drift * from / variance) * normal_density(to + from - way, spread)
    }
}

#[test]
fn watched_at_every_moment_it_is_worth_what_the_closed_form_says() {
    let (level, strike, volatility, drift, rate) = (80.0, 100.0, 0.25, 0.04, 0.04);
    let own = drift - volatility * volatility / 2.0;
    let motion = Motion { drift: own, volatility, rate };
    let start = log(100.0 / level);
    // The window opens on 1 July 2025 and closes with 30 June 2026; the right is paid half a year later.
    let (opens, closes, end) = (0.5, 1.5, 2.0);
    let spread = volatility * sqrt(opens);
    let middle = start + own * opens;
    let (low, high) = (middle - 8.0 * spread, middle + 8.0 * spread);
    let density = |x: f64| normal_density(x - middle, spread);
    // Fallen already when the window opens, or later within it.
    let at_once = normal_cdf(-middle / spread);
    let later = integral(0.0, high, |x| density(x) * motion.touched(x, closes - opens));
    let rebate = 5.0 * exp(-rate * opens) * (at_once + later);
    // What is left of the right at the close of the window, by the price there.
    let rest = volatility * sqrt(end - closes);
    let call = |y: f64| {
        let price = level * exp(y);
        let d1 = (log(price / strike) + own * (end - closes)) / rest + rest;
        price * exp(drift * (end - closes)) * normal_cdf(d1) - strike * normal_cdf(d1 - rest)
    };
    let right = exp(-rate * end)
        * integral(0.0, high + 3.0, |y| {
            let reached =
                integral(0.0, high, |x| density(x) * motion.survives(x, y, closes - opens));
            reached * call(y)
        });
    assert!(low < 0.0 && right > 8.0, "{low} and {right}");
    let ran = Ran::file(FILE, How::paths(100_000));
    ran.received("holder", "rebate").agrees("rebate", rebate);
    ran.received("holder", "right").agrees("right", right);
    // What one receives the other pays, and both discount alike.
    for (holder, writer) in ran.payoffs("holder").iter().zip(ran.payoffs("writer")) {
        assert_eq!(*holder, -writer);
    }
}
