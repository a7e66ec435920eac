//! Every sentence on every picture of the shipped scenarios, and of extreme ones, is true of the numbers behind it: titles, subtitles
//! and notes are read from left to right, and what they claim is worked out again from the paths.

use crate::said_of_samples::{Values, finding, losses};
use crate::sentence::{Number, Sentence};
use crate::support::{How, Ran, path};
use dealsim::charts::Cell;
use dealsim::engine::{Series, TrackResult};
use dealsim::plan::{AccountId, FlowKind, TrackId, Why};
use dealsim::results::{Asked, Picture, RunResults};
use std::fs;

/// How closely two payoffs go together.
type Way = fn(f64) -> bool;

/// What came of reading a sentence: nothing where it is not one of those that are known.
type Read = Option<Vec<String>>;

/// Every scenario of the repository that has something to run, by its path.
fn scenarios() -> Vec<String> {
    let mut files = Vec::new();
    for folder in
        ["scenarios/clauses", "scenarios/microsoft-openai", "scenarios/tour", "tests/extremes"]
    {
        let entries = fs::read_dir(path(folder)).expect("a folder");
        let names = entries.map(|entry| entry.expect("an entry").file_name());
        let names = names.map(|name| name.into_string().expect("a name"));
        files.extend(
            names.filter(|name| name.ends_with(".toml")).map(|name| format!("{folder}/{name}")),
        );
    }
    files.sort();
    files
}

#[test]
fn every_sentence_of_every_picture_is_true() {
    let mut wrong = Vec::new();
    let mut read = 0;
    for file in scenarios() {
        let ran = Ran::file(&file, How::paths(600));
        let results = RunResults::new(&ran.model, &ran.outcome, &file, Asked::default());
        for picture in results.pictures() {
            for (sentence, said) in (Judge { ran: &ran, picture: &picture }).all() {
                read += 1;
                let place = format!("{file} {}: {sentence}", picture.stem);
                match said {
                    None => {
                        wrong.push(format!("{place}\n    is not a sentence that can be checked"))
                    }
                    Some(faults) if faults.is_empty() => {}
                    Some(faults) => {
                        wrong.push(format!("{place}\n    is wrong about {}", faults.join(", ")))
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {read} sentences:\n{}", wrong.len(), wrong.join("\n"));
    assert!(read > 500, "{read} sentences");
}

/// One picture and the run that it is of.
struct Judge<'a> {
    ran: &'a Ran,
    picture: &'a Picture,
}

impl Judge<'_> {
    fn all(&self) -> Vec<(String, Read)> {
        let caption = &self.picture.caption;
        let mut all = vec![
            (caption.title.clone(), self.title(Sentence(&caption.title))),
            (caption.subtitle.clone(), self.subtitle(&caption.subtitle)),
        ];
        for note in self.picture.draw().notes {
            all.push((note.clone(), self.note(Sentence(&note))));
        }
        all
    }

    fn money(&self) -> &str {
        &self.ran.model.money
    }

    fn values(&self, track: TrackId, last: bool) -> Values {
        match &self.ran.outcome.tracks[track] {
            TrackResult::Distribution(_, Series::Every(columns)) => {
                let column = if last { columns.last() } else { columns.first() };
                Values::of(column.expect("a reading"))
            }
            _ => panic!("every value is kept"),
        }
    }

    fn mean(&self, track: TrackId) -> f64 {
        self.ran.mean_of(track)
    }

    /// The side whose name the file of the picture ends with.
    fn side(&self) -> Option<(String, Values)> {
        let own = |name: &str| format!("payoff_{}", name.to_ascii_lowercase());
        let side = self.ran.model.sides.iter().find(|side| own(&side.name) == self.picture.stem)?;
        Some((side.label.clone(), self.values(side.payoff, false)))
    }

    /// Label, unit, first and last values of the driver or company of a fan.
    fn series(&self) -> Option<(String, String, TrackId)> {
        let stem = &self.picture.stem;
        let model = &self.ran.model;
        let own = |kind: &str, name: &str| format!("{kind}_{}", name.to_ascii_lowercase()) == *stem;
        if let Some(driver) = model.drivers.iter().find(|one| own("driver", &one.name)) {
            return Some((driver.label.clone(), driver.unit.clone(), driver.track));
        }
        let company = model.companies.iter().find(|one| own("cash", &one.name))?;
        let label = format!("{} cash", possessive(&company.label));
        Some((label, model.money.clone(), company.cash))
    }

    fn title(&self, mut said: Sentence<'_>) -> Read {
        let family = self.picture.stem.split('_').next().unwrap_or("");
        let mut wrong = match family {
            "payoff" => {
                let (label, values) = self.side()?;
                said.says(&format!("{} payoff", possessive(&label))).then_some(())?;
                let mut wrong = finding(&mut said, self.money(), &values)?;
                wrong.extend(losses(&mut said, &values)?);
                wrong
            }
            "driver" | "cash" => self.fan_title(&mut said)?,
            "who" => self.most(&mut said)?,
            "timeline" => self.paid_most(&mut said)?,
            "stakes" => self.holders(&mut said)?,
            "exceedance" => self.medians(&mut said)?,
            "clauses" => self.moved(&mut said)?,
            "events" => self.happens(&mut said)?,
            "flows" => self.flows(&mut said)?,
            "joint" => self.together(&mut said)?,
            _ => return None,
        };
        if !said.ends() {
            wrong.push(format!("“{}”, which nobody checks", said.0));
        }
        Some(wrong)
    }

    fn fan_title(&self, said: &mut Sentence<'_>) -> Read {
        let (label, unit, track) = self.series()?;
        said.says(&label).then_some(())?;
        let (first, last) = (self.values(track, false), self.values(track, true));
        let mut wrong = Vec::new();
        if said.says(" is fixed: ") {
            let from = said.number()?;
            let start = said.up_to(", ")?;
            let to = said.amount(&unit)?;
            let end = said.0;
            *said = Sentence("");
            let fixed = first.lowest() == first.highest() && last.lowest() == last.highest();
            if !(fixed && from.holds(first.lowest()) && to.holds(last.lowest())) {
                wrong.push("the fixed values".to_owned());
            }
            let grid = &self.ran.model.grid;
            if start != format!(" in {}", month(grid.start()))
                || end != format!(" in {}", month(grid.last_day()))
            {
                wrong.push("the dates".to_owned());
            }
            return Some(wrong);
        }
        let always = said.0.contains(" at every date");
        if always {
            said.says(" is ").then_some(())?;
            let level = said.amount(&unit)?;
            said.says(" at every date").then_some(())?;
            let all = [&first, &last]
                .into_iter()
                .all(|values| values.share(|value| level.holds(value)) == 1.0);
            if !all {
                wrong.push("the level".to_owned());
            }
        } else {
            wrong.extend(finding(said, &unit, &last)?);
            if !said.says(&format!(" in {}", month(self.ran.model.grid.last_day()))) {
                wrong.push("the date".to_owned());
            }
        }
        let name = self.picture.stem.split_once('_').map_or("", |(_, name)| name);
        let company = self.ran.model.companies.iter().find(|one| one.name == name);
        let fails = company.filter(|_| self.picture.stem.starts_with("cash"));
        let failed =
            fails.map_or(0.0, |company| self.by(company.insolvency).last().map_or(0.0, |by| *by));
        let holds = if said.says("; insolvent on ") {
            let share = said.share()?;
            said.says(" of paths").then_some(())?;
            share.holds(failed)
        } else {
            failed == 0.0
        };
        if !holds {
            wrong.push(format!("insolvency on {failed}"));
        }
        Some(wrong)
    }

    /// Which side gets most on average, and how much of that is what shares bring.
    fn most(&self, said: &mut Sentence<'_>) -> Read {
        let model = &self.ran.model;
        let means: Vec<f64> = model.sides.iter().map(|side| self.mean(side.payoff)).collect();
        let place = (0..means.len()).max_by(|a, b| means[*a].total_cmp(&means[*b]))?;
        said.says(&format!("{}: ", model.sides[place].label)).then_some(())?;
        let mean = said.amount(self.money())?;
        said.says(" on average").then_some(())?;
        let own = model.moved.iter().filter(|moved| moved.side == place);
        let valued = own.filter(|moved| matches!(moved.why, Why::Value | Why::Holders));
        let held: f64 = valued.map(|moved| self.mean(moved.track)).sum();
        let mut wrong = Vec::new();
        if !mean.holds(means[place]) {
            wrong.push(format!("the mean, {}", means[place]));
        }
        let holds = if said.says(", less than the ") {
            let number = said.number()?;
            said.says(" that shares bring at the end").then_some(())?;
            number.holds(held) && held > means[place]
        } else if said.says(", the most of all sides") || said.ends() {
            held <= 0.0
        } else if said.says(", all of it from what shares bring at the end") {
            mean.holds(held)
        } else {
            said.says(", ").then_some(())?;
            let number = said.number()?;
            said.says(" of it from what shares bring at the end").then_some(())?;
            number.holds(held) && held <= means[place]
        };
        if !holds {
            wrong.push(format!("what shares bring, {held}"));
        }
        Some(wrong)
    }

    /// Under each clause, by payer and payee, the mean amounts by year.
    fn clause_totals(&self) -> Vec<(String, Vec<f64>)> {
        let model = &self.ran.model;
        let of = |flow: &dealsim::scenario::FlowMeta| {
            let place = flow.term.index();
            let label = model.term_labels.get(place).filter(|label| !label.is_empty());
            let label = label.unwrap_or(&model.plan.terms[place]).clone();
            // What is less than a few quanta is nothing.
            let amount = |amount: &f64| if amount.abs() < 4e-9 { 0.0 } else { amount.abs() };
            (label, self.ran.means_of(flow.by_year).iter().map(amount).collect())
        };
        model.flows.iter().filter(|flow| flow.why == Why::Clause).map(of).collect()
    }

    fn paid_most(&self, said: &mut Sentence<'_>) -> Read {
        said.says("“").then_some(())?;
        let label = said.up_to("” pays most: ")?;
        let amount = said.amount(self.money())?;
        said.says(" on average, ").then_some(())?;
        let years = if said.says("in ") {
            let year = said.0.get(..4)?.to_owned();
            *said = Sentence(&said.0[4..]);
            (year.clone(), year)
        } else {
            said.says("from ").then_some(())?;
            let first = said.up_to(" to ")?.to_owned();
            let last = said.0.get(..4)?.to_owned();
            *said = Sentence(&said.0[4..]);
            (first, last)
        };
        let totals = self.clause_totals();
        let total = |years: &[f64]| years.iter().sum::<f64>();
        let most = totals.iter().map(|(_, years)| total(years)).fold(0.0, f64::max);
        let right = totals.iter().any(|(own, amounts)| {
            let paid: Vec<i16> = (amounts.iter().zip(&self.ran.model.years))
                .filter(|(amount, _)| **amount > 0.0)
                .map(|(_, year)| *year)
                .collect();
            let within = paid.first().zip(paid.last());
            let said = within.is_some_and(|(a, b)| (a.to_string(), b.to_string()) == years);
            own == label
                && said
                && amount.holds(total(amounts))
                && total(amounts) >= most * (1.0 - 1e-9)
        });
        let mut wrong = Vec::new();
        if !right {
            wrong.push(format!("the clause that pays most, {most}"));
        }
        if said.says("; ") {
            let own = |(label, _): &&(String, TrackId)| said.0.starts_with(&format!("{label} on "));
            let happenings = self.happenings();
            let (label, track) = happenings.iter().find(own)?;
            said.says(&format!("{label} on "));
            let share = said.share()?;
            said.says(" of paths").then_some(())?;
            let by = *self.by(*track).last()?;
            if !(share.holds(by) && by < 1.0) {
                wrong.push(format!("the event, {by}"));
            }
        }
        Some(wrong)
    }

    fn holders(&self, said: &mut Sentence<'_>) -> Read {
        let model = &self.ran.model;
        let company = model
            .companies
            .iter()
            .find(|one| self.picture.stem == format!("stakes_{}", one.name))?;
        let end = month(model.grid.last_day());
        said.says(&format!("{} shares in {end}, on average: ", possessive(&company.label)))
            .then_some(())?;
        let last = |track: TrackId| self.ran.means_of(track).last().copied().unwrap_or(0.0);
        let mut stakes: Vec<(f64, &str)> = company
            .stakes
            .iter()
            .map(|(holder, track)| {
                (last(*track), model.plan.accounts[holder.index()].label.as_str())
            })
            .collect();
        stakes.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut wrong = Vec::new();
        for (stake, label) in stakes {
            if !said.says(&format!("{label} ")) {
                wrong.push(format!("{label} holding {stake}"));
                break;
            }
            if !said.share()?.holds(stake) {
                wrong.push(format!("the stake of {label}, {stake}"));
            }
            if said.ends() {
                break;
            }
            (said.says(", ") || said.says(" and ")).then_some(())?;
        }
        Some(wrong)
    }

    fn medians(&self, said: &mut Sentence<'_>) -> Read {
        let sides = &self.ran.model.sides;
        let mut medians: Vec<(f64, &str)> = sides
            .iter()
            .map(|side| (self.values(side.payoff, false).quantile(0.5), side.label.as_str()))
            .collect();
        medians.sort_by(|a, b| b.0.total_cmp(&a.0));
        said.says("Median payoff: ").then_some(())?;
        let mut wrong = Vec::new();
        let count = medians.len().min(3);
        for (at, (median, label)) in medians.iter().take(count).enumerate() {
            let number = if at == 0 { said.amount(self.money()) } else { said.number() }?;
            if !(number.holds(*median) && said.says(&format!(" for {label}"))) {
                wrong.push(format!("the median of {label}, {median}"));
            }
            let between = if at + 2 == count { " and " } else { ", " };
            if at + 1 < count {
                said.says(between).then_some(())?;
            }
        }
        Some(wrong)
    }

    /// Mean, term, whether it is a clause, and side of everything that moved.
    fn moves(&self) -> Vec<(f64, String, bool, String)> {
        let model = &self.ran.model;
        let of = |moved: &dealsim::scenario::MovedMeta| {
            let place = moved.term.index();
            let label = model.term_labels.get(place).filter(|label| !label.is_empty());
            let label = label.unwrap_or(&model.plan.terms[place]).clone();
            let side = model.sides[moved.side].label.clone();
            (self.mean(moved.track), label, moved.why == Why::Clause, side)
        };
        model.moved.iter().map(of).collect()
    }

    fn moved(&self, said: &mut Sentence<'_>) -> Read {
        let moves = self.moves();
        let mut wrong = Vec::new();
        let largest = |clauses: bool| {
            let own = moves.iter().filter(|one| !clauses || one.2);
            own.map(|one| one.0.abs()).fold(0.0, f64::max)
        };
        if said.says("No clause moves anything") {
            return Some(if largest(false) < 1e-6 { wrong } else { vec!["nothing".to_owned()] });
        }
        said.says("On average ").then_some(())?;
        let mut one = |said: &mut Sentence<'_>, unit: &str, clauses: bool| -> Option<()> {
            said.says("“").then_some(())?;
            let label = said.up_to("” moves ")?;
            let amount = said.amount(unit)?;
            let sign = if said.says(" to ") { 1.0 } else { said.says(" from ").then_some(-1.0)? };
            let own = moves.iter().find(|(value, term, _, side)| {
                term == label && said.0.starts_with(side.as_str()) && amount.holds(sign * value)
            });
            let Some((value, _, is_clause, side)) = own else {
                wrong.push(format!("what moves under {label}"));
                return None;
            };
            said.says(side);
            if value.abs() < largest(clauses) * (1.0 - 1e-9) || (clauses && !is_clause) {
                wrong.push(format!("{label} being the largest"));
            }
            Some(())
        };
        one(said, self.money(), false)?;
        if said.says(", more than any clause; of the clauses, ") {
            one(said, "", true)?;
        } else {
            said.says(", the most of all").then_some(())?;
        }
        Some(wrong)
    }

    /// The chance by each close.
    fn by(&self, track: TrackId) -> Vec<f64> {
        match &self.ran.outcome.tracks[track] {
            TrackResult::Arrivals(counts) => {
                counts.cumulative().iter().map(|by| by.value).collect()
            }
            _ => panic!("it counts arrivals"),
        }
    }

    /// Label and track of everything that may happen.
    fn happenings(&self) -> Vec<(String, TrackId)> {
        let model = &self.ran.model;
        let events = model.events.iter().map(|event| (event.label.clone(), event.track));
        let failures =
            model.companies.iter().map(|one| (format!("{} insolvent", one.label), one.insolvency));
        events.chain(failures).collect()
    }

    fn happens(&self, said: &mut Sentence<'_>) -> Read {
        let happenings = self.happenings();
        let begins = |label: &str| said.0.starts_with(&format!("{label}: on "));
        let (label, track) = happenings.iter().find(|(label, _)| begins(label))?;
        said.says(&format!("{label}: on "));
        let by = self.by(*track);
        let last = *by.last()?;
        let mut wrong = Vec::new();
        let chance = if said.says("every path") {
            Number { low: 1.0, high: 1.0 }
        } else {
            let share = said.share()?;
            said.says(" of paths").then_some(())?;
            share
        };
        if !chance.holds(last) {
            wrong.push(format!("the chance, {last}"));
        }
        said.says(" by ").then_some(())?;
        let grid = &self.ran.model.grid;
        // The close before which a month ends.
        let closed = |text: &str| {
            (0..by.len())
                .find(|at| grid.date(at + 1).yesterday().is_ok_and(|day| month(day) == text))
        };
        let date = said.0.get(..8)?;
        *said = Sentence(&said.0[8..]);
        if said.says(", on ") {
            if month(grid.last_day()) != date {
                wrong.push("the last date".to_owned());
            }
            let early = said.share()?;
            said.says(" by ").then_some(())?;
            let at = closed(said.0)?;
            *said = Sentence("");
            if !(early.holds(by[at]) && by[at] < last) {
                wrong.push(format!("the chance by then, {}", by[at]));
            }
        } else {
            let _ = said.says(", and on no more after that");
            if by[closed(date)?] != last {
                wrong.push("the date by which all come".to_owned());
            }
        }
        Some(wrong)
    }

    /// Received, paid and shares of the party of a picture of flows, on average.
    fn sums(&self, party: AccountId) -> [f64; 3] {
        let mut sums = [0.0; 3];
        for flow in self.ran.model.flows.iter().filter(|flow| flow.kind == FlowKind::Cash) {
            if (flow.from == party) == (flow.to == party) {
                continue;
            }
            for amount in self.ran.means_of(flow.by_year) {
                let amount = if flow.to == party { amount } else { -amount };
                let valued = matches!(flow.why, Why::Value | Why::Holders);
                let place = if amount < 0.0 {
                    1
                } else if valued {
                    2
                } else {
                    0
                };
                sums[place] += amount.abs();
            }
        }
        sums
    }

    fn flows(&self, said: &mut Sentence<'_>) -> Read {
        let accounts = &self.ran.model.plan.accounts;
        let own = |name: &str| format!("flows_{}", name.to_ascii_lowercase()) == self.picture.stem;
        let place = accounts.iter().position(|account| own(&account.name))?;
        said.says(&format!("{}: ", accounts[place].label)).then_some(())?;
        let [received, paid, shares] = self.sums(AccountId(u32::try_from(place).ok()?));
        let scale = received.max(paid).max(shares);
        let money = self.money();
        let mut wrong = Vec::new();
        let mut claim = |number: Number, value: f64, what: &str| {
            // Digits that the largest amount of the picture does not show may be left out.
            let reach = 0.005 * scale;
            if !(number.low - reach <= value && value <= number.high + reach) {
                wrong.push(format!("what is {what}, {value}"));
            }
        };
        let zero = Number { low: 0.0, high: 0.0 };
        let number =
            |said: &mut Sentence<'_>| if said.says("nothing") { Some(zero) } else { said.number() };
        claim(number(said)?, received, "received");
        let unit = if money.is_empty() { String::new() } else { format!(" {money}") };
        let _ = said.says(&unit);
        said.says(" received and ").then_some(())?;
        claim(number(said)?, paid, "paid");
        let _ = said.says(&unit);
        said.says(" paid over the run, on average").then_some(())?;
        let held = if said.says("; its shares then bring ") { said.amount(money)? } else { zero };
        claim(held, shares, "brought by shares");
        Some(wrong)
    }

    fn together(&self, said: &mut Sentence<'_>) -> Read {
        let (first, second) = self.pair()?;
        let labels = [first, second].map(|at| possessive(&self.ran.model.sides[at].label));
        said.says(&format!("{} and {} payoffs ", labels[0], labels[1])).then_some(())?;
        let [a, b] = [first, second].map(|at| self.ran.payoffs(&self.ran.model.sides[at].name));
        let found = rank_correlation(a, b);
        let ways: [(&str, Way); 5] = [
            ("rise together", |found| found >= 0.5),
            ("tend to rise together", |found| (0.1..0.5).contains(&found)),
            ("go opposite ways", |found| found <= -0.5),
            ("tend to go opposite ways", |found| found <= -0.1 && found > -0.5),
            ("say little about each other", |found| found.abs() < 0.1),
        ];
        let (_, holds) = ways.into_iter().find(|(words, _)| said.says(words))?;
        said.says(" (rank correlation ").then_some(())?;
        let number = said.number()?;
        said.says(")").then_some(())?;
        let mut wrong = Vec::new();
        if !(holds(found) && number.holds(found)) {
            wrong.push(format!("the rank correlation, {found}"));
        }
        let lose = |values: &[f64]| Values::of(values).share(|value| value < 0.0);
        let both = a.iter().zip(b).filter(|(a, b)| **a < -4e-9 && **b < -4e-9).count() as f64
            / a.len() as f64;
        let holds = if said.says("; both lose on ") {
            said.share()?.holds(both)
        } else {
            both == 0.0 || lose(a) == 0.0
        };
        if !holds {
            wrong.push(format!("both losing on {both}"));
        }
        Some(wrong)
    }

    /// The places of the two sides of a picture of a pair.
    fn pair(&self) -> Option<(usize, usize)> {
        let sides = &self.ran.model.sides;
        let name = |at: usize| sides[at].name.to_ascii_lowercase();
        let all = (0..sides.len()).flat_map(|a| (0..sides.len()).map(move |b| (a, b)));
        all.into_iter()
            .find(|(a, b)| format!("joint_{}_{}", name(*a), name(*b)) == self.picture.stem)
    }

    fn subtitle(&self, text: &str) -> Read {
        let model = &self.ran.model;
        let in_money =
            if model.money.is_empty() { String::new() } else { format!(", {}", model.money) };
        let said = |words: String| {
            Some(if words == text { Vec::new() } else { vec![format!("“{words}”")] })
        };
        match self.picture.stem.split('_').next()? {
            "payoff" => {
                let (label, _) = self.side()?;
                said(format!(
                    "Payoff of {label} over the whole run, present value at the start{in_money}"
                ))
            }
            "driver" | "cash" => {
                let (label, unit, _) = self.series()?;
                let own = |one: &&dealsim::scenario::CompanyMeta| {
                    self.picture.stem == format!("cash_{}", one.name)
                };
                let company =
                    model.companies.iter().find(own).map(|one| format!("{}: cash", one.label));
                let unit = if unit.is_empty() { unit } else { format!(", {unit}") };
                let subject = company.unwrap_or(label);
                said(format!("{subject}{unit}, by date: percentiles over all paths"))
            }
            "who" => said(format!(
                "Payoff of each side over the whole run, present value at the start{in_money}"
            )),
            "timeline" => self.timeline_subtitle(text, &in_money),
            "stakes" => {
                let company = model
                    .companies
                    .iter()
                    .find(|one| self.picture.stem == format!("stakes_{}", one.name))?;
                said(format!("Mean stakes in {} by date, a part of all shares", company.label))
            }
            "exceedance" => said(format!(
                "Chance that a side's payoff, present value at the start{in_money}, exceeds an amount"
            )),
            "clauses" => said(format!(
                "Moved: what each side received (left: paid) under each clause, present value{in_money}"
            )),
            "flows" => said(format!(
                "Mean amounts in each calendar year by clause, undiscounted{in_money}"
            )),
            "joint" => {
                let (a, b) = self.pair()?;
                let (a, b) = (&model.sides[a].label, &model.sides[b].label);
                said(format!(
                    "Payoff of {a} (across) and of {b} (up) on every path, present value at the start{in_money}"
                ))
            }
            "events" => {
                let mut words =
                    "Share of paths on which each event has happened by the date".to_owned();
                if text.contains("; dashed: fixed dates") {
                    words.push_str("; dashed: fixed dates");
                }
                let never = |track: &TrackId| self.by(*track).last().is_none_or(|by| *by == 0.0);
                let names: Vec<String> = self
                    .happenings()
                    .into_iter()
                    .filter(|(_, track)| never(track))
                    .map(|(name, _)| name)
                    .collect();
                match names.split_last() {
                    None => {}
                    Some((only, [])) => words.push_str(&format!(". On no path: {only}")),
                    Some((last, first)) => {
                        words.push_str(&format!(". On no path: {} and {last}", first.join(", ")))
                    }
                }
                said(words)
            }
            _ => None,
        }
    }

    /// How many clauses the deal's timeline leaves out.
    fn timeline_subtitle(&self, text: &str, in_money: &str) -> Read {
        let words =
            format!("Mean amounts under each clause by calendar year, undiscounted{in_money}");
        let more = text.strip_prefix(&words)?;
        let table = self.picture.table();
        let drawn = table.rows.iter().filter_map(|row| match &row[..3] {
            [Cell::Text(kind), Cell::Text(name), Cell::Text(who)] if kind == "clause" => {
                Some(format!("{name} {who}"))
            }
            _ => None,
        });
        let drawn = drawn.collect::<std::collections::BTreeSet<_>>().len();
        let all = self
            .clause_totals()
            .iter()
            .filter(|(_, years)| years.iter().sum::<f64>() > 0.0)
            .count();
        let missing = all - drawn;
        let left = format!("; {missing} smaller ones are left out");
        let right = if missing == 0 { more.is_empty() } else { more == left };
        Some(if right { Vec::new() } else { vec![format!("{missing} left out")] })
    }

    fn note(&self, mut said: Sentence<'_>) -> Read {
        match self.picture.stem.split('_').next()? {
            "payoff" => self.payoff_note(&mut said),
            "driver" | "cash" => self.fan_note(&said),
            "joint" => self.joint_note(&mut said),
            "exceedance" => {
                let axis = [
                    "Far from zero, the horizontal axis is logarithmic.",
                    "The horizontal axis is logarithmic.",
                ];
                axis.contains(&said.0).then(Vec::new)
            }
            "who" => {
                let legend = "Line: P5 to P95. Bar: P25 to P75. Dot: median. Diamond: mean.";
                let ring = "Ring: many paths share this value, the larger the more.";
                let held = "From value: the part of the mean that shares bring at the end.";
                [legend, ring, held].contains(&said.0).then(Vec::new)
            }
            "timeline" => {
                let shade = "Grey: the darker, the more paths on which it has happened.";
                let bars = "Bars: mean amount in each year, each clause on a scale of its own.";
                (said.0 == shade || said.0 == bars).then(Vec::new)
            }
            "stakes" => {
                (said.0 == "Mean over all paths; at the right: at the last date.").then(Vec::new)
            }
            "flows" => self.flow_note(&mut said),
            "clauses" => {
                let lines = "Bars: mean; lines: nine futures in ten (P5 to P95).";
                let error = "Bars: mean; lines: its 90\u{202f}% interval.";
                (said.0 == lines || said.0 == error).then(Vec::new)
            }
            "events" => {
                let ends = said.0 == "The vertical axis ends far below 100\u{202f}%.";
                (ends || said.says("In the table only: ")).then(Vec::new)
            }
            _ => None,
        }
    }

    fn flow_note(&self, said: &mut Sentence<'_>) -> Read {
        let known = [
            "Bars: mean of all paths. At the right: net total.",
            "Black: net.",
            "Not drawn: what shares bring at the end.",
        ];
        if known.contains(&said.0) {
            return Some(Vec::new());
        }
        said.says("Narrow: part of a year (").then_some(())?;
        let grid = &self.ran.model.grid;
        let (first, last) = (grid.start(), grid.last_day());
        let name = |day: jiff::civil::Date| day.strftime("%b").to_string();
        let mut words = Vec::new();
        if first.year() == last.year() {
            words.push(format!("{} to {}", month(first), month(last)));
        } else {
            if first != first.first_of_year() {
                words.push(format!("{} from {}", first.year(), name(first)));
            }
            if last != last.last_of_year() {
                words.push(format!("{} to {}", last.year(), name(last)));
            }
        }
        let right = said.0 == format!("{}).", words.join(", "));
        Some(if right { Vec::new() } else { vec![format!("the parts of years: {words:?}")] })
    }

    fn payoff_note(&self, said: &mut Sentence<'_>) -> Read {
        let (_, values) = self.side()?;
        let mut wrong = Vec::new();
        if said.says("Loss (below 0, grey) on ") {
            let share = said.share()?;
            said.says(" of paths.").then_some(())?;
            let loss = values.share(|value| value < 0.0);
            if !share.holds(loss) {
                wrong.push(format!("the share of losses, {loss}"));
            }
        } else if said.says("Not shown: ") {
            while !said.says(".") {
                let share = said.share()?;
                let _ = said.says(" of paths lie");
                let below = said.says(" below ");
                (below || said.says(" above ")).then_some(())?;
                let edge = said.number()?;
                said.says(if below { " (lowest " } else { " (highest " }).then_some(())?;
                let end = said.number()?;
                said.says(")").then_some(())?;
                let _ = said.says(", ");
                let lies =
                    if below { end.holds(values.lowest()) } else { end.holds(values.highest()) };
                // Somewhere among the edges that are written like this the share is right.
                let beyond = |edge: f64| {
                    values.share(|value| if below { value < edge } else { value > edge })
                };
                let (some, other) = (beyond(edge.low), beyond(edge.high));
                let fits =
                    share.high >= some.min(other) - 1e-9 && share.low <= some.max(other) + 1e-9;
                if !(lies && fits) {
                    wrong.push(format!("the share beyond, {some} to {other}, or its end"));
                }
            }
        } else if said.says("The mean, ") {
            let mean = said.number()?;
            said.says(" lies beyond the axis.").then_some(())?;
            let (_, track) = self.ran.model.sides.iter().find_map(|side| {
                (format!("payoff_{}", side.name) == self.picture.stem).then_some(((), side.payoff))
            })?;
            if !mean.holds(self.mean(track)) {
                wrong.push("the mean".to_owned());
            }
        } else {
            said.says("Broken bars are taller than the axis.").then_some(())?;
        }
        said.ends().then_some(wrong)
    }

    fn fan_note(&self, said: &Sentence<'_>) -> Read {
        let (_, _, track) = self.series()?;
        let TrackResult::Distribution(_, Series::Every(columns)) = &self.ran.outcome.tracks[track]
        else {
            return None;
        };
        let grain = 2.0 / columns[0].len() as f64;
        let least = |low: f64, high: f64| {
            columns.iter().fold(1.0_f64, |least, column| {
                let values = Values::of(column);
                let (low, high) = (values.quantile(low), values.quantile(high));
                least.min(values.share(|value| value >= low && value <= high))
            })
        };
        let bands = "At each date at least nine paths in ten lie between P5 and P95, and at least half in the darker \
                     band between P25 and P75.";
        match said.0 {
            "The same on every path, or on nine paths in ten at least." => {
                let one = |column: &std::sync::Arc<Vec<f64>>| {
                    let values = Values::of(column);
                    values.quantile(0.05) == values.quantile(0.95)
                };
                Some(if columns.iter().all(one) {
                    Vec::new()
                } else {
                    vec!["one value".to_owned()]
                })
            }
            "The vertical axis is logarithmic." => Some(Vec::new()),
            text if text.starts_with("The mean ends at ") => {
                let mut text = Sentence(text);
                text.says("The mean ends at ");
                let number = text.number()?;
                text.says(", beyond nine paths in ten.").then_some(())?;
                let last = columns.last()?;
                let mean = last.iter().sum::<f64>() / last.len() as f64;
                let values = Values::of(last);
                let beyond = mean < values.quantile(0.05) || mean > values.quantile(0.95);
                let holds = beyond && number.holds(mean);
                Some(if holds { Vec::new() } else { vec![format!("the mean, {mean}")] })
            }
            text if text == bands => {
                let holds = least(0.05, 0.95) >= 0.9 - grain && least(0.25, 0.75) >= 0.5 - grain;
                Some(if holds { Vec::new() } else { vec!["the bands".to_owned()] })
            }
            _ => None,
        }
    }

    fn joint_note(&self, said: &mut Sentence<'_>) -> Read {
        let (first, second) = self.pair()?;
        let [a, b] = [first, second].map(|at| self.ran.payoffs(&self.ran.model.sides[at].name));
        let share = |kept: &dyn Fn(f64, f64) -> bool| {
            a.iter().zip(b).filter(|(a, b)| kept(**a, **b)).count() as f64 / a.len() as f64
        };
        let mut wrong = Vec::new();
        if said.says("Below zero: ") {
            let labels = [first, second].map(|at| possessive(&self.ran.model.sides[at].label));
            while !said.says(" of paths.") {
                let _ = said.says(", ");
                let words = said.up_to(" on ")?;
                let number = said.share()?;
                let only = |label: &str| {
                    words.starts_with("only ") && (words.contains(label) || words.contains('…'))
                };
                let found = [
                    (words == "both").then(|| share(&|a, b| a < -4e-9 && b < -4e-9)),
                    (words == "neither").then(|| share(&|a, b| a >= -4e-9 && b >= -4e-9)),
                    only(&labels[0]).then(|| share(&|a, b| a < -4e-9 && b >= -4e-9)),
                    only(&labels[1]).then(|| share(&|a, b| a >= -4e-9 && b < -4e-9)),
                ];
                if !found.into_iter().flatten().any(|found| number.holds(found)) {
                    wrong.push(format!("the share of {words}: {found:?}"));
                }
            }
        } else if said.says("Not shown: ") {
            let number = said.share()?;
            said.says(" of paths lie beyond the axes.").then_some(())?;
            let beyond = self.picture.table().csv().ok()?;
            let last = beyond.lines().last()?;
            let found: f64 = last.rsplit(',').next()?.parse().ok()?;
            if !(last.starts_with("beyond") && number.holds(found)) {
                wrong.push(format!("the share beyond, {found}"));
            }
        } else if said.says("The pair of means, ") {
            let across = said.number()?;
            said.says(" across and ").then_some(())?;
            let up = said.number()?;
            said.says(" up, lies beyond the axes.").then_some(())?;
            let [x, y] = [first, second].map(|at| self.mean(self.ran.model.sides[at].payoff));
            if !(across.holds(x) && up.holds(y)) {
                wrong.push("the means".to_owned());
            }
        } else {
            let corners = said.says("In the corners: ") || said.says("In the corner: ");
            corners.then_some(())?;
            said.says("the share of all paths on that side of both zeros.").then_some(())?;
        }
        said.ends().then_some(wrong)
    }
}

fn possessive(name: &str) -> String {
    if name.ends_with('s') { format!("{name}'") } else { format!("{name}'s") }
}

fn month(day: jiff::civil::Date) -> String {
    day.strftime("%b %Y").to_string()
}

/// Spearman's, with the mean rank where values are equal.
fn rank_correlation(a: &[f64], b: &[f64]) -> f64 {
    let ranks = |values: &[f64]| -> Vec<f64> {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let rank = |value: &f64| {
            let (below, up_to) = (
                sorted.partition_point(|one| one < value),
                sorted.partition_point(|one| one <= value),
            );
            0.5 * (below + up_to + 1) as f64
        };
        values.iter().map(rank).collect()
    };
    let (a, b) = (ranks(a), ranks(b));
    let middle = 0.5 * (a.len() + 1) as f64;
    let product = |x: &[f64], y: &[f64]| -> f64 {
        x.iter().zip(y).map(|(x, y)| (x - middle) * (y - middle)).sum()
    };
    product(&a, &b) / (product(&a, &a) * product(&b, &b)).sqrt()
}
