//! Findings that several kinds of terms share.

use crate::diagnose::Diagnostic;
use crate::kind::{EventTime, Params};
use crate::plan::{NodeId, PlanBuilder};

/// `by` in a clause that waits for nothing.
pub(super) fn by_without_start(params: &mut Params<'_>) {
    let message = format!("`by` in {} is a deadline for nothing", params.path);
    let finding = Diagnostic::error("by-without-start", params.span_of("by"), message);
    params
        .complain(finding.help("say with `starts` what has to happen by then, or leave `by` out"));
}

/// `otherwise` in a clause without a deadline.
pub(super) fn otherwise_without_by(params: &mut Params<'_>) {
    let message = format!("`otherwise` in {} has no deadline", params.path);
    let finding = Diagnostic::error("otherwise-without-by", params.span_of("otherwise"), message);
    params.complain(finding.help("add `by = 2025-12-31`, the last day on which it can start"));
}

/// What falls due when the first of the events and dates under `on` comes, which is not before the start.
pub(super) fn falls_due(params: &mut Params<'_>) -> Option<EventTime> {
    let on = params.events("on", false)?;
    if has_passed(on, params.builder()) {
        before_start(params, "on", "the day");
    }
    params.not_after_end("on", on, "the day");
    Some(on)
}

/// Whether something is known to have come before the start.
pub(super) fn has_passed(event: EventTime, builder: &PlanBuilder) -> bool {
    let known = |time: Option<NodeId>| time.and_then(|time| builder.as_constant(time));
    known(event.after_payments).is_some_and(|time| time < 0.0)
        || known(event.before_payments).is_some_and(|time| time < 0.0)
}

/// A day or a deadline that lies before the start.
pub(super) fn before_start(params: &mut Params<'_>, key: &str, what: &str) {
    let message = format!("{what} of {} lies before the start", params.path);
    let help = "move it after [time] start, or leave the clause out: what was paid before the start is no flow of \
                the run, and counts towards a cap as `already`";
    let span = params.span_of(key);
    params.complain(Diagnostic::error("before-start", span, message).help(help));
}

/// Both a rate and tiers, which say the same thing twice.
pub(super) fn rate_and_tiers(params: &mut Params<'_>) {
    let message = format!("{} has both a `rate` and `tiers`", params.path);
    let (rate, tiers) = (params.span_of("rate"), params.span_of("tiers"));
    params.complain(
        Diagnostic::error("rate-and-tiers", rate, message)
            .also(tiers, "the shares by amount are here")
            .help("keep one: a single share is `rate`, shares by amount are `tiers`"),
    );
}
