//! What a fault does to a call.

use std::time::Duration;

use http::StatusCode;
use serde::Serialize;

/// Tells which kind of fault hit a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum FaultKind {
    /// The call was delayed.
    Latency,
    /// The call was answered with the service's throttling error.
    Throttle,
    /// The call was answered with a server error.
    Fail,
    /// The call was answered with the service's authorisation error.
    Deny,
    /// The connection was cut.
    Cut,
}

/// Tells where a connection is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cut {
    /// Before the emulator sees the request: nothing happened.
    BeforeRequest,
    /// After the emulator did the work and before the client hears of it: the hard case for whoever retries.
    BeforeAnswer,
    /// After this many bytes of the answer's body.
    AfterBytes(u64),
}

/// What happens to a call beside its delay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::gateway) enum Effect {
    Throttle,
    Fail(StatusCode),
    Deny,
    Cut(Cut),
}

/// What the faults do to one call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::gateway) struct Decision {
    pub(in crate::gateway) delay: Duration,
    pub(in crate::gateway) effect: Option<Effect>,
}

impl Decision {
    pub(in crate::gateway) fn kind(self) -> Option<FaultKind> {
        match self.effect {
            Some(Effect::Throttle) => Some(FaultKind::Throttle),
            Some(Effect::Fail(_)) => Some(FaultKind::Fail),
            Some(Effect::Deny) => Some(FaultKind::Deny),
            Some(Effect::Cut(_)) => Some(FaultKind::Cut),
            None => (!self.delay.is_zero()).then_some(FaultKind::Latency),
        }
    }
}
