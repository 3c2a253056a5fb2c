//! How a step ends, and what that means for those that wait for it.

use tokio::time::Instant;

use super::Ending;
use super::run::Engine;
use super::state::{State, Why};
use crate::nuke::graph::Step;
use crate::nuke::journal::{Record, Target};
use crate::nuke::model::{Reference, Resource};
use crate::nuke::plan::Row;

impl Engine<'_> {
    /// Lets a step be taken.
    pub(super) fn ready(&mut self, number: usize) {
        self.waits_no_more(number);
        self.states[number] = State::Ready;
        match self.step(number) {
            Step::Check(check) => self.checks.push_back(check),
            Step::Row(row) => {
                let Some(lane) = self.lane_of[row] else { return };
                if self.resumed.contains(&row) {
                    self.leaves(lane, row);
                } else {
                    let lane = &mut self.lanes[lane];
                    if lane.ready.is_empty() {
                        lane.since = Instant::now();
                    }
                    lane.ready.push_back(row);
                }
            }
        }
    }

    /// Counts one less in its lane that waits for others, if it does.
    fn waits_no_more(&mut self, number: usize) {
        if let (State::Waiting(_), Some(Some(lane))) = (self.states[number], self.lane_of.get(number)) {
            self.lanes[*lane].waiting = self.lanes[*lane].waiting.saturating_sub(1);
        }
    }

    /// Takes a step up again later.
    pub(super) fn delay(&mut self, number: usize, until: Instant, why: Why) {
        self.states[number] = State::Delayed { until, why };
        self.timers.push(std::cmp::Reverse((until, number)));
    }

    /// Brings a row to its end, and whatever follows from that for others.
    pub(super) fn end(&mut self, row: usize, ending: Ending) {
        self.end_all(vec![(row, Some(ending))]);
    }

    /// Brings a check to its end: good, or bad for all that is on the cycle.
    pub(super) fn end_check(&mut self, check: usize, kept: Option<String>) {
        let number = self.rows.len() + check;
        match kept {
            None => self.end_all(vec![(number, None)]),
            Some(reason) => {
                self.states[number] = State::Ended;
                self.open -= 1;
                let after: Vec<usize> = self.steps.after(number).map(|(next, _)| next).collect();
                self.end_all(after.into_iter().map(|next| (next, Some(Ending::Skipped(reason.clone())))).collect());
            }
        }
    }

    /// Works through what follows without recursion; a chain may be as long as the plan. Checks that end well have no ending.
    fn end_all(&mut self, mut open: Vec<(usize, Option<Ending>)>) {
        while let Some((number, ending)) = open.pop() {
            if self.states[number] == State::Ended {
                continue;
            }
            self.waits_no_more(number);
            self.states[number] = State::Ended;
            self.open -= 1;
            if let Some(ending) = &ending {
                self.record(number, ending);
            }
            let after: Vec<(usize, bool)> = self.steps.after(number).collect();
            for (next, waits) in after {
                match &ending {
                    Some(bad) if !bad.is_done() => {
                        if self.states[next].is_untouched() {
                            open.push((next, Some(self.consequence(number, next, bad))));
                        }
                    }
                    good => {
                        if waits && self.released(next) {
                            open.push((next, good.clone()));
                        }
                    }
                }
            }
        }
    }

    /// Counts one less that a step waits for; returns whether that ends it, as it goes with the one that ended.
    fn released(&mut self, number: usize) -> bool {
        match self.states[number] {
            State::Waiting(1) if matches!(self.step(number), Step::Row(row) if self.steps.is_passive(row)) => true,
            State::Waiting(1) => {
                self.ready(number);
                false
            }
            State::Waiting(others) => {
                self.states[number] = State::Waiting(others - 1);
                false
            }
            _ => false,
        }
    }

    /// Says how a step ends because of one before it that ended badly.
    fn consequence(&self, before: usize, next: usize, bad: &Ending) -> Ending {
        let (before, next) = (&self.rows[before], &self.rows[next]);
        if before.reference() == next.reference() {
            return bad.clone();
        }
        let how = if next.resource.goes_with.as_ref() == Some(before.reference()) { "goes with" } else { "used by" };
        let blocker = before.reference();
        let stuck =
            |what: &str| Ending::Stuck { blockers: vec![blocker.clone()], reason: format!("{how} {blocker}, {what}") };
        match bad {
            Ending::Failed { code, .. } => stuck(&format!("which failed: {code}")),
            Ending::Stuck { .. } => stuck("which is stuck"),
            _ => Ending::Skipped(format!("{how} {blocker}, which is kept")),
        }
    }

    fn record(&mut self, row: usize, ending: &Ending) {
        if let Some(lane) = self.lane_of[row] {
            self.lanes[lane].leaving.remove(row);
        }
        self.troubles.remove(&row);
        let record = record(&self.rows[row], ending);
        self.note(&record);
        self.observer.ended(&self.rows[row], ending);
        self.endings[row] = Some(ending.clone());
        self.wake_blocked_by(row);
    }

    pub(super) fn note(&mut self, record: &Record) {
        if let Err(error) = self.journal.note(record) {
            self.stop(super::End::Journal(crate::console::sentence(&error)));
        }
    }

    /// Keeps a resource, and whatever it uses now, which may be more than the plan knew.
    pub(super) fn spare(&mut self, row: usize, fresh: &Resource, reason: String) {
        self.end(row, Ending::Skipped(reason));
        let used: Vec<Reference> = fresh.uses.iter().map(|used| used.of.clone()).collect();
        for used in used {
            let reason = format!("used by {}, which is kept", fresh.reference);
            let Some(used) = self.row_of(&used) else { continue };
            for step in [self.steps.entry(used), used] {
                if self.states[step].is_untouched() {
                    self.end(step, Ending::Skipped(reason.clone()));
                }
            }
        }
    }

    /// Finds the row that deletes a resource.
    pub(super) fn row_of(&self, reference: &Reference) -> Option<usize> {
        let rows = self.by_id.get(reference.id.as_str())?;
        rows.iter().copied().find(|row| self.rows[*row].reference() == reference)
    }
}

fn record(row: &Row, ending: &Ending) -> Record {
    let target = Target::of(row);
    match ending {
        Ending::Failed { code, message } => Record::Failed { target, code: code.clone(), message: message.clone() },
        Ending::Skipped(reason) => Record::Skipped { target, reason: reason.clone() },
        Ending::Stuck { blockers, reason } => {
            Record::Stuck { target, blockers: blockers.clone(), reason: reason.clone() }
        }
        Ending::Gone
        | Ending::WasGone
        | Ending::Scheduled(_)
        | Ending::Done
        | Ending::Unconfirmed
        | Ending::NotTried => Record::Gone(target),
    }
}
