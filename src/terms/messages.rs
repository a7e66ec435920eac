//! Findings that several kinds of terms share.

use crate::diagnose::Diagnostic;
use crate::kind::Params;

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
