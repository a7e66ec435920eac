//! A promise to buy compute from one provider, instead of what operations would buy elsewhere or on top of it.

use super::Term;
use super::clause::{Clause, Earned, Stretch};
use super::entitlement::Entitlement;
use super::payment::Payment;
use super::waiting::EVERY;
use crate::catalogue::{Entry, Parameter, Range, Takes};
use crate::diagnose::Diagnostic;
use crate::document::Table;
use crate::kind::{FlowRequest, Params, Reading};
use crate::plan::{NodeId, PlanBuilder, Step};

/// See the entry.
pub(super) struct CloudCommitment;

impl Term for CloudCommitment {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "cloud_commitment",
            summary: "Compute bought from one provider; what it covers is no longer bought elsewhere. `floor` is the commitment.",
            parameters: &[
                Parameter::required("from", Takes::Account, "who buys"),
                Parameter::required("to", Takes::Account, "who provides"),
                Parameter::required(
                    "spend",
                    Takes::Number,
                    "what is bought, in money a year at the price of others",
                ),
                Parameter::optional(
                    "price",
                    Takes::Number,
                    "1",
                    "what the provider charges for what costs 1 elsewhere: 0.9 for a tenth off",
                ).within(Range::Positive),
                Parameter::optional(
                    "covers",
                    Takes::Driver,
                    "nothing",
                    "the operating outflow of the buyer that this redirects; only what goes beyond it is extra",
                ),
                Parameter::optional(
                    "margin",
                    Takes::Number,
                    "1",
                    "the part of what is paid for deliveries that the provider keeps; the rest is its cost and goes to `world`",
                ).within(Range::Fraction),
                Parameter::optional(
                    "shortfall",
                    Takes::Number,
                    "1",
                    "the part of what is missing to the commitment (`floor`) that is paid without delivery",
                ).within(Range::Fraction),
                Parameter::optional(
                    "first_refusal",
                    Takes::Table,
                    "none",
                    "`{ of = …, matches = \"…\", share = …, price = …, margin = … }`: of further need, in money a year, the share that goes to the provider in the periods at whose close it matches",
                ),
                EVERY,
            ],
            example: "[drivers.compute]\nformula = \"6 + 2 * t\"\n\n[companies.lab]\ncash = 200\noperating = { in = [], out = [\"compute\"] }\nvalue = \"10\"\nholders = { seller = \"rest\" }\n\n[terms.cloud]\nkind = \"cloud_commitment\"\nfrom = \"lab\"\nto = \"buyer\"\nspend = 4\nprice = 0.9\ncovers = \"compute\"\nmargin = 0.18\nfloor = 5\nper = \"year\"\nfirst_refusal = { of = \"compute - 4\", matches = \"compute > 8\", share = 0.5 }\n",
        };
        &ENTRY
    }

    fn pays(&self) -> bool {
        true
    }

    fn lower(&self, params: &mut Params<'_>) {
        let payment = Payment::read(params);
        let clause = Clause::read(params).paying_every(params);
        covers_at_closes(params, &clause);
        let reading = Clause::base_reading(params);
        let spend = clause.number(params, "spend", reading);
        let price = clause.optional(params, "price", 1.0, Reading::Close);
        let margin = params.optional("margin", Reading::Close);
        let covers = params.text("covers");
        let shortfall = params.optional("shortfall", Reading::Close);
        let price = price.map(|price| clause.at_close(&price, params.builder()));
        let earned = clause.earned(params, &[&spend], |builder, values, stretch| {
            let due = stretch.of(values[0], builder);
            match price {
                Some(price) => builder.multiply(due, price),
                None => due,
            }
        });
        let refusal = FirstRefusal::read(params, price);
        let mut entitlement = Entitlement::read(params, &clause, false).short_of(shortfall);
        let Some(payment) = payment else { return };
        let delivery = Delivery { covers, margin, price };
        delivery.post(params, (&payment, &clause), &mut entitlement, (earned, Step::Plain));
        if let Some(refusal) = refusal {
            let due =
                clause.earned(params, &[], |builder, _, stretch| refusal.due(builder, stretch));
            let margin = refusal.margin.or(margin);
            let delivery = Delivery { margin, price: Some(refusal.price), ..delivery };
            let due = (due, Step::FirstRefusal);
            delivery.post(params, (&payment, &clause), &mut entitlement, due);
        }
        payment.rest(params, &clause, entitlement);
        payment.otherwise(params, &clause);
    }
}

/// What is bought, as the buyer's operations and the provider's costs see it.
struct Delivery {
    covers: Option<String>,
    margin: Option<NodeId>,
    price: Option<NodeId>,
}

impl Delivery {
    /// Pays for what is delivered.
    fn post(
        &self,
        params: &mut Params<'_>,
        (payment, clause): (&Payment, &Clause),
        entitlement: &mut Entitlement,
        (earned, step): (Earned, Step),
    ) {
        let mut paid = Vec::new();
        for (part, amount) in earned.parts {
            paid.push((part, entitlement.take_in(params, clause, amount, part).paid));
        }
        let builder = params.builder();
        let sum = paid.iter().map(|(_, amount)| *amount);
        let sum = sum.reduce(|sum, amount| builder.add(sum, amount));
        if let Some(sum) = sum {
            self.of(params, payment, sum).post_parts(params, clause, &paid, step);
        }
    }

    /// How an amount for deliveries is paid: it replaces what the same would have cost elsewhere.
    fn of(&self, params: &mut Params<'_>, payment: &Payment, paid: NodeId) -> Payment {
        let builder = params.builder();
        let replaces = self.price.map(|price| {
            let elsewhere = builder.divide(paid, price);
            builder.quantize(elsewhere)
        });
        let request = FlowRequest {
            covers: self.covers.clone(),
            margin: self.margin,
            replaces,
            ..payment.request.clone()
        };
        Payment { request, ..*payment }
    }
}

/// The right to supply further need at the price of others.
struct FirstRefusal {
    need: NodeId,
    share: NodeId,
    matches: Option<NodeId>,
    price: NodeId,
    margin: Option<NodeId>,
}

impl FirstRefusal {
    fn read(params: &mut Params<'_>, price: Option<NodeId>) -> Option<Self> {
        let value = params.value("first_refusal")?.clone();
        let Some(table) = value.as_table() else {
            let wanted = "a table such as { of = \"compute - 10\", matches = \"offer > 0.9\" }";
            params.wrong_type("first_refusal", value.span, value.description(), wanted);
            return None;
        };
        for entry in &table.entries {
            if !["of", "matches", "share", "price", "margin"].contains(&entry.key.name.as_str()) {
                let key = &entry.key.name;
                let message = format!("unknown key `{key}` in {}.first_refusal", params.path);
                let finding = Diagnostic::error("unknown-key", entry.key.span, message);
                let help = "it takes `of`, `matches`, `share`, `price` and `margin`";
                params.complain(finding.help(help));
            }
        }
        let Some(need) = number(params, table, "of", Range::Any) else {
            let message = format!("`of` is missing in {}.first_refusal", params.path);
            let finding = Diagnostic::error("missing-key", value.span, message);
            params.complain(finding.help("add `of = …`: the further need, in money a year"));
            return None;
        };
        let matches = table.get("matches").and_then(|entry| {
            let span = entry.value.span;
            let text = entry.value.as_text()?.to_owned();
            Some(params.scope.formula(&text, span, Reading::Close))
        });
        let share = number(params, table, "share", Range::Fraction);
        let own = number(params, table, "price", Range::Positive).or(price);
        let margin = number(params, table, "margin", Range::Fraction);
        let one = params.builder().constant(1.0);
        Some(Self { need, share: share.unwrap_or(one), matches, price: own.unwrap_or(one), margin })
    }

    /// What is bought under it in the period.
    fn due(&self, builder: &mut PlanBuilder, stretch: Stretch) -> NodeId {
        let zero = builder.constant(0.0);
        let need = builder.maximum(self.need, zero);
        let bought = builder.multiply(need, self.share);
        let cost = builder.multiply(bought, self.price);
        let due = stretch.of(cost, builder);
        match self.matches {
            Some(matches) => builder.select(matches, due, zero),
            None => due,
        }
    }
}

fn number(params: &mut Params<'_>, table: &Table, key: &str, range: Range) -> Option<NodeId> {
    let value = table.get(key)?.value.clone();
    let site = params.site(&format!("first_refusal.{key}"));
    Some(params.number_within(&value, &site, Reading::Close, range))
}

/// What replaces operations is paid as these are.
fn covers_at_closes(params: &mut Params<'_>, clause: &Clause) {
    if clause.occasions().is_some() && params.has("covers") {
        let message = format!("{} covers operations, which are paid at each close", params.path);
        let finding = Diagnostic::error("not-together", params.span_of("every"), message);
        params.complain(finding.help("leave out `every`, or `covers`"));
    }
}
