//! What was asked to go and is polled until it is gone.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use tokio::time::Instant;

/// How long the last one of those that can go now waits for others.
const LAST: Duration = Duration::from_millis(50);
/// How long the first that leaves waits for others to be polled together with, when something waits for it to be gone.
const AWAITED: Duration = Duration::from_secs(1);
/// How long it waits when nothing does.
const UNAWAITED: Duration = Duration::from_secs(10);
/// How soon after a poll the next one is at the earliest, when others have followed.
const SOON: Duration = Duration::from_millis(250);
/// When what one poll did not show is looked at again.
const AGAIN: Duration = Duration::from_millis(100);
/// The least and the most between two polls, which are a quarter apart of how long the last one has been leaving.
const LEAST: Duration = Duration::from_millis(500);
const MOST: Duration = Duration::from_secs(10);

/// Holds the steps of a lane that were asked to go.
#[derive(Debug)]
pub(super) struct Leaving {
    /// Each with the time when the service took the deletion.
    pub(super) since: BTreeMap<usize, Instant>,
    /// Whether a poll is in flight.
    pub(super) polling: bool,
    /// Those that one poll did not show.
    missed: BTreeSet<usize>,
    next: Instant,
    last: Option<Instant>,
    /// How long the fastest of them took.
    usual: Duration,
    /// Where the next poll begins, when not all fit into one.
    cursor: usize,
}

impl Leaving {
    pub(super) fn new(now: Instant) -> Self {
        let (since, missed) = (BTreeMap::new(), BTreeSet::new());
        Self { since, polling: false, missed, next: now, last: None, usual: Duration::ZERO, cursor: 0 }
    }

    /// Adds a step. It is polled with those that follow soon, sooner when `is_last` tells that none do, but not before it can be gone by
    /// what others took; `is_awaited` tells that something waits for it to be gone.
    pub(super) fn add(&mut self, step: usize, now: Instant, is_last: bool, is_awaited: bool) {
        let together = match (is_last, is_awaited) {
            (true, _) => LAST,
            (false, true) => AWAITED,
            (false, false) => UNAWAITED,
        };
        let next = (now + together.max(self.usual)).max(self.last.map_or(now, |last| last + SOON));
        self.next = if self.since.is_empty() { next } else { self.next.min(next) };
        self.since.insert(step, now);
    }

    /// Polls at once: something waits.
    pub(super) fn hasten(&mut self, now: Instant) {
        self.next = self.next.min(now + SOON);
    }

    /// Takes a step off that has come to its end.
    pub(super) fn remove(&mut self, step: usize) {
        self.since.remove(&step);
        self.missed.remove(&step);
    }

    /// Returns when to look again, if there is anything to look at.
    pub(super) fn due(&self) -> Option<Instant> {
        (!self.since.is_empty() && !self.polling).then_some(self.next)
    }

    /// Returns those to look at next, at most so many: each in its turn.
    pub(super) fn next_batch(&mut self, limit: usize) -> Vec<usize> {
        let batch: Vec<usize> = self.since.range(self.cursor..).take(limit).map(|(step, _)| *step).collect();
        let last = batch.last().copied().unwrap_or(usize::MAX);
        self.cursor = self.since.range(last.saturating_add(1)..).next().map_or(0, |(step, _)| *step);
        if batch.is_empty() { self.since.keys().take(limit).copied().collect() } else { batch }
    }

    /// Notes that a poll did not show a step; returns whether it was the first one.
    pub(super) fn miss(&mut self, step: usize, now: Instant) -> bool {
        if let Some(since) = self.since.get(&step) {
            let took = now.duration_since(*since);
            // Not all that are gone were polled as soon as they were.
            self.usual = if self.usual.is_zero() { took / 2 } else { self.usual.min(took / 2) };
        }
        self.missed.insert(step)
    }

    /// Notes that a poll showed a step.
    pub(super) fn show(&mut self, step: usize) {
        self.missed.remove(&step);
    }

    /// Plans the next poll: the later, the longer they have been leaving.
    pub(super) fn polled(&mut self, now: Instant) {
        self.polling = false;
        self.last = Some(now);
        if self.cursor > 0 {
            // Some of them did not fit into this poll.
            self.next = now;
            return;
        }
        let last = self.since.values().max().map_or(Duration::ZERO, |since| now.duration_since(*since));
        let wait = if self.missed.is_empty() { (last / 4).clamp(LEAST, MOST) } else { AGAIN };
        self.next = now + wait;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn what_goes_at_once_is_polled_soon_and_what_takes_a_minute_ever_later() {
        let now = Instant::now();
        let mut leaving = Leaving::new(now);
        leaving.add(1, now, false, true);
        assert_eq!(leaving.due(), Some(now + AWAITED));
        leaving.add(2, now, true, true);
        assert_eq!(leaving.due(), Some(now + LAST), "no others follow");
        leaving.polled(now);
        assert_eq!(leaving.due(), Some(now + LEAST));
        let later = now + Duration::from_secs(20);
        leaving.polled(later);
        assert_eq!(leaving.due(), Some(later + Duration::from_secs(5)));
    }

    #[tokio::test(start_paused = true)]
    async fn once_one_has_gone_the_next_one_is_first_polled_when_it_may_be_gone() {
        let now = Instant::now();
        let mut leaving = Leaving::new(now);
        leaving.add(1, now, true, true);
        let gone = now + Duration::from_secs(40);
        leaving.miss(1, gone);
        leaving.remove(1);
        leaving.add(2, gone, true, true);
        assert_eq!(leaving.due(), Some(gone + Duration::from_secs(20)));
    }
}
