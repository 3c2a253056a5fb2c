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
        endings.for_each(|ending| counts.add(ending));
        counts
    }

    pub(super) fn add(&mut self, ending: &Ending) {
        self.planned += 1;
        *match ending {
            Ending::Gone | Ending::Scheduled(_) | Ending::Done => &mut self.deleted,
            Ending::WasGone => &mut self.was_gone,
            Ending::Failed { .. } => &mut self.failed,
            Ending::Stuck { .. } => &mut self.stuck,
            Ending::Skipped(_) => &mut self.skipped,
            Ending::Unconfirmed => &mut self.not_confirmed,
            Ending::NotTried => &mut self.not_done,
        } += 1;
    }

    /// Says what did not go: `2 failed, 1 stuck`; nothing where all went.
    pub(super) fn told(&self) -> String {
        let open = self.open().into_iter().filter(|(_, count)| *count > 0);
        open.map(|(name, count)| format!("{count} {name}")).collect::<Vec<_>>().join(", ")
    }

    /// Returns what did not go, with its name.
    const fn open(&self) -> [(&'static str, usize); 5] {
        [
            ("failed", self.failed),
            ("stuck", self.stuck),
            ("skipped", self.skipped),
            ("not confirmed", self.not_confirmed),
            ("not done", self.not_done),
        ]
    }
}
