//! A declaration that the other side may take to court.

use super::Event;
use super::delayed::later;
use super::frozen::frozen;
use super::window::{WINDOW, Window};
use crate::catalogue::{Entry, Parameter, Range, Takes};
use crate::kind::{EventPart, EventTime, Params, Reading};
use crate::plan::NodeId;

/// See the entry.
pub(super) struct Disputed;

const KEYS: [&str; 5] =
    ["event", "probability_upheld", "time_in_court", "probability_filed", "filed_after"];

impl Event for Disputed {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "disputed",
            summary: "Happens when a disputed declaration is upheld, or at the declaration itself where nobody disputes it; its parts are `.filed`, `.upheld` and `.rejected`, and a case still open at the end of the run is neither.",
            parameters: &[
                Parameter::required(
                    "disputed",
                    Takes::Table,
                    "`event` (what is disputed), `probability_upheld`, `time_in_court` (\"18 months\", or years as a number, formula or distribution), and if wanted `probability_filed` (1) and `filed_after` (at once); formulas are read at the close of the period in which the declaration or the filing falls; a `window` is one for the declaration",
                ),
                WINDOW,
            ],
            example: "[events.declared]\nhazard = 0.2\n\n[events.agi]\ndisputed = { event = \"declared\", probability_upheld = 0.6, time_in_court = { uniform = [0.5, 2.5] }, filed_after = \"30 days\" }\n\n[terms.share]\nkind = \"formula_flow\"\nfrom = \"seller\"\nto = \"buyer\"\namount = 10\nends = \"agi\"\nescrow = { dispute = \"agi\", interest = 0.03 }\n",
        };
        &ENTRY
    }

    fn lower(&self, params: &mut Params<'_>) -> EventTime {
        let never = EventTime::sharp(params.builder().constant(f64::INFINITY));
        if !params.has("disputed") {
            return never;
        }
        let Some(table) = params.nested("disputed", &KEYS) else { return never };
        let event = params.name().to_owned();
        let window = Window::read(params);
        let mut own = params.within("disputed", &table);
        for key in ["event", "probability_upheld", "time_in_court"] {
            if !own.has(key) {
                own.missing(key);
            }
        }
        let Some(declared) = own.events("event", false) else { return never };
        let declared = window.keeps(declared, own.builder());
        // A filing or a judgment is an act of its own, not the end of a day: it comes first in a tie.
        let declared_at = declared.time(own.builder());
        let after = own.years("filed_after");
        let (filed, unchallenged) = match own.probability("probability_filed", Reading::Close) {
            Some(probability) => {
                let files =
                    draw(&mut own, ("filing", "probability_filed"), probability, declared_at);
                let builder = own.builder();
                let accepts = builder.not(files);
                (declared.only_if(files, builder), Some(declared.only_if(accepts, builder)))
            }
            None => (declared, None),
        };
        let filed_at = filed.time(own.builder());
        let mut filed = EventTime::sharp(filed_at);
        if let Some(after) = after {
            filed = later(filed, ("filed_after", after), &mut own);
        }
        let filed_at = filed.time(own.builder());
        let upheld = own.probability("probability_upheld", Reading::Close);
        let years = own.years("time_in_court");
        let (Some(upheld), Some(years)) = (upheld, years) else { return never };
        let judged = later(filed, ("time_in_court", years), &mut own);
        let wins = draw(&mut own, ("judgment", "probability_upheld"), upheld, filed_at);
        let builder = own.builder();
        let loses = builder.not(wins);
        let upheld = judged.only_if(wins, builder);
        let rejected = judged.only_if(loses, builder);
        // Who files follows the declaration, and what is upheld is the event: only a rejection is news.
        for (name, told_by_another, time) in
            [("filed", true, filed), ("upheld", true, upheld), ("rejected", false, rejected)]
        {
            let name = name.to_owned();
            params.scope.part(
                &event,
                EventPart { name, told_by_another, only_where_named: false },
                time,
            );
        }
        match unchallenged {
            Some(unchallenged) => upheld.either(unchallenged, params.builder()),
            None => upheld,
        }
    }
}

/// One with a probability, as it is when `at` happens; it stands at a key.
fn draw(
    params: &mut Params<'_>,
    (what, key): (&str, &str),
    probability: NodeId,
    at: NodeId,
) -> NodeId {
    let probability = frozen(params, probability, at);
    params.keep_used_within(key, probability, Range::Fraction);
    let site = params.site(what);
    let builder = params.builder();
    let uniform = builder.uniform_once(&site);
    builder.less(uniform, probability)
}
