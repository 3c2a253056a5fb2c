//! What a watch and its task share.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use terraproof_terraform::Redactor;
use tokio_util::sync::CancellationToken;

use super::Availability;
use crate::condition::{Outcome, Timeline};

/// Holds what a watch saw so far.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) sentence: String,
    pub(super) redactor: Redactor,
    /// Asks the task to make no further look.
    pub(super) stop: CancellationToken,
    /// Fires when the task has ended, however it did.
    pub(super) ended: CancellationToken,
    pub(super) finished: AtomicBool,
    seen: Mutex<Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    timeline: Timeline,
    /// How many looks were throttled: they say nothing.
    throttled: usize,
    misses: Vec<(Duration, Duration, String)>,
    /// The time from the start to the end, once it has ended in order.
    lasted: Option<Duration>,
}

impl Shared {
    pub(super) fn new(sentence: String, redactor: Redactor) -> Self {
        let (stop, ended) = (CancellationToken::new(), CancellationToken::new());
        Self { sentence, redactor, stop, ended, finished: AtomicBool::new(false), seen: Mutex::default() }
    }

    pub(super) fn push(&self, offset: Duration, latency: Duration, outcome: Outcome, throttled: bool) {
        let mut seen = self.seen();
        match outcome.reason() {
            _ if throttled => seen.throttled += 1,
            Some(reason) => {
                let reason = reason.to_owned();
                seen.misses.push((offset, latency, reason));
            }
            None => {}
        }
        seen.timeline.push(offset, latency, outcome);
    }

    pub(super) fn end_after(&self, lasted: Duration) {
        self.seen().lasted = Some(lasted);
    }

    /// Tells whether [`Watch::finish`](super::Watch::finish) was called; from now on it was.
    pub(super) fn finish(&self) -> bool {
        self.finished.swap(true, Ordering::Relaxed)
    }

    pub(super) fn ended_in_order(&self) -> bool {
        self.seen().lasted.is_some()
    }

    /// Puts together what was seen.
    pub(super) fn availability(&self) -> Availability {
        let seen = self.seen();
        let end = seen.timeline.attempts().last().map_or(0.0, |last| last.offset + last.latency);
        let lasted = seen.lasted.unwrap_or(Duration::from_secs_f64(end));
        Availability::of(self.sentence.clone(), seen.timeline.clone(), seen.throttled, &seen.misses, lasted)
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
