//! What is known of each step.

use std::time::Duration;

use tokio::time::Instant;

use crate::nuke::model::Reference;

/// Says where a step is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// It waits for so many others.
    Waiting(usize),
    /// It may be taken; it is in its lane's queue.
    Ready,
    /// It is being read, or was a moment ago.
    Read,
    /// The request is in flight.
    Called,
    /// It is tried again later.
    Delayed {
        /// When.
        until: Instant,
        why: Why,
    },
    /// The service took the deletion; it is not gone yet.
    Leaving,
    /// It has come to its end.
    Ended,
}

impl State {
    /// Tells whether it comes to an end, or to a refusal, without anything else happening.
    pub(super) fn is_under_way(self) -> bool {
        matches!(self, Self::Ready | Self::Read | Self::Called | Self::Leaving)
    }

    /// Tells whether no request is in flight or was taken, so that it can still be spared.
    pub(super) fn is_untouched(self) -> bool {
        matches!(self, Self::Waiting(_) | Self::Ready | Self::Read | Self::Delayed { .. })
    }
}

/// Says why a step is tried again later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Why {
    Throttled,
    Faulty,
    Blocked,
    /// A look did not show all of it, and may have lost it.
    Missed,
}

/// Holds what went wrong with a step so far; most have none.
#[derive(Debug, Default)]
pub(super) struct Trouble {
    /// Throttling errors in a row.
    pub(super) throttled: u32,
    /// Faults in a row.
    pub(super) faults: u32,
    /// Refusals because of something else.
    pub(super) refusals: u32,
    /// Since when something is in the way.
    pub(super) blocked_since: Option<Instant>,
    /// How long it has waited for something that is not under way. Time lost to a service's limits does not count.
    pub(super) blocked_for: Duration,
    /// What is in the way, as far as anybody could tell.
    pub(super) blockers: Vec<Reference>,
    /// Steps that delete blockers, and wake this one when they end.
    pub(super) awaited: Vec<usize>,
    /// What the service said last.
    pub(super) reason: String,
}
