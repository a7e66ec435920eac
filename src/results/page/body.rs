//! The page of a run: the answer first, then what it rests on, each side in detail, and where it comes from.

use super::super::pictures::Picture;
use super::super::run::RunResults;
use super::{rendered, shell};
use crate::charts::Drawing;
use maud::{Markup, PreEscaped, html};

/// Pictures of a page with their numbers, and those that were already shown.
struct Figures<'a> {
    all: &'a [(Picture, Drawing)],
    shown: Vec<bool>,
}

impl<'a> Figures<'a> {
    /// Every picture that is not yet shown and of which this is true of its stem.
    fn take(&mut self, of: impl Fn(&str) -> bool) -> Markup {
        let mut found: Vec<(usize, &'a (Picture, Drawing))> = Vec::new();
        for (at, pair) in self.all.iter().enumerate() {
            if !self.shown.get(at).copied().unwrap_or(true) && of(&pair.0.stem) {
                if let Some(shown) = self.shown.get_mut(at) {
                    *shown = true;
                }
                found.push((self.shown.iter().filter(|shown| **shown).count(), pair));
            }
        }
        html! {
            @for (number, (picture, drawing)) in found {
                figure id=(picture.stem) {
                    (PreEscaped(&drawing.svg))
                    figcaption { "Figure " (number) ". Its numbers are in " code { "charts/" (picture.stem) ".csv" } "." }
                }
            }
        }
    }
}

impl RunResults {
    /// The page with tables, pictures, assumptions and sources in it, and nothing outside it.
    pub(in crate::results) fn page(&self, pictures: &[(Picture, Drawing)]) -> String {
        let mut figures = Figures { all: pictures, shown: vec![false; pictures.len()] };
        let of: Vec<&Picture> = pictures.iter().map(|(picture, _)| picture).collect();
        let sections: Vec<(&str, &str, Markup)> = vec![
            ("answer", "The answer", self.answer_section(&of, &mut figures)),
            ("clauses-moved", "What each clause moves", self.clause_section(&mut figures)),
            ("when", "What happens when", self.event_section(&mut figures)),
            ("depends", "What it depends on", self.dependence_section(&mut figures)),
            ("beliefs", "Through their own eyes", self.belief_section()),
            ("sides", "Each side in detail", self.side_section(&mut figures)),
            ("more", "Further pictures", figures.take(|_| true)),
            ("assumptions", "Assumptions", self.assumption_section()),
            ("made", "How this was made", self.receipt_section()),
        ];
        let sections: Vec<_> =
            sections.into_iter().filter(|(.., body)| !body.0.trim().is_empty()).collect();
        let body = html! {
            header {
                h1 { (self.scenario) }
                @if !self.about.is_empty() { p.about { (self.about) } }
                p.meta {
                    (self.paths_said()) ", seed " (self.seed) ", " (self.start) " to " (self.last_day())
                    @if !self.money.is_empty() { ", money in " (self.money) }
                    ". A simulation of the assumptions below, not advice."
                }
            }
            nav aria-label="Contents" { ol { @for (id, title, _) in &sections { li { a href={ "#" (id) } { (title) } } } } }
            main {
                @for (id, title, body) in &sections {
                    section aria-labelledby=(id) { h2 id=(id) { (title) } (body) }
                }
            }
        };
        shell::page(&self.scenario, &body)
    }

    fn answer_section(&self, pictures: &[&Picture], figures: &mut Figures<'_>) -> Markup {
        html! {
            div.answer { @for sentence in self.answer(pictures) { p { (sentence) } } }
            (figures.take(|stem| stem == "who_gets_what"))
            p {
                "Payoff: present value at the start" (self.in_money()) ", mean ± its standard error, and percentiles over all paths. "
                "± says how far the simulation can mislead, and nothing about the assumptions."
                @if let Some(precision) = self.precision() { " In this run " (precision) "." }
            }
            (rendered(&self.payoff_table("side").shown()))
            @if let Some(returns) = self.returns_table("money, undiscounted") {
                p {
                    "Multiple: mean received over mean paid, with what shares are worth at the end. IRR: of the mean payments, "
                    "compounded annually, by actual days over 365; empty where none or several exist. Paid back: the day from which "
                    "the mean payments to date stay at zero or above."
                }
                (rendered(&returns.shown()))
            }
        }
    }

    fn clause_section(&self, figures: &mut Figures<'_>) -> Markup {
        html! {
            p {
                "Moved: the mean present value that each side received under a clause; what it paid is below zero" (self.in_money())
                ". The last row adds it up."
            }
            (figures.take(|stem| stem == "clauses"))
            (rendered(&self.clause_table("clause").shown()))
        }
    }

    fn event_section(&self, figures: &mut Figures<'_>) -> Markup {
        html! {
            (figures.take(|stem| stem == "timeline" || stem == "events" || stem.starts_with("stakes_")))
            @if !self.events.is_empty() {
                (rendered(&self.event_table(&format!("event by {}", self.last_day()), usize::MAX).shown()))
            }
        }
    }

    fn dependence_section(&self, figures: &mut Figures<'_>) -> Markup {
        html! {
            @if let Some(assumed) = self.assumed_table("variance of the payoff") { (rendered(&assumed.shown())) }
            (figures.take(|stem| stem.starts_with("driver_") || stem.starts_with("cash_")))
        }
    }

    fn side_section(&self, figures: &mut Figures<'_>) -> Markup {
        let mut parts: Vec<(&str, Markup)> = Vec::new();
        for (place, side) in self.sides.iter().enumerate() {
            let parties = self.parties.get(place).map_or(&[][..], Vec::as_slice);
            let names: Vec<String> = self
                .flows
                .iter()
                .flat_map(|flow| [&flow.from, &flow.to])
                .filter(|account| parties.contains(&account.id))
                .map(|account| super::super::pictures::stem_of("flows", &account.name))
                .collect();
            let payoff = super::super::pictures::stem_of("payoff", &side.name);
            let own = figures.take(|stem| stem == payoff || names.iter().any(|name| name == stem));
            if !own.0.is_empty() {
                parts.push((&side.label, own));
            }
        }
        let together = figures.take(|stem| stem == "exceedance" || stem.starts_with("joint_"));
        html! {
            @for (name, own) in &parts { h3 { (name) } (own) }
            @if !self.joints.is_empty() || !together.0.is_empty() {
                h3 { "Sides together" }
                @if !self.joints.is_empty() {
                    p { "How the payoffs of two sides go together, path by path." }
                    (rendered(&self.joint_shown().shown()))
                }
                (together)
            }
        }
    }

    fn receipt_section(&self) -> Markup {
        html! {
            p {
                "Scenario “" (self.scenario) "”, dealsim " (env!("CARGO_PKG_VERSION")) ", " (self.paths_said()) ", seed " (self.seed)
                ". The hashes of every file that was read and written stand in " code { "receipt.json" } " beside this page; "
                code { "dealsim verify" } " makes it again."
            }
        }
    }

    /// ", USD bn" where the scenario names its money.
    pub(in crate::results) fn in_money(&self) -> String {
        if self.money.is_empty() { String::new() } else { format!(", {}", self.money) }
    }
}
