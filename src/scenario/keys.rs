//! The keys of a file's sections and what each means: one list for the parser, which refuses any other, and for `explain`.

use super::sections::NOTES;

/// A key of a section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SectionKey {
    /// As it is written.
    pub name: &'static str,
    /// What it means.
    pub summary: &'static str,
}

/// A place of a file with its keys.
#[derive(Clone, Copy, Debug)]
pub struct Section {
    /// What it is called here: `companies`.
    pub name: &'static str,
    /// How it is written, for readers.
    pub place: &'static str,
    /// What it takes.
    pub keys: &'static [SectionKey],
}

const fn key(name: &'static str, summary: &'static str) -> SectionKey {
    SectionKey { name, summary }
}

const RATE: SectionKey =
    key("discount_rate", "What a year costs: at this rate payments are discounted to the start.");
const COMPOUNDING: SectionKey =
    key("compounding", "How the rate beside it compounds: `annual`, or `continuous`.");
const COLOUR: SectionKey =
    key("colour", "Its colour in pictures: one of the names that `dealsim check` lists.");

/// Every place with keys of its own besides the kinds.
pub const SECTIONS_WITH_KEYS: [Section; 15] = [
    Section {
        name: "file",
        place: "the top of a file",
        keys: &[
            key("format", "The version of the language: 1."),
            key("name", "What the deal is called in results."),
            key("about", "One sentence about it."),
            key("money", "The unit of all money, such as `USD bn`."),
            key("extends", "The file that this one is laid over."),
            key("walk_away", "The file of what both sides have without this deal."),
            key("signing", "The event that makes this file a deal."),
            key(
                "compounding",
                "How rates compound that do not say it themselves: `annual`, or `continuous`.",
            ),
            key(
                "allow",
                "Codes of warnings and rules that are meant to be as they are; also in any item.",
            ),
            key("assertions", "What has to hold of the results: `\"p50(seller) > 30\"`."),
            key("correlations", "Which inputs and drivers move together, and how much."),
            key(
                "beliefs",
                "What a side believes otherwise of inputs, drivers, events and correlations.",
            ),
        ],
    },
    Section {
        name: "time",
        place: "[time]",
        keys: &[
            key("start", "The day on which everything starts, time 0."),
            key("end", "The day after the last one."),
            key("step", "The length of a period: `month`, `quarter` or `year`."),
        ],
    },
    Section {
        name: "simulation",
        place: "[simulation]",
        keys: &[
            key("paths", "How many futures are drawn."),
            key("seed", "Which random numbers are drawn."),
            key("sampler", "How they are drawn: `random`, `antithetic` or `sobol`."),
        ],
    },
    Section { name: "parties", place: "[parties.NAME]", keys: &[RATE, COMPOUNDING, COLOUR] },
    Section {
        name: "sides",
        place: "[sides.NAME]",
        keys: &[key("parties", "Who bargains as one: a list of parties."), COLOUR],
    },
    Section {
        name: "companies",
        place: "[companies.NAME]",
        keys: &[
            key("cash", "Its money at the start."),
            key("operating", "What its business takes in and pays out, a year."),
            key("value", "What it is worth, without its cash, where it ends or is sold."),
            key("exit", "The event at which it is sold at its value."),
            key("shares", "How many shares there are at the start; 1 where not said."),
            key("holders", "Who owns which fraction at the start; one of them may have \"rest\"."),
            key("funding", "Who pays for a gap in its cash, at which discount and up to how much."),
            RATE,
            COMPOUNDING,
        ],
    },
    Section {
        name: "operating",
        place: "operating of a company",
        keys: &[
            key("in", "Drivers that bring money in, a year."),
            key("out", "Drivers that cost money, a year."),
        ],
    },
    Section {
        name: "funding",
        place: "funding of a company",
        keys: &[
            key("from", "Who pays."),
            key("floor", "The cash below which money is raised."),
            key("discount", "How much below its value new shares are sold, as a fraction."),
            key("max", "The most that is given in all; without it there is no limit."),
            key("recovery", "The fraction of its value that is found where it fails."),
        ],
    },
    Section {
        name: "inputs",
        place: "[inputs.NAME]",
        keys: &[key("value", "The number, or its distribution.")],
    },
    Section {
        name: "drivers",
        place: "[drivers.NAME]",
        keys: &[
            key("process", "The random process that it follows."),
            key("formula", "What it is made of."),
            key("stock", "An amount that adds up: inflow less outflow."),
            key("schedule", "Its value from each date on."),
            key("running", "The largest, smallest or mean value so far of something."),
            key("start", "Its value at the start, of a formula."),
            key("interpolate", "How a schedule goes from one date to the next."),
            key("history", "A CSV file of what was observed before the start, for its picture."),
            key("chart", "Whether it has a picture."),
        ],
    },
    Section {
        name: "stock",
        place: "stock of a driver",
        keys: &[
            key("inflow", "What comes in, a year."),
            key("outflow", "What goes out, a year."),
            key("start", "What is there at the start."),
        ],
    },
    Section {
        name: "running",
        place: "running of a driver",
        keys: &[
            key("max", "The largest value so far of a driver or formula."),
            key("min", "The smallest value so far of a driver or formula."),
            key("mean", "The mean so far of a driver or formula."),
            key(
                "monitoring",
                "Whether it looks at closes (`step`) or between them too (`continuous`).",
            ),
        ],
    },
    Section {
        name: "signing",
        place: "signing",
        keys: &[
            key("event", "The event with which the deal is signed."),
            key("on", "The day on which it is taken to happen where packages are judged."),
        ],
    },
    Section {
        name: "beliefs",
        place: "[beliefs.SIDE]",
        keys: &[
            key("inputs", "Inputs that the side sees otherwise."),
            key("drivers", "Drivers that it sees otherwise."),
            key("events", "Events that it sees otherwise."),
            key("correlations", "Correlations that it sees otherwise."),
        ],
    },
    Section {
        name: "notes",
        place: "any item",
        keys: &[
            key("source", "Where the number comes from."),
            key("as_of", "When that was known."),
            key("unit", "Its unit, for readers."),
            key("confidence", "`reported`, `derived` or `assumed`."),
            key("note", "A remark."),
            key("label", "Its name for readers."),
            key(
                "band",
                "Between which numbers a fixed one may lie: it enters every study of what results depend on.",
            ),
            key("allow", "Codes of warnings and rules that are meant to be as they are here."),
        ],
    },
];

/// The keys of a place.
pub(super) fn known(section: &str) -> Vec<&'static str> {
    let own = SECTIONS_WITH_KEYS.iter().find(|own| own.name == section);
    own.iter().flat_map(|own| own.keys).map(|key| key.name).collect()
}

/// The keys of a place that may say where its numbers come from.
pub(super) fn known_with_notes(section: &str) -> Vec<&'static str> {
    let mut keys = known(section);
    keys.extend(NOTES);
    keys
}

#[cfg(test)]
mod tests {
    use super::super::sections::SECTIONS;
    use super::*;

    #[test]
    fn every_section_and_note_is_explained() {
        let explained = |name: &str| {
            let places = SECTIONS_WITH_KEYS.iter();
            let mut keys = places.flat_map(|place| place.keys).map(|key| key.name);
            let families =
                ["events", "terms", "inputs", "companies", "parties", "sides", "drivers"];
            let tables = ["time", "simulation"];
            keys.any(|key| key == name) || families.contains(&name) || tables.contains(&name)
        };
        for name in SECTIONS.iter().chain(&NOTES) {
            assert!(explained(name), "{name}");
        }
    }
}
