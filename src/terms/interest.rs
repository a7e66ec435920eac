//! What a contract says about interest beside the rate: how its days are counted, and when it bears interest itself.

use crate::calendar::DayCount;
use crate::catalogue::{Parameter, Takes};
use crate::kind::{Accrual, Cuts, Growth, Occasions, Params, Reading, Years, months};
use crate::plan::NodeId;

/// The words of `day_count`.
const COUNTS: &[&str] = &["months", "actual/365", "actual/360", "30/360", "actual/actual"];

/// How years are counted.
pub(super) const DAY_COUNT: Parameter = Parameter::optional(
    "day_count",
    Takes::Word(COUNTS),
    "months",
    "how the years of interest are counted: whole months / 12 and parts of a month by its days, or a convention (30/360 is 30E/360, actual/actual that of ISDA)",
);

/// How often a return on capital compounds.
pub(super) const RETURN_COMPOUNDED: Parameter = Parameter::optional(
    "compounded",
    Takes::Duration,
    "year",
    "how often that return compounds: \"month\", \"quarter\", \"half_year\", \"year\", \"4 months\", or \"never\" for a simple one; in a part of such a time it grows by the same power",
);

/// The years of a clause as `day_count` says.
pub(super) fn years(params: &mut Params<'_>) -> Years {
    let word = params.word_of("day_count", COUNTS);
    let grid = params.scope.grid();
    match DayCount::from_name(word) {
        Some(count) => Years::by(count, grid, params.builder()),
        None => Years::default(),
    }
}

/// When interest is added to what bears interest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Compounded {
    /// Nothing is said.
    Unsaid,
    /// Never: simple interest.
    Never,
    /// Every so many months.
    Every(i32),
}

impl Compounded {
    /// Reads `compounded`.
    pub(super) fn read(params: &mut Params<'_>) -> Self {
        let never = params.value("compounded").and_then(|value| value.as_text()) == Some("never");
        if never {
            return Self::Never;
        }
        months(params, "compounded").map_or(Self::Unsaid, Self::Every)
    }
}

/// How a return on capital grows, as `compounded` and `day_count` say.
pub(super) fn growth(params: &mut Params<'_>) -> Growth {
    let years = years(params);
    let months = match Compounded::read(params) {
        Compounded::Never => None,
        Compounded::Every(months) => Some(months),
        Compounded::Unsaid => Some(12),
    };
    Growth { months, years }
}

/// Interest on one of money lent at a time, as `interest`, `compounded` and `day_count` say.
pub(super) fn accrual(params: &mut Params<'_>, issued: NodeId) -> Accrual {
    let years = years(params);
    let occasions = match Compounded::read(params) {
        Compounded::Every(months) => {
            let grid = params.scope.grid();
            Occasions::since(issued, months, grid, params.builder()).slots().to_vec()
        }
        _ => Vec::new(),
    };
    // Read once on the whole of a period, for its range and what is wrong with it.
    let whole = params.number_or("interest", 0.0, Reading::Open);
    let cuts = match params.value("interest").cloned() {
        Some(value) => params.scope.cuts(&value),
        None => Cuts::default(),
    };
    let site = params.site("interest");
    let mut rates = Vec::new();
    for piece in params.scope.pieces(&cuts) {
        let rate = match params.value("interest").cloned() {
            Some(value) if !cuts.is_empty() => {
                params.scope.number_when(&value, &site, Reading::Open, piece.when)
            }
            _ => whole,
        };
        rates.push((piece, rate));
    }
    let path = params.path.clone();
    let builder = params.builder();
    let base = builder.later(&format!("{path} compounded"));
    let interest = builder.later(&format!("{path} interest"));
    Accrual { rates, years, occasions, base, interest }
}
