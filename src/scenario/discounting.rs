//! Yearly rates and how they compound: what money at a later date is worth at the start.

use super::lowering::Lowering;
use crate::diagnose::{Diagnostic, Diagnostics};
use crate::document::Table;
use crate::plan::NodeId;

/// How a yearly rate compounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Compounding {
    /// Once a year: (1 + r)^(−t).
    Annual,
    /// At every moment: exp(−r t).
    Continuous,
}

impl Compounding {
    /// What a table says under `compounding`; otherwise what holds around it.
    pub(super) fn of(table: &Table, otherwise: Self, diagnostics: &mut Diagnostics) -> Self {
        let Some(entry) = table.get("compounding") else { return otherwise };
        match entry.value.as_text() {
            Some("annual") => Self::Annual,
            Some("continuous") => Self::Continuous,
            _ => {
                let message = "`compounding` takes \"annual\" or \"continuous\"";
                let finding = Diagnostic::error("unknown-word", entry.value.span, message);
                diagnostics.push(finding.help(format!("leave it out for {}", otherwise.word())));
                otherwise
            }
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Annual => "annual",
            Self::Continuous => "continuous",
        }
    }
}

/// A discount rate.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rate {
    /// How much a year.
    pub(super) a_year: NodeId,
    /// How it compounds.
    pub(super) compounding: Compounding,
}

impl Lowering<'_, '_> {
    /// What one unit of money at a time is worth at the start.
    pub(super) fn discount_factor(&mut self, rate: Rate, time: NodeId) -> NodeId {
        let builder = &mut self.builder;
        let force = match rate.compounding {
            // (1 + r)^(−t) = exp(−t ln(1 + r)).
            Compounding::Annual => {
                let one = builder.constant(1.0);
                let factor = builder.add(one, rate.a_year);
                builder.logarithm(factor)
            }
            Compounding::Continuous => rate.a_year,
        };
        let product = builder.multiply(force, time);
        let exponent = builder.negate(product);
        builder.exponential(exponent)
    }
}
