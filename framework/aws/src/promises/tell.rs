//! Looking where a promise holds and where it does not.

use crate::{Check, Seen};

/// Asserts that `kept` sees yes, and that `broken` sees no with the reason.
pub(super) async fn tell<T>(kept: Check<T>, broken: Check<T>, reason: &str) {
    holds(kept).await;
    misses(broken, reason).await;
}

/// Asserts that a promise holds, and returns what was seen.
pub(super) async fn holds<T>(check: Check<T>) -> T {
    match check.look().await {
        Ok(Seen::Yes(value)) => value,
        Ok(Seen::No(reason)) => panic!("{}: {reason}", check.sentence()),
        Err(error) => panic!("{}: {error:?}", check.sentence()),
    }
}

/// Asserts that a promise does not hold, and why.
pub(super) async fn misses<T>(check: Check<T>, reason: &str) {
    let seen = check.look().await.unwrap_or_else(|error| panic!("{}: {error:?}", check.sentence()));
    assert_eq!(seen.reason(), Some(reason), "{}", check.sentence());
}
