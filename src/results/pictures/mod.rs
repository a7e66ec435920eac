//! The pictures of a run: a list of families, each in a file of its own.

mod cash;
mod clauses;
mod driver;
mod events;
mod exceedance;
mod flows;
mod joint;
mod payoff;
mod ranges;
mod stakes;
mod timeline;

use super::run::RunResults;
use crate::charts::{Caption, Chart, Drawing, Rows, Unit};
use std::fmt;
use std::str::FromStr;

/// One picture of a run: its words and its data. It is drawn when it is asked to be.
#[derive(Debug)]
pub struct Picture {
    /// The name of its files, without ending: `payoff_buyer`.
    pub stem: String,
    /// Title, subtitle and source.
    pub caption: Caption,
    /// What is drawn.
    pub chart: Box<dyn Chart>,
}

impl Picture {
    /// A picture of a chart.
    #[must_use]
    pub fn new(stem: &str, caption: Caption, chart: impl Chart + 'static) -> Self {
        Self { stem: stem.to_owned(), caption, chart: Box::new(chart) }
    }

    /// Draws it.
    #[must_use]
    pub fn draw(&self) -> Drawing {
        self.chart.draw(&self.caption)
    }

    /// The table that it is drawn from.
    #[must_use]
    pub fn table(&self) -> Rows {
        self.chart.table()
    }
}

/// Pictures of one kind, and how many of them are among the few that answer the question of the deal.
struct Family {
    pictures: fn(&RunResults) -> Vec<Picture>,
    few: usize,
}

/// All families in reading order.
const ALL: [Family; 11] = [
    Family { pictures: ranges::pictures, few: 1 },
    Family { pictures: timeline::pictures, few: 1 },
    Family { pictures: driver::pictures, few: 1 },
    Family { pictures: cash::pictures, few: 1 },
    Family { pictures: stakes::pictures, few: 0 },
    Family { pictures: payoff::pictures, few: 0 },
    Family { pictures: exceedance::pictures, few: 0 },
    Family { pictures: joint::pictures, few: 0 },
    Family { pictures: clauses::pictures, few: 1 },
    Family { pictures: events::pictures, few: 0 },
    Family { pictures: flows::pictures, few: 1 },
];

/// Which pictures are drawn, and as what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Charts {
    /// Every picture, as PNG and SVG.
    #[default]
    All,
    /// The six that answer the question of the deal.
    Few,
    /// Every picture, as SVG only.
    Svg,
    /// None.
    None,
}

impl Charts {
    /// Every choice and its name on the command line.
    pub const ALL: [(&str, Self); 4] =
        [("all", Self::All), ("few", Self::Few), ("svg", Self::Svg), ("none", Self::None)];
}

impl fmt::Display for Charts {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = Self::ALL.iter().find(|(_, choice)| choice == self).map_or("", |(name, _)| name);
        out.write_str(name)
    }
}

impl FromStr for Charts {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.iter().find(|(name, _)| *name == text);
        found.map(|(_, choice)| *choice).ok_or_else(|| "say all, few, svg or none".to_owned())
    }
}

impl RunResults {
    /// The pictures that were asked for, in reading order.
    #[must_use]
    pub fn pictures(&self) -> Vec<Picture> {
        let of = |family: &Family| match self.asked.charts {
            Charts::None => Vec::new(),
            Charts::Few if family.few == 0 => Vec::new(),
            Charts::Few => (family.pictures)(self).into_iter().take(family.few).collect(),
            Charts::All | Charts::Svg => (family.pictures)(self),
        };
        ALL.iter().flat_map(of).collect()
    }

    /// Title, subtitle, and the line that says where the numbers come from.
    pub(super) fn caption(&self, title: String, subtitle: String) -> Caption {
        let paths = self.paths_said();
        let mut source = format!("scenario {} · seed {} · {paths}", self.scenario, self.seed);
        if !self.money.is_empty() {
            source.push_str(&format!(" · {}", self.money));
        }
        Caption { title, subtitle, source }
    }
}

/// A named unit, or none.
pub(in crate::results) fn unit(name: &str) -> Unit {
    if name.is_empty() { Unit::Plain } else { Unit::Named(name.to_owned()) }
}

/// A file stem of letters, digits and underscores.
pub(in crate::results) fn stem_of(kind: &str, name: &str) -> String {
    let safe = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' };
    format!("{kind}_{}", name.chars().map(safe).collect::<String>())
}
