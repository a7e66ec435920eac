//! Money that falls due while a dispute is open waits in an account of its own.
//!
//! What a term accrues between the filing and the judgment is paid into escrow at its due date while the case is open. When
//! the declaration is rejected, all of it goes to the payee; when it is upheld, all of it goes back to the payer, so
//! that the judgment takes effect from the filing on, and what would have fallen due later in that period is not owed. A
//! case that is open at the end of the run leaves the money where it is: it is in nobody's payoff. So does one that would
//! give money back to a company that is insolvent by then.

use crate::catalogue::{Parameter, Takes};
use crate::kind::{FlowRequest, Params, Reading};
use crate::plan::{AccountId, FlowKind, NodeId, Step};

/// The key of every term whose payments may be held.
pub(super) const ESCROW: Parameter = Parameter::optional(
    "escrow",
    Takes::Table,
    "paid through",
    "what falls due while a dispute is open is held: `dispute` (a disputed event), `interest` a year on what is held, added at each close and paid by `world` (0), and `interest_to` (\"winner\", or an account)",
);

/// The times of a dispute.
#[derive(Clone, Copy)]
struct Dispute {
    filed: NodeId,
    upheld: NodeId,
    rejected: NodeId,
    judged: NodeId,
}

/// What the key says.
#[derive(Clone, Copy)]
struct Escrow {
    dispute: Dispute,
    /// Interest a year, as at the opening.
    interest: NodeId,
    /// Who gets it, where it does not follow the money.
    interest_to: Option<AccountId>,
}

/// The flows of a term with those that fall due in a dispute led through escrow; as they are where the term has none.
pub fn through_escrow(params: &mut Params<'_>, requests: Vec<FlowRequest>) -> Vec<FlowRequest> {
    let Some(table) = params.nested("escrow", &["dispute", "interest", "interest_to"]) else {
        return requests;
    };
    let Some(escrow) = read(&mut params.within("escrow", &table)) else { return requests };
    let mut result = Vec::new();
    let mut accounts: Vec<(AccountId, AccountId, AccountId)> = Vec::new();
    for request in requests {
        // What is delivered at a cost cannot wait, and what is not money has no account.
        if request.kind != FlowKind::Cash || request.margin.is_some() {
            result.push(request);
            continue;
        }
        let pair = (request.from, request.to);
        let known = accounts.iter().find(|known| (known.0, known.1) == pair);
        let account = match known {
            Some(known) => known.2,
            None => {
                let account = params.scope.open_escrow();
                accounts.push((request.from, request.to, account));
                account
            }
        };
        let (direct, held) = split(params, &escrow.dispute, &request);
        let step = Step::Held;
        result.push(FlowRequest { to: account, amount: held, step, ..request.clone() });
        result.push(FlowRequest { amount: direct, ..request });
    }
    for (payer, payee, account) in accounts {
        settle(params, &escrow, account, [payer, payee], &mut result);
    }
    result
}

fn read(params: &mut Params<'_>) -> Option<Escrow> {
    if !params.has("dispute") {
        params.missing("dispute");
    }
    let name = params.text("dispute")?;
    let span = params.span_of("dispute");
    let mut part = |part: &str| {
        let event = params.scope.event(&format!("{name}.{part}"), span)?;
        Some(event.time(params.builder()))
    };
    let (filed, upheld, rejected) = (part("filed")?, part("upheld")?, part("rejected")?);
    let judged = params.builder().minimum(upheld, rejected);
    let interest = params.number_or("interest", 0.0, Reading::Open);
    let winner = params.value("interest_to").and_then(|value| value.as_text()) == Some("winner");
    let interest_to =
        if winner || !params.has("interest_to") { None } else { params.account("interest_to") };
    let dispute = Dispute { filed, upheld, rejected, judged };
    Some(Escrow { dispute, interest, interest_to })
}

/// The parts of a payment that go to the payee and into escrow.
fn split(params: &mut Params<'_>, dispute: &Dispute, request: &FlowRequest) -> (NodeId, NodeId) {
    let builder = params.builder();
    let zero = builder.constant(0.0);
    let one = builder.constant(1.0);
    let share = match request.paid_at {
        Some(time) => {
            let filed = builder.less_equal(dispute.filed, time);
            let open = builder.less(time, dispute.judged);
            builder.and(filed, open)
        }
        None => {
            // The part of what accrued that accrued in the dispute; a judgment for it ends what accrues.
            let disputed = builder.overlap(dispute.filed, dispute.judged);
            let always = builder.constant(f64::NEG_INFINITY);
            let accrues = builder.overlap(always, dispute.upheld);
            let part = builder.divide(disputed, accrues);
            let part = builder.minimum(part, one);
            let some = builder.less(zero, disputed);
            builder.select(some, part, zero)
        }
    };
    let disputed = builder.multiply(request.amount, share);
    let disputed = builder.quantize(disputed);
    let rest = builder.subtract(request.amount, disputed);
    let close = builder.close_time();
    let open = builder.less(close, dispute.judged);
    let held = builder.select(open, disputed, zero);
    // Judged within the period: what was to be held is paid, or not owed.
    let rejected = builder.less_equal(dispute.rejected, close);
    let owed = builder.select(rejected, disputed, zero);
    (builder.add(rest, owed), held)
}

/// Interest while the case is open, and all of it out at the judgment.
fn settle(
    params: &mut Params<'_>,
    escrow: &Escrow,
    account: AccountId,
    [payer, payee]: [AccountId; 2],
    result: &mut Vec<FlowRequest>,
) {
    let received = params.scope.held(account);
    let path = params.path.clone();
    let dispute = escrow.dispute;
    let builder = params.builder();
    let zero = builder.constant(0.0);
    let always = builder.constant(f64::NEG_INFINITY);
    // On what lies there at the opening, until the judgment.
    let before = builder.previous(received);
    let part = builder.overlap(always, dispute.judged);
    let length = builder.period_length();
    let years = builder.multiply(part, length);
    let growth = builder.multiply(escrow.interest, years);
    let interest = builder.multiply(before, growth);
    let interest = builder.quantize(interest);
    let credited = builder.accumulate(&format!("{path}.escrow interest"), interest);
    let credited_before = builder.previous(credited);
    let principal = builder.subtract(before, credited_before);
    let close = builder.close_time();
    let booked_at = builder.minimum(close, dispute.judged);
    let mut post = |from, to, amount, at, step: Step| {
        let flow = FlowRequest::cash(from, to, amount);
        result.push(FlowRequest { paid_at: Some(at), step, ..flow });
    };
    let builder = params.builder();
    post(AccountId::WORLD, account, interest, booked_at, Step::EscrowInterest);
    for (judgment, winner, step) in
        [(dispute.rejected, payee, Step::Released), (dispute.upheld, payer, Step::Returned)]
    {
        let now = builder.happens(judgment);
        let out = builder.select(now, principal, zero);
        post(account, winner, out, judgment, step);
        let earned = builder.select(now, credited, zero);
        let to = escrow.interest_to.unwrap_or(winner);
        post(account, to, earned, judgment, Step::EscrowInterest);
    }
}
