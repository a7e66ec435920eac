//! One page that says what a run found, for somebody who has nothing installed.

use super::pictures::Picture;
use super::run::RunResults;
use crate::charts;
use crate::charts::Drawing;
use crate::scenario::SourceNote;
use crate::statistics::{Measure, digits};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};

impl RunResults {
    /// The page with tables, pictures and sources in it, and nothing outside it.
    pub(super) fn page(&self, pictures: &[(Picture, Drawing)]) -> String {
        let paths = self.paths_said();
        let page = html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { (self.scenario) }
                    style { (PreEscaped(style())) }
                }
                body {
                    h1 { (self.scenario) }
                    @if !self.about.is_empty() { p.about { (self.about) } }
                    p {
                        (paths) ", seed " (self.seed) ", " (self.start) " to " (self.end)
                        ", money in " (self.money) ". This is a simulation of the numbers listed under Sources, not advice."
                    }
                    h2 { "What each side gets" }
                    (self.payoff_table())
                    (self.joint_table())
                    @if !self.events.is_empty() {
                        h2 { "What happens" }
                        (self.event_table())
                    }
                    (self.belief_section())
                    h2 { "What each clause moves" }
                    (self.clause_table())
                    @if !pictures.is_empty() { h2 { "Pictures" } }
                    @for (picture, drawing) in pictures {
                        figure id=(picture.stem) { (PreEscaped(&drawing.svg)) }
                    }
                    @if !self.sources.is_empty() {
                        h2 { "Sources" }
                        (self.source_table())
                    }
                }
            }
        };
        page.into_string()
    }

    fn payoff_table(&self) -> Markup {
        let known = self.sides.iter().any(|side| side.assumed.is_some());
        html! {
            p { "Payoff: present value at the start, " (self.money) ", mean with its standard error and percentiles over all paths."
                @if let Some(precision) = self.precision() { " In this run " (precision) "." }
            }
            table {
                thead { tr {
                    th { "side" } th { "mean" } th { "P5" } th { "P50" } th { "P95" } th { "chance of a loss" }
                    @if known { th { "variance from assumed numbers" } }
                } }
                tbody {
                    @for side in &self.sides {
                        tr {
                            th { (side.label) }
                            td { (typeset(&digits::measure(side.mean.as_ref()))) }
                            @for place in 0..3 { td { (typeset(&super::terminal::known_digits(side.quantile(place)))) } }
                            td { (super::terminal::percent(side.loss)) }
                            @if known { td { (super::terminal::share(side.assumed)) } }
                        }
                    }
                }
            }
        }
    }

    fn event_table(&self) -> Markup {
        html! {
            table {
                thead { tr { th { "event" } th { "probability by " (self.end) } } }
                tbody {
                    @for event in &self.events {
                        tr { th { (event.label) } td { (super::terminal::percent(event.by_horizon())) } }
                    }
                }
            }
        }
    }

    /// Present values by clause and side, in the order in which they are first met.
    fn clause_table(&self) -> Markup {
        let mut terms: Vec<(&str, &str)> = Vec::new();
        for moved in &self.moved {
            if !terms.iter().any(|(term, _)| *term == moved.term) {
                terms.push((&moved.term, &moved.term_label));
            }
        }
        let cell = |term: &str, side: usize| -> Option<Measure> {
            let found = self.moved.iter().find(|moved| moved.term == term && moved.side == side);
            found.and_then(|moved| moved.present_value).filter(|moved| moved.value != 0.0)
        };
        html! {
            p { "Moved: the mean present value that each side received under a clause (paid counts below zero), " (self.money) "." }
            table {
                thead { tr { th { "clause" } @for side in &self.sides { th { (side.label) } } } }
                tbody {
                    @for (term, label) in terms {
                        tr {
                            th { (label) }
                            @for side in 0..self.sides.len() {
                                td { @if let Some(moved) = cell(term, side) { (typeset(&digits::measure(Some(&moved)))) } }
                            }
                        }
                    }
                }
            }
        }
    }

    fn source_table(&self) -> Markup {
        let row = |note: &SourceNote| {
            html! {
                tr {
                    th { code { (note.path) } }
                    td { (note.confidence) }
                    td { (note.as_of) }
                    td { (note.source) @if !note.note.is_empty() { br; span.note { (note.note) } } }
                }
            }
        };
        html! {
            table.sources {
                thead { tr { th { "number" } th { "confidence" } th { "as of" } th { "source" } } }
                tbody { @for note in &self.sources { (row(note)) } }
            }
        }
    }
}

/// A number as print sets it: with a minus, not a hyphen.
pub(super) fn typeset(number: &str) -> String {
    number.replace('-', "−")
}

/// The style, with the font of the pictures in it.
fn style() -> String {
    let face = |weight: &str, bytes: &[u8]| {
        format!(
            "@font-face{{font-family:Roboto;font-weight:{weight};src:url(data:font/ttf;base64,{}) format('truetype')}}\n",
            STANDARD.encode(bytes)
        )
    };
    let [regular, bold] = charts::fonts();
    let mut style = face("400", regular) + &face("700", bold);
    style.push_str(
        "body{font:15px/1.5 Roboto,sans-serif;color:#222;max-width:1000px;margin:2em auto;padding:0 1em}\n\
         h1{font-size:1.7em;margin-bottom:.2em}h2{font-size:1.2em;margin-top:2em}\n\
         .about{font-size:1.1em}.note{color:#666}\n\
         table{border-collapse:collapse;font-variant-numeric:tabular-nums}table+table{margin-top:1.2em}\n\
         td{white-space:nowrap}.sources td{white-space:normal}\n\
         th,td{padding:.25em .8em;border-bottom:1px solid #ddd;text-align:right;vertical-align:top}\n\
         th{font-weight:400}thead th{font-weight:700}\n\
         tr>:first-child{text-align:left}.sources td{text-align:left}.sources th{text-align:left}\n\
         .sources{font-size:.85em}code{overflow-wrap:anywhere}\n\
         figure{margin:1.5em 0}figure svg{width:100%;height:auto}\n",
    );
    style
}
