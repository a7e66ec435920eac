//! Finds the name that somebody probably meant.

use strsim::{damerau_levenshtein, jaro_winkler};

/// Names longer than this are not compared: nobody mistypes them letter by letter.
const LONGEST_NAME: usize = 100;

/// How alike two names must be by Jaro–Winkler (it favours a common beginning) to count as near.
const ALIKE: f64 = 0.9;

/// The candidate nearest to `name`, or none where nothing is near.
///
/// Near is a Damerau–Levenshtein distance of at most a third of the longer name, or, from four
/// letters on, a Jaro–Winkler likeness of at least 0.9. Case does not count, and neither does `-`
/// or a blank in place of `_`. The order of the candidates does not matter: ties go to the
/// likelier, then to the alphabetically first.
#[must_use]
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = folded(name)?;
    let mut best: Option<(f64, f64, &'a str)> = None;
    for candidate in candidates {
        let Some((distance, likeness)) = folded(candidate).and_then(|c| compare(&wanted, &c))
        else {
            continue;
        };
        let better = best.is_none_or(|(best_distance, best_likeness, best_name)| {
            let order = distance.total_cmp(&best_distance);
            let order = order.then(best_likeness.total_cmp(&likeness));
            order.then_with(|| candidate.cmp(best_name)).is_lt()
        });
        if better {
            best = Some((distance, likeness, candidate));
        }
    }
    best.map(|(_, _, candidate)| candidate)
}

/// Names in a row, in their order: at most so many, and then how many more there are.
#[must_use]
pub fn listed<'a>(names: impl IntoIterator<Item = &'a str>, most: usize) -> String {
    let names: Vec<&str> = names.into_iter().collect();
    // One more name takes no more room than the words that it is left out.
    let shown = if names.len() <= most + 1 { names.len() } else { most };
    let text = names.get(..shown).unwrap_or_default().join(", ");
    match names.len() - shown {
        0 => text,
        more => format!("{text} and {more} more"),
    }
}

/// Relative distance and likeness of two folded names, where they are near.
fn compare(wanted: &str, candidate: &str) -> Option<(f64, f64)> {
    let (wanted_length, length) = (wanted.chars().count(), candidate.chars().count());
    let longest = wanted_length.max(length);
    let likeness = jaro_winkler(wanted, candidate);
    let distance = damerau_levenshtein(wanted, candidate);
    let alike = likeness >= ALIKE && wanted_length.min(length) >= 4;
    #[expect(clippy::cast_precision_loss, reason = "names are short")]
    let relative = distance as f64 / longest.max(1) as f64;
    (distance * 3 <= longest || alike).then_some((relative, likeness))
}

/// A name without the differences that people do not see; none where it is empty or too long to
/// compare.
fn folded(name: &str) -> Option<String> {
    if name.is_empty() || name.len() > LONGEST_NAME {
        return None;
    }
    Some(name.to_lowercase().replace(['-', ' '], "_"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: [&str; 7] =
        ["rate", "volatility", "discount_rate", "cap", "floor", "revenue", "probability"];

    #[test]
    fn a_slip_of_the_finger_is_found() {
        for (typed, meant) in [
            ("raet", "rate"),
            ("volatilty", "volatility"),
            ("Discount-Rate", "discount_rate"),
            ("discountrate", "discount_rate"),
            ("probabilities", "probability"),
            ("cpa", "cap"),
            ("revenues", "revenue"),
        ] {
            assert_eq!(nearest(typed, KEYS), Some(meant), "{typed}");
        }
    }

    #[test]
    fn a_list_says_how_many_it_leaves_out() {
        assert_eq!(listed(["a", "b", "c"], 2), "a, b, c");
        assert_eq!(listed(["a", "b", "c", "d"], 2), "a, b and 2 more");
        assert_eq!(listed([], 2), "");
    }

    #[test]
    fn nothing_is_made_up() {
        for typed in ["", "x", "amount", "to", "exit_multiple", &"rate".repeat(50)] {
            assert_eq!(nearest(typed, KEYS), None, "{typed}");
        }
        assert_eq!(nearest("rate", []), None);
    }

    #[test]
    fn the_order_of_candidates_does_not_matter() {
        assert_eq!(nearest("cat", ["bat", "car", "hat"]), nearest("cat", ["hat", "car", "bat"]));
        assert_eq!(nearest("item_1", ["item_3", "item_2"]), Some("item_2"));
    }
}
