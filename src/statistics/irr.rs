//! The rate at which dated flows are worth nothing: every such rate, because there may be none or
//! several.

/// What is known about the internal rate of return of a series of flows.
#[derive(Debug, Clone, PartialEq)]
pub enum InternalRate {
    /// Exactly one rate, as a fraction a year, compounded annually.
    One(f64),
    /// No rate above −100% makes the flows worth nothing.
    None,
    /// Several rates do, in ascending order; none of them may be quoted alone.
    Several(Vec<f64>),
}

impl InternalRate {
    /// The rate where exactly one exists.
    #[must_use]
    pub fn only(&self) -> Option<f64> {
        match self {
            Self::One(rate) => Some(*rate),
            Self::None | Self::Several(_) => None,
        }
    }
}

/// All internal rates of return above −100% of flows (time in years, amount), in any order.
///
/// With u = ln(1 + r) the present value is a sum of exponentials Σ a exp(−u t). By Descartes' rule
/// for such sums (Laguerre 1883) it has at most as many roots as the amounts in order of time have
/// changes of sign, and a suitable derivative has one change less. So the roots are found between
/// those of the derivative, and none is missed. Two roots that coincide within rounding are
/// reported as one. A rate too large for a number counts as none.
#[must_use]
pub fn internal_rate(flows: &[(f64, f64)]) -> InternalRate {
    let sum = ExponentialSum::new(flows);
    let mut rates: Vec<f64> = sum
        .roots()
        .into_iter()
        // A loss that rounds to everything is still a rate above −100%.
        .map(|u| libm::expm1(u).max(-1.0 + 0.5 * f64::EPSILON))
        .filter(|rate| rate.is_finite())
        .collect();
    rates.dedup();
    match rates.as_slice() {
        [] => InternalRate::None,
        [rate] => InternalRate::One(*rate),
        _ => InternalRate::Several(rates),
    }
}

/// The internal rate of flows (day number, amount) with ACT/365 from the first day, as the
/// spreadsheets' XIRR.
#[must_use]
pub fn internal_rate_of_days(flows: &[(i64, f64)]) -> InternalRate {
    internal_rate(&years_of_days(flows))
}

/// Flows by day as flows by years of 365 days since the earliest of them.
#[must_use]
pub fn years_of_days(flows: &[(i64, f64)]) -> Vec<(f64, f64)> {
    let first = flows.iter().map(|(day, _)| *day).min().unwrap_or(0);
    flows.iter().map(|(day, amount)| ((day - first) as f64 / 365.0, *amount)).collect()
}

/// The value at time 0 of flows (time in years, amount): Σ a / (1 + rate)^t. With whole numbers as
/// times from 0 this is the textbook convention, in which the first flow is not discounted.
#[must_use]
pub fn net_present_value(rate: f64, flows: &[(f64, f64)]) -> f64 {
    let growth = libm::log1p(rate);
    flows.iter().map(|(years, amount)| amount * libm::exp(-growth * years)).sum()
}

/// The spreadsheets' NPV of yearly amounts: the first is already discounted by one period.
#[must_use]
pub fn net_present_value_one_period_early(rate: f64, amounts: &[f64]) -> f64 {
    net_present_value(rate, &yearly(amounts)) / (1.0 + rate)
}

/// Yearly amounts as flows, the first at time 0.
#[must_use]
pub fn yearly(amounts: &[f64]) -> Vec<(f64, f64)> {
    amounts.iter().enumerate().map(|(year, amount)| (year as f64, *amount)).collect()
}

/// The modified internal rate of return of yearly amounts: payments are financed at one rate,
/// receipts reinvested at another, and the rate is what turns the present value of the former into
/// the final value of the latter. `None` unless there are both.
#[must_use]
pub fn modified_internal_rate(amounts: &[f64], finance: f64, reinvest: f64) -> Option<f64> {
    let periods = amounts.len().checked_sub(1).filter(|periods| *periods > 0)? as f64;
    let paid: Vec<f64> = amounts.iter().map(|amount| amount.min(0.0)).collect();
    let received: Vec<f64> = amounts.iter().map(|amount| amount.max(0.0)).collect();
    let outlay = -net_present_value(finance, &yearly(&paid));
    let proceeds = net_present_value(reinvest, &yearly(&received));
    (outlay > 0.0 && proceeds > 0.0)
        .then(|| libm::expm1(libm::log(proceeds / outlay) / periods + libm::log1p(reinvest)))
}

/// One term sign · exp(log_size − time · u).
#[derive(Debug, Clone, Copy)]
struct Term {
    time: f64,
    sign: f64,
    log_size: f64,
}

/// A sum of exponentials with ascending times and no term that is zero.
struct ExponentialSum {
    terms: Vec<Term>,
}

/// The sum at a place, divided by its largest term, with its rounding error and the step that
/// Newton's method takes on ln(positive terms / negative terms): nearly straight, so a few steps
/// reach the root from anywhere.
struct Reading {
    value: f64,
    rounding: f64,
    step: f64,
}

impl ExponentialSum {
    /// Amounts of one time, to a hundredth of a second in a year, are added up. Of flows that are not finite nothing is left, and so no
    /// rate.
    fn new(flows: &[(f64, f64)]) -> Self {
        let mut flows = flows.to_vec();
        if flows.iter().any(|(time, amount)| !time.is_finite() || !amount.is_finite()) {
            flows.clear();
        }
        flows.sort_by(|a, b| a.0.total_cmp(&b.0));
        // A hundredth of a second apart is the same time; between times closer than that there may be no number to turn about.
        let amounts_of_a_time = flows.chunk_by(|a, b| b.0 - a.0 <= 1e-9 * a.0.abs().max(1.0));
        let terms = amounts_of_a_time
            .map(|chunk| (chunk[0].0, chunk.iter().map(|(_, amount)| amount).sum::<f64>()))
            .filter(|(_, amount)| *amount != 0.0)
            .map(|(time, amount)| Term {
                time,
                sign: amount.signum(),
                log_size: libm::log(amount.abs()),
            })
            .collect();
        Self { terms }
    }

    fn read(&self, u: f64) -> Reading {
        let exponent = |term: &Term| term.log_size - term.time * u;
        let largest = self.terms.iter().map(exponent).fold(f64::NEG_INFINITY, f64::max);
        let (mut sums, mut slopes, mut steepest) = ([0.0, 0.0], [0.0, 0.0], 0.0f64);
        for term in &self.terms {
            let weight = libm::exp(exponent(term) - largest);
            let side = usize::from(term.sign < 0.0);
            sums[side] += weight;
            slopes[side] -= term.time * weight;
            steepest = steepest.max((term.time * u).abs() + term.log_size.abs());
        }
        let [plus, minus] = sums;
        let slope = slopes[0] / plus - slopes[1] / minus;
        Reading {
            value: plus - minus,
            rounding: 4.0 * f64::EPSILON * (1.0 + steepest) * (plus + minus),
            step: -libm::log(plus / minus) / slope,
        }
    }

    /// The first pair of neighbours of different sign, and how many such pairs there are.
    fn sign_changes(&self) -> (Option<(Term, Term)>, usize) {
        let neighbours = self.terms.iter().zip(self.terms.iter().skip(1));
        let mut changes = neighbours.filter(|(a, b)| a.sign != b.sign);
        let first = changes.next().map(|(a, b)| (*a, *b));
        (first, changes.count() + usize::from(first.is_some()))
    }

    /// Ends between which all roots lie: outside, the first or the last term is larger than all
    /// others together.
    fn ends(&self) -> Option<(f64, f64)> {
        let ([first, second, ..], [.., before_last, last]) = (&*self.terms, &*self.terms) else {
            return None;
        };
        // ln(Σ others / outermost) / gap, each term taken at u = 0.
        let reach = |outermost: &Term, gap: f64| {
            let others = self.terms.iter().filter(|term| term.time != outermost.time);
            let ratio: f64 = others.map(|term| libm::exp(term.log_size - outermost.log_size)).sum();
            (libm::log(ratio) / gap).max(0.0) + 1.0
        };
        let low = -reach(last, last.time - before_last.time);
        let high = reach(first, second.time - first.time);
        (low.is_finite() && high.is_finite()).then_some((low, high))
    }

    fn roots(&self) -> Vec<f64> {
        self.ends().map_or_else(Vec::new, |(low, high)| self.roots_between(low, high))
    }

    fn roots_between(&self, low: f64, high: f64) -> Vec<f64> {
        let (Some((before, after)), changes) = self.sign_changes() else {
            return Vec::new();
        };
        let mut places = vec![low];
        if changes > 1 {
            places.extend(self.turned_about(before, after).roots_between(low, high));
        }
        places.push(high);
        self.roots_among(&places)
    }

    /// The derivative of the sum times exp(s u), with s between two terms of different sign: each
    /// term is multiplied by s − time, which removes this change of sign and no other. Between two
    /// roots of the sum it has a root.
    fn turned_about(&self, before: Term, after: Term) -> Self {
        let pivot = before.time + 0.5 * (after.time - before.time);
        let turned = |term: &Term| Term {
            time: term.time,
            sign: if term.time < pivot { term.sign } else { -term.sign },
            log_size: term.log_size + libm::log((term.time - pivot).abs()),
        };
        Self { terms: self.terms.iter().map(turned).collect() }
    }

    /// The roots at and between places among which the sum, times some exponential, is monotone.
    fn roots_among(&self, places: &[f64]) -> Vec<f64> {
        let mut roots = Vec::new();
        let mut previous: Option<(f64, f64)> = None;
        for (at, &place) in places.iter().enumerate() {
            let reading = self.read(place);
            let inner = at > 0 && at + 1 < places.len();
            if inner && reading.value.abs() <= reading.rounding {
                // It touches zero here as far as the arithmetic can see.
                roots.push(place);
                previous = None;
                continue;
            }
            if let Some((from, value)) = previous
                && (value > 0.0) != (reading.value > 0.0)
            {
                roots.push(self.root_in(from, place, value));
            }
            previous = Some((place, reading.value));
        }
        roots
    }

    /// The root between two places of different sign, by Newton's steps kept inside a shrinking
    /// bracket.
    fn root_in(&self, mut low: f64, mut high: f64, value_at_low: f64) -> f64 {
        let mut place = 0.5 * (low + high);
        let mut last_step = high - low;
        for _ in 0..400 {
            let reading = self.read(place);
            if reading.value == 0.0 {
                return place;
            }
            if (reading.value > 0.0) == (value_at_low > 0.0) {
                low = place;
            } else {
                high = place;
            }
            let newton = place + reading.step;
            let halves = (newton - place).abs() < 0.5 * last_step;
            let inside = newton > low && newton < high;
            let next = if halves && inside { newton } else { 0.5 * (low + high) };
            last_step = (next - place).abs();
            place = next;
            if last_step <= f64::EPSILON * place.abs().max(f64::EPSILON) {
                break;
            }
        }
        place
    }
}

#[cfg(test)]
#[path = "irr_tests.rs"]
mod tests;
