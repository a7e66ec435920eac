//! The picture of a search for worlds: the limited numbers as bars on a scale of percentiles.

use super::answer::{Limited, Source, Worlds};
use crate::charts::Caption;
use crate::charts::limits::{LimitRow, Limits};
use crate::results::{Picture, percentage};
use crate::studies::drawn::source;

impl Worlds {
    /// The box, where there is one.
    #[must_use]
    pub fn pictures(&self) -> Vec<Picture> {
        let Some(found) = &self.found else { return Vec::new() };
        let row = |range: &Limited| {
            let candidate = self.candidates.get(range.candidate)?;
            let kind = match candidate.source {
                Source::Input => "",
                Source::Band => "from its band",
                Source::Driver(_) | Source::Event => "an outcome",
            };
            let level = |limit: Option<super::answer::Limit>, none: f64| {
                limit.map_or(none, |limit| limit.level)
            };
            Some(LimitRow {
                label: candidate.label.clone(),
                said: self.range_said(range).replacen(&format!("{} ", candidate.label), "", 1),
                kind: kind.to_owned(),
                levels: [level(range.low, 0.0), level(range.high, 1.0)],
                chances: [range.low, range.high].map(|limit| limit.map(|limit| limit.chance)),
            })
        };
        let chart = Limits {
            colour: self.colour,
            rows: found.ranges.iter().filter_map(row).collect(),
            shares: [self.bad.value, found.coverage.value, found.density.value],
        };
        let caption = Caption {
            title: format!(
                "Of the paths with {}, {} lie in this box; of those in the box, {} are such",
                self.bad_said(),
                percentage(found.coverage.value),
                percentage(found.density.value)
            ),
            subtitle: "The range of each number in the box, in percentiles of its own draws; shares of the paths that did not choose it"
                .to_owned(),
            source: source(&self.name, self.seed, self.paths),
        };
        vec![Picture::new("worlds", caption, chart)]
    }
}
