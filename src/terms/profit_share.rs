//! A right to profits in steps: so much until so much was received, then less, then what others take over.

use super::Term;
use super::clause::{Clause, Earned};
use super::entitlement::{Entitlement, Taken};
use super::payment::Payment;
use super::share;
use super::tiers::steps;
use super::waiting::EVERY;
use crate::catalogue::{Entry, Parameter, Range, Takes};
use crate::diagnose::{Diagnostic, Span};
use crate::document::Entry as Written;
use crate::kind::{FlowRequest, Params, Reading};
use crate::plan::{AccountId, NodeId, Step};

/// See the entry.
pub(super) struct ProfitShare;

impl Term for ProfitShare {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "profit_share",
            summary: "Shares of profits in steps (`tiers`) by what was received, with others who share beside it, losses carried forward, and a multiple of what was invested as cap.",
            parameters: &[
                Parameter::required("from", Takes::Account, "who pays"),
                Parameter::required("to", Takes::Account, "who receives"),
                Parameter::required(
                    "of",
                    Takes::Number,
                    "the profit, in money a year; below zero it is a loss",
                ),
                Parameter::optional(
                    "siblings",
                    Takes::Table,
                    "nobody",
                    "who shares beside `to`, by the same steps: `{ staff = { 13 = 0.49 }, foundation = { 13 = 0.02, 92 = 1 } }`",
                ),
                Parameter::optional(
                    "losses",
                    Takes::Word(&["carried", "dropped"]),
                    "carried",
                    "whether losses while in force are made good by later profits before anything is shared",
                ),
                Parameter::optional(
                    "loss_before",
                    Takes::Number,
                    "0",
                    "the loss of before the start that has to be made good first, in money",
                )
                .within_when_used(Range::NotNegative),
                Parameter::optional(
                    "invested",
                    Takes::Number,
                    "not said",
                    "what was invested, in money; with `multiple` it makes the cap",
                )
                .within(Range::NotNegative),
                Parameter::optional(
                    "multiple",
                    Takes::Number,
                    "none",
                    "cap as a multiple of `invested`: 20 for twentyfold",
                )
                .within(Range::NotNegative),
                Parameter::optional(
                    "reverts_to",
                    Takes::Account,
                    "nobody",
                    "who gets what the cap cuts off",
                ),
                EVERY,
            ],
            example: "[drivers.profit]\nformula = \"20 * t - 10\"\n\n[terms.profit_right]\nkind = \"profit_share\"\nfrom = \"seller\"\nto = \"buyer\"\nof = \"profit\"\ntiers = { 0 = 0.75, 13 = 0.49, 92 = 0 }\nsiblings = { world = { 13 = 0.49, 92 = 1 } }\nloss_before = 5\n",
        };
        &ENTRY
    }

    fn pays(&self) -> bool {
        true
    }

    fn lower(&self, params: &mut Params<'_>) {
        let payment = Payment::read(params);
        let clause = Clause::read(params).paying_every(params);
        let earned = share::base_in_parts(params, &clause);
        let earned = after_losses(params, &clause, earned);
        if !params.has("tiers") {
            let message = format!("`tiers` is missing in {}", params.path);
            let finding = Diagnostic::error("missing-key", params.span, message);
            params.complain(finding.help("add `tiers = { 0 = 0.75, 13 = 0.49 }`: the share, and which one holds from which receipts on"));
        }
        let cap = multiple_cap(params);
        let mut entitlement = Entitlement::read(params, &clause, true);
        if let Some(cap) = cap {
            entitlement = entitlement.capped_by(params, &clause, cap);
        }
        let siblings = siblings(params, &entitlement);
        let reverts_to = if params.has("reverts_to") { params.account("reverts_to") } else { None };
        let Some(payment) = payment else { return };
        let mut taken = Vec::new();
        for (part, amount) in earned.parts {
            taken.push((part, entitlement.take_in(params, &clause, amount, part)));
        }
        let paid: Vec<_> = taken.iter().map(|(part, taken)| (*part, taken.paid)).collect();
        payment.post_parts(params, &clause, &paid, Step::Plain);
        for sibling in siblings {
            let mut beside = Vec::new();
            for (part, taken) in &taken {
                beside.push((*part, sibling.amount(params, taken)));
            }
            payment.towards(sibling.account).post_parts(params, &clause, &beside, Step::Beside);
        }
        if let Some(account) = reverts_to {
            let cut: Vec<_> = taken.iter().map(|(part, taken)| (*part, taken.cut)).collect();
            payment.towards(account).post_parts(params, &clause, &cut, Step::BeyondCap);
        }
        payment.rest(params, &clause, entitlement);
        payment.otherwise(params, &clause);
    }
}

impl Payment {
    /// The same, to somebody else.
    fn towards(&self, to: AccountId) -> Self {
        let request = FlowRequest { to, ..self.request.clone() };
        Self { request, ..*self }
    }
}

/// What is left of the period's profit, part by part, once the losses before it are made good.
fn after_losses(params: &mut Params<'_>, clause: &Clause, earned: Earned) -> Earned {
    let carried = params.word("losses") == "carried";
    let start = clause.number_or(params, "loss_before", 0.0, Reading::Open);
    let label = format!("{}.losses", params.path);
    let builder = params.builder();
    let zero = builder.constant(0.0);
    let start = clause.at_close(&start, builder);
    let start = builder.quantize(start);
    let losses = builder.later(&label);
    let mut open = builder.previous(losses);
    let mut parts = Vec::new();
    for (part, earned) in earned.parts {
        let profit = builder.quantize(earned);
        let after = builder.subtract(profit, open);
        parts.push((part, builder.maximum(after, zero)));
        let unmade = builder.negate(after);
        let mut unmade = builder.maximum(unmade, zero);
        if !carried {
            // Only what was lost before the start is made good: the balance never grows.
            unmade = builder.minimum(unmade, open);
        }
        open = unmade;
    }
    let value = builder.followed(start, open);
    builder.define(losses, value);
    Earned { parts }
}

/// `multiple` times `invested`.
fn multiple_cap(params: &mut Params<'_>) -> Option<NodeId> {
    let multiple = params.optional("multiple", Reading::Open)?;
    let invested = params.number("invested", Reading::Open);
    if params.has("cap") {
        let message = format!("{} has both a `cap` and a `multiple`", params.path);
        let (cap, multiple) = (params.span_of("cap"), params.span_of("multiple"));
        params.complain(
            Diagnostic::error("two-caps", multiple, message)
                .also(cap, "the other cap is here")
                .help("keep one: `cap` in money, or `multiple` of `invested`"),
        );
    }
    Some(params.builder().multiply(multiple, invested))
}

/// Somebody who shares in the same profit.
struct Sibling {
    account: AccountId,
    /// Its share in each tier.
    shares: Vec<Option<NodeId>>,
}

impl Sibling {
    fn amount(&self, params: &mut Params<'_>, taken: &Taken) -> NodeId {
        let builder = params.builder();
        let mut sum = builder.constant(0.0);
        for (used, share) in taken.used.iter().zip(&self.shares) {
            if let Some(share) = share {
                let part = builder.multiply(*used, *share);
                sum = builder.add(sum, part);
            }
        }
        builder.quantize(sum)
    }
}

fn siblings(params: &mut Params<'_>, entitlement: &Entitlement) -> Vec<Sibling> {
    let Some(value) = params.value("siblings").cloned() else { return Vec::new() };
    let mut found = Vec::new();
    let entries: Vec<Written> =
        value.as_table().map(|table| table.entries.clone()).unwrap_or_default();
    if entries.is_empty() {
        let wanted = "a table such as { staff = { 13 = 0.49 } }";
        params.wrong_type("siblings", value.span, value.description(), wanted);
    }
    for entry in entries {
        let account = params.scope.account(&entry.key.name, entry.key.span);
        let Some(table) = entry.value.as_table() else {
            let found = entry.value.description();
            let wanted = "a table of thresholds and shares such as { 13 = 0.49 }";
            params.wrong_type("siblings", entry.value.span, found, wanted);
            continue;
        };
        let key = format!("siblings.{}", entry.key.name);
        let steps = steps(params, &key, table, Range::Fraction);
        let Some(shares) = entitlement.aligned(params, &steps) else {
            not_a_threshold(params, entry.value.span);
            continue;
        };
        if let Some(account) = account {
            found.push(Sibling { account, shares });
        }
    }
    shares_of_everything(params, entitlement, &found, value.span);
    found
}

fn not_a_threshold(params: &mut Params<'_>, span: Span) {
    let message = format!("a threshold of the siblings of {} is none of its tiers", params.path);
    let finding = Diagnostic::error("sibling-threshold", span, message);
    params.complain(finding.help("use the thresholds of `tiers`, and give tiers a line for each"));
}

/// Shares that are known sum to one at most in every tier.
fn shares_of_everything(
    params: &mut Params<'_>,
    entitlement: &Entitlement,
    siblings: &[Sibling],
    span: Span,
) {
    for (tier, own) in entitlement.shares().into_iter().enumerate() {
        let mut sum = params.builder().evaluate_constant(own).unwrap_or(0.0);
        for sibling in siblings {
            let share = sibling.shares.get(tier).copied().flatten();
            sum += share.and_then(|share| params.builder().evaluate_constant(share)).unwrap_or(0.0);
        }
        if sum > 1.0 + 1e-9 {
            let message =
                format!("the shares of tier {} of {} sum to {sum}", tier + 1, params.path);
            let finding = Diagnostic::error("shares-above-one", span, message);
            params.complain(finding.help("lower one of them: a profit is shared once"));
            return;
        }
    }
}
