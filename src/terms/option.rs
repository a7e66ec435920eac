//! A right of one side to end another clause for a price, or to let it go on past its end.

use super::Term;
use super::changes::Changing;
use super::clause::Clause;
use super::entitlement::Entitlement;
use super::payment::{Due, Payment, duration};
use crate::catalogue::{Entry, Parameter, Takes};
use crate::diagnose::{Diagnostic, nearest};
use crate::document::{Table, Value, ValueKind};
use crate::kind::{EventTime, Params, Reading};
use crate::plan::{NodeId, PlanBuilder};

/// See the entry.
pub(super) struct TermOption;

impl Term for TermOption {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "option",
            summary: "A right to end another clause for a price on given dates, or to let it go on past its end for a fee, by a rule; its name is an event, the exercise.",
            parameters: &[
                Parameter::required(
                    "from",
                    Takes::Account,
                    "who has the right and pays for its exercise",
                ),
                Parameter::required("to", Takes::Account, "who is paid"),
                Parameter::required("term", Takes::Text, "which clause it ends or extends"),
                Parameter::optional(
                    "right",
                    Takes::Word(&["end", "extend"]),
                    "end",
                    "what it gives: a buyout, or an extension",
                ),
                Parameter::required("price", Takes::Number, "what exercise costs, in money"),
                Parameter::optional(
                    "at",
                    Takes::Events,
                    "the end that is extended",
                    "when it can be exercised: dates (the end of the day) or events; the first at which the rule holds",
                ),
                Parameter::optional(
                    "if",
                    Takes::Formula,
                    "always",
                    "the rule by which it is exercised; read at the close of the period of the decision",
                ),
                Parameter::optional(
                    "past",
                    Takes::Events,
                    "every end of the clause",
                    "which end of the clause an extension moves",
                ),
                Parameter::optional(
                    "until",
                    Takes::Events,
                    "never",
                    "when an extended clause ends instead",
                ),
                Parameter::optional(
                    "for",
                    Takes::Duration,
                    "`until`",
                    "how much longer an extended clause goes on: \"2 years\"",
                ),
            ],
            example: "[drivers.revenue]\nformula = \"10 + 5 * t\"\n\n[terms.share]\nkind = \"revenue_share\"\nfrom = \"seller\"\nto = \"buyer\"\nrate = \"20%\"\nof = \"revenue\"\nends = 2027-12-31\n\n[terms.buyout]\nkind = \"option\"\nfrom = \"seller\"\nto = \"buyer\"\nterm = \"share\"\nat = [2026-12-31, 2027-06-30]\nif = \"revenue > 20\"\nprice = 4\n\n[terms.renewal]\nkind = \"option\"\nright = \"extend\"\nfrom = \"buyer\"\nto = \"seller\"\nterm = \"share\"\nfor = \"1 year\"\nif = \"revenue > 24\"\nprice = 1\n",
        };
        &ENTRY
    }

    fn is_event(&self) -> bool {
        true
    }

    fn pays(&self) -> bool {
        true
    }

    fn lower(&self, params: &mut Params<'_>) {
        let payment = Payment::read(params);
        let clause = Clause::read(params);
        let extends = params.word("right") == "extend";
        let target = target(params);
        let price = clause.number(params, "price", Reading::Close);
        let rule = params.value("if").cloned();
        let site = params.site("if");
        let rule = rule.map(|rule| Changing::written(params, &rule, site, Reading::Close));
        // Read by the clause that it is on; here only its spelling is checked.
        let _ = duration(params, "for");
        let moments = moments(params, target.as_ref(), extends);
        if let [moment] = moments[..] {
            params.not_after_end("at", moment, "the exercise");
        }
        let over = target.as_ref().and_then(|target| other_ends(params, target, extends));
        let label = format!("{}.exercised", params.path);
        let builder = params.builder();
        let never = builder.constant(f64::INFINITY);
        let mut now = never;
        for event in moments {
            let builder = params.builder();
            let time = event.time(builder);
            let mut exercised = builder.happens(time);
            if let Some(rule) = &rule {
                let rule = clause.at(rule, time, params);
                exercised = params.builder().and(exercised, rule);
            }
            let holds = clause.holds_at(time, params);
            let builder = params.builder();
            exercised = builder.and(exercised, holds);
            if let Some(over) = over {
                let open = over.still_to_come(time, builder);
                exercised = builder.and(exercised, open);
            }
            let time = builder.select(exercised, time, never);
            now = builder.minimum(now, time);
        }
        let builder = params.builder();
        let any = builder.less(now, never);
        let exercised = builder.latched(&label, any, now);
        params.scope.keep_moment(exercised);
        let entitlement = Entitlement::read(params, &clause, false);
        let Some(payment) = payment else { return };
        let amount = clause.at(&price, exercised, params);
        let holds = params.builder().constant(1.0);
        payment.once(params, &clause, Due { amount, time: exercised, holds }, entitlement);
    }
}

/// The clause that the option is on.
fn target(params: &mut Params<'_>) -> Option<Table> {
    if !params.has("term") {
        params.missing("term");
        return None;
    }
    let name = params.text("term")?;
    let terms = params.scope.terms();
    let found = terms.iter().find(|(known, _)| *known == name && known != params.name());
    if found.is_none() {
        let message = format!("{} is on `{name}`, which is no other clause", params.path);
        let help = match nearest(&name, terms.iter().map(|(known, _)| known.as_str())) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "name a table under [terms]".to_owned(),
        };
        let span = params.span_of("term");
        params.complain(Diagnostic::error("option-on-nothing", span, message).help(help));
    }
    found.map(|(_, table)| table.clone())
}

/// When it can be exercised.
fn moments(params: &mut Params<'_>, target: Option<&Table>, extends: bool) -> Vec<EventTime> {
    let mut items = Vec::new();
    if let Some(at) = params.value("at").cloned() {
        items = listed(&at);
    } else if extends {
        items = match params.value("past").cloned() {
            Some(past) => listed(&past),
            None => ends_of(target),
        };
    }
    if items.is_empty() {
        params.missing("at");
    }
    items.iter().filter_map(|item| params.event("at", item, false)).collect()
}

/// What has ended the target for good before an exercise: all of its ends, but those that an extension moves.
fn other_ends(params: &mut Params<'_>, target: &Table, extends: bool) -> Option<EventTime> {
    let past = params.value("past").map(listed);
    let mut all: Option<EventTime> = None;
    for item in ends_of(Some(target)) {
        let moved = past.as_ref().is_none_or(|past| past.iter().any(|past| past.kind == item.kind));
        if extends && moved {
            continue;
        }
        let Some(event) = params.event("term", &item, false) else { continue };
        all = Some(match all {
            Some(all) => all.either(event, params.builder()),
            None => event,
        });
    }
    all
}

fn ends_of(table: Option<&Table>) -> Vec<Value> {
    let keys = ["ends", "unless"].into_iter();
    let values = keys.filter_map(|key| table?.get(key));
    values.flat_map(|entry| listed(&entry.value)).collect()
}

fn listed(value: &Value) -> Vec<Value> {
    match &value.kind {
        ValueKind::List(items) => items.clone(),
        _ => vec![value.clone()],
    }
}

/// The ends of a clause as written, with what options on it make of them.
pub(super) fn ends(params: &mut Params<'_>) -> Option<EventTime> {
    let mut ends: Option<EventTime> = None;
    let options = options_on(params);
    for key in ["ends", "unless"] {
        let Some(value) = params.value(key).cloned() else { continue };
        for item in listed(&value) {
            let Some(mut event) = params.event(key, &item, false) else { continue };
            for option in options.iter().filter(|option| option.moves(&item)) {
                event = option.extended(params, event);
            }
            ends = Some(match ends {
                Some(ends) => ends.either(event, params.builder()),
                None => event,
            });
        }
    }
    for option in options.iter().filter(|option| !option.extends) {
        // What falls due at the end of the day of a buyout is still paid.
        let event = EventTime::end_of_day(option.exercised);
        ends = Some(match ends {
            Some(ends) => ends.either(event, params.builder()),
            None => event,
        });
    }
    ends
}

/// An option as seen from the clause that it is on.
struct OnThis {
    exercised: NodeId,
    extends: bool,
    past: Option<Vec<Value>>,
    until: Option<Value>,
    longer: Option<f64>,
}

impl OnThis {
    fn moves(&self, item: &Value) -> bool {
        let named = |past: &Vec<Value>| past.iter().any(|past| past.kind == item.kind);
        self.extends && self.past.as_ref().is_none_or(named)
    }

    /// The end, or where the option was exercised the later one.
    fn extended(&self, params: &mut Params<'_>, event: EventTime) -> EventTime {
        let until = match &self.until {
            Some(until) => {
                params.event("until", until, false).map(|until| until.time(params.builder()))
            }
            None => None,
        };
        let builder = params.builder();
        let never = builder.constant(f64::INFINITY);
        let until = match (until, self.longer) {
            (Some(until), _) => until,
            (None, Some(longer)) => {
                let longer = builder.constant(longer);
                let end = event.time(builder);
                builder.add(end, longer)
            }
            (None, None) => never,
        };
        let exercised = builder.less(self.exercised, never);
        let unless = |builder: &mut PlanBuilder, time: Option<NodeId>, then: NodeId| {
            time.map(|time| builder.select(exercised, then, time))
        };
        EventTime {
            before_payments: unless(builder, event.before_payments, never),
            after_payments: unless(builder, Some(event.after_payments.unwrap_or(never)), until),
        }
    }
}

/// The options on the clause that is lowered now.
fn options_on(params: &mut Params<'_>) -> Vec<OnThis> {
    let own = params.name().to_owned();
    let mut found = Vec::new();
    for (name, table) in params.scope.terms() {
        let text = |key: &str| table.get(key).and_then(|entry| entry.value.as_text());
        if text("kind") != Some("option") || text("term") != Some(own.as_str()) || name == own {
            continue;
        }
        let value = |key: &str| table.get(key).map(|entry| entry.value.clone());
        found.push(OnThis {
            exercised: params.scope.moment(&name),
            extends: text("right") == Some("extend"),
            past: value("past").as_ref().map(listed),
            until: value("until"),
            longer: text("for").and_then(crate::calendar::parse_duration),
        });
    }
    found
}
