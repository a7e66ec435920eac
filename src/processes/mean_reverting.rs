//! Pulled back to a level: the Ornstein–Uhlenbeck process, stepped exactly.

use super::Process;
use super::decay::{
    MARKET_PRICE_OF_RISK, OWN_VOLATILITY, VOLATILITY_MEAN, VOLATILITY_SPEED, closing_years, kept,
    volatility,
};
use crate::catalogue::{Entry, Parameter, Range, Takes};
use crate::kind::{Params, Reading};
use crate::plan::{NodeId, PlanBuilder};

/// See the entry.
pub(super) struct MeanReverting;

impl Process for MeanReverting {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "mean_reverting",
            summary: "Pulled back to a level (Ornstein–Uhlenbeck); exact in any step between which its parameters stay.",
            parameters: &[
                Parameter::required("start", Takes::Number, "its value at the start"),
                Parameter::required("mean", Takes::Number, "the level that pulls"),
                Parameter::required(
                    "speed",
                    Takes::Number,
                    "how fast, a year: half of a gap closes in ln 2 / speed years",
                )
                .within(Range::NotNegative),
                Parameter::required(
                    "volatility",
                    Takes::Number,
                    "standard deviation a year of the noise, as at the opening of each period",
                )
                .within(Range::NotNegative),
                VOLATILITY_MEAN,
                VOLATILITY_SPEED,
                MARKET_PRICE_OF_RISK,
            ],
            example: "[drivers.pace]\nprocess = \"mean_reverting\"\nstart = 0.9\nmean = 0.1\nspeed = 0.5\nvolatility = 0.2\n",
        };
        &ENTRY
    }

    fn lower(&self, params: &mut Params<'_>) -> NodeId {
        let start = params.number("start", Reading::Close);
        let mean = params.number("mean", Reading::Open);
        let speed = params.number("speed", Reading::Open);
        let volatility = volatility(params, OWN_VOLATILITY);
        let risk = params.optional("market_price_of_risk", Reading::Open);
        let name = params.name().to_owned();
        let shock = params.scope.shock(&name);
        let path = params.path.clone();
        let pull = Pull { mean, speed, volatility, risk };
        pull.followed(params.builder(), &path, start, shock)
    }
}

/// What moves an Ornstein–Uhlenbeck process over a period.
#[derive(Clone, Copy)]
pub(super) struct Pull {
    /// The level that pulls.
    pub(super) mean: NodeId,
    /// How fast, a year.
    pub(super) speed: NodeId,
    /// Standard deviation a year of the noise.
    pub(super) volatility: NodeId,
    /// What is taken off the drift for each unit of volatility.
    pub(super) risk: Option<NodeId>,
}

impl Pull {
    /// The process from its start on: `x' = mean + (x − mean) e^(−κ dt) − λσ (1 − e^(−κ dt)) / κ + σ √((1 − e^(−2κ dt)) / (2κ)) Z`, with
    /// all parameters as at the opening.
    pub(super) fn followed(
        self,
        builder: &mut PlanBuilder,
        label: &str,
        start: NodeId,
        shock: NodeId,
    ) -> NodeId {
        let value = builder.later(label);
        let before = builder.previous(value);
        let decay = kept(builder, self.speed);
        let twice = builder.scale(self.speed, 2.0);
        let variance_years = closing_years(builder, twice);
        let root = builder.square_root(variance_years);
        let spread = builder.multiply(self.volatility, root);
        let noise = builder.multiply(spread, shock);
        let one = builder.constant(1.0);
        let closed = builder.subtract(one, decay);
        let level = builder.multiply(self.mean, closed);
        let kept = builder.multiply(before, decay);
        let mut next = builder.add(kept, level);
        if let Some(risk) = self.risk {
            let years = closing_years(builder, self.speed);
            let price = builder.multiply(risk, self.volatility);
            let price = builder.multiply(price, years);
            next = builder.subtract(next, price);
        }
        let next = builder.add(noise, next);
        let result = builder.followed(start, next);
        builder.define(value, result);
        result
    }
}
