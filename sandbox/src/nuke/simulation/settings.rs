//! How a simulated cloud behaves.

use std::time::Duration;

/// Says how a simulated cloud behaves.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    /// What its random choices follow from.
    pub(crate) seed: u64,
    /// How long a call takes.
    pub(crate) latency: Duration,
    /// How long a deletion takes at most, after the call.
    pub(crate) slowest: Duration,
    /// How many of a hundred calls are throttled.
    pub(crate) throttled: u8,
    /// How many of a hundred calls fail by a fault of the service.
    pub(crate) faulty: u8,
    /// How many of a hundred looks lose one of those that they should show; each is lost once at most.
    pub(crate) loses: u8,
    /// Whether a dependency violation names what is in the way.
    pub(crate) names_blockers: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            seed: 1,
            latency: Duration::from_millis(40),
            slowest: Duration::ZERO,
            throttled: 0,
            faulty: 0,
            loses: 0,
            names_blockers: true,
        }
    }
}
