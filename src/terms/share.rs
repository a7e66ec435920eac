//! A share of something: one rate, or the base for the tiers.

use super::clause::{Clause, Earned};
use super::messages;
use crate::kind::{Params, Reading};

/// All of `of` that adds up in the period while in force.
pub(super) fn base_in_parts(params: &mut Params<'_>, clause: &Clause) -> Earned {
    let reading = Clause::base_reading(params);
    let base = clause.number(params, "of", reading);
    clause.earned(params, &[&base], |builder, values, stretch| stretch.of(values[0], builder))
}

/// What a share of `of` earns in the period: `rate` of it, or all of it where tiers say the shares.
pub(super) fn earned(params: &mut Params<'_>, clause: &Clause) -> Earned {
    if params.has("tiers") {
        if params.has("rate") {
            messages::rate_and_tiers(params);
        }
        let reading = Clause::base_reading(params);
        let base = clause.number(params, "of", reading);
        return clause
            .earned(params, &[&base], |builder, values, stretch| stretch.of(values[0], builder));
    }
    let rate = clause.number(params, "rate", Reading::Open);
    let reading = Clause::base_reading(params);
    let base = clause.number(params, "of", reading);
    clause.earned(params, &[&rate, &base], |builder, values, stretch| {
        let part = builder.multiply(values[0], stretch.length);
        let part = builder.multiply(part, stretch.force);
        builder.multiply(part, values[1])
    })
}
