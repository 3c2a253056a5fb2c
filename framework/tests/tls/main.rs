//! Probes of TLS, against servers in this process.
#![cfg(feature = "tls")]
#![allow(clippy::unwrap_used, clippy::allow_attributes, reason = "tests may panic, their helpers too")]

mod server;
#[path = "../support/mod.rs"]
mod support;

mod certificates;
mod failures;
mod protocols;

use terraproof::Observation;

/// Returns why a condition is not met.
fn reason<T: std::fmt::Debug>(observation: Observation<T>) -> String {
    match observation {
        Observation::NotYet(reason) => reason,
        Observation::Met(value) => panic!("met, with {value:?}"),
    }
}

/// Tells whether a condition is met.
fn met<T>(observation: &Observation<T>) -> bool {
    matches!(observation, Observation::Met(_))
}
