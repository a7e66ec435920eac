//! One line a scenario while a batch runs, in the order of the list whoever is ready first.

use super::super::check::complain;
use super::super::say::{print, say};
use super::case::End;
use super::cases::Case;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Lines that wait for those before them.
pub(super) struct Lines<'run> {
    cases: &'run [Case],
    quiet: bool,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    next: usize,
    ready: BTreeMap<usize, End>,
    ended: Vec<End>,
}

impl<'run> Lines<'run> {
    pub(super) fn new(cases: &'run [Case], quiet: bool) -> Self {
        Self { cases, quiet, state: Mutex::default() }
    }

    /// Keeps what became of a scenario, and says what may be said now.
    pub(super) fn tell(&self, place: usize, end: End) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.ready.insert(place, end);
        loop {
            let next = state.next;
            let Some(end) = state.ready.remove(&next) else { break };
            if let Some(case) = self.cases.get(next) {
                self.say(next, case, &end);
            }
            state.ended.push(end);
            state.next += 1;
        }
    }

    /// What became of the scenarios, in their order; those that were not reached are missing.
    pub(super) fn ended(self) -> Vec<End> {
        self.state.into_inner().unwrap_or_else(PoisonError::into_inner).ended
    }

    fn say(&self, place: usize, case: &Case, end: &End) {
        let all = self.cases.len();
        let width = all.to_string().len();
        let line = |text: &str| {
            if !self.quiet {
                print(&format!("{:width$}/{all}  {}: {text}", place + 1, case.name));
            }
        };
        match end {
            End::World | End::Stopped => {}
            End::Done { before, refuted, payoffs, short, .. } => {
                let mut text: Vec<String> =
                    payoffs.iter().map(super::league::Payoff::said).collect();
                if *before {
                    text.push("up to date".to_owned());
                }
                if !refuted.is_empty() {
                    text.push("an assertion fails".to_owned());
                }
                if short.is_some() {
                    text.push("not precise enough".to_owned());
                }
                line(&text.join(", "));
                if let Some(short) = short {
                    let file = case.file.display();
                    say(&format!("error: {file}: the precision was not reached: {short}"));
                }
                for sentence in refuted {
                    say(&format!("error: {}: {sentence}", case.file.display()));
                }
            }
            End::Broken(findings) => {
                line("broken");
                complain(findings);
            }
            End::Failed(_, why) => {
                line("failed");
                say(&format!("error: {}: {why}", case.file.display()));
            }
        }
    }
}
