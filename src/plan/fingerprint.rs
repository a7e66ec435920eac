//! A number for what a node says, whatever its place in the plan: to put like things in an order that names do not decide.

use super::{Node, NodeId, PlanBuilder};

/// How far down a node is looked into. What differs only below has one fingerprint.
const DEPTH: u32 = 6;

impl PlanBuilder {
    /// A number that nodes of equal meaning share, in whatever order a plan was written.
    #[must_use]
    pub fn fingerprint(&self, node: NodeId) -> u64 {
        self.look(node, DEPTH)
    }

    fn look(&self, node: NodeId, depth: u32) -> u64 {
        let plan = self.so_far();
        let node = self.resolve(node);
        let node = plan.nodes[node.index()];
        let (tag, own): (u64, u64) = match node {
            Node::Constant(bits) => (1, bits),
            Node::Time(field) => (2, field as u64),
            Node::Series(series) => {
                let values = plan.series.get(series as usize).map_or(&[][..], |it| it);
                (3, values.iter().fold(0, |sum, value| mixed(sum, value.to_bits())))
            }
            Node::Uniform { site, .. } => (4, text(&plan.sites[site.0 as usize])),
            Node::Normal { site, .. } => (5, text(&plan.sites[site.0 as usize])),
            Node::Unary(operation, _) => (6, operation as u64),
            Node::Binary(operation, ..) => (7, operation as u64),
            Node::Select(..) => (8, 0),
            Node::Overlap(..) => (9, 0),
            Node::Table(..) => (10, 0),
            Node::Followed(..) => (11, 0),
            Node::Previous(_) => (12, 0),
            Node::Later(_) => (13, 0),
            Node::Parameter(number) => (14, u64::from(number)),
        };
        let mut print = mixed(tag, own);
        if depth > 0 {
            for input in node.inputs().into_iter().flatten() {
                print = mixed(print, self.look(input, depth - 1));
            }
        }
        print
    }
}

/// Two numbers into one (the finaliser of `SplitMix64`).
fn mixed(one: u64, other: u64) -> u64 {
    let mut sum = one.rotate_left(5) ^ other.wrapping_add(0x9e37_79b9_7f4a_7c15);
    sum = (sum ^ (sum >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    sum = (sum ^ (sum >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    sum ^ (sum >> 31)
}

fn text(name: &str) -> u64 {
    name.bytes().fold(0, |sum, byte| mixed(sum, u64::from(byte)))
}
