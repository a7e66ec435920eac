//! Happens with the first of others, and says which of them that was.

use super::Event;
use super::window::{WINDOW, Window};
use crate::catalogue::{Entry, Parameter, Takes};
use crate::diagnose::{Diagnostic, Span};
use crate::kind::{EventPart, EventTime, Params};
use crate::plan::{NodeId, PlanBuilder};

/// See the entry.
pub(super) struct FirstOf;

impl Event for FirstOf {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "first_of",
            summary: "Happens with the first of these, and has a part for each named one that happens only if it was first.",
            parameters: &[
                Parameter::required(
                    "first_of",
                    Takes::Events,
                    "events and dates; at the same moment the one written first wins; parts are read as `.name_of_the_event`",
                ),
                WINDOW,
            ],
            example: "[events.sale]\nhazard = 0.3\n\n[events.listing]\nhazard = 0.2\n\n[events.exit]\nfirst_of = [\"sale\", \"listing\", 2028-12-31]\n\n[terms.fee]\nkind = \"lump_sum\"\nfrom = \"seller\"\nto = \"buyer\"\namount = 10\non = \"exit.sale\"\n",
        };
        &ENTRY
    }

    fn lower(&self, params: &mut Params<'_>) -> EventTime {
        let window = Window::read(params);
        let mut runners: Vec<Runner> = Vec::new();
        for item in params.listed("first_of") {
            let Some(time) = params.event("first_of", &item, false) else { continue };
            let time = window.keeps(time, params.builder());
            let name = item.as_text().map(|text| text.replace('.', "_"));
            if let Some(name) = &name
                && let Some(earlier) =
                    runners.iter().find(|known| known.name.as_ref() == Some(name))
            {
                let message = format!("`{name}` runs twice in {}", params.path);
                let finding = Diagnostic::error("name-taken", item.span, message);
                let help = "name every event once";
                params.complain(finding.also(earlier.span, "first here").help(help));
                continue;
            }
            runners.push(Runner { name, span: item.span, time });
        }
        let mut first: Option<EventTime> = None;
        for index in 0..runners.len() {
            let wins = wins(&runners, index, params.builder());
            let Some(runner) = runners.get(index) else { continue };
            let part = runner.time.only_if(wins, params.builder());
            if let Some(name) = &runner.name {
                let event = params.name().to_owned();
                let this = EventPart {
                    name: name.clone(),
                    told_by_another: false,
                    only_where_named: false,
                };
                params.scope.part(&event, this, part);
            }
            let time = runner.time;
            first = Some(match first {
                Some(first) => first.either(time, params.builder()),
                None => time,
            });
        }
        first.unwrap_or_else(|| EventTime::sharp(params.builder().constant(f64::INFINITY)))
    }
}

/// One of those that may be first.
struct Runner {
    /// Its name; a date has none.
    name: Option<String>,
    span: Span,
    time: EventTime,
}

/// One where this runner comes before all others, or with others that are written after it.
fn wins(runners: &[Runner], index: usize, builder: &mut PlanBuilder) -> NodeId {
    let mut wins = builder.constant(1.0);
    let Some(own) = runners.get(index).map(|runner| runner.time.time(builder)) else { return wins };
    for (place, other) in runners.iter().enumerate() {
        if place == index {
            continue;
        }
        let other = other.time.time(builder);
        let before =
            if place < index { builder.less(own, other) } else { builder.less_equal(own, other) };
        wins = builder.and(wins, before);
    }
    wins
}
