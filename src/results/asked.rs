//! What a reader asks to be shown of a run.

use super::pictures::Charts;
use std::fmt;
use std::str::FromStr;

/// Which pictures are drawn, and how closely time is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// Which pictures.
    pub charts: Charts,
    /// At which dates what no picture shows is read.
    pub timeline: Timeline,
}

/// At which dates series are read that no picture shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Timeline {
    /// At the start, at the end, and at the last close of every calendar year.
    #[default]
    Years,
    /// At the close of every period.
    All,
}

impl fmt::Display for Timeline {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Years => "years",
            Self::All => "all",
        })
    }
}

impl FromStr for Timeline {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "years" => Ok(Self::Years),
            "all" => Ok(Self::All),
            _ => Err("say years or all".to_owned()),
        }
    }
}
