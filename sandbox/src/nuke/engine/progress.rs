//! How far an apply is.

use tokio::time::Instant;

use super::run::Engine;
use super::state::{State, Why};
use super::{Ending, Oldest, Progress};

impl Engine<'_> {
    pub(super) fn progress(&self, now: Instant) -> Progress {
        let mut progress = Progress { total: self.rows.len(), ..Progress::default() };
        for (state, ending) in self.states.iter().zip(&self.endings) {
            match (state, ending) {
                (_, Some(ending)) if ending.is_done() => progress.done += 1,
                (_, Some(Ending::Skipped(_))) => progress.skipped += 1,
                (_, Some(Ending::Failed { .. })) => progress.failed += 1,
                (_, Some(_)) => progress.stuck += 1,
                (State::Read | State::Called, None) => progress.running += 1,
                (State::Leaving, None) => progress.leaving += 1,
                (State::Delayed { why: Why::Throttled, .. }, None) => progress.throttled += 1,
                (State::Delayed { why: Why::Blocked, .. }, None) => progress.blocked += 1,
                _ => {}
            }
        }
        progress.oldest = self.oldest(now);
        progress
    }

    fn oldest(&self, now: Instant) -> Option<Oldest> {
        let leaving = self.lanes.iter().flat_map(|lane| &lane.leaving.since).map(|(step, since)| (*since, *step));
        let blocked = self.troubles.iter().filter_map(|(step, trouble)| Some((trouble.blocked_since?, *step)));
        let blocked =
            blocked.filter(|(_, step)| matches!(self.states[*step], State::Delayed { why: Why::Blocked, .. }));
        let (since, step) = leaving.chain(blocked).min()?;
        let blockers = self.troubles.get(&step).map_or(&[][..], |trouble| &trouble.blockers);
        let waits_for = match (self.states[step], blockers) {
            (State::Leaving, _) => "being deleted".to_owned(),
            (_, []) => "something uses it".to_owned(),
            (_, [first, ..]) => format!("in use by {first}"),
        };
        let reference = self.rows[step].reference().clone();
        Some(Oldest { reference, since: now.duration_since(since), waits_for })
    }

    /// Says what there is to say of a row for which there was no time.
    pub(super) fn unfinished(&self, row: usize) -> Ending {
        match (self.states[row], self.troubles.get(&row)) {
            (State::Leaving | State::Called, _) => Ending::Unconfirmed,
            (_, Some(trouble)) if trouble.blocked_since.is_some() => {
                Ending::Stuck { blockers: trouble.blockers.clone(), reason: trouble.reason.clone() }
            }
            _ => Ending::NotTried,
        }
    }
}
