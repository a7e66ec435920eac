//! A party chooses, by a rule over what it sees then.

use super::Event;
use super::window::{WINDOW, Window};
use crate::catalogue::{Entry, Parameter, Takes};
use crate::kind::{EventTime, Params};
use crate::plan::NodeId;

/// See the entry.
pub(super) struct Decision;

impl Event for Decision {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "decision",
            summary: "Taken by a party at the first close at which its rule holds, on given days or at every close of a window.",
            parameters: &[
                Parameter::required(
                    "decision",
                    Takes::Table,
                    "`party` (who decides), `rule` (a condition on drivers at the close and on the ledger after the period's flows), and if wanted `on` (dates and events: decided at the closes of the periods in which they fall, otherwise at every close), `from` and `until` (events or dates)",
                ),
                WINDOW,
            ],
            example: "[drivers.price]\nprocess = \"geometric_brownian\"\nstart = 100\nvolatility = 0.3\n\n[events.exercised]\ndecision = { party = \"buyer\", rule = \"price > 110\", on = [2027-12-31, 2029-12-31] }\n\n[terms.purchase]\nkind = \"lump_sum\"\nfrom = \"seller\"\nto = \"buyer\"\namount = \"price - 110\"\non = \"exercised\"\n",
        };
        &ENTRY
    }

    fn lower(&self, params: &mut Params<'_>) -> EventTime {
        let never = EventTime::sharp(params.builder().constant(f64::INFINITY));
        let keys = ["party", "rule", "on", "from", "until"];
        if !params.has("decision") {
            return never;
        }
        let Some(table) = params.nested("decision", &keys) else { return never };
        let outer = Window::read(params);
        let mut own = params.within("decision", &table);
        let _ = own.account("party");
        if !own.has("rule") {
            own.missing("rule");
            return never;
        }
        let span = own.span_of("rule");
        let Some(text) = own.text("rule") else { return never };
        let window = Window::read_from(&mut own);
        let asked = asked(&mut own);
        let rule = own.scope.condition(&text, span);
        let path = own.path.clone();
        let builder = own.builder();
        let close = builder.close_time();
        let inside = window.holds_at_close(close, builder);
        let takes = builder.and(rule, inside);
        let inside = outer.holds_at_close(close, builder);
        let mut takes = builder.and(takes, inside);
        if let Some(asked) = asked {
            takes = builder.and(takes, asked);
        }
        EventTime::sharp(builder.latched(&path, takes, close))
    }
}

/// One in the periods in which something in `on` falls; `None` where every close will do.
fn asked(params: &mut Params<'_>) -> Option<NodeId> {
    params.value("on")?;
    let mut any = params.builder().constant(0.0);
    for item in params.listed("on") {
        let Some(event) = params.event("on", &item, false) else { continue };
        let builder = params.builder();
        let time = event.time(builder);
        let falls = builder.happens(time);
        any = builder.or(any, falls);
    }
    Some(any)
}
