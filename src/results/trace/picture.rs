//! The picture of one path: its drivers, what happens, what is paid under each clause and why, and what each side has so far.

use super::super::colours;
use super::super::findings::{decimal_year, with_unit};
use super::super::pictures::{Picture, unit};
use super::read::{Line, Trace};
use crate::charts::story::{Course, Paid, Story};
use crate::charts::{Caption, NOBODY};
use crate::plan::{AccountId, Step, Why};
use crate::scenario::DriverMeta;
use crate::statistics::digits;

/// Drivers that are drawn at most, companies, events and clauses.
const MOST: (usize, usize, usize, usize) = (3, 2, 8, 12);

/// A part of the largest lane below which there is nothing to be seen.
const NOTHING: f64 = 1e-6;

/// How the reason of a cap begins: it says more than any other.
const CAP: &str = "cap of";

impl Trace {
    /// The story of the path; the title is about this side, or about the one with most at stake.
    #[must_use]
    pub fn picture(&self, about: Option<&str>) -> Picture {
        let data = self.story();
        let money = &self.model.money;
        let of = if money.is_empty() { String::new() } else { format!(", {money}") };
        let number = digits::integer(i64::try_from(self.path).unwrap_or(i64::MAX));
        let left_out = self.lanes().len().saturating_sub(data.lanes.len());
        let more = if left_out == 0 {
            String::new()
        } else {
            format!("; {left_out} smaller clauses are left out")
        };
        let caption = Caption {
            title: self.title(&data, about, &number),
            subtitle: format!(
                "Path {number} of “{}”: amounts undiscounted, and what sides have so far in present value{of}{more}",
                self.model.name
            ),
            source: format!("scenario {} · seed {}", self.model.name, self.model.settings.seed),
        };
        Picture::new("path", caption, data)
    }

    fn title(&self, data: &Story, about: Option<&str>, number: &str) -> String {
        let sides = || self.model.sides.iter().zip(&self.payoffs).enumerate();
        let asked = sides().find(|(_, (side, _))| Some(side.name.as_str()) == about);
        let most = || sides().max_by(|one, two| one.1.1.abs().total_cmp(&two.1.1.abs()));
        let Some((place, (side, payoff))) = asked.or_else(most) else {
            return format!("Path {number}");
        };
        let money = |amount: f64| with_unit(&data.figure(amount), &self.model.money);
        let whole = format!("{}: {} on path {number}", side.label, money(*payoff));
        let mut terms: Vec<(usize, f64)> = Vec::new();
        for holding in self.holdings.iter().filter(|holding| holding.side == place) {
            match terms.iter_mut().find(|(term, _)| *term == holding.term.index()) {
                Some((_, value)) => *value += holding.value,
                None => terms.push((holding.term.index(), holding.value)),
            }
        }
        let largest = terms.into_iter().max_by(|one, two| one.1.abs().total_cmp(&two.1.abs()));
        match largest.filter(|(_, value)| *value != 0.0) {
            Some((term, value)) => {
                format!("{whole}; “{}” alone {}", self.term_label(term), money(value))
            }
            None => whole,
        }
    }

    fn term_label(&self, term: usize) -> &str {
        let label = self.model.term_labels.get(term).filter(|label| !label.is_empty());
        label.or_else(|| self.model.plan.terms.get(term)).map_or("", String::as_str)
    }

    fn story(&self) -> Story {
        let (start, end) = self.span();
        let mut lanes = self.lanes();
        let mut sizes: Vec<f64> = lanes.iter().map(size).collect();
        sizes.sort_by(|one, two| two.total_cmp(one));
        let least = sizes.get(MOST.3 - 1).copied().unwrap_or(0.0);
        lanes.retain(|lane| size(lane) >= least);
        lanes.truncate(MOST.3);
        let events = self.lines.iter().filter(|line| line.between.is_none());
        let event = |line: &Line| (decimal_year(line.date), line.label.clone());
        Story {
            unit: unit(&self.model.money),
            span: (start, end),
            states: self.courses(),
            events: events.take(MOST.2).map(event).collect(),
            lanes,
            sums: self.so_far(),
        }
    }

    fn span(&self) -> (f64, f64) {
        let grid = &self.model.grid;
        (decimal_year(grid.date(0)), decimal_year(grid.date(grid.periods())))
    }

    /// The drivers that are to have a picture, or the first, and the cash of companies.
    fn courses(&self) -> Vec<Course> {
        let model = &self.model;
        let course = |place: usize, label: String, of: &str| {
            let point = |state: &super::read::State| {
                Some((decimal_year(model.grid.date(state.period)), *state.values.get(place)?))
            };
            let points = self.states.iter().filter_map(point).collect();
            Course { label, unit: unit(of), colour: NOBODY, points }
        };
        let drivers = || model.drivers.iter().enumerate();
        let wanted = |chart: Option<bool>| {
            drivers().filter(move |(_, driver): &(usize, &DriverMeta)| driver.chart == chart)
        };
        let mut chosen: Vec<(usize, &DriverMeta)> = wanted(Some(true)).take(MOST.0).collect();
        if chosen.is_empty() {
            let (observed, others): (Vec<_>, Vec<_>) =
                wanted(None).partition(|(_, driver)| !driver.history.is_empty());
            let first = if observed.is_empty() { others } else { observed };
            chosen.extend(first.into_iter().take(MOST.0));
        }
        let mut courses: Vec<Course> = chosen
            .into_iter()
            .map(|(place, driver)| course(place, driver.label.clone(), &driver.unit))
            .collect();
        let cash = model.companies.iter().enumerate().take(MOST.1);
        courses.extend(cash.map(|(place, company)| {
            let label = format!("{}: cash", company.label);
            course(model.drivers.len() + place, label, &model.money)
        }));
        courses
    }

    /// What is paid under each clause from one account to another, and what companies are worth to their holders.
    fn lanes(&self) -> Vec<Paid> {
        let model = &self.model;
        let mut lanes: Vec<(usize, [AccountId; 2], Paid)> = Vec::new();
        for line in &self.lines {
            let posting = line.posting.and_then(|place| model.plan.postings.get(place));
            let (Some(posting), Some(between)) = (posting, line.between) else { continue };
            if posting.why == Why::Operation {
                continue;
            }
            let day = |period: usize| decimal_year(model.grid.date(period));
            let piece = (day(line.period.saturating_sub(1)), day(line.period), line.amount);
            let term = posting.term.index();
            let known =
                lanes.iter().position(|(own, accounts, _)| (*own, *accounts) == (term, between));
            let place = known.unwrap_or_else(|| {
                let [from, to] = between.map(|account| self.label(account));
                let paid = Paid {
                    label: line.label.clone(),
                    who: format!("{from} › {to}"),
                    colour: self.colour(between[1]),
                    amounts: Vec::new(),
                    reason: None,
                };
                lanes.push((term, between, paid));
                lanes.len() - 1
            });
            let Some((.., lane)) = lanes.get_mut(place) else { continue };
            match lane.amounts.last_mut() {
                Some(last) if (last.0, last.1) == (piece.0, piece.1) => last.2 += piece.2,
                _ => lane.amounts.push(piece),
            }
            let is_plain = posting.step == Step::Plain && posting.why != Why::Holders;
            let known = lane.reason.as_ref().is_some_and(|(_, why)| why.starts_with(CAP));
            let better = lane.reason.is_none() || line.why.starts_with(CAP);
            if is_plain && !known && better && !line.why.is_empty() {
                lane.reason = Some((decimal_year(line.date), line.why.clone()));
            }
        }
        let mut lanes: Vec<Paid> = lanes.into_iter().map(|(.., lane)| lane).collect();
        let largest = lanes.iter().map(size).fold(0.0, f64::max);
        lanes.retain(|lane| size(lane) > NOTHING * largest);
        lanes
    }

    /// What each side has so far, by date.
    fn so_far(&self) -> Vec<Course> {
        let (start, end) = self.span();
        let colours = colours::of(&self.model.sides);
        let side = |(side, colour): (&crate::scenario::SideMeta, usize)| {
            let mut points = vec![(start, 0.0)];
            let (mut sum, mut last) = (0.0, start);
            for line in &self.lines {
                let own = line.worth.iter().filter(|(party, _)| side.parties.contains(party));
                let worth = own.fold(0.0, |sum, (_, worth)| sum + worth);
                let close = decimal_year(line.date.tomorrow().unwrap_or(line.date)).min(end);
                // What is paid on one day is one step.
                if close > last && worth != 0.0 {
                    points.extend([(last, sum), (close, sum)]);
                    last = close;
                }
                sum += worth;
            }
            points.push((last, sum));
            points.push((end, sum));
            let label = format!("{} so far", side.label);
            Course { label, unit: unit(&self.model.money), colour, points }
        };
        self.model.sides.iter().zip(colours).map(side).collect()
    }

    fn label(&self, account: AccountId) -> &str {
        self.model.plan.accounts.get(account.index()).map_or("", |account| account.label.as_str())
    }

    /// The colour of the side to which an account belongs.
    fn colour(&self, account: AccountId) -> usize {
        let of = |side: &crate::scenario::SideMeta| side.parties.contains(&account);
        let place = self.model.sides.iter().position(of);
        place.and_then(|place| colours::of(&self.model.sides).get(place).copied()).unwrap_or(NOBODY)
    }
}

/// How much moves, whichever way.
fn size(lane: &Paid) -> f64 {
    lane.amounts.iter().fold(0.0, |sum, (.., amount)| sum + amount.abs())
}
