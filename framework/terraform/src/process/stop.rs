//! Asking a command to stop.

use std::fmt;
use std::time::Duration;

use serde::Serialize;
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

/// Says why a command was stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StopCause {
    /// The stop token fired.
    Asked,
    /// The deadline passed.
    Deadline,
}

impl fmt::Display for StopCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Asked => "it was asked to stop",
            Self::Deadline => "its time was up",
        })
    }
}

/// Says how long each step of stopping a command may take.
///
/// One SIGINT lets terraform finish what is in flight and save its state. A second one would lose it, so SIGTERM and then SIGKILL follow
/// only when the first was ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// How long terraform may take after SIGINT; five minutes by default.
    pub interrupt: Duration,
    /// How long it may take after SIGTERM; ten seconds by default.
    pub terminate: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { interrupt: Duration::from_mins(5), terminate: Duration::from_secs(10) }
    }
}

/// What may end a command early.
#[derive(Debug, Clone, Default)]
pub(crate) struct Stop {
    pub(crate) token: CancellationToken,
    pub(crate) deadline: Option<Instant>,
    pub(crate) patience: Patience,
}

impl Stop {
    /// Returns the cause that is already there.
    pub(crate) fn already(&self) -> Option<StopCause> {
        if self.token.is_cancelled() {
            return Some(StopCause::Asked);
        }
        self.deadline.filter(|deadline| *deadline <= Instant::now()).map(|_| StopCause::Deadline)
    }

    /// Waits for the first cause.
    pub(crate) async fn requested(&self) -> StopCause {
        let deadline = async {
            match self.deadline {
                Some(deadline) => sleep_until(deadline).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = self.token.cancelled() => StopCause::Asked,
            () = deadline => StopCause::Deadline,
        }
    }
}
