//! Steps of one kind, region and action: they are read together and polled together.

use std::cmp::Reverse;
use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use tokio::time::Instant;

use super::World;
use super::leaving::Leaving;
use super::slots::Service;
use crate::nuke::model::Resource;
use crate::nuke::plan::Row;

/// How many are read by one look, where one call reads many.
pub(super) const LOOK: usize = 200;
/// How many are read by one look, where each takes a call of its own: few enough to be gone before they are stale.
const LOOK_EACH: usize = 50;
/// How old what was read may be when the request leaves.
pub(super) const FRESH: Duration = Duration::from_secs(15);

/// How long one that may be taken waits for others to be read together with, where there are some that wait for more.
const TOGETHER: Duration = Duration::from_millis(80);
/// The same where what goes with them is read as well, by calls of its own.
const TOGETHER_WITH_PARTS: Duration = Duration::from_millis(250);

/// Is a queue of steps that are alike.
#[derive(Debug)]
pub(super) struct Lane {
    /// What shares the service's limits: the first part of the kind's name, with the region.
    pub(super) service: Service,
    /// How many one delete call takes.
    pub(super) batch: usize,
    pub(super) patience: Duration,
    /// Whether a poll names what it asks for, so that what it does not show is gone; a listing in pages may pass over some while others go.
    by_id: bool,
    /// How many steps wait for others.
    pub(super) waiting: usize,
    /// Steps that may be taken.
    pub(super) ready: VecDeque<usize>,
    /// How long one of them waits for others.
    pub(super) together: Duration,
    /// Since when one of them may be.
    pub(super) since: Instant,
    /// Steps that were read and wait for their call.
    pub(super) fresh: VecDeque<Fresh>,
    /// Whether a look is in flight.
    pub(super) looking: bool,
    /// How many calls that ask something to go are in flight.
    pub(super) asking: usize,
    /// How many one poll may name, likewise.
    pub(super) polled: usize,
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

impl Lane {
    /// Counts a step, which has parts or none.
    pub(super) fn adds(&mut self, has_parts: bool) {
        self.waiting += 1;
        if has_parts {
            self.together = TOGETHER_WITH_PARTS;
        }
    }

    /// Tells whether there is nothing left in it to be asked to go soon.
    pub(super) fn is_drained(&self) -> bool {
        self.asking == 0 && !self.looking && self.ready.is_empty() && self.fresh.is_empty()
    }

    /// Returns when to look at what may be taken: soon, so that what follows closely is looked at along with it.
    pub(super) fn look_due(&self) -> Option<Instant> {
        // Where each takes calls of its own, those would only compete with the deletes of what was read before.
        let enough = if self.limit > LOOK_EACH { self.limit / 4 } else { 0 };
        if self.looking || self.ready.is_empty() || self.fresh.len() > enough {
            return None;
        }
        let is_full = self.waiting == 0 || self.ready.len() >= self.limit;
        Some(if is_full { self.since } else { self.since + self.together })
    }

    /// Tells whether it has something to ask for.
    pub(super) fn wants(&self, now: Instant) -> bool {
        !self.is_drained() || self.leaving.due().is_some_and(|due| due <= now)
    }

    /// Tells whether a step that a poll did not show is gone: a listing has to pass over it twice.
    pub(super) fn is_gone(&mut self, step: usize) -> bool {
        let is_first = self.leaving.miss(step, Instant::now());
        self.by_id || !is_first
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
    let mut services = Services::default();
    let mut key_of = Vec::with_capacity(rows.len());
    for (row, knotted) in rows.iter().zip(knotted) {
        let reference = row.reference();
        let Some(about) = world.about(&reference.kind) else {
            key_of.push(None);
            continue;
        };
        let key = (*knotted, Reverse(about.cost), &reference.kind, &reference.region, row.action.verb());
        keys.entry(key).or_insert_with(|| Lane {
            service: services.number(&reference.kind, &reference.region),
            batch: about.batch.max(1),
            patience: Duration::from_secs(about.patience),
            // Filters of EC2 name ids.
            by_id: reference.kind.starts_with("ec2-"),
            waiting: 0,
            ready: VecDeque::new(),
            together: TOGETHER,
            since: now,
            fresh: VecDeque::new(),
            looking: false,
            asking: 0,
            polled: LOOK,
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

/// Numbers the services in their regions, from 1.
#[derive(Debug, Default)]
struct Services<'a>(HashMap<(&'a str, &'a str), Service>);

impl<'a> Services<'a> {
    fn number(&mut self, kind: &'a str, region: &'a str) -> Service {
        let next = self.0.len() + 1;
        *self.0.entry((kind.split('-').next().unwrap_or(kind), region)).or_insert(next)
    }
}
