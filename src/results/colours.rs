//! Which colour each side has: the one that its file asks for, else one that follows from its name, so that it keeps it
//! in every deal of a family.

use crate::charts::COLOURS;
use crate::scenario::SideMeta;

/// The colour of every side.
pub(crate) fn of(sides: &[SideMeta]) -> Vec<usize> {
    let mut colours: Vec<Option<usize>> = sides.iter().map(|side| side.colour).collect();
    let mut order: Vec<usize> = (0..sides.len()).filter(|at| colours[*at].is_none()).collect();
    order.sort_by(|a, b| sides[*a].name.cmp(&sides[*b].name));
    for at in order {
        let wanted = hashed(&sides[at].name);
        let taken = |colour: usize| colours.iter().flatten().filter(|one| **one == colour).count();
        // The nearest after the wanted one that fewest have.
        let found = (0..COLOURS.len())
            .map(|step| (wanted + step) % COLOURS.len())
            .min_by_key(|colour| taken(*colour));
        colours[at] = found;
    }
    colours.into_iter().map(Option::unwrap_or_default).collect()
}

/// A place in the list of colours that follows from a name (FNV-1a; Fowler, Noll and Vo).
fn hashed(name: &str) -> usize {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in name.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    ((hash >> 32) % COLOURS.len() as u64) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::TrackId;
    use crate::scenario;

    #[test]
    fn files_and_pictures_know_the_same_colours() {
        assert_eq!(COLOURS, scenario::COLOURS);
    }

    fn side(name: &str, colour: Option<usize>) -> SideMeta {
        SideMeta {
            name: name.to_owned(),
            label: String::new(),
            colour,
            parties: Vec::new(),
            payoff: TrackId(0),
            payoff_to_date: TrackId(1),
        }
    }

    #[test]
    fn a_side_keeps_its_colour_in_whatever_order_and_company_it_stands() {
        let alone = of(&[side("maker", None)]);
        let both = of(&[side("a_bank", Some(2)), side("maker", None)]);
        assert_eq!((alone[0], both[0]), (both[1], 2));
        let names = ["one", "two", "three", "four", "five", "six", "seven", "eight"];
        let mut all = of(&names.map(|name| side(name, None)));
        let mut turned =
            of(&names.map(|name| side(name, None)).into_iter().rev().collect::<Vec<_>>());
        turned.reverse();
        assert_eq!(all, turned);
        all.sort_unstable();
        assert_eq!(all, (0..8).collect::<Vec<_>>(), "no colour twice while one is free");
    }
}
