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

/// Numbers as print sets them: with a minus, not a hyphen; words keep theirs.
fn typeset(text: &str) -> String {
    let signs: Vec<char> = text.chars().collect();
    let is_minus = |place: usize| {
        let before = place.checked_sub(1).and_then(|before| signs.get(before));
        let apart = before.is_none_or(|sign| !sign.is_alphanumeric() && *sign != '-');
        apart && signs.get(place + 1).is_some_and(|next| next.is_ascii_digit() || *next == '.')
    };
    let sign =
        |(place, sign): (usize, &char)| if *sign == '-' && is_minus(place) { '−' } else { *sign };
    signs.iter().enumerate().map(sign).collect()
}

#[cfg(test)]
mod tests {
    use super::typeset;

    #[test]
    fn a_number_has_a_minus_and_a_word_a_hyphen() {
        for (written, set) in [
            ("-1.5 ± 0.2", "−1.5 ± 0.2"),
            ("-2 to -0.5", "−2 to −0.5"),
            ("better, if risk-averse", "better, if risk-averse"),
            ("2030-12-31", "2030-12-31"),
            ("[-.3", "[−.3"),
        ] {
            assert_eq!(typeset(written), set);
        }
    }
}
