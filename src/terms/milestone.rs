//! Amounts that events release, each once.

use super::Term;
use super::changes::Changing;
use super::clause::Clause;
use super::entitlement::Entitlement;
use super::messages;
use super::payment::{Due, Payment};
use crate::calendar::parse_date;
use crate::catalogue::{Entry, Parameter, Takes};
use crate::document::Entry as Written;
use crate::kind::{EventTime, Params, Reading};
use crate::plan::Step;

/// See the entry.
pub(super) struct Milestone;

impl Term for Milestone {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "milestone",
            summary: "Amounts that events release, each once and in the order of the file under a cap.",
            parameters: &[
                Parameter::required("from", Takes::Account, "who pays"),
                Parameter::required("to", Takes::Account, "who receives"),
                Parameter::required(
                    "pays",
                    Takes::Table,
                    "what each event or date releases, in money: `{ filed = 5, approved = 20 }`; after `by` nothing is released, and `otherwise` is paid then where nothing was",
                ),
            ],
            example: "[events.filed]\nhazard = 0.8\n\n[events.approved]\nhazard = 0.3\n\n[terms.milestones]\nkind = \"milestone\"\nfrom = \"buyer\"\nto = \"seller\"\npays = { filed = 5, approved = 20 }\ncap = 22\npay_after = \"30 days\"\n",
        };
        &ENTRY
    }

    fn pays(&self) -> bool {
        true
    }

    fn lower(&self, params: &mut Params<'_>) {
        let payment = Payment::read(params);
        let clause = Clause::read(params);
        let releases = releases(params);
        let otherwise = clause.optional(params, "otherwise", 0.0, Reading::Close);
        let mut entitlement = Entitlement::read(params, &clause, false);
        let Some(payment) = payment else { return };
        let builder = params.builder();
        let never = builder.constant(f64::INFINITY);
        let by = clause.by().unwrap_or(never);
        let mut first = never;
        for (event, amount) in releases {
            let builder = params.builder();
            let time = event.time(builder);
            first = builder.minimum(first, time);
            let in_time = builder.less_equal(time, by);
            let holds = clause.holds_at(time, params);
            let amount = clause.at(&amount, time, params);
            let holds = params.builder().and(holds, in_time);
            let due = Due { amount, time, holds };
            payment.one_of(params, &clause, due, &mut entitlement, Step::Plain);
        }
        match otherwise {
            Some(otherwise) if clause.by().is_some() => {
                let builder = params.builder();
                let holds = builder.less(by, first);
                let amount = clause.at(&otherwise, by, params);
                let due = Due { amount, time: by, holds };
                payment.one_of(params, &clause, due, &mut entitlement, Step::Instead);
            }
            Some(_) => messages::otherwise_without_by(params),
            None => {}
        }
        payment.rest(params, &clause, entitlement);
    }
}

/// Events and what they release.
fn releases(params: &mut Params<'_>) -> Vec<(EventTime, Changing)> {
    let Some(value) = params.value("pays").cloned() else {
        params.missing("pays");
        return Vec::new();
    };
    let entries: Vec<Written> =
        value.as_table().map(|table| table.entries.clone()).unwrap_or_default();
    if entries.is_empty() {
        let wanted = "a table such as { filed = 5, approved = 20 }";
        params.wrong_type("pays", value.span, value.description(), wanted);
    }
    let mut releases = Vec::new();
    for entry in entries {
        let name = &entry.key.name;
        let event = match parse_date(name) {
            Some(date) => {
                let time = params.scope.grid().years_to_payment_on(date);
                Some(EventTime::end_of_day(params.builder().constant(time)))
            }
            None => params.scope.event(name, entry.key.span),
        };
        let site = params.site(&format!("pays.{name}"));
        let amount = Changing::written(params, &entry.value, site, Reading::Close);
        if let Some(event) = event {
            params.not_after_end("pays", event, &format!("`{name}`"));
            if messages::has_passed(event, params.builder()) {
                messages::before_start(params, "pays", &format!("`{name}`"));
            }
            releases.push((event, amount));
        }
    }
    releases
}
