//! Distributions in tiers: capital back, preferred return, catch-up, carried split.

use super::Term;
use super::clause::{Clause, rank};
use super::holding::one_of;
use super::tier::{Tier, Until, read_tiers};
use crate::catalogue::{Entry, Parameter, Range, Takes};
use crate::diagnose::Diagnostic;
use crate::document::ValueKind;
use crate::kind::{CapTableRequest, FlowRequest, Params, Reading, TiersRequest};
use crate::plan::{AccountId, NodeId, PlanBuilder};

/// See the entry.
pub(super) struct Waterfall;

impl Term for Waterfall {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "waterfall",
            summary: "A distribution that runs through tiers, each with its own split until a party has its capital, a preferred return, a multiple or its share of the profit.",
            parameters: &[
                Parameter::optional(
                    "company",
                    Takes::Company,
                    "",
                    "whose estate is distributed at its end, after all claims, instead of by shares",
                ),
                Parameter::optional("from", Takes::Account, "", "instead of `company`: who pays"),
                Parameter::optional(
                    "amount",
                    Takes::Number,
                    "",
                    "with `from`: what is distributed, in money; a year, or once where `on` is said",
                ),
                Parameter::optional(
                    "on",
                    Takes::Events,
                    "all the time",
                    "with `from`: when it is distributed, once",
                ),
                Parameter::required(
                    "capital",
                    Takes::Table,
                    "what each party has paid in, `{ limited = 900, general = 100 }`: at the start, and what is added later at the close of its period",
                ),
                Parameter::required(
                    "tiers",
                    Takes::Table,
                    "named tiers, each with `rank` (its order), `split` (fractions by party) and, all but the last, `until = { party = …, return = … }`: a yearly `return` on its capital (0 for the capital alone; `compounded` yearly unless said otherwise, with a `day_count` where wanted), a `multiple` of its capital, an `amount`, or a `share` of the profit",
                ),
            ],
            example: "[companies.fund]\ncash = 0\nvalue = { uniform = [800, 2500] }\nholders = { seller = \"rest\" }\n\n[terms.distribution]\nkind = \"waterfall\"\ncompany = \"fund\"\ncapital = { buyer = 900, seller = 100 }\n\n[terms.distribution.tiers.preferred_return]\nrank = 1\nsplit = { buyer = 0.9, seller = 0.1 }\nuntil = { party = \"buyer\", return = 0.08 }\n\n[terms.distribution.tiers.carry]\nrank = 2\nsplit = { buyer = 0.8, seller = 0.2 }\n",
        };
        &ENTRY
    }

    fn lower(&self, params: &mut Params<'_>) {
        let capital = capital(params);
        let tiers = read_tiers(params);
        let clause = Clause::read(params);
        let rank = rank(params);
        let Some(source) = one_of(params, &["company", "from"]) else { return };
        if source == "company" {
            let Some(company) = params.company("company") else { return };
            let builder = params.builder();
            let estate = builder.later("what a company leaves");
            let time = builder.close_time();
            let receipts = Split { capital, tiers, time }.receipts(builder, estate);
            let request = TiersRequest { company, estate, receipts };
            params.scope.issue(CapTableRequest::Tiers(request));
            return;
        }
        let from = params.account("from");
        let reading = Clause::base_reading(params);
        let amount = clause.number(params, "amount", reading);
        let on = super::messages::falls_due(params);
        let builder = params.builder();
        let close = builder.close_time();
        let zero = builder.constant(0.0);
        let (due, paid_at) = match on {
            Some(on) => {
                let time = on.time(builder);
                let happens = builder.happens(time);
                let holds = clause.holds_at(time, params);
                let amount = clause.at(&amount, time, params);
                let builder = params.builder();
                let now = builder.and(happens, holds);
                let time = builder.minimum(time, close);
                (builder.select(now, amount, zero), Some(time))
            }
            None => {
                let due = clause.accrued(params, &[&amount], |builder, values, stretch| {
                    stretch.of(values[0], builder)
                });
                (due, None)
            }
        };
        let builder = params.builder();
        let due = builder.maximum(due, zero);
        let due = builder.quantize(due);
        let split = Split { capital, tiers, time: paid_at.unwrap_or(close) };
        let receipts = split.receipts(builder, due);
        let Some(from) = from else { return };
        for (to, amount) in receipts {
            let request = FlowRequest::cash(from, to, amount);
            params.scope.flow(FlowRequest { rank, paid_at, ..request });
        }
    }
}

/// What each party has paid in.
fn capital(params: &mut Params<'_>) -> Vec<(AccountId, NodeId)> {
    let Some(value) = params.value("capital").cloned() else {
        params.missing("capital");
        return Vec::new();
    };
    let ValueKind::Table(table) = &value.kind else {
        let wanted = "a table such as { limited = 900, general = 100 }";
        params.wrong_type("capital", value.span, value.description(), wanted);
        return Vec::new();
    };
    let mut capital = Vec::new();
    for entry in &table.entries {
        let Some(account) = params.scope.account(&entry.key.name, entry.key.span) else { continue };
        let site = params.site(&format!("capital.{}", entry.key.name));
        let (reading, range) = (Reading::Close, Range::NotNegative);
        capital.push((account, params.number_within(&entry.value, &site, reading, range)));
    }
    capital
}

/// Says that a tier needs capital of a party that has none.
pub(super) fn no_capital(params: &mut Params<'_>, name: &str, span: crate::diagnose::Span) {
    let message = format!("`capital` of {} does not say what `{name}` has paid in", params.path);
    let help = format!("add `{name} = …` to `capital`, 0 for nothing");
    params.complain(Diagnostic::error("missing-key", span, message).help(help));
}

/// A distribution under way.
struct Split {
    capital: Vec<(AccountId, NodeId)>,
    tiers: Vec<Tier>,
    /// When it is paid, in the period.
    time: NodeId,
}

/// What a party has, while tiers are worked out.
#[derive(Clone, Copy)]
struct Position {
    account: AccountId,
    capital: NodeId,
    /// Received before the period.
    before: NodeId,
    /// Received in this period so far.
    now: NodeId,
}

impl Split {
    /// Everybody's part of an amount, to the quantum and without a rest.
    fn receipts(&self, builder: &mut PlanBuilder, amount: NodeId) -> Vec<(AccountId, NodeId)> {
        let zero = builder.constant(0.0);
        let mut positions: Vec<Position> = Vec::new();
        let parties = self.capital.iter().map(|(account, _)| *account);
        let others = self.tiers.iter().flat_map(|tier| tier.split.iter().map(|part| part.0));
        for account in parties.chain(others) {
            if positions.iter().any(|known| known.account == account) {
                continue;
            }
            let capital = self.capital.iter().find(|(known, _)| *known == account);
            let capital = capital.map_or(zero, |(_, capital)| *capital);
            let before = builder.later("received in tiers");
            positions.push(Position { account, capital, before, now: zero });
        }
        let totals: Vec<NodeId> = positions.iter().map(|position| position.before).collect();
        for position in &mut positions {
            position.before = builder.previous(position.before);
        }
        let hurdles: Vec<Option<Hurdle>> =
            self.tiers.iter().map(|tier| self.hurdle(builder, tier, &positions)).collect();
        let mut left = amount;
        for (tier, hurdle) in self.tiers.iter().zip(&hurdles) {
            let take = match need(builder, tier, &positions, hurdle.as_ref()) {
                Some(need) => {
                    let need = builder.maximum(need, zero);
                    builder.minimum(left, need)
                }
                None => left,
            };
            for &(account, part) in &tier.split {
                let share = builder.multiply(take, part);
                if let Some(it) = positions.iter_mut().find(|it| it.account == account) {
                    it.now = builder.add(it.now, share);
                }
            }
            left = builder.subtract(left, take);
        }
        let receipts = rounded(builder, &positions, amount);
        for ((_, receipt), (total, position)) in receipts.iter().zip(totals.iter().zip(&positions))
        {
            let after = builder.add(position.before, *receipt);
            let value = builder.followed(zero, after);
            builder.define(*total, value);
        }
        for hurdle in hurdles.into_iter().flatten() {
            let receipt = receipts.iter().find(|(account, _)| *account == hurdle.account);
            hurdle.close(builder, receipt.map_or(zero, |(_, receipt)| *receipt));
        }
        receipts
    }

    /// What is owed to a party with its return, where a tier waits for that.
    fn hurdle(
        &self,
        builder: &mut PlanBuilder,
        tier: &Tier,
        positions: &[Position],
    ) -> Option<Hurdle> {
        let Some((account, Until::Return(rate, growth))) = &tier.until else { return None };
        let (account, rate) = (*account, *rate);
        let capital = positions.iter().find(|position| position.account == account)?.capital;
        let later = builder.later("owed with its return");
        let open = builder.open_time();
        let close = builder.close_time();
        let (waited, rest) = if growth.years.are_of_grid() {
            (builder.subtract(self.time, open), builder.subtract(close, self.time))
        } else {
            // What was distributed earlier has waited for nothing in this period.
            let time = builder.maximum(self.time, open);
            let rest = growth.years.between(time, close, builder);
            (growth.years.between(open, time, builder), rest)
        };
        let factor = growth.factor(rate, waited, builder);
        let before = builder.previous(later);
        let owed = builder.multiply(before, factor);
        let rest = growth.factor(rate, rest, builder);
        Some(Hurdle { account, capital, later, owed, rest })
    }
}

/// Capital with its return, less what was distributed.
struct Hurdle {
    account: AccountId,
    capital: NodeId,
    later: NodeId,
    /// At the moment of the distribution.
    owed: NodeId,
    /// Growth from then to the close.
    rest: NodeId,
}

impl Hurdle {
    /// Hands it to the next period; what has been added to the capital is owed from the close on.
    fn close(&self, builder: &mut PlanBuilder, receipt: NodeId) {
        let after = builder.subtract(self.owed, receipt);
        // What is received beyond it is no advance on later capital.
        let zero = builder.constant(0.0);
        let after = builder.maximum(after, zero);
        let after = builder.multiply(after, self.rest);
        let before = builder.previous(self.capital);
        let added = builder.subtract(self.capital, before);
        let after = builder.add(after, added);
        let value = builder.followed(self.capital, after);
        builder.define(self.later, value);
    }
}

/// How much has to run through a tier until it is full; `None` for the last one.
fn need(
    builder: &mut PlanBuilder,
    tier: &Tier,
    positions: &[Position],
    hurdle: Option<&Hurdle>,
) -> Option<NodeId> {
    let (account, until) = tier.until.as_ref()?;
    let account = *account;
    let position = positions.iter().find(|position| position.account == account)?;
    let part = tier.split.iter().find(|(known, _)| *known == account)?.1;
    let received = builder.add(position.before, position.now);
    let missing = match until {
        Until::Return(..) => builder.subtract(hurdle?.owed, position.now),
        Until::Multiple(multiple) => {
            let target = builder.multiply(*multiple, position.capital);
            builder.subtract(target, received)
        }
        Until::Amount(target) => builder.subtract(*target, received),
        Until::Share(share) => {
            // Own profit P and all profit A, both rising: P + c x = s (A + x), so x = (s A − P) / (c − s).
            let own = builder.subtract(received, position.capital);
            let mut all = builder.constant(0.0);
            for it in positions {
                let got = builder.add(it.before, it.now);
                let profit = builder.subtract(got, it.capital);
                all = builder.add(all, profit);
            }
            let wanted = builder.multiply(*share, all);
            let missing = builder.subtract(wanted, own);
            let speed = builder.subtract(part, *share);
            return Some(builder.divide(missing, speed));
        }
    };
    Some(builder.divide(missing, part))
}

/// Running sums are rounded instead of parts, so that the parts are the whole to the last bit and none is negative.
fn rounded(
    builder: &mut PlanBuilder,
    positions: &[Position],
    amount: NodeId,
) -> Vec<(AccountId, NodeId)> {
    let mut exact = builder.constant(0.0);
    let mut before = exact;
    let mut receipts = Vec::new();
    for (index, position) in positions.iter().enumerate() {
        exact = builder.add(exact, position.now);
        let upto = if index + 1 == positions.len() {
            amount
        } else {
            let sum = builder.quantize(exact);
            builder.minimum(sum, amount)
        };
        receipts.push((position.account, builder.subtract(upto, before)));
        before = upto;
    }
    receipts
}
