//! Probes over HTTP, against servers in this process.
#![allow(clippy::unwrap_used, clippy::allow_attributes, reason = "tests may panic, their helpers too")]

mod bad_input;
mod claims;
mod raw;
mod requests;
mod server;
#[path = "../support/mod.rs"]
mod support;
mod tls;

use terraproof::{Condition, Error, Observation};

/// Returns why a condition is not met.
async fn reason(condition: impl Condition) -> String {
    match condition.check().await.unwrap() {
        Observation::NotYet(reason) => reason,
        Observation::Met(_) => panic!("met: {}", condition.sentence()),
    }
}

/// Returns why a look failed.
async fn failure(condition: impl Condition) -> Error {
    match condition.check().await {
        Err(error) => error,
        Ok(_) => panic!("no error: {}", condition.sentence()),
    }
}

/// Tells whether a condition is met.
async fn met(condition: impl Condition) -> bool {
    matches!(condition.check().await.unwrap(), Observation::Met(_))
}
