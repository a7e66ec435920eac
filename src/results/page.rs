//! One page that says what a run found, for somebody who has nothing installed.

use super::pictures::Picture;
use super::run::RunResults;
use crate::charts;
use crate::charts::Drawing;
use crate::report::Shown;
use crate::scenario::SourceNote;
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
                        (paths) ", seed " (self.seed) ", " (self.start) " to " (self.last_day())
                        @if !self.money.is_empty() { ", money in " (self.money) }
                        ". This is a simulation of the numbers listed under Sources, not advice."
                    }
                    h2 { "What each side gets" }
                    p {
                        "Payoff: present value at the start" (self.in_money()) ", mean ± its standard error, and percentiles over all paths. "
                        "± says how far the simulation can mislead, and nothing about the assumptions."
                        @if let Some(precision) = self.precision() { " In this run " (precision) "." }
                    }
                    (rendered(&self.payoff_table("side").shown()))
                    @if let Some(assumed) = self.assumed_table("variance of the payoff") { (rendered(&assumed.shown())) }
                    @if !self.joints.is_empty() {
                        p { "How the payoffs of two sides go together, path by path." }
                        (rendered(&self.joint_shown().shown()))
                    }
                    @if !self.events.is_empty() {
                        h2 { "What happens" }
                        (rendered(&self.event_table(&format!("event by {}", self.last_day()), usize::MAX).shown()))
                    }
                    (self.belief_section())
                    h2 { "What each clause moves" }
                    p {
                        "Moved: the mean present value that each side received under a clause; what it paid is below zero" (self.in_money())
                        ". The last row adds it up."
                    }
                    (rendered(&self.clause_table("clause").shown()))
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

    /// ", USD bn" where the scenario names its money.
    pub(super) fn in_money(&self) -> String {
        if self.money.is_empty() { String::new() } else { format!(", {}", self.money) }
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

/// A table of the page.
pub(super) fn rendered(table: &Shown) -> Markup {
    html! {
        div.wide {
            table {
                thead { tr { @for head in &table.header { th scope="col" { (head) } } } }
                tbody {
                    @for row in &table.rows {
                        tr {
                            @for (place, cell) in row.iter().enumerate() {
                                @if place == 0 { th scope="row" { (cell) } } @else { td { (typeset(cell.trim_end())) } }
                            }
                        }
                    }
                }
            }
        }
        @for note in &table.notes { p.note { (note) } }
    }
}

/// A number as print sets it: with a minus, not a hyphen.
pub(super) fn typeset(number: &str) -> String {
    number.replace('-', "−")
}

/// The style, with the font of the pictures in it.
pub(super) fn style() -> String {
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
         .wide{overflow-x:auto;margin:1em 0}figure{margin:1.5em 0}figure svg{width:100%;height:auto}\n",
    );
    style
}
