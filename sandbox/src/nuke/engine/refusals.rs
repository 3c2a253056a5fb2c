//! What a refused request means for its step.

use std::time::Duration;

use tokio::time::Instant;

use super::backoff::{BLOCKED, FAULTY, THROTTLED};
use super::calls::Call;
use super::run::Engine;
use super::state::{State, Why};
use super::{End, Ending, ids};
use crate::nuke::api::{ApiError, Class};
use crate::nuke::model::{Reference, Resource};
use crate::nuke::plan::Action;

/// How often a step is repeated after faults of the service or the network, one after the other.
const FAULTS: u32 = 6;
/// How long a step waits for a blocker that is under way before it looks whether that still is.
const BLOCKER: Duration = Duration::from_secs(30);

impl Engine<'_> {
    /// Decides about a step whose request was refused.
    pub(super) fn refused(&mut self, lane: usize, step: usize, resource: Resource, error: &ApiError) {
        let deletes = self.rows[step].action == Action::Delete;
        match error.class {
            Class::Absent => self.end(step, if deletes { Ending::Gone } else { Ending::Done }),
            Class::Throttled => self.throttled(step),
            Class::Transient => self.faulty(step, error),
            Class::Dependency if deletes => self.blocked(lane, step, resource, error),
            // What was just cut or switched off may take a moment to be seen by all of the service.
            Class::Dependency => self.faulty(step, error),
            Class::Protected if self.unprotected[step] => self.faulty(step, error),
            Class::Protected => self.spare(step, &resource, format!("it is protected: {}", error.message)),
            Class::Credentials => {
                self.ready(step);
                self.stop(End::Credentials(error.to_string()));
            }
            Class::Denied | Class::Region | Class::Unsupported | Class::Permanent => self.failed(step, error),
        }
    }

    fn failed(&mut self, step: usize, error: &ApiError) {
        self.end(step, Ending::Failed { code: error.code.clone(), message: error.to_string() });
    }

    /// Tries a step again, as often as it takes.
    pub(super) fn throttled(&mut self, step: usize) {
        let trouble = self.troubles.entry(step).or_default();
        let wait = THROTTLED.after(trouble.throttled);
        trouble.throttled += 1;
        self.delay(step, Instant::now() + wait, Why::Throttled);
    }

    /// Tries a step again a few times.
    pub(super) fn faulty(&mut self, step: usize, error: &ApiError) {
        let trouble = self.troubles.entry(step).or_default();
        trouble.faults += 1;
        let faults = trouble.faults;
        if faults > FAULTS {
            self.failed(step, error);
        } else {
            self.delay(step, Instant::now() + FAULTY.after(faults - 1), Why::Faulty);
        }
    }

    /// Finds out what is in the way of a step.
    fn blocked(&mut self, lane: usize, step: usize, resource: Resource, error: &ApiError) {
        let trouble = self.troubles.entry(step).or_default();
        trouble.blocked_since.get_or_insert_with(Instant::now);
        trouble.reason = error.to_string();
        let region = &resource.reference.region;
        // A message may name the resource itself, and what it uses; neither is in its way.
        let own = |id: &str| id == resource.id() || resource.uses.iter().any(|used| used.of.id == id);
        let named = ids::named_in(&error.message).into_iter().filter(|id| !own(id));
        let blockers: Vec<Reference> = named.map(|id| self.reference_of(id, region)).collect();
        if blockers.is_empty() {
            self.states[step] = State::Called;
            self.slots.take(self.lanes[lane].service);
            self.calls.spawn(Call::Blockers { lane, step, resource }.make(self.world.clone()));
        } else {
            self.wait_for(lane, step, blockers);
        }
    }

    fn reference_of(&self, id: &str, region: &str) -> Reference {
        let rows = self.by_id.get(id).into_iter().flatten().map(|row| self.rows[*row].reference());
        let known = rows.into_iter().find(|reference| reference.region == region).cloned();
        known.unwrap_or_else(|| Reference::new(ids::kind_of(id), region, id))
    }

    pub(super) fn blockers_found(
        &mut self,
        lane: usize,
        step: usize,
        resource: &Resource,
        result: Result<Vec<Reference>, ApiError>,
    ) {
        let mut blockers = result.unwrap_or_else(|error| {
            if error.class == Class::Credentials {
                self.stop(End::Credentials(error.to_string()));
            }
            Vec::new()
        });
        blockers.retain(|blocker| *blocker != resource.reference);
        self.wait_for(lane, step, blockers);
    }

    /// Waits for blockers that are under way, and tries again later where there are none, until the step's patience is at its end.
    fn wait_for(&mut self, lane: usize, step: usize, blockers: Vec<Reference>) {
        let awaited: Vec<usize> = blockers.iter().filter_map(|blocker| self.row_of(blocker)).collect();
        let hopeless = !awaited.is_empty()
            && awaited.len() == blockers.len()
            && awaited.iter().all(|row| self.endings[*row].as_ref().is_some_and(|ending| !ending.is_done()));
        let under_way = awaited.iter().any(|row| self.states[*row].is_under_way());
        let patience = self.lanes[lane].patience;
        let trouble = self.troubles.entry(step).or_default();
        trouble.blockers = blockers;
        trouble.awaited = awaited;
        if hopeless || (!under_way && trouble.blocked_for >= patience) {
            let (blockers, reason) = (trouble.blockers.clone(), trouble.reason.clone());
            return self.end(step, Ending::Stuck { blockers, reason });
        }
        if !self.asks_whether_they_stay(lane, step) {
            self.wait_on(step);
        }
    }

    /// Tries a blocked step again when what is in its way has come to its end, or in a while.
    pub(super) fn wait_on(&mut self, step: usize) {
        let trouble = self.troubles.entry(step).or_default();
        let awaited: Vec<usize> =
            trouble.awaited.iter().copied().filter(|row| self.states[*row].is_under_way()).collect();
        let mut wait = BLOCKER;
        if awaited.is_empty() {
            wait = BLOCKED.after(trouble.refusals);
            trouble.refusals += 1;
            trouble.blocked_for += wait;
        }
        for row in awaited {
            if let Some(lane) = self.lane_of[row] {
                self.lanes[lane].leaving.hasten(Instant::now());
            }
            self.waiting_for.entry(row).or_default().push(step);
        }
        self.delay(step, Instant::now() + wait, Why::Blocked);
    }

    /// Tells whether a blocked step whose time is up has a blocker that is still leaving; then it goes on waiting.
    pub(super) fn still_waits(&mut self, step: usize, now: Instant) -> bool {
        let Some(trouble) = self.troubles.get(&step) else { return false };
        let leaving = |row: &usize| matches!(self.states[*row], State::Called | State::Leaving);
        if !trouble.awaited.iter().any(leaving) {
            return false;
        }
        self.delay(step, now + BLOCKER, Why::Blocked);
        true
    }

    /// Takes up what waited for a step that has come to its end.
    pub(super) fn wake_blocked_by(&mut self, row: usize) {
        for step in self.waiting_for.remove(&row).unwrap_or_default() {
            if matches!(self.states[step], State::Delayed { why: Why::Blocked, .. }) {
                if let Some(trouble) = self.troubles.get_mut(&step) {
                    (trouble.blocked_since, trouble.blocked_for, trouble.refusals) = (None, Duration::ZERO, 0);
                }
                self.ready(step);
            }
        }
    }
}
