//! The closings of a period, and which of them are one: all of one moment, unless their ranks put them in an order.

use super::cap_table::CapTable;
use super::read::Company;
use super::settle::Requests;
use crate::kind::{CapTableRequest, PoolSize, RoundSize, ShareRequest, ShareSize, WarrantRequest};
use crate::plan::{Binary, NodeId, TermId};
use crate::scenario::lowering::Lowering;
use crate::scenario::names::unknown;

/// Something that changes the counts at a time.
pub(super) struct Closing<'a> {
    pub(super) term: TermId,
    pub(super) time: NodeId,
    /// Its place among what happens at one moment.
    place: Place,
    pub(super) act: Act<'a>,
}

impl<'a> Closing<'a> {
    /// The money for shares that it brings.
    pub(super) fn round(&self) -> Option<&'a RoundSize> {
        match self.act {
            Act::Shares(ShareRequest { size: ShareSize::Round(round), .. }) => Some(round),
            _ => None,
        }
    }
}

/// What a closing does.
#[derive(Clone, Copy)]
pub(super) enum Act<'a> {
    Shares(&'a ShareRequest),
    Warrant(&'a WarrantRequest),
    /// The note of this number turns into shares at its cap.
    Maturity(usize),
}

/// Where a closing stands among those of its moment: equal places are solved together.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// Warrants come before everything else, by ascending strike.
    Warrant { strike: NodeId },
    /// By rank; a pool at the cost of all comes just after its round.
    Ranked { rank: i32, after: bool },
}

/// The closings of one turn, each with the flag of the paths on which it happens then.
pub(super) type Moment = Vec<(usize, NodeId)>;

/// Closings that are certainly one wherever they happen: same time, same place.
struct Slot {
    time: NodeId,
    place: Place,
    members: Vec<usize>,
}

/// When it is the turn of a slot among those of its period.
enum Turn {
    Known(usize),
    Varies { first: usize, last: usize, node: NodeId },
}

impl Lowering<'_, '_> {
    /// Everything that can change the counts of a company at a time.
    pub(super) fn closings_of<'a>(
        &mut self,
        company: &Company,
        requests: Requests<'a>,
        table: &CapTable,
    ) -> Vec<Closing<'a>> {
        let mut closings = Vec::new();
        let outstanding = self.sum(&table.counts());
        for (term, request) in requests.of(company.account) {
            match request {
                CapTableRequest::Shares(shares) => {
                    closings.extend(self.share_closing(*term, shares, requests));
                }
                CapTableRequest::Warrant(warrant) => {
                    let strike = self.strike(warrant, outstanding);
                    closings.push(Closing {
                        term: *term,
                        time: warrant.decided,
                        place: Place::Warrant { strike },
                        act: Act::Warrant(warrant),
                    });
                }
                _ => {}
            }
        }
        for (index, note) in table.notes.iter().enumerate() {
            if note.request.converts_at_maturity {
                closings.push(Closing {
                    term: note.term,
                    time: note.request.matures,
                    place: Place::Ranked { rank: 0, after: false },
                    act: Act::Maturity(index),
                });
            }
        }
        closings
    }

    fn share_closing<'a>(
        &mut self,
        term: TermId,
        shares: &'a ShareRequest,
        requests: Requests<'_>,
    ) -> Option<Closing<'a>> {
        let act = Act::Shares(shares);
        let ShareSize::Pool(PoolSize { round: Some(round), after_round, .. }) = &shares.size else {
            let time = shares.at.time(&mut self.builder);
            let place = Place::Ranked { rank: shares.rank, after: false };
            return Some(Closing { term, time, place, act });
        };
        // A pool closes with its round.
        let found = requests.of(shares.company).find_map(|(other, request)| {
            let same = self.builder.terms().get(other.index()) == Some(round);
            match request {
                CapTableRequest::Shares(it) if same && is_round(request) => Some(it),
                _ => None,
            }
        });
        if let Some(found) = found {
            let time = found.at.time(&mut self.builder);
            let place = Place::Ranked { rank: found.rank, after: *after_round };
            return Some(Closing { term, time, place, act });
        }
        self.unknown_round(term, shares, round, requests);
        None
    }

    fn unknown_round(
        &mut self,
        term: TermId,
        shares: &ShareRequest,
        round: &str,
        requests: Requests<'_>,
    ) {
        let name = self.builder.terms().get(term.index()).cloned().unwrap_or_default();
        let Some(item) = self.names.terms.get(&name).copied() else { return };
        let span = item.table().get("round").map_or(item.span, |entry| entry.value.span);
        let known: Vec<String> = requests
            .of(shares.company)
            .filter(|(_, request)| is_round(request))
            .filter_map(|(it, _)| self.builder.terms().get(it.index()).cloned())
            .collect();
        let finding = unknown("round", round, span, known.iter().map(String::as_str));
        self.diagnostics.push(finding);
    }

    /// The moments of a period as they follow each other.
    ///
    /// A slot's turn is the number of slots strictly before it, so those of one moment and place have the same turn on
    /// every path, whatever their names and the order in which they are written.
    pub(super) fn moments(&mut self, closings: &[Closing<'_>], alive_open: NodeId) -> Vec<Moment> {
        let slots = slots(closings);
        let flags: Vec<NodeId> = slots
            .iter()
            .map(|slot| {
                let happens = self.builder.happens(slot.time);
                self.builder.multiply(happens, alive_open)
            })
            .collect();
        let turns: Vec<Turn> = (0..slots.len()).map(|index| self.turn(&slots, index)).collect();
        let mut moments = Vec::new();
        for turn in 0..slots.len() {
            let mut moment = Moment::new();
            for ((slot, &flag), at) in slots.iter().zip(&flags).zip(&turns) {
                let flag = match *at {
                    Turn::Known(known) if known == turn => flag,
                    Turn::Varies { first, last, node } if first <= turn && turn <= last => {
                        #[expect(clippy::cast_precision_loss, reason = "a handful of closings")]
                        let number = self.builder.constant(turn as f64);
                        let now = self.builder.binary(Binary::Equal, node, number);
                        self.builder.and(flag, now)
                    }
                    _ => continue,
                };
                if self.builder.as_constant(flag) != Some(0.0) {
                    moment.extend(slot.members.iter().map(|&member| (member, flag)));
                }
            }
            if !moment.is_empty() {
                moment.sort_unstable_by_key(|&(member, _)| member);
                moments.push(moment);
            }
        }
        moments
    }

    fn turn(&mut self, slots: &[Slot], index: usize) -> Turn {
        let mut certain = 0;
        let mut varying = Vec::new();
        for other in 0..slots.len() {
            let before = self.precedes(&slots[other], &slots[index]);
            match self.builder.evaluate_constant(before) {
                _ if other == index => {}
                Some(flag) => certain += usize::from(flag != 0.0),
                None => varying.push(before),
            }
        }
        if varying.is_empty() {
            return Turn::Known(certain);
        }
        #[expect(clippy::cast_precision_loss, reason = "a handful of closings")]
        let start = self.builder.constant(certain as f64);
        let (first, last) = (certain, certain + varying.len());
        varying.push(start);
        Turn::Varies { first, last, node: self.sum(&varying) }
    }

    /// Whether one slot comes strictly before another.
    fn precedes(&mut self, one: &Slot, other: &Slot) -> NodeId {
        let earlier = self.builder.less(one.time, other.time);
        let comes_first = match (one.place, other.place) {
            (Place::Warrant { strike: low }, Place::Warrant { strike: high }) => {
                self.builder.less(low, high)
            }
            (Place::Warrant { .. }, Place::Ranked { .. }) => self.builder.constant(1.0),
            (Place::Ranked { .. }, Place::Warrant { .. }) => self.builder.constant(0.0),
            (
                Place::Ranked { rank: low, after: early },
                Place::Ranked { rank: high, after: late },
            ) => self.builder.constant(f64::from(u8::from((low, early) < (high, late)))),
        };
        let same = self.builder.binary(Binary::Equal, one.time, other.time);
        let tie = self.builder.and(same, comes_first);
        self.builder.or(earlier, tie)
    }
}

fn slots(closings: &[Closing<'_>]) -> Vec<Slot> {
    let mut slots: Vec<Slot> = Vec::new();
    for (index, closing) in closings.iter().enumerate() {
        let (time, place) = (closing.time, closing.place);
        match slots.iter_mut().find(|slot| slot.time == time && slot.place == place) {
            Some(slot) => slot.members.push(index),
            None => slots.push(Slot { time, place, members: vec![index] }),
        }
    }
    slots
}

/// Whether a request is money for shares.
pub(super) fn is_round(request: &CapTableRequest) -> bool {
    matches!(request, CapTableRequest::Shares(it) if matches!(it.size, ShareSize::Round(_)))
}
