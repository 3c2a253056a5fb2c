//! What an answer means for the steps that asked.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::time::Instant;

use super::calls::Answer;
use super::lane::Fresh;
use super::run::Engine;
use super::slots::CHECKS;
use super::state::{State, Why};
use super::verdict::{Verdict, judge, reason_to_leave};
use super::{End, Ending};
use crate::nuke::api::{ApiError, Class};
use crate::nuke::journal::{Record, Target};
use crate::nuke::kinds::Deleted;
use crate::nuke::model::{Reference, Resource};
use crate::nuke::plan::Action;

/// When something that a look did not show is looked at again.
const AGAIN: Duration = Duration::from_secs(1);

impl Engine<'_> {
    pub(super) fn take(&mut self, answer: Answer) {
        self.slots.give_back(answer.lane().map_or(CHECKS, |lane| self.lanes[lane].service));
        match answer {
            Answer::Looked { lane, steps, result } => self.looked(lane, steps, result),
            Answer::Polled { lane, steps, result } => self.polled(lane, &steps, result),
            Answer::Checked { checks, result } => self.checked(&checks, &result),
            Answer::Deleted { lane, steps, resources, results } => {
                self.lanes[lane].asking -= 1;
                for ((step, resource), result) in steps.into_iter().zip(resources).zip(results) {
                    self.deleted(lane, step, resource, result);
                }
            }
            Answer::Changed { lane, step, resource, result } => {
                self.lanes[lane].asking -= 1;
                match result {
                    Ok(()) => self.end(step, Ending::Done),
                    Err(error) => self.refused(lane, step, resource, &error),
                }
            }
            Answer::Blockers { lane, step, resource, result } => self.blockers_found(lane, step, &resource, result),
            Answer::Stays { step, result, .. } => self.told_whether_they_stay(step, result),
        }
    }

    fn looked(&mut self, lane: usize, steps: Vec<usize>, result: Result<BTreeMap<Reference, Resource>, ApiError>) {
        self.lanes[lane].looking = false;
        let steps: Vec<usize> = steps.into_iter().filter(|step| self.states[*step] == State::Read).collect();
        match result {
            Ok(mut found) => {
                for step in steps {
                    if self.is_missed(step, &found) {
                        continue;
                    }
                    let fresh = found.remove(self.rows[step].reference());
                    self.read(lane, step, fresh, &found);
                }
            }
            Err(error) => self.not_looked(lane, steps, &error),
        }
    }

    /// Puts a step off that a look did not show, or not with all that goes with it, until it was looked at once more: a listing in pages
    /// passes over some while others go, and one that is late shows them again.
    fn is_missed(&mut self, step: usize, found: &BTreeMap<Reference, Resource>) -> bool {
        let rows = [&[step], self.steps.parts(step)].concat();
        self.looks_again(step, &rows, found)
    }

    /// Delays a step if one of the rows was not shown for the first time.
    pub(super) fn looks_again(&mut self, number: usize, rows: &[usize], found: &BTreeMap<Reference, Resource>) -> bool {
        let missing = rows.iter().filter(|row| !found.contains_key(self.rows[**row].reference()));
        // All of them are noted at once.
        let news = missing.filter(|row| self.missed.insert(**row)).count() > 0;
        if news {
            self.delay(number, Instant::now() + AGAIN, Why::Missed);
        }
        news
    }

    /// Decides about a step whose resource was just read, with what goes with it.
    fn read(&mut self, lane: usize, step: usize, fresh: Option<Resource>, found: &BTreeMap<Reference, Resource>) {
        // The answer of one before it in the same look may have ended this one.
        if self.states[step] != State::Read {
            return;
        }
        let row = &self.rows[step];
        let verdict = judge(row, fresh.as_ref(), self.unprotected[step], &self.options.guard);
        match (verdict, fresh) {
            (Verdict::Leave(reason), Some(fresh)) => self.spare(step, &fresh, reason),
            (Verdict::Touch, Some(resource)) => match self.kept_part(step, found) {
                Some(reason) => self.spare(step, &resource, reason),
                None => self.lanes[lane].fresh.push_back(Fresh { step, resource, read: Instant::now() }),
            },
            (Verdict::Leaving, _) => self.leaves(lane, step),
            (_, _) if row.action == Action::Delete => {
                self.end(step, if self.asked_before[step] { Ending::Gone } else { Ending::WasGone });
            }
            _ => self.end(step, Ending::Done),
        }
    }

    /// Finds something that would go with a step's resource and has to stay, and keeps it.
    fn kept_part(&mut self, step: usize, found: &BTreeMap<Reference, Resource>) -> Option<String> {
        for part in self.steps.parts(step).to_vec() {
            let row = &self.rows[part];
            let Some(fresh) = found.get(row.reference()) else { continue };
            if let Some(reason) = reason_to_leave(row, fresh, &self.options.guard) {
                self.spare(part, fresh, reason);
                return Some(format!("{} would go with it, which is kept", row.reference()));
            }
        }
        None
    }

    fn not_looked(&mut self, lane: usize, steps: Vec<usize>, error: &ApiError) {
        match error.class {
            Class::Credentials => self.stop(End::Credentials(error.to_string())),
            Class::Throttled => steps.into_iter().for_each(|step| self.throttled(step)),
            Class::Transient => steps.into_iter().for_each(|step| self.faulty(step, error)),
            // One of many may be at fault: the others must not suffer for it.
            Class::Absent | Class::Dependency | Class::Protected | Class::Permanent if steps.len() > 1 => {
                self.lanes[lane].limit = (steps.len() / 2).max(1);
                steps.into_iter().for_each(|step| self.ready(step));
            }
            Class::Absent => self.looked(lane, steps, Ok(BTreeMap::new())),
            _ => steps.into_iter().for_each(|step| {
                self.end(step, Ending::Skipped(format!("it cannot be read again: {error}")));
            }),
        }
    }

    fn deleted(&mut self, lane: usize, step: usize, resource: Resource, result: Result<Deleted, ApiError>) {
        match result {
            Ok(Deleted::Requested(request_id)) => {
                let target = Target::of(&self.rows[step]);
                self.note(&Record::Requested { target, request_id });
                self.leaves(lane, step);
            }
            Ok(Deleted::Gone) => self.end(step, Ending::Gone),
            Ok(Deleted::Scheduled(when)) => self.end(step, Ending::Scheduled(when)),
            Err(error) => self.refused(lane, step, resource, &error),
        }
    }

    /// Polls a step from now on.
    pub(super) fn leaves(&mut self, lane: usize, step: usize) {
        self.states[step] = State::Leaving;
        let waits = |(next, waits): (usize, bool)| waits && self.states[next] != State::Ended;
        let is_awaited = self.waiting_for.contains_key(&step) || self.steps.after(step).any(waits);
        let lane = &mut self.lanes[lane];
        lane.leaving.add(step, Instant::now(), lane.is_drained(), is_awaited);
    }
}
