//! A value as it is when something happens, kept from then on.

use crate::kind::Params;
use crate::plan::NodeId;

/// The value at the close of the period in which `at` lies; zero before. What never changes is left as it is.
pub(super) fn frozen(params: &mut Params<'_>, value: NodeId, at: NodeId) -> NodeId {
    let path = params.path.clone();
    let builder = params.builder();
    if builder.is_once(value) {
        return value;
    }
    let kept = builder.later(&path);
    let before = builder.previous(kept);
    let happens = builder.happens(at);
    let next = builder.select(happens, value, before);
    let zero = builder.constant(0.0);
    let result = builder.followed(zero, next);
    builder.define(kept, result);
    result
}
