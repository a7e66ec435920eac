//! A part of a price that a third party keeps for claims, and what is left of it at the end.
//!
//! In each period the account is led from moment to moment: what is paid in, then up to each release in turn the claims
//! that come before it, first come first served. Between two moments what lies there grows.

use super::clause::Clause;
use super::interest::{self, DAY_COUNT};
use super::{Asked, Term};
use crate::catalogue::{Entry, Parameter, Range, Takes};
use crate::kind::{EventTime, FlowRequest, Growth, Params, Reading};
use crate::plan::{AccountId, NodeId, PlanBuilder, Step};

/// See the entry.
pub(super) struct Holdback;

impl Term for Holdback {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "holdback",
            summary: "Money that waits in an account of its own: claims under other clauses are paid out of it, what is left goes to the payee at the release with its interest. What is not released in the run stays there, in nobody's payoff.",
            parameters: &[
                Parameter::required("from", Takes::Party, "who pays in, and is paid for claims"),
                Parameter::required("to", Takes::Account, "who gets what is left"),
                Parameter::required("amount", Takes::Number, "how much is paid in, in money")
                    .within_when_used(Range::NotNegative),
                Parameter::optional(
                    "on",
                    Takes::Events,
                    "`starts`, or the start of the run",
                    "when it is paid in: a date (the end of its day) or the first of these events",
                ),
                Parameter::required(
                    "release",
                    Takes::Events,
                    "when all that is left is released: a date (the end of its day, after its claims) or the first of these events",
                ),
                Parameter::optional(
                    "keeps",
                    Takes::Table,
                    "all of it",
                    "what is kept from earlier days on, in money: `{ 2027-06-30 = 10 }` releases what lies there beyond 10; in the order of time",
                ),
                Parameter::optional(
                    "pays",
                    Takes::Terms,
                    "no claims",
                    "the clauses of `to` that are paid out of it, in one period in the order written here",
                ),
                Parameter::optional(
                    "shortfall",
                    Takes::Word(&["owed", "lapses"]),
                    "owed",
                    "what becomes of a claim for which there is not enough: it is paid as its clause says, or not at all",
                ),
                Parameter::optional(
                    "interest",
                    Takes::Number,
                    "0",
                    "a year on what lies there, paid by `world` and kept with it, compounded yearly",
                ),
                DAY_COUNT,
            ],
            example: "[events.claim]\nrecurring = { hazard = 0.8, most = 12 }\n\n[terms.warranty]\nkind = \"claims\"\nfrom = \"seller\"\nto = \"buyer\"\non = \"claim\"\namount = { exponential = { mean = 3 } }\n\n[terms.held_back]\nkind = \"holdback\"\nfrom = \"buyer\"\nto = \"seller\"\namount = 10\non = 2025-03-31\nrelease = 2028-03-31\nkeeps = { 2026-09-30 = 5 }\npays = \"warranty\"\nshortfall = \"lapses\"\ninterest = \"3%\"\n",
        };
        &ENTRY
    }

    fn takes_in_hand(&self) -> &'static [(&'static str, bool)] {
        &[("pays", false)]
    }

    fn lower(&self, _params: &mut Params<'_>) {}

    fn rework(&self, params: &mut Params<'_>, asked: Vec<Asked>) -> Vec<Asked> {
        let (from, to) = (params.party("from"), params.account("to"));
        let clause = Clause::read(params);
        let amount = clause.number(params, "amount", Reading::Close);
        let releases = releases(params);
        let lapses = params.word_of("shortfall", &["owed", "lapses"]) == "lapses";
        let interest = params.optional("interest", Reading::Open);
        let growth = Growth { months: Some(12), years: interest::years(params) };
        let deposit = deposit(params, &clause);
        let (Some(from), Some(to)) = (from, to) else { return asked };
        let held = params.scope.open_escrow();
        let amount = clause.at(&amount, deposit, params);
        let holds = clause.holds_once_begun(deposit, params);
        let builder = params.builder();
        let now = builder.happens(deposit);
        let now = builder.and(now, holds);
        let zero = builder.constant(0.0);
        let paid_in = builder.select(now, amount, zero);
        params.keep_used_within("amount", paid_in, Range::NotNegative);
        let path = params.path.clone();
        let builder = params.builder();
        let paid_in = builder.quantize(paid_in);
        let close = builder.close_time();
        let day = builder.select(now, deposit, close);
        let mut account = Held::open(&path, (interest, growth), (deposit, paid_in), builder);
        let mut flows = vec![flow((from, held), paid_in, (day, Step::Held))];
        let mut left = Vec::new();
        let (claims, others): (Vec<Asked>, Vec<Asked>) =
            asked.into_iter().partition(|asked| asked.goes(to, from));
        left.extend(others);
        let mut paid: Vec<NodeId> = vec![zero; claims.len()];
        let mut after: Option<NodeId> = None;
        for release in releases {
            let until = release.event.time(builder);
            for (claim, paid) in claims.iter().zip(&mut paid) {
                let taken = account.pay(&claim.request, (after, Some(until)), builder);
                *paid = builder.add(*paid, taken);
            }
            let out = account.release(until, release.keeps, builder);
            let happens = builder.happens(until);
            let day = builder.select(happens, until, close);
            flows.push(flow((held, to), out, (day, Step::Released)));
            after = Some(until);
        }
        for (claim, paid) in claims.into_iter().zip(paid) {
            let FlowRequest { amount, .. } = claim.request;
            let request = FlowRequest { from: held, amount: paid, ..claim.request.clone() };
            left.push(Asked { request, ..claim.clone() });
            if !lapses {
                let amount = builder.subtract(amount, paid);
                let request = FlowRequest { amount, ..claim.request.clone() };
                left.push(Asked { request, ..claim });
            }
        }
        let credited = account.close(builder);
        flows.push(flow((AccountId::WORLD, held), credited, (close, Step::EscrowInterest)));
        flows.into_iter().for_each(|flow| params.scope.flow(flow));
        left
    }
}

fn flow(
    (from, to): (AccountId, AccountId),
    amount: NodeId,
    (day, step): (NodeId, Step),
) -> FlowRequest {
    FlowRequest { paid_at: Some(day), step, ..FlowRequest::cash(from, to, amount) }
}

/// When it is paid in.
fn deposit(params: &mut Params<'_>, clause: &Clause) -> NodeId {
    if let Some(on) = super::messages::falls_due(params) {
        return on.time(params.builder());
    }
    let builder = params.builder();
    let start = clause.start_time(builder);
    let zero = builder.constant(0.0);
    builder.maximum(start, zero)
}

/// A moment at which what lies there beyond something is released.
struct Release {
    event: EventTime,
    /// What is kept; nothing where absent.
    keeps: Option<NodeId>,
}

fn releases(params: &mut Params<'_>) -> Vec<Release> {
    let mut found = Vec::new();
    let table = params.value("keeps").and_then(|value| value.as_table()).cloned();
    if let (None, Some(value)) = (&table, params.value("keeps").cloned()) {
        let wanted = "a table such as { 2027-06-30 = 10 }";
        params.wrong_type("keeps", value.span, value.description(), wanted);
    }
    for entry in table.iter().flat_map(|table| &table.entries) {
        let name = &entry.key.name;
        let event = match crate::calendar::parse_date(name) {
            Some(date) => {
                let time = params.scope.grid().years_to_payment_on(date);
                Some(EventTime::end_of_day(params.builder().constant(time)))
            }
            None => params.scope.event(name, entry.key.span),
        };
        let site = params.site(&format!("keeps.{name}"));
        let (reading, range) = (Reading::Close, Range::NotNegative);
        let keeps = params.number_within(&entry.value, &site, reading, range);
        if let Some(event) = event {
            found.push(Release { event, keeps: Some(keeps) });
        }
    }
    if !params.has("release") {
        params.missing("release");
    }
    if let Some(event) = params.events("release", false) {
        params.not_after_end("release", event, "the release");
        found.push(Release { event, keeps: None });
    }
    found
}

/// What lies in the account, from moment to moment of a period.
struct Held {
    later: NodeId,
    balance: NodeId,
    /// Since when the balance has grown.
    since: NodeId,
    credited: NodeId,
    deposit: NodeId,
    interest: Option<(NodeId, Growth)>,
}

impl Held {
    fn open(
        path: &str,
        (interest, growth): (Option<NodeId>, Growth),
        (deposit, paid_in): (NodeId, NodeId),
        builder: &mut PlanBuilder,
    ) -> Self {
        let later = builder.later(&format!("{path} held"));
        let before = builder.previous(later);
        let open = builder.open_time();
        // Nothing lies there before it is paid in.
        let balance = builder.add(before, paid_in);
        let since = builder.maximum(open, deposit);
        let credited = builder.constant(0.0);
        let interest = interest.map(|rate| (rate, growth));
        Self { later, balance, since, credited, deposit, interest }
    }

    /// Lets it grow up to a moment, where that counts.
    fn grow(&mut self, until: NodeId, counts: NodeId, builder: &mut PlanBuilder) {
        let Some((rate, growth)) = &self.interest else { return };
        let until = builder.select(counts, until, self.since);
        let until = builder.maximum(until, self.since);
        let years = growth.years.elapsed(self.since, until, builder);
        let factor = growth.factor(*rate, years, builder);
        let grown = builder.multiply(self.balance, factor);
        let grown = builder.quantize(grown);
        let earned = builder.subtract(grown, self.balance);
        self.credited = builder.add(self.credited, earned);
        self.balance = grown;
        self.since = until;
    }

    /// Pays a claim that falls due between two releases, as far as it goes.
    fn pay(
        &mut self,
        claim: &FlowRequest,
        (after, until): (Option<NodeId>, Option<NodeId>),
        builder: &mut PlanBuilder,
    ) -> NodeId {
        let zero = builder.constant(0.0);
        let close = builder.close_time();
        let day = claim.paid_at.unwrap_or(close);
        let mut counts = builder.less(zero, claim.amount);
        let there = builder.less_equal(self.deposit, day);
        counts = builder.and(counts, there);
        if let Some(after) = after {
            let later = builder.less(after, day);
            counts = builder.and(counts, later);
        }
        if let Some(until) = until {
            let earlier = builder.less_equal(day, until);
            counts = builder.and(counts, earlier);
        }
        self.grow(day, counts, builder);
        let taken = builder.minimum(claim.amount, self.balance);
        let taken = builder.select(counts, taken, zero);
        self.balance = builder.subtract(self.balance, taken);
        taken
    }

    /// Releases what lies there beyond what is kept.
    fn release(&mut self, at: NodeId, keeps: Option<NodeId>, builder: &mut PlanBuilder) -> NodeId {
        let zero = builder.constant(0.0);
        let happens = builder.happens(at);
        let there = builder.less_equal(self.deposit, at);
        let now = builder.and(happens, there);
        self.grow(at, now, builder);
        let out = match keeps {
            Some(keeps) => {
                let keeps = builder.quantize(keeps);
                let beyond = builder.subtract(self.balance, keeps);
                builder.maximum(beyond, zero)
            }
            None => self.balance,
        };
        let out = builder.select(now, out, zero);
        self.balance = builder.subtract(self.balance, out);
        out
    }

    /// Closes the period: all that was earned in it.
    fn close(mut self, builder: &mut PlanBuilder) -> NodeId {
        let close = builder.close_time();
        let there = builder.less_equal(self.deposit, close);
        self.grow(close, there, builder);
        let zero = builder.constant(0.0);
        let value = builder.followed(zero, self.balance);
        builder.define(self.later, value);
        self.credited
    }
}
