//! What a poll says of those that were asked to go.

use std::collections::HashMap;

use tokio::time::Instant;

use super::run::Engine;
use super::state::State;
use super::{End, Ending};
use crate::nuke::api::{ApiError, Class};
use crate::nuke::model::Resource;

impl Engine<'_> {
    pub(super) fn polled(&mut self, lane: usize, steps: &[usize], result: Result<Vec<Resource>, ApiError>) {
        let now = Instant::now();
        let (found, trouble) = match result {
            Ok(found) => (found, None),
            Err(error) if error.class == Class::Absent && steps.len() == 1 => (Vec::new(), None),
            Err(error) => {
                self.not_polled(lane, steps, &error);
                self.lanes[lane].leaving.polled(now, false);
                return self.give_up(lane, steps, now, Some(&error));
            }
        };
        let found: HashMap<&str, &Resource> = found.iter().map(|resource| (resource.id(), resource)).collect();
        let mut some_went = false;
        for step in steps.iter().copied() {
            if self.states[step] != State::Leaving {
                continue;
            }
            let planned = &self.rows[step].resource;
            let there = found.get(planned.id());
            // Another one of the same name means that this one is gone.
            let replaced = there.is_some_and(|there| planned.identity.is_some() && planned.identity != there.identity);
            if there.is_none() || replaced {
                some_went = true;
                self.end(step, Ending::Gone);
            }
        }
        self.lanes[lane].leaving.polled(now, some_went);
        self.give_up(lane, steps, now, trouble);
    }

    fn not_polled(&mut self, lane: usize, steps: &[usize], error: &ApiError) {
        match error.class {
            Class::Credentials => self.stop(End::Credentials(error.to_string())),
            Class::Throttled | Class::Transient => {}
            _ => self.lanes[lane].limit = (steps.len() / 2).max(1),
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
