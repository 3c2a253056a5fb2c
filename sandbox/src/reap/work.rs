//! What every part of a reap shares.

use std::time::Duration;

use jiff::Timestamp;
use terraproof::ledger::LocalLedger;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::judge::{Selection, Verdict, judge};
use crate::console;

/// How long an answer of the localhost cloud may take; entering it may install the toolchain of this build first.
const ANSWER: Duration = Duration::from_secs(5 * 60);

/// Is one reap: what it works on, and what ends it.
#[derive(Debug, Clone)]
pub(super) struct Work {
    pub(super) ledger: LocalLedger,
    pub(super) selection: Selection,
    /// Fires at a signal and at the deadline.
    pub(super) stop: CancellationToken,
    pub(super) deadline: Instant,
}

impl Work {
    /// Judges an entry as it is now.
    pub(super) fn judge(&self, entry: &terraproof::ledger::Entry) -> Verdict {
        judge(entry, entry.owner.is_alive(), Timestamp::now(), &self.selection)
    }

    pub(super) fn is_over(&self) -> bool {
        self.stop.is_cancelled()
    }

    /// Waits for the localhost cloud, but not for ever; the error is a sentence.
    pub(super) async fn answer<T, E: std::error::Error>(
        &self,
        doing: &str,
        asked: impl Future<Output = Result<T, E>>,
    ) -> Result<T, String> {
        let limit = self.deadline.min(Instant::now() + ANSWER);
        match tokio::time::timeout_at(limit, asked).await {
            Ok(answer) => answer.map_err(|error| console::sentence(&error)),
            Err(_) => Err(format!("failed to {doing}: no answer in time")),
        }
    }
}
