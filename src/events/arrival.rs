//! When something that arrives at a rate has arrived.

use super::window::Window;
use crate::kind::Params;
use crate::plan::NodeId;

/// When the sum of `rate` over the time in which a window stands open reaches `patience`; the rate is that of each period.
/// What closes the window ends the wait.
pub(super) fn arrival(
    params: &mut Params<'_>,
    rate: NodeId,
    patience: NodeId,
    window: Window,
) -> NodeId {
    let path = params.path.clone();
    let builder = params.builder();
    let zero = builder.constant(0.0);
    let rate = builder.maximum(rate, zero);
    let opening = window.opening(builder).map(|opening| builder.maximum(opening, zero));
    let time = if builder.is_once(rate) {
        let wait = builder.divide(patience, rate);
        match opening {
            Some(opening) => builder.add(opening, wait),
            None => wait,
        }
    } else {
        let open = builder.open_time();
        let (from, length) = match opening {
            Some(opening) => {
                let never = builder.constant(f64::INFINITY);
                let part = builder.overlap(opening, never);
                let length = builder.period_length();
                (builder.maximum(open, opening), builder.multiply(length, part))
            }
            None => (open, builder.period_length()),
        };
        let part = builder.multiply(rate, length);
        let sum = builder.accumulate(&path, part);
        let before = builder.previous(sum);
        let reached = builder.less_equal(patience, sum);
        let left = builder.subtract(patience, before);
        let wait = builder.divide(left, rate);
        let time = builder.add(from, wait);
        builder.latched(&path, reached, time)
    };
    if window.is_always() {
        return time;
    }
    let never = builder.constant(f64::INFINITY);
    let inside = window.holds_at(time, builder);
    builder.select(inside, time, never)
}
