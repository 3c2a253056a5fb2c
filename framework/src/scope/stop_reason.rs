//! Why a test was stopped.

use std::fmt;
use std::time::Duration;

use crate::duration;

/// Says why a test was stopped before its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum StopReason {
    Budget(Duration),
    Signal(&'static str),
    EmulatorGone,
    EmulatorStopped,
}

impl StopReason {
    /// Tells whether the emulator is gone, and with it all that the test made in the localhost cloud.
    pub(crate) fn is_without_emulator(&self) -> bool {
        matches!(self, Self::EmulatorGone | Self::EmulatorStopped)
    }
}

impl fmt::Display for StopReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Budget(budget) => write!(f, "the test's budget of {} has passed", duration::short(*budget)),
            Self::Signal(name) => write!(f, "the test was stopped by {name}"),
            Self::EmulatorGone => f.write_str("the emulator of the local cloud died in the middle of the test"),
            Self::EmulatorStopped => {
                f.write_str("somebody stopped the emulator of the local cloud in the middle of the test")
            }
        }
    }
}
