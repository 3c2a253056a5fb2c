//! What to watch, and how often.

use std::time::Duration;

use super::Watch;
use crate::{Condition, Scope};

/// Asks for a watch; see [`Scope::watch`].
///
/// | setting | default |
/// |---|---|
/// | [`every`](Self::every) | 500 ms from the start of one look to the start of the next |
/// | [`patience`](Self::patience) | 10 seconds for one look |
#[must_use = "nothing is looked at until `.start()`"]
#[derive(Debug)]
pub struct WatchRequest<'s, C> {
    scope: &'s Scope,
    condition: C,
    every: Duration,
    patience: Duration,
}

impl<'s, C: Condition + 'static> WatchRequest<'s, C> {
    pub(crate) fn new(scope: &'s Scope, condition: C) -> Self {
        Self { scope, condition, every: Duration::from_millis(500), patience: Duration::from_secs(10) }
    }

    /// Sets the time from the start of one look to the start of the next; a look that takes longer delays the next one.
    pub fn every(mut self, every: Duration) -> Self {
        self.every = every;
        self
    }

    /// Sets how long one look may take; one without an answer by then is a miss.
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Starts looking, at once and on threads that a body which blocks cannot hold up.
    pub fn start(self) -> Watch<'s> {
        Watch::start(self.scope, self.condition, self.every, self.patience)
    }
}
