//! What a poll says of those that were asked to go.

use std::collections::HashMap;
use std::time::Duration;

use tokio::time::Instant;

use super::run::Engine;
use super::state::State;
use super::{End, Ending};
use crate::nuke::api::{ApiError, Class};
use crate::nuke::model::{self, Resource};

/// How long the end of an earlier deletion may be told after the next one was taken.
const STALE: Duration = Duration::from_secs(60);

impl Engine<'_> {
    pub(super) fn polled(&mut self, lane: usize, steps: &[usize], result: Result<Vec<Resource>, ApiError>) {
        let now = Instant::now();
        let (found, is_told) = match result {
            Ok(found) => (found, false),
            Err(error) if error.class == Class::Absent && steps.len() == 1 => (Vec::new(), true),
            Err(error) => {
                self.not_polled(lane, steps, &error);
                self.lanes[lane].leaving.polled(now);
                return self.give_up(lane, steps, now, Some(&error));
            }
        };
        let found: HashMap<&str, &Resource> = found.iter().map(|resource| (resource.id(), resource)).collect();
        for step in steps.iter().copied() {
            if self.states[step] != State::Leaving {
                continue;
            }
            let planned = &self.rows[step].resource;
            let there = found.get(planned.id());
            // Another one of the same name means that this one is gone.
            // A listing may not tell the identity.
            let told = there.and_then(|there| planned.identity.as_ref().zip(there.identity.as_ref()));
            let replaced = told.is_some_and(|(planned, there)| planned != there);
            match there {
                // An earlier apply was about to ask for it, and may not have come to that, or somebody made another one.
                Some(there) if self.resumed.remove(&step) && (replaced || there.state != model::State::Deleting) => {
                    self.lanes[lane].leaving.remove(step);
                    self.ready(step);
                }
                Some(there) if !replaced => {
                    self.lanes[lane].leaving.show(step);
                    if let Some(reason) = &there.failure {
                        self.came_to_nothing(lane, step, now, reason);
                    }
                }
                _ if replaced || is_told || self.lanes[lane].is_gone(step) => self.end(step, Ending::Gone),
                _ => {}
            }
        }
        self.lanes[lane].leaving.polled(now);
        self.give_up(lane, steps, now, None);
    }

    /// Ends a step whose deletion the service took and gave up. What had failed before may be told for a while after it began again.
    fn came_to_nothing(&mut self, lane: usize, step: usize, now: Instant, reason: &str) {
        let began = self.lanes[lane].leaving.since.get(&step).copied().unwrap_or(now);
        let is_news = self.rows[step].resource.failure.is_none() || now.duration_since(began) >= STALE;
        if is_news {
            let message = format!("the service took the deletion and gave it up: {reason}");
            self.end(step, Ending::Failed { code: "DeletionFailed".to_owned(), message });
        }
    }

    fn not_polled(&mut self, lane: usize, steps: &[usize], error: &ApiError) {
        match error.class {
            Class::Credentials => self.stop(End::Credentials(error.to_string())),
            Class::Throttled | Class::Transient => {}
            _ => self.lanes[lane].polled = (steps.len() / 2).max(1),
        }
    }

    /// Ends those that have been leaving for longer than their kind may take.
    fn give_up(&mut self, lane: usize, steps: &[usize], now: Instant, error: Option<&ApiError>) {
        let patience = self.lanes[lane].patience;
        for step in steps {
            let since = self.lanes[lane].leaving.since.get(step).copied();
            if since.is_some_and(|since| now.duration_since(since) >= patience) {
                let reason = match error {
                    None => format!("still there {} s after its deletion began", patience.as_secs()),
                    Some(error) => format!("whether it is gone cannot be seen: {error}"),
                };
                self.end(*step, Ending::Stuck { blockers: Vec::new(), reason });
            }
        }
    }
}
