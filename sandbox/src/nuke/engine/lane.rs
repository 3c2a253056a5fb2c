//! Steps of one kind, region and action: they are read together and polled together.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::time::Duration;

use tokio::time::Instant;

use super::World;
use super::backoff::POLLED;
use crate::nuke::model::Resource;
use crate::nuke::plan::Row;

/// How many are read by one look, where one call reads many.
const LOOK: usize = 200;
/// How many are read by one look, where each takes a call of its own: few enough to be gone before they are stale.
const LOOK_EACH: usize = 50;
/// How old what was read may be when the request leaves.
pub(super) const FRESH: Duration = Duration::from_secs(15);

/// Is a queue of steps that are alike.
#[derive(Debug)]
pub(super) struct Lane {
    /// The first part of the kind's name with the region: what shares a service's limits.
    pub(super) service: String,
    /// How many one delete call takes.
    pub(super) batch: usize,
    pub(super) patience: Duration,
    /// Whether a poll names what it asks for, so that what it does not show is gone; a listing in pages may pass over some while others go.
    by_id: bool,
    /// Steps that may be taken.
    pub(super) ready: VecDeque<usize>,
    /// Steps that were read and wait for their call.
    pub(super) fresh: VecDeque<Fresh>,
    /// Whether a look is in flight.
    pub(super) looking: bool,
    /// How many one look may name; less once a service refused to look at so many.
    pub(super) limit: usize,
    pub(super) leaving: Leaving,
}

/// Is a step whose resource was just read.
#[derive(Debug)]
pub(super) struct Fresh {
    pub(super) step: usize,
    pub(super) resource: Resource,
    pub(super) read: Instant,
}

/// Holds the steps of a lane that were asked to go.
#[derive(Debug)]
pub(super) struct Leaving {
    /// Each with the time when the service took the deletion.
    pub(super) since: BTreeMap<usize, Instant>,
    /// Whether a poll is in flight.
    pub(super) polling: bool,
    /// Those that one poll did not show.
    pub(super) missed: BTreeSet<usize>,
    next: Instant,
    last: Option<Instant>,
    wait: Duration,
    /// Where the next poll begins, when not all fit into one.
    cursor: usize,
}

impl Lane {
    /// Tells whether a step that a poll did not show is gone: a listing has to pass over it twice.
    pub(super) fn is_gone(&mut self, step: usize) -> bool {
        self.by_id || !self.leaving.missed.insert(step)
    }
}

impl Leaving {
    fn new(now: Instant) -> Self {
        Self {
            since: BTreeMap::new(),
            polling: false,
            missed: BTreeSet::new(),
            next: now,
            last: None,
            wait: POLLED.first,
            cursor: 0,
        }
    }

    /// Adds a step, and sees to it that it is looked at soon: most are gone at once.
    pub(super) fn add(&mut self, step: usize, now: Instant) {
        let soon = now + POLLED.first;
        let apart = self.last.map_or(soon, |last| last + Duration::from_secs(1)).max(soon);
        self.next = if self.since.is_empty() { apart } else { self.next.min(apart) };
        self.since.insert(step, now);
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

    /// Plans the next poll: the later, the longer nothing has gone.
    pub(super) fn polled(&mut self, now: Instant, some_went: bool) {
        self.polling = false;
        self.last = Some(now);
        if self.cursor > 0 {
            // Some of them did not fit into this poll.
            self.next = now;
            return;
        }
        self.wait = if some_went { POLLED.first } else { POLLED.longer(self.wait) };
        self.next = now + self.wait;
    }
}

/// Sorts rows into lanes, those that should go soonest first; with the lane of each row, where its kind is known.
pub(super) fn lanes(
    rows: &[Row],
    knotted: &[bool],
    world: &dyn World,
    now: Instant,
) -> (Vec<Lane>, Vec<Option<usize>>) {
    let mut keys = HashMap::new();
    let mut key_of = Vec::with_capacity(rows.len());
    for (row, knotted) in rows.iter().zip(knotted) {
        let reference = row.reference();
        let Some(about) = world.about(&reference.kind) else {
            key_of.push(None);
            continue;
        };
        let key = (*knotted, Reverse(about.cost), &reference.kind, &reference.region, row.action.verb());
        keys.entry(key).or_insert_with(|| Lane {
            service: service(&reference.kind, &reference.region),
            batch: about.batch.max(1),
            patience: Duration::from_secs(about.patience),
            // Filters of EC2 name ids.
            by_id: reference.kind.starts_with("ec2-"),
            ready: VecDeque::new(),
            fresh: VecDeque::new(),
            looking: false,
            limit: if about.details { LOOK_EACH } else { LOOK },
            leaving: Leaving::new(now),
        });
        key_of.push(Some(key));
    }
    let mut sorted: Vec<_> = keys.into_iter().collect();
    sorted.sort_by_key(|(key, _)| *key);
    let places: HashMap<_, usize> = sorted.iter().enumerate().map(|(place, (key, _))| (*key, place)).collect();
    let lane_of = key_of.into_iter().map(|key| key.and_then(|key| places.get(&key).copied())).collect();
    (sorted.into_iter().map(|(_, lane)| lane).collect(), lane_of)
}

fn service(kind: &str, region: &str) -> String {
    format!("{}/{region}", kind.split('-').next().unwrap_or(kind))
}
