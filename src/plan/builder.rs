//! The only way to make a plan: equal nodes become one, names are kept, loops are found.

use super::arithmetic;
use super::{
    Account, AccountId, AccountKind, Binary, Called, Demand, Fact, FactKind, FlowKind, Joint,
    Named, Node, NodeId, Plan, Posting, ReadAt, Sink, SiteId, Step, TableId, TermId, TimeField,
    TrackId, Unary, Why,
};
use std::collections::HashMap;

/// Collects nodes, names, flows and what is tracked.
#[derive(Debug)]
pub struct PlanBuilder {
    plan: Plan,
    known: HashMap<Node, NodeId>,
    site_names: HashMap<String, SiteId>,
    term_names: HashMap<String, TermId>,
    resolved: Vec<Option<NodeId>>,
    later_labels: Vec<String>,
    /// Whose amounts are rounded at the moment.
    rounds_for: Option<TermId>,
}

impl PlanBuilder {
    /// A plan with a grid of `times` in years (the first is the start, zero) and no nodes yet.
    #[must_use]
    pub fn new(times: Vec<f64>, period_years: f64) -> Self {
        let world = Account {
            name: "world".to_owned(),
            label: "World".to_owned(),
            kind: AccountKind::World,
        };
        Self {
            plan: Plan {
                nodes: Vec::new(),
                series: Vec::new(),
                tables: Vec::new(),
                sites: Vec::new(),
                periods: times.len().saturating_sub(1),
                times,
                period_years,
                named: Vec::new(),
                tracks: Vec::new(),
                joints: Vec::new(),
                accounts: vec![world],
                terms: Vec::new(),
                postings: Vec::new(),
                facts: Vec::new(),
                rounded: Vec::new(),
                too_large: false,
            },
            known: HashMap::new(),
            site_names: HashMap::new(),
            term_names: HashMap::new(),
            resolved: Vec::new(),
            later_labels: Vec::new(),
            rounds_for: None,
        }
    }

    /// A place in a list as the number of what stands there. One that does not fit is the first thing of the list
    /// instead, and the plan is marked as one that cannot run.
    fn number(&mut self, place: usize) -> u32 {
        u32::try_from(place).unwrap_or_else(|_| {
            self.plan.too_large = true;
            0
        })
    }

    fn push(&mut self, node: Node) -> NodeId {
        if let Some(&id) = self.known.get(&node) {
            return id;
        }
        let id = NodeId(self.number(self.plan.nodes.len()));
        self.plan.nodes.push(node);
        self.known.insert(node, id);
        id
    }

    /// Number of periods.
    #[must_use]
    pub fn periods(&self) -> usize {
        self.plan.periods
    }

    /// Length of a period in years.
    #[must_use]
    pub fn period_years(&self) -> f64 {
        self.plan.period_years
    }

    /// Close of period `k` in years; of the start for zero.
    #[must_use]
    pub fn times(&self) -> &[f64] {
        &self.plan.times
    }

    /// A number.
    pub fn constant(&mut self, number: f64) -> NodeId {
        self.push(Node::Constant(number.to_bits()))
    }

    /// The number, where a node is one.
    #[must_use]
    pub fn as_constant(&self, node: NodeId) -> Option<f64> {
        match self.plan.nodes.get(self.resolve(node).index()) {
            Some(&Node::Constant(bits)) => Some(f64::from_bits(bits)),
            _ => None,
        }
    }

    /// When the period opens.
    pub fn open_time(&mut self) -> NodeId {
        self.push(Node::Time(TimeField::Open))
    }

    /// When the period closes.
    pub fn close_time(&mut self) -> NodeId {
        self.push(Node::Time(TimeField::Close))
    }

    /// The number of the period, from one.
    pub fn period_index(&mut self) -> NodeId {
        self.push(Node::Time(TimeField::Index))
    }

    /// A number known at the start and for every period: `values` has one more entry than there are periods.
    pub fn series(&mut self, values: Vec<f64>) -> NodeId {
        debug_assert_eq!(values.len(), self.plan.periods + 1);
        let same = |known: &Vec<f64>| {
            known.iter().zip(&values).all(|(left, right)| left.to_bits() == right.to_bits())
        };
        let index = self.plan.series.iter().position(same).unwrap_or_else(|| {
            self.plan.series.push(values.clone());
            self.plan.series.len() - 1
        });
        let number = self.number(index);
        self.push(Node::Series(number))
    }

    fn site(&mut self, name: &str) -> SiteId {
        if let Some(&site) = self.site_names.get(name) {
            return site;
        }
        let site = SiteId(self.number(self.plan.sites.len()));
        self.plan.sites.push(name.to_owned());
        self.site_names.insert(name.to_owned(), site);
        site
    }

    /// A uniform in (0, 1) that is drawn once a path, known by the key path of what draws it.
    pub fn uniform_once(&mut self, site: &str) -> NodeId {
        let site = self.site(site);
        self.push(Node::Uniform { site, each_step: false })
    }

    /// A uniform in (0, 1) for every period.
    pub fn uniform_each_step(&mut self, site: &str) -> NodeId {
        let site = self.site(site);
        self.push(Node::Uniform { site, each_step: true })
    }

    /// A standard normal that is drawn once a path.
    pub fn normal_once(&mut self, site: &str) -> NodeId {
        let site = self.site(site);
        self.push(Node::Normal { site, each_step: false })
    }

    /// A standard normal for every period.
    pub fn normal_each_step(&mut self, site: &str) -> NodeId {
        let site = self.site(site);
        self.push(Node::Normal { site, each_step: true })
    }

    /// A function of one value.
    pub fn unary(&mut self, operation: Unary, a: NodeId) -> NodeId {
        self.push(Node::Unary(operation, a))
    }

    /// A function of two values.
    pub fn binary(&mut self, operation: Binary, a: NodeId, b: NodeId) -> NodeId {
        self.push(Node::Binary(operation, a, b))
    }

    /// `condition ? a : b`.
    pub fn select(&mut self, condition: NodeId, a: NodeId, b: NodeId) -> NodeId {
        self.push(Node::Select(condition, a, b))
    }

    /// The fraction of the period that lies between two times.
    pub fn overlap(&mut self, start: NodeId, end: NodeId) -> NodeId {
        self.push(Node::Overlap(start, end))
    }

    /// Reads a table of quantiles at equally spaced probabilities 0 to 1 linearly at `probability`.
    pub fn table(&mut self, probability: NodeId, quantiles: Vec<f64>) -> NodeId {
        let index = self.plan.tables.iter().position(|known| *known == quantiles);
        let index = index.unwrap_or_else(|| {
            self.plan.tables.push(quantiles);
            self.plan.tables.len() - 1
        });
        let table = TableId(self.number(index));
        self.push(Node::Table(probability, table))
    }

    /// `start` at the start, `step` at the close of every period.
    pub fn followed(&mut self, start: NodeId, step: NodeId) -> NodeId {
        self.push(Node::Followed(start, step))
    }

    /// The value at the opening of the period: one period earlier, or at the start.
    pub fn previous(&mut self, node: NodeId) -> NodeId {
        self.push(Node::Previous(node))
    }

    /// A node that will be said later, under a name for messages.
    pub fn later(&mut self, label: &str) -> NodeId {
        let number = self.number(self.resolved.len());
        self.resolved.push(None);
        self.later_labels.push(label.to_owned());
        self.push(Node::Later(number))
    }

    /// Says what a later node is.
    pub fn define(&mut self, later: NodeId, node: NodeId) {
        if let Some(Node::Later(number)) = self.plan.nodes.get(later.index()).copied()
            && let Some(slot) = self.resolved.get_mut(number as usize)
        {
            *slot = Some(node);
        }
    }

    /// Whether a later node has been said; true of every other node.
    #[must_use]
    pub fn is_defined(&self, node: NodeId) -> bool {
        match self.plan.nodes.get(node.index()) {
            Some(&Node::Later(number)) => self.resolved[number as usize].is_some(),
            _ => true,
        }
    }

    /// What a later node stands for; any other node stands for itself.
    #[must_use]
    pub fn resolve(&self, mut node: NodeId) -> NodeId {
        // A chain of later nodes that leads back to itself is a loop, reported by `finish`.
        for _ in 0..=self.resolved.len() {
            match self.plan.nodes.get(node.index()) {
                Some(&Node::Later(number)) => match self.resolved[number as usize] {
                    Some(target) => node = target,
                    None => return node,
                },
                _ => return node,
            }
        }
        node
    }

    /// The value that grows by `amount` in every period, from zero.
    pub fn accumulate(&mut self, label: &str, amount: NodeId) -> NodeId {
        let total = self.later(label);
        let before = self.previous(total);
        let after = self.add(before, amount);
        let zero = self.constant(0.0);
        let sum = self.followed(zero, after);
        self.define(total, sum);
        sum
    }

    /// Gives a node a name and says what has to hold of it; returns its number among the named.
    pub fn name(&mut self, called: Called, node: NodeId, demand: Demand) -> usize {
        self.plan.named.push(Named { called, node, demand });
        self.plan.named.len() - 1
    }

    /// Lets a value leave the engine, under a number that it keeps.
    pub fn track(&mut self, node: NodeId, at: ReadAt, sink: Sink) -> TrackId {
        self.plan.keep(node, at, sink)
    }

    /// Keeps the joint distribution of two values at the end of the last period; returns its number.
    pub fn track_joint(&mut self, across: NodeId, up: NodeId) -> usize {
        self.plan.joints.push(Joint { across, up });
        self.plan.joints.len() - 1
    }

    /// An account.
    pub fn account(&mut self, name: &str, label: &str, kind: AccountKind) -> AccountId {
        self.plan.accounts.push(Account { name: name.to_owned(), label: label.to_owned(), kind });
        AccountId(self.number(self.plan.accounts.len() - 1))
    }

    /// What there is so far.
    pub(super) fn so_far(&self) -> &Plan {
        &self.plan
    }

    /// The accounts so far.
    #[must_use]
    pub fn accounts(&self) -> &[Account] {
        &self.plan.accounts
    }

    /// A name under which money moves.
    pub fn term(&mut self, name: &str) -> TermId {
        if let Some(&term) = self.term_names.get(name) {
            return term;
        }
        let term = TermId(self.number(self.plan.terms.len()));
        self.plan.terms.push(name.to_owned());
        self.term_names.insert(name.to_owned(), term);
        term
    }

    /// The names of the terms so far.
    #[must_use]
    pub fn terms(&self) -> &[String] {
        &self.plan.terms
    }

    /// Writes a line of the ledger.
    pub fn post(&mut self, posting: Posting) {
        self.plan.postings.push(posting);
    }

    /// Says what a line of the ledger is worth to a party, by the place of the line.
    pub fn value_posting(&mut self, place: usize, party: AccountId, worth: NodeId) {
        if let Some(posting) = self.plan.postings.get_mut(place) {
            posting.worth.push((party, worth));
        }
    }

    /// Keeps what a term knows of itself.
    pub fn fact(&mut self, path: &str, kind: FactKind) {
        self.plan.facts.push(Fact { path: path.to_owned(), kind });
    }

    /// The lines of the ledger so far.
    #[must_use]
    pub fn postings(&self) -> &[Posting] {
        &self.plan.postings
    }

    /// `root` with some nodes replaced, looking through everything that is read in the same period.
    pub fn substitute(&mut self, root: NodeId, replace: &HashMap<NodeId, NodeId>) -> NodeId {
        let mut done: HashMap<NodeId, NodeId> = replace.clone();
        let mut stack = vec![(root, false)];
        while let Some((id, ready)) = stack.pop() {
            if done.contains_key(&id) {
                continue;
            }
            let node = self.plan.nodes[id.index()];
            if let Node::Later(_) = node {
                let target = self.resolve(id);
                if target == id {
                    done.insert(id, id);
                } else if ready || done.contains_key(&target) {
                    let mapped = done.get(&target).copied().unwrap_or(target);
                    // Unchanged, the later node itself stays, so that a loop through it is still seen.
                    done.insert(id, if mapped == target { id } else { mapped });
                } else {
                    stack.push((id, true));
                    stack.push((target, false));
                }
                continue;
            }
            // What the previous period knew is not touched.
            if matches!(node, Node::Previous(_)) || ready {
                let mapped = if ready { self.rebuild(node, &done) } else { id };
                done.insert(id, mapped);
                continue;
            }
            stack.push((id, true));
            stack.extend(node.inputs().into_iter().flatten().map(|input| (input, false)));
        }
        done.get(&root).copied().unwrap_or(root)
    }

    fn rebuild(&mut self, node: Node, done: &HashMap<NodeId, NodeId>) -> NodeId {
        let mapped = node.map(|id| done.get(&id).copied().unwrap_or(id));
        self.push(mapped)
    }

    /// Whether a value needs another of the same period.
    #[must_use]
    pub fn reads_now(&self, root: NodeId, other: NodeId) -> bool {
        let other = self.resolve(other);
        let mut seen = vec![false; self.plan.nodes.len()];
        let mut stack = vec![root];
        while let Some(id) = stack.pop() {
            let id = self.resolve(id);
            if id == other {
                return true;
            }
            if std::mem::replace(&mut seen[id.index()], true) {
                continue;
            }
            let node = self.plan.nodes[id.index()];
            if !matches!(node, Node::Previous(_)) {
                stack.extend(node.inputs().into_iter().flatten());
            }
        }
        false
    }

    /// The nodes that read a value one period earlier.
    #[must_use]
    pub fn readers_of_previous(&self, target: NodeId) -> Vec<NodeId> {
        let target = self.resolve(target);
        let reads = |node: &Node| matches!(*node, Node::Previous(a) if self.resolve(a) == target);
        (0..)
            .map(NodeId)
            .zip(&self.plan.nodes)
            .filter(|(_, node)| reads(node))
            .map(|(id, _)| id)
            .collect()
    }

    /// The flag, the value where it holds and the value where it does not, of a node that selects.
    #[must_use]
    pub fn as_select(&self, node: NodeId) -> Option<[NodeId; 3]> {
        match *self.plan.nodes.get(self.resolve(node).index())? {
            Node::Select(flag, yes, no) => Some([flag, yes, no]),
            _ => None,
        }
    }

    /// The number that a node stands for, where it is made of numbers alone; nothing that goes in a circle is.
    #[must_use]
    pub fn evaluate_constant(&self, node: NodeId) -> Option<f64> {
        self.as_constant(node).or_else(|| self.evaluated(node, &mut HashMap::new()))
    }

    fn evaluated(&self, node: NodeId, known: &mut HashMap<NodeId, Option<f64>>) -> Option<f64> {
        let node = self.resolve(node);
        if let Some(&known) = known.get(&node) {
            return known;
        }
        known.insert(node, None);
        let value = match *self.plan.nodes.get(node.index())? {
            Node::Constant(bits) => Some(f64::from_bits(bits)),
            Node::Unary(operation, a) => {
                self.evaluated(a, known).map(|a| arithmetic::unary(operation, a))
            }
            Node::Binary(operation, a, b) => {
                let (a, b) = (self.evaluated(a, known), self.evaluated(b, known));
                a.zip(b).map(|(a, b)| arithmetic::binary(operation, a, b))
            }
            Node::Select(c, a, b) => self
                .evaluated(c, known)
                .and_then(|c| self.evaluated(if c == 0.0 { b } else { a }, known)),
            Node::Table(a, table) => {
                let quantiles = self.plan.tables.get(table.0 as usize)?;
                self.evaluated(a, known).map(|a| arithmetic::table(a, quantiles))
            }
            _ => None,
        };
        known.insert(node, value);
        value
    }

    /// Whether a value is the same in every period (it may differ between paths).
    #[must_use]
    pub fn is_once(&self, root: NodeId) -> bool {
        let mut seen = vec![false; self.plan.nodes.len()];
        let mut stack = vec![root];
        while let Some(id) = stack.pop() {
            let id = self.resolve(id);
            if std::mem::replace(&mut seen[id.index()], true) {
                continue;
            }
            let node = self.plan.nodes[id.index()];
            match node {
                Node::Time(_)
                | Node::Series(_)
                | Node::Overlap(..)
                | Node::Followed(..)
                | Node::Previous(_)
                | Node::Later(_)
                | Node::Uniform { each_step: true, .. }
                | Node::Normal { each_step: true, .. } => return false,
                _ => stack.extend(node.inputs().into_iter().flatten()),
            }
        }
        true
    }

    /// The finished plan: later nodes replaced by what they stand for.
    ///
    /// # Errors
    /// The labels of later nodes that were never said.
    pub fn finish(mut self) -> Result<Plan, Vec<String>> {
        let missing: Vec<String> = self
            .resolved
            .iter()
            .zip(&self.later_labels)
            .filter(|(target, _)| target.is_none())
            .map(|(_, label)| label.clone())
            .collect();
        if !missing.is_empty() {
            return Err(missing);
        }
        let numbers = (0..).map(NodeId).zip(&self.plan.nodes);
        let target: Vec<NodeId> = numbers.map(|(id, _)| self.resolve(id)).collect();
        let get = |id: NodeId| target[id.index()];
        for node in &mut self.plan.nodes {
            *node = node.map(get);
        }
        for named in &mut self.plan.named {
            named.node = get(named.node);
        }
        for track in &mut self.plan.tracks {
            track.node = get(track.node);
        }
        for joint in &mut self.plan.joints {
            *joint = Joint { across: get(joint.across), up: get(joint.up) };
        }
        for posting in &mut self.plan.postings {
            posting.amount = get(posting.amount);
            posting.paid_at = posting.paid_at.map(get);
            posting.worth.iter_mut().for_each(|(_, node)| *node = get(*node));
        }
        for (_, node) in &mut self.plan.rounded {
            *node = get(*node);
        }
        for fact in &mut self.plan.facts {
            fact.kind = fact.kind.map(get);
        }
        Ok(self.plan)
    }

    /// The plan as far as it goes, for a search in a scenario that has faults already: what was never said is zero.
    ///
    /// # Errors
    /// None: `finish` complains of what was never said, and here everything is.
    pub fn finish_as_it_is(mut self) -> Result<Plan, Vec<String>> {
        let zero = self.constant(0.0);
        for target in &mut self.resolved {
            target.get_or_insert(zero);
        }
        self.finish()
    }

    /// `a + b`.
    pub fn add(&mut self, a: NodeId, b: NodeId) -> NodeId {
        self.binary(Binary::Add, a, b)
    }

    /// `a − b`.
    pub fn subtract(&mut self, a: NodeId, b: NodeId) -> NodeId {
        self.binary(Binary::Subtract, a, b)
    }

    /// `a · b`.
    pub fn multiply(&mut self, a: NodeId, b: NodeId) -> NodeId {
        self.binary(Binary::Multiply, a, b)
    }

    /// `a / b`.
    pub fn divide(&mut self, a: NodeId, b: NodeId) -> NodeId {
        self.binary(Binary::Divide, a, b)
    }

    /// The smaller.
    pub fn minimum(&mut self, a: NodeId, b: NodeId) -> NodeId {
        self.binary(Binary::Minimum, a, b)
    }

    /// The larger.
    pub fn maximum(&mut self, a: NodeId, b: NodeId) -> NodeId {
        self.binary(Binary::Maximum, a, b)
    }

    /// `a < b`.
    pub fn less(&mut self, a: NodeId, b: NodeId) -> NodeId {
        self.binary(Binary::Less, a, b)
    }

    /// `a <= b`.
    pub fn less_equal(&mut self, a: NodeId, b: NodeId) -> NodeId {
        self.binary(Binary::LessEqual, a, b)
    }

    /// Both flags.
    pub fn and(&mut self, a: NodeId, b: NodeId) -> NodeId {
        self.binary(Binary::And, a, b)
    }

    /// Either flag.
    pub fn or(&mut self, a: NodeId, b: NodeId) -> NodeId {
        self.binary(Binary::Or, a, b)
    }

    /// The flag turned round.
    pub fn not(&mut self, a: NodeId) -> NodeId {
        self.unary(Unary::Not, a)
    }

    /// The standard normal quantile; of a uniform draw, the normal draw of the same site, bit for bit.
    pub fn normal_quantile(&mut self, probability: NodeId) -> NodeId {
        match self.plan.nodes.get(self.resolve(probability).index()) {
            Some(&Node::Uniform { site, each_step }) => self.push(Node::Normal { site, each_step }),
            // A correlated input: its probability was made from a normal, which is taken as it is.
            Some(&Node::Unary(Unary::NormalCumulative, normal)) => normal,
            _ => self.unary(Unary::NormalQuantile, probability),
        }
    }

    /// `e` to the power.
    pub fn exponential(&mut self, a: NodeId) -> NodeId {
        self.unary(Unary::Exponential, a)
    }

    /// The natural logarithm.
    pub fn logarithm(&mut self, a: NodeId) -> NodeId {
        self.unary(Unary::Logarithm, a)
    }

    /// The square root.
    pub fn square_root(&mut self, a: NodeId) -> NodeId {
        self.unary(Unary::SquareRoot, a)
    }

    /// The sign changed.
    pub fn negate(&mut self, a: NodeId) -> NodeId {
        self.unary(Unary::Negate, a)
    }

    /// To the money quantum.
    pub fn quantize(&mut self, a: NodeId) -> NodeId {
        if let Some(term) = self.rounds_for {
            self.plan.rounded.push((term, a));
        }
        self.unary(Unary::Quantize, a)
    }

    /// Says whose amounts are rounded from here on.
    pub fn round_for(&mut self, term: Option<TermId>) {
        self.rounds_for = term;
    }

    /// `a` times a number.
    pub fn scale(&mut self, a: NodeId, factor: f64) -> NodeId {
        let factor = self.constant(factor);
        self.multiply(a, factor)
    }

    /// The length of a period in years.
    pub fn period_length(&mut self) -> NodeId {
        self.constant(self.plan.period_years)
    }

    /// Whether a distance is above zero, or at it where that is enough.
    pub fn reached(&mut self, distance: NodeId, or_equal: bool) -> NodeId {
        let zero = self.constant(0.0);
        if or_equal { self.less_equal(zero, distance) } else { self.less(zero, distance) }
    }

    /// The first of the times at which a flag was set; infinite until then.
    pub fn latched(&mut self, label: &str, flag: NodeId, time: NodeId) -> NodeId {
        let first = self.later(label);
        let before = self.previous(first);
        let never = self.constant(f64::INFINITY);
        let now = self.select(flag, time, never);
        // Times rise from period to period, so the smaller is the first.
        let next = self.minimum(before, now);
        let result = self.followed(never, next);
        self.define(first, result);
        result
    }

    /// Whether a time lies in this period: after its opening (from its opening in the first) up to its close.
    pub fn happens(&mut self, time: NodeId) -> NodeId {
        let by_close = self.has_happened_by_close(time);
        let before = self.had_happened_at_open(time);
        let not_before = self.not(before);
        self.and(by_close, not_before)
    }

    /// Whether a time is at or before the close of the period.
    pub fn has_happened_by_close(&mut self, time: NodeId) -> NodeId {
        let close = self.close_time();
        self.less_equal(time, close)
    }

    /// Whether a time is at or before the opening of the period; in the first period nothing had happened.
    pub fn had_happened_at_open(&mut self, time: NodeId) -> NodeId {
        // The opening of the first period is put before every time, so that time zero falls into it.
        let mut opens: Vec<f64> = vec![f64::NEG_INFINITY, f64::NEG_INFINITY];
        opens.extend(self.plan.times.iter().skip(1).copied());
        opens.truncate(self.plan.periods + 1);
        let open = self.series(opens);
        self.less_equal(time, open)
    }

    /// A cash posting at the close of the period.
    pub fn post_cash(&mut self, term: TermId, from: AccountId, to: AccountId, amount: NodeId) {
        self.post(Posting {
            term,
            from,
            to,
            kind: FlowKind::Cash,
            amount,
            paid_at: None,
            why: Why::Clause,
            step: Step::Plain,
            worth: Vec::new(),
        });
    }
}
