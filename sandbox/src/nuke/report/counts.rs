//! How many deletes ended in which way.

use serde::Serialize;

use crate::nuke::engine::Ending;

/// Counts the deletes of a plan by how they ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Counts {
    pub(crate) planned: usize,
    pub(crate) deleted: usize,
    /// Somebody else had deleted it.
    pub(crate) was_gone: usize,
    pub(crate) failed: usize,
    pub(crate) stuck: usize,
    pub(crate) skipped: usize,
    /// It was asked to go, and not seen to be gone.
    pub(crate) not_confirmed: usize,
    pub(crate) not_done: usize,
}

impl Counts {
    pub(super) fn of<'a>(endings: impl Iterator<Item = &'a Ending>) -> Self {
        let mut counts = Self::default();
        for ending in endings {
            counts.planned += 1;
            *match ending {
                Ending::Gone | Ending::Scheduled(_) | Ending::Done => &mut counts.deleted,
                Ending::WasGone => &mut counts.was_gone,
                Ending::Failed { .. } => &mut counts.failed,
                Ending::Stuck { .. } => &mut counts.stuck,
                Ending::Skipped(_) => &mut counts.skipped,
                Ending::Unconfirmed => &mut counts.not_confirmed,
                Ending::NotTried => &mut counts.not_done,
            } += 1;
        }
        counts
    }

    /// Returns what did not go, with its name.
    pub(super) const fn open(&self) -> [(&'static str, usize); 5] {
        [
            ("failed", self.failed),
            ("stuck", self.stuck),
            ("skipped", self.skipped),
            ("not confirmed", self.not_confirmed),
            ("not done", self.not_done),
        ]
    }
}
