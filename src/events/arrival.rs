//! When something that arrives at a rate has arrived.

use crate::kind::Params;
use crate::plan::NodeId;

/// When the sum of `rate` over time reaches `patience`; the rate is that of each period.
pub(super) fn arrival(params: &mut Params<'_>, rate: NodeId, patience: NodeId) -> NodeId {
    let path = params.path.clone();
    let builder = params.builder();
    let zero = builder.constant(0.0);
    let rate = builder.maximum(rate, zero);
    if builder.is_once(rate) {
        return builder.divide(patience, rate);
    }
    let length = builder.period_length();
    let part = builder.multiply(rate, length);
    let sum = builder.accumulate(&path, part);
    let before = builder.previous(sum);
    let reached = builder.less_equal(patience, sum);
    let left = builder.subtract(patience, before);
    let wait = builder.divide(left, rate);
    let open = builder.open_time();
    let time = builder.add(open, wait);
    builder.latched(&path, reached, time)
}
