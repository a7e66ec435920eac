//! One page that says what a study found, for somebody who has nothing installed: the answer first, then numbers and pictures.

use super::page::{page, rendered};
use super::pictures::Picture;
use crate::charts::Drawing;
use crate::report::{Cell, Kind, Part, Table, Told};
use maud::{Markup, PreEscaped, html};

/// Rows of a table on the page; a reader who needs more has the CSV file.
const MOST_ROWS: usize = 200;

/// What the page of a study is made of.
#[derive(Clone, Copy, Debug)]
pub struct StudyPage<'all> {
    /// Its title.
    pub title: &'all str,
    /// What the study tells.
    pub told: &'all Told,
    /// Its pictures, drawn.
    pub pictures: &'all [(Picture, Drawing)],
    /// Its tables by the names of their files. A cell that names a page is a link to it.
    pub tables: &'all [(&'all str, &'all Table)],
    /// How it was made, in a sentence.
    pub made: &'all str,
}

/// The page of a study.
#[must_use]
pub fn study_page(study: &StudyPage<'_>) -> String {
    let told = study.told;
    let asked = told.heading.lines().next().unwrap_or_default();
    let sections: Vec<(&str, &str, Markup)> = vec![
        ("answer", "The answer", answer(told)),
        ("numbers", "In numbers", numbers(told)),
        ("pictures", "Pictures", figures(study.pictures)),
        ("tables", "All tables", tables(study.tables)),
        ("made", "How this was made", made(study)),
    ];
    let sections: Vec<_> =
        sections.into_iter().filter(|(.., body)| !body.0.trim().is_empty()).collect();
    let body = html! {
        header {
            h1 { (study.title) }
            @if !asked.is_empty() { p.about { (asked) } }
            p.meta { "A simulation of the numbers in the files that the receipt names, not advice." }
        }
        nav aria-label="Contents" { ol { @for (id, title, _) in &sections { li { a href={ "#" (id) } { (title) } } } } }
        main {
            @for (id, title, body) in &sections {
                section aria-labelledby=(id) { h2 id=(id) { (title) } (body) }
            }
        }
    };
    page(study.title, &body)
}

fn answer(told: &Told) -> Markup {
    html! {
        @if !told.answer.is_empty() { div.answer { @for sentence in &told.answer { p { (sentence) } } } }
    }
}

fn numbers(told: &Told) -> Markup {
    let asked: String = told.heading.lines().skip(1).map(|line| format!("{line}\n")).collect();
    html! {
        (lines(&asked))
        @for part in &told.parts {
            @match part {
                Part::Lines(text) => (lines(text)),
                Part::Table(table) => (rendered(table)),
            }
        }
        @if !told.foot.is_empty() { p.note { (told.foot.trim_end()) } }
    }
}

/// Lines as paragraphs, and those that begin with a space as items of a list.
fn lines(text: &str) -> Markup {
    let mut groups: Vec<(bool, Vec<&str>)> = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let is_item = line.starts_with(' ');
        match groups.last_mut() {
            Some((known, group)) if *known == is_item => group.push(line.trim()),
            _ => groups.push((is_item, vec![line.trim()])),
        }
    }
    html! {
        @for (are_items, group) in &groups {
            @if *are_items { ul { @for line in group { li { (line) } } } }
            @else { @for line in group { p { (line) } } }
        }
    }
}

fn figures(pictures: &[(Picture, Drawing)]) -> Markup {
    html! {
        @for (place, (picture, drawing)) in pictures.iter().enumerate() {
            figure id=(picture.stem) {
                (PreEscaped(&drawing.svg))
                figcaption {
                    "Figure " (place + 1) ". "
                    @if !picture.caption.subtitle.is_empty() { (picture.caption.subtitle) ". " }
                    "Its numbers are in " code { "charts/" (picture.stem) ".csv" } "."
                }
            }
        }
    }
}

fn made(study: &StudyPage<'_>) -> Markup {
    html! {
        p {
            (study.made) ". The hashes of every file that was read and written stand in " code { "receipt.json" } " beside this page; "
            code { "dealsim verify" } " makes it again."
        }
    }
}

fn tables(tables: &[(&str, &Table)]) -> Markup {
    html! { @for (name, table) in tables { (section(name, table)) } }
}

fn section(name: &str, table: &Table) -> Markup {
    let links = table.columns().iter().position(|column| column.name == "results");
    let mut shown = table.shown();
    let more = shown.rows.len().saturating_sub(MOST_ROWS);
    shown.rows.truncate(MOST_ROWS);
    let pages = links.map(|column| {
        let of_row = |row: &Vec<Cell>| match row.get(column) {
            Some(Cell::Text(page)) if !page.is_empty() => Some(page.clone()),
            _ => None,
        };
        table.rows().iter().take(MOST_ROWS).map(of_row).collect::<Vec<_>>()
    });
    html! {
        h3 { (name.replace('_', " ")) " (" code { (name) ".csv" } ")" }
        @match pages {
            None => (rendered(&shown)),
            Some(pages) => div.scroll tabindex="0" {
                table {
                    thead { tr { @for (place, head) in shown.header.iter().enumerate() { @if Some(place) != links { th scope="col" { (head) } } } } }
                    tbody {
                        @for (row, page) in shown.rows.iter().zip(&pages) {
                            tr {
                                @for (place, cell) in row.iter().enumerate() {
                                    @if Some(place) != links {
                                        td {
                                            @match page {
                                                Some(page) if is_name(table, place) => a href=(page) { (cell) },
                                                _ => (cell.trim_end()),
                                            }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            },
        }
        @if more > 0 { p.note { (more) " more rows are in " code { (name) ".csv" } "." } }
    }
}

/// Whether a column names scenarios.
fn is_name(table: &Table, place: usize) -> bool {
    table
        .columns()
        .get(place)
        .is_some_and(|column| column.name == "scenario" && column.kind == Kind::Text)
}
