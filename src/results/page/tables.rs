//! Tables of a page.

use crate::report::Shown;
use maud::{Markup, html};

/// A table that scrolls by itself where it is wider than the page.
pub(in crate::results) fn rendered(table: &Shown) -> Markup {
    html! {
        div.scroll tabindex="0" {
            table {
                thead { tr { @for head in &table.header { th scope="col" { (head) } } } }
                tbody {
                    @for row in &table.rows {
                        tr.sum[row.first().is_some_and(|name| name == "payoff")] {
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
fn typeset(number: &str) -> String {
    number.replace('-', "−")
}
