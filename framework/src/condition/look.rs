//! One look at a condition, bounded in time.

use terraproof_terraform::Redactor;
use tokio::time::Instant;

use super::{Condition, Observation, Outcome};
use crate::Error;

/// Tells what one look came to.
pub(super) enum Look<T> {
    Met(T),
    NotYet(String),
    Failed(Error),
    /// There was no answer before the end.
    Silent,
}

impl<T> Look<T> {
    /// Looks, until `end` at most.
    pub(super) async fn at(condition: &impl Condition<Value = T>, end: Instant) -> Self {
        match tokio::time::timeout_at(end, condition.check()).await {
            Err(_) => Self::Silent,
            Ok(Ok(Observation::Met(value))) => Self::Met(value),
            Ok(Ok(Observation::NotYet(reason))) => Self::NotYet(reason),
            Ok(Err(error)) => Self::Failed(error),
        }
    }

    /// Tells whether whoever was asked wants to be asked less often; such a look says nothing about the condition.
    pub(super) fn is_throttled(&self) -> bool {
        matches!(self, Self::Failed(error) if error.is_throttled())
    }

    /// Returns what goes into the timeline. Secrets are taken out before anything is cut to length.
    pub(super) fn outcome(&self, silence: &str, redactor: &Redactor) -> Outcome {
        let redacted = |text: &str| redactor.redact(text).into_owned();
        match self {
            Self::Met(_) => Outcome::Met,
            Self::NotYet(reason) => Outcome::NotYet(redacted(reason)),
            Self::Silent => Outcome::NotYet(silence.to_owned()),
            Self::Failed(error) if error.is_transient() => Outcome::Transient(redacted(&error.to_string())),
            Self::Failed(error) => Outcome::Permanent(redacted(&error.to_string())),
        }
    }
}
