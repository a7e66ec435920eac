//! Everything that has a claim on a company's estate, as what it gets for a value of one common share.

use super::cap_table::{CapTable, Lane, PaidIn, has_lots};
use super::ranks::Owed;
use super::read::Company;
use super::settle::Requests;
use crate::kind::{CapTableRequest, Participation, PreferenceRequest, ShareSize};
use crate::plan::{AccountId, NodeId, TermId};
use crate::scenario::lowering::Lowering;
use crate::scenario::names::unknown;

/// Something that gets part of an estate.
#[derive(Clone)]
pub(super) struct Instrument {
    pub(super) term: TermId,
    /// Claims before preferences, then by rank.
    pub(super) place: (u8, i32),
    /// What it is owed before any share gets something.
    pub(super) fixed: NodeId,
    /// Its shares, where it has any.
    pub(super) shares: NodeId,
    pub(super) form: Form,
    /// Of a note that may turn into shares: balance over cap, and whether the cap counts all notes.
    pub(super) by_cap: Option<(NodeId, bool)>,
    /// Its owners, each with its part of the shares.
    pub(super) owners: Vec<(AccountId, NodeId)>,
}

/// How what an instrument gets depends on the value v of one common share; n are its shares, F what it is owed.
#[derive(Clone, Copy)]
pub(super) enum Form {
    /// F.
    Claim,
    /// F, or as shares: max(F, n v).
    Converts,
    /// n v + F.
    Participates,
    /// max(min(F + n v, cap), n v).
    UpTo(NodeId),
    /// max(0, n (v − strike)).
    Exercises(NodeId),
}

impl Instrument {
    /// Its rung on the ladder of claims.
    pub(super) fn rung(&self) -> Owed {
        Owed { place: self.place, amount: self.fixed }
    }
}

impl Lowering<'_, '_> {
    /// Loans and notes that are open at the close; what arrives after the company's end goes to shares.
    pub(super) fn claims(
        &mut self,
        company: &Company,
        requests: Requests<'_>,
        table: &CapTable,
        (alive_open, insolvent): (NodeId, NodeId),
    ) -> Vec<Instrument> {
        let sold = self.builder.not(insolvent);
        let zero = self.builder.constant(0.0);
        let one = self.builder.constant(1.0);
        let close = self.builder.close_time();
        let mut found = Vec::new();
        for (term, request) in requests.of(company.account) {
            if let CapTableRequest::Claim(claim) = request {
                let balance = self.builder.multiply(claim.balance, alive_open);
                found.push(Instrument {
                    term: *term,
                    place: (0, claim.rank),
                    fixed: self.builder.quantize(balance),
                    shares: zero,
                    form: Form::Claim,
                    by_cap: None,
                    owners: vec![(claim.holder, one)],
                });
            }
        }
        let mut weights = Vec::new();
        for (index, note) in table.notes.iter().enumerate() {
            let request = &note.request;
            let lent = self.builder.less_equal(request.issued, close);
            let waiting = self.builder.less(close, note.converted);
            let running = self.builder.less(close, request.matures);
            let open = self.builder.and(lent, waiting);
            let open = self.builder.and(open, running);
            let open = self.builder.and(open, alive_open);
            let balance = request.balance_at(close, &mut self.builder);
            let balance = self.builder.select(open, balance, zero);
            // Where the company is sold, the principal comes back so often, and its interest.
            let more = self.builder.subtract(request.exit_multiple, one);
            let premium = self.builder.multiply(request.principal, more);
            let multiplied = self.builder.and(open, sold);
            let premium = self.builder.select(multiplied, premium, zero);
            let owed = self.builder.add(balance, premium);
            let weight = self.weight_at_end(table, index, balance);
            weights.push(weight.filter(|_| request.cap_after_notes));
            found.push(Instrument {
                term: note.term,
                place: (u8::from(request.beside_preferred), request.rank),
                fixed: self.builder.quantize(owed),
                // Counted when it is known who takes shares.
                shares: zero,
                form: if weight.is_some() { Form::Converts } else { Form::Claim },
                by_cap: weight.map(|weight| (weight, request.cap_after_notes)),
                owners: vec![(request.holder, one)],
            });
        }
        self.insist_on_caps(table, &weights);
        found
    }

    /// The classes of shares, and warrants that are not decided yet.
    pub(super) fn equity_instruments(
        &mut self,
        company: &Company,
        requests: Requests<'_>,
        table: &CapTable,
    ) -> Vec<Instrument> {
        let term = self.builder.term(&format!("{}.value", company.name));
        let mut classes: Vec<&str> = Vec::new();
        for lane in &table.lanes {
            if !classes.contains(&lane.class.as_str()) {
                classes.push(&lane.class);
            }
        }
        let mut preferences: Vec<(TermId, &PreferenceRequest)> = Vec::new();
        for (name, request) in requests.of(company.account) {
            if let CapTableRequest::Preference(preference) = request {
                if classes.contains(&preference.class.as_str()) {
                    preferences.push((*name, preference));
                } else {
                    self.unknown_class(*name, &preference.class, &classes);
                }
            }
        }
        let pools = pools_in_options(company, requests);
        let mut found = Vec::new();
        for class in &classes {
            let preference = preferences.iter().find(|(_, it)| it.class == *class);
            let of_class: Vec<&Lane> =
                table.lanes.iter().filter(|lane| lane.class == *class).collect();
            let (options, shares): (Vec<&Lane>, Vec<&Lane>) =
                of_class.into_iter().partition(|lane| pools.iter().any(|pool| pool.is_of(lane)));
            let groups: Vec<Vec<&Lane>> = if has_lots(company, requests, class) {
                shares.into_iter().map(|lane| vec![lane]).collect()
            } else {
                vec![shares]
            };
            for lanes in groups {
                found.push(self.series(term, &lanes, preference.map(|(_, it)| *it), table));
            }
            for lane in options {
                let pool = pools.iter().find(|pool| pool.is_of(lane));
                found.extend(pool.map(|pool| self.options(term, lane, pool)));
            }
        }
        found.extend(self.open_warrants(company, requests, table));
        found
    }

    /// Shares with one right: a class, or what came of a class under one term.
    fn series(
        &mut self,
        term: TermId,
        lanes: &[&Lane],
        preference: Option<&PreferenceRequest>,
        table: &CapTable,
    ) -> Instrument {
        let one = self.builder.constant(1.0);
        let counts: Vec<NodeId> = lanes.iter().map(|lane| lane.count).collect();
        let shares = self.sum(&counts);
        let owners = if let [lane] = lanes {
            vec![(lane.holder, one)]
        } else {
            lanes.iter().map(|lane| (lane.holder, self.part_of(lane.count, shares))).collect()
        };
        let mut instrument = Instrument {
            term,
            place: (1, 0),
            fixed: self.builder.constant(0.0),
            shares,
            form: Form::Participates,
            by_cap: None,
            owners,
        };
        if let Some(preference) = preference {
            let lot = lanes.first().and_then(|lane| lane.lot);
            self.prefer(&mut instrument, preference, (lot, table));
        }
        instrument
    }

    /// The granted part of a pool; what is not granted gets nothing.
    fn options(&mut self, term: TermId, lane: &Lane, pool: &Options) -> Instrument {
        let zero = self.builder.constant(0.0);
        let one = self.builder.constant(1.0);
        let granted = pool.granted.unwrap_or(one);
        Instrument {
            term,
            place: (1, 0),
            fixed: zero,
            shares: self.builder.multiply(lane.count, granted),
            form: pool.strike.map_or(Form::Participates, Form::Exercises),
            by_cap: None,
            owners: vec![(lane.holder, one)],
        }
    }

    /// A part of a whole, zero of nothing.
    fn part_of(&mut self, part: NodeId, whole: NodeId) -> NodeId {
        let zero = self.builder.constant(0.0);
        let any = self.builder.less(zero, whole);
        let ratio = self.builder.divide(part, whole);
        self.builder.select(any, ratio, zero)
    }

    fn unknown_class(&mut self, term: TermId, class: &str, classes: &[&str]) {
        let name = self.builder.terms().get(term.index()).cloned().unwrap_or_default();
        let Some(item) = self.names.terms.get(&name).copied() else { return };
        let span = item.table().get("class").map_or(item.span, |entry| entry.value.span);
        let finding = unknown("class of shares", class, span, classes.iter().copied());
        self.diagnostics.push(finding);
    }

    /// Puts a preference on a class.
    fn prefer(
        &mut self,
        instrument: &mut Instrument,
        preference: &PreferenceRequest,
        (lot, table): (Option<TermId>, &CapTable),
    ) {
        let (paid, grown) = match preference.paid {
            Some(paid) => {
                let (rate, growth) = (preference.preferred_return, &preference.growth);
                let years = growth.years.so_far(&mut self.builder);
                let factor = growth.factor(rate, years, &mut self.builder);
                (paid, self.builder.multiply(paid, factor))
            }
            None => self.paid_for(preference, lot, table),
        };
        let zero = self.builder.constant(0.0);
        let any = self.builder.less(zero, instrument.shares);
        let any = self.builder.and(any, preference.in_force);
        let first = self.builder.multiply(preference.multiple, paid);
        let earned = self.builder.subtract(grown, paid);
        let fixed = self.builder.add(first, earned);
        let fixed = self.builder.select(any, fixed, zero);
        instrument.fixed = self.builder.quantize(fixed);
        instrument.place = (1, preference.rank);
        instrument.form = match preference.participation {
            Participation::None => Form::Converts,
            Participation::Full => Form::Participates,
            Participation::UpTo(multiple) => {
                let cap = self.builder.multiply(multiple, paid);
                Form::UpTo(self.builder.maximum(cap, instrument.fixed))
            }
        };
    }

    /// What has been paid for a class under a term, and what that has grown to with its preferred return.
    fn paid_for(
        &mut self,
        preference: &PreferenceRequest,
        lot: Option<TermId>,
        table: &CapTable,
    ) -> (NodeId, NodeId) {
        let close = self.builder.close_time();
        let PreferenceRequest { preferred_return: rate, growth, .. } = preference;
        let zero = self.builder.constant(0.0);
        let mut now = zero;
        let mut grown_now = zero;
        let of_lot = |paid: &&PaidIn| paid.class == preference.class && Some(paid.lot) == lot;
        for paid in table.paid_in.iter().filter(of_lot) {
            now = self.builder.add(now, paid.amount);
            // What is not paid has no time.
            let time = self.builder.minimum(paid.time, close);
            let rest = growth.years.elapsed(time, close, &mut self.builder);
            let factor = growth.factor(*rate, rest, &mut self.builder);
            let grown = self.builder.multiply(paid.amount, factor);
            grown_now = self.builder.add(grown_now, grown);
        }
        let paid = self.builder.accumulate("paid for a class", now);
        let grown = self.builder.later("preferred return of a class");
        let before = self.builder.previous(grown);
        let length = growth.years.of_period(&mut self.builder);
        let before = if growth.months.is_some() {
            let factor = growth.factor(*rate, length, &mut self.builder);
            self.builder.multiply(before, factor)
        } else {
            // A simple return is one on what was paid alone.
            let bearing = self.builder.previous(paid);
            let earned = self.builder.multiply(*rate, length);
            let earned = self.builder.multiply(earned, bearing);
            self.builder.add(before, earned)
        };
        let after = self.builder.add(before, grown_now);
        let value = self.builder.followed(zero, after);
        self.builder.define(grown, value);
        (paid, value)
    }

    fn open_warrants(
        &mut self,
        company: &Company,
        requests: Requests<'_>,
        table: &CapTable,
    ) -> Vec<Instrument> {
        let zero = self.builder.constant(0.0);
        let one = self.builder.constant(1.0);
        let close = self.builder.close_time();
        let outstanding = self.sum(&table.counts());
        let mut found = Vec::new();
        for (term, request) in requests.of(company.account) {
            let CapTableRequest::Warrant(warrant) = request else { continue };
            let count = self.warrant_count(warrant, outstanding);
            let strike = self.strike(warrant, outstanding);
            let begun = self.builder.less_equal(warrant.from, close);
            let waiting = self.builder.less(close, warrant.decided);
            let open = self.builder.and(begun, waiting);
            found.push(Instrument {
                term: *term,
                place: (1, 0),
                fixed: zero,
                shares: self.builder.select(open, count, zero),
                form: Form::Exercises(strike),
                by_cap: None,
                owners: vec![(warrant.holder, one)],
            });
        }
        found
    }
}

/// A pool of options: whose lane it is, how much of it is granted, and at what price.
struct Options<'a> {
    holder: AccountId,
    class: &'a str,
    granted: Option<NodeId>,
    strike: Option<NodeId>,
}

impl Options<'_> {
    fn is_of(&self, lane: &Lane) -> bool {
        lane.holder == self.holder && lane.class == self.class
    }
}

/// The pools that say how much of them is granted, or at what price.
fn pools_in_options<'a>(company: &Company, requests: Requests<'a>) -> Vec<Options<'a>> {
    requests
        .of(company.account)
        .filter_map(|(_, request)| match request {
            CapTableRequest::Shares(shares) => match &shares.size {
                ShareSize::Pool(pool) if pool.granted.or(pool.strike).is_some() => Some(Options {
                    holder: shares.holder,
                    class: &shares.class,
                    granted: pool.granted,
                    strike: pool.strike,
                }),
                _ => None,
            },
            _ => None,
        })
        .collect()
}

/// Whether a company has shares that are not simply shares: preferences, warrants, options.
pub(super) fn has_classes(company: &Company, requests: Requests<'_>) -> bool {
    requests.of(company.account).any(|(_, request)| {
        matches!(request, CapTableRequest::Preference(_) | CapTableRequest::Warrant(_))
    }) || !pools_in_options(company, requests).is_empty()
}
