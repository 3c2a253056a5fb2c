//! How long to wait before something is tried again.

use std::time::Duration;

/// Says how waits grow.
#[derive(Debug, Clone, Copy)]
pub(super) struct Backoff {
    pub(super) first: Duration,
    pub(super) longest: Duration,
}

/// After a throttling error; the pace of the calls themselves is kept elsewhere.
pub(super) const THROTTLED: Backoff = Backoff { first: Duration::from_millis(500), longest: Duration::from_secs(20) };
/// After a fault of the service or the network.
pub(super) const FAULTY: Backoff = Backoff { first: Duration::from_millis(500), longest: Duration::from_secs(30) };
/// While something is in the way.
pub(super) const BLOCKED: Backoff = Backoff { first: Duration::from_secs(1), longest: Duration::from_secs(30) };

impl Backoff {
    /// Returns the wait before the repetition of this number, counted from zero.
    pub(super) fn after(self, tries: u32) -> Duration {
        self.first.saturating_mul(1 << tries.min(16)).min(self.longest)
    }
}
