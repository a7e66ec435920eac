//! A number that is the same on every path.

use super::Distribution;
use crate::catalogue::{Entry, Parameter, Takes};
use crate::kind::{Params, Reading};
use crate::plan::NodeId;

/// See the entry.
pub(super) struct Fixed;

impl Distribution for Fixed {
    fn entry(&self) -> &'static Entry {
        static ENTRY: Entry = Entry {
            name: "fixed",
            summary: "The same number on every path.",
            parameters: &[Parameter::required("number", Takes::Number, "the number")],
            example: "[inputs.x]\nvalue = { fixed = 7 }\n",
        };
        &ENTRY
    }

    fn lower(&self, params: &mut Params<'_>, _probability: NodeId) -> NodeId {
        params.number("number", Reading::Close)
    }
}
