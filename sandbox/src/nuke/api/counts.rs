//! How many calls were made.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Counts the calls of a run by service and operation, repeated ones too.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    calls: Mutex<BTreeMap<(&'static str, String), u64>>,
}

impl Counts {
    pub(super) fn add(&self, service: &'static str, operation: &str) {
        let mut calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        *calls.entry((service, operation.to_owned())).or_default() += 1;
    }

    /// Returns the counts by `service:operation`.
    pub(crate) fn by_operation(&self) -> BTreeMap<String, u64> {
        let calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        calls.iter().map(|((service, operation), count)| (format!("{service}:{operation}"), *count)).collect()
    }

    /// Returns the sum.
    #[cfg(test)]
    pub(crate) fn total(&self) -> u64 {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner).values().sum()
    }
}
