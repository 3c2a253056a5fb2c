//! How far an apply is, for a bar or for heartbeats.

use std::time::Duration;

use super::Ending;
use crate::nuke::model::Reference;
use crate::nuke::plan::Row;

/// Watches an apply.
pub(crate) trait Observer: Send {
    /// Called when a row has come to its end.
    fn ended(&mut self, _row: &Row, _ending: &Ending) {}

    /// Called at least once a second, whether or not anything has changed.
    fn progress(&mut self, _progress: &Progress) {}
}

/// Watches nothing.
#[cfg(test)]
#[derive(Debug, Clone, Copy)]
pub(crate) struct Silent;

#[cfg(test)]
impl Observer for Silent {}

/// Counts the rows of an apply by what has become of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Progress {
    /// All rows.
    pub(crate) total: usize,
    /// Gone, scheduled or done.
    pub(crate) done: usize,
    pub(crate) skipped: usize,
    pub(crate) failed: usize,
    /// Ended because something is in the way.
    pub(crate) stuck: usize,
    /// Being read, or being asked to go.
    pub(crate) running: usize,
    /// Asked to go and not gone yet.
    pub(crate) leaving: usize,
    /// To be tried again, because the service had too many calls.
    pub(crate) throttled: usize,
    /// To be tried again, because something is in the way.
    pub(crate) blocked: usize,
    /// The one that has been leaving or blocked for the longest time.
    pub(crate) oldest: Option<Oldest>,
}

impl Progress {
    /// Returns how many have come to their end.
    pub(crate) fn ended(&self) -> usize {
        self.done + self.skipped + self.failed + self.stuck
    }
}

/// Names a resource that takes long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Oldest {
    pub(crate) reference: Reference,
    /// For how long it has been leaving or blocked.
    pub(crate) since: Duration,
    /// What it waits for: `being deleted`, ``in use by ec2-instance `i-1` ``.
    pub(crate) waits_for: String,
}
