//! The list of chart kinds in reading order, for `list`, file names and the report.

/// One kind of chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    /// Name in snake case, as in file names and on the command line.
    pub name: &'static str,
    /// What the picture shows, in one sentence.
    pub summary: &'static str,
}

/// Every kind of chart that can be drawn.
pub const ALL: [Kind; 17] = [
    Kind { name: "ranges", summary: "What each side gets: all payoffs on one axis." },
    Kind {
        name: "timeline",
        summary: "What happens when, and what each clause pays in each year.",
    },
    Kind { name: "stakes", summary: "Who holds which part of a company over time." },
    Kind { name: "heat", summary: "What a side gets over two numbers of the deal." },
    Kind { name: "fan", summary: "A quantity over time: its median and the bands around it." },
    Kind { name: "distribution", summary: "How the payoff of one side is spread over all paths." },
    Kind { name: "exceedance", summary: "The chance that a payoff exceeds any amount, by side." },
    Kind { name: "joint", summary: "How the payoffs of two sides go together, path by path." },
    Kind { name: "clauses", summary: "What each clause brings each side." },
    Kind { name: "events", summary: "The chance that each event has happened by a date." },
    Kind { name: "flows", summary: "What one party receives and pays in each year, by clause." },
    Kind {
        name: "plane",
        summary: "Packages in the plane of what two sides gain over their walk-away.",
    },
    Kind {
        name: "dumbbells",
        summary: "What each side believes, and what a deal is to it for that.",
    },
    Kind { name: "limits", summary: "The ranges of a few numbers that hold most bad paths." },
    Kind { name: "tornado", summary: "What each input moves when it is set to two values." },
    Kind { name: "turned", summary: "What each side gets as one number of a deal is turned." },
    Kind {
        name: "story",
        summary: "One path: drivers, events, payments by clause, payoffs so far.",
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_snake_case_and_summaries_are_sentences() {
        for (place, kind) in ALL.iter().enumerate() {
            assert!(kind.name.chars().all(|c| c.is_ascii_lowercase() || c == '_'), "{}", kind.name);
            assert!(kind.summary.ends_with('.'), "{}", kind.summary);
            assert!(ALL[..place].iter().all(|earlier| earlier.name != kind.name), "{}", kind.name);
        }
    }
}
