//! What the operator decides about an apply.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::nuke::model::Resource;

/// Says of a resource as it was just read why it must not be touched, or that it may.
pub(crate) type Guard = Arc<dyn Fn(&Resource) -> Result<(), String> + Send + Sync>;

/// Says how an apply goes about its work.
#[derive(Clone)]
pub(crate) struct Options {
    /// How many calls are in flight at once; 32 by default.
    pub(crate) concurrency: usize,
    /// When no further call is made; two hours after the start by default.
    pub(crate) deadline: Duration,
    /// Asked about each resource just before it is touched; lets everything through by default.
    pub(crate) guard: Guard,
    /// Stops the apply: no further call is made, those in flight are waited for.
    pub(crate) stop: CancellationToken,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            concurrency: 32,
            deadline: Duration::from_secs(2 * 60 * 60),
            guard: Arc::new(|_| Ok(())),
            stop: CancellationToken::new(),
        }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("concurrency", &self.concurrency)
            .field("deadline", &self.deadline)
            .finish_non_exhaustive()
    }
}
