//! A quantity that grows at a rate which may itself be a driver, after Schwartz & Moon (2000).

use super::Process;
use super::geometric_brownian::lognormal_steps;
use crate::catalogue::{Entry, Parameter, Takes};
use crate::kind::{Params, Reading};
use crate::plan::NodeId;

/// See the entry.
pub(super) struct Growth;

impl Process for Growth {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "growth",
            summary: "A quantity that grows at a rate read at each period's opening, with proportional noise.",
            parameters: &[
                Parameter::required("start", Takes::Number, "its value at the start"),
                Parameter::required(
                    "growth",
                    Takes::Number,
                    "growth rate of its mean, a year; a driver in most deals",
                ),
                Parameter::required(
                    "volatility",
                    Takes::Number,
                    "standard deviation of its logarithm after a year",
                ),
            ],
            example: "[drivers.pace]\nprocess = \"mean_reverting\"\nstart = 0.9\nmean = 0.1\nspeed = 0.5\nvolatility = 0.2\n\n[drivers.revenue]\nprocess = \"growth\"\nstart = 12.7\ngrowth = \"pace\"\nvolatility = 0.25\n",
        };
        &ENTRY
    }

    fn lower(&self, params: &mut Params<'_>) -> NodeId {
        let rate = params.number("growth", Reading::Open);
        lognormal_steps(params, rate)
    }
}
