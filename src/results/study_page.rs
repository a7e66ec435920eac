//! One page that says what a study found, for somebody who has nothing installed.

use super::page::{page, rendered};
use crate::report::{Cell, Kind, Table};
use maud::{Markup, PreEscaped, html};

/// Rows of a table on the page; a reader who needs more has the CSV file.
const MOST_ROWS: usize = 200;

/// The page of a study: what a terminal shows, its pictures as SVG, and its tables by the names of their files.
///
/// A cell that names a page is a link to it.
#[must_use]
pub fn study_page(
    title: &str,
    text: &str,
    pictures: &[String],
    tables: &[(&str, &Table)],
) -> String {
    let body = html! {
        header {
            h1 { (title) }
            p.meta { "This is a simulation of the numbers in the files that the receipt names, not advice." }
        }
        main {
            div.scroll tabindex="0" { pre { (text.trim_end()) } }
            @for picture in pictures { figure { (PreEscaped(picture)) } }
            @for (name, table) in tables { (section(name, table)) }
        }
    };
    page(title, &body)
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
        h2 { (name) }
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
        @if more > 0 { p.note { (more) " more rows are in " (name) ".csv" } }
    }
}

/// Whether a column names scenarios.
fn is_name(table: &Table, place: usize) -> bool {
    table
        .columns()
        .get(place)
        .is_some_and(|column| column.name == "scenario" && column.kind == Kind::Text)
}
