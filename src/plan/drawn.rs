//! Which values of a plan hang on a draw.

use super::Plan;
use super::node::{Node, NodeId};

impl Plan {
    /// Whether a value hangs on any random number, and so may differ from path to path.
    #[must_use]
    pub fn is_drawn(&self, node: NodeId) -> bool {
        let mut seen = vec![false; self.nodes.len()];
        let mut open = vec![node];
        while let Some(next) = open.pop() {
            let at = next.index();
            let (Some(found), Some(seen)) = (self.nodes.get(at), seen.get_mut(at)) else {
                continue;
            };
            if std::mem::replace(seen, true) {
                continue;
            }
            if matches!(found, Node::Uniform { .. } | Node::Normal { .. }) {
                return true;
            }
            open.extend(found.inputs().into_iter().flatten());
        }
        false
    }
}
