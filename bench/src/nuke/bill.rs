//! Calls, by service, region and operation.

use std::collections::BTreeMap;

use serde::Serialize;
use terraproof_local::gateway::{Call, CallKind};

/// Counts calls of the API.
#[derive(Debug, Clone, Default)]
pub(super) struct Bill {
    calls: BTreeMap<(String, String), u64>,
    by_operation: BTreeMap<String, Count>,
}

/// Counts the calls of an operation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub(super) struct Count {
    pub(super) calls: u64,
    /// Those that were refused because there were too many.
    #[serde(skip_serializing_if = "is_zero")]
    pub(super) throttled: u64,
    /// Those that were refused for another reason.
    #[serde(skip_serializing_if = "is_zero")]
    pub(super) refused: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

impl Bill {
    /// Counts what the gateway recorded.
    pub(super) fn of<'a>(calls: impl IntoIterator<Item = &'a Call>) -> Self {
        let mut bill = Self::default();
        for call in calls.into_iter().filter(|call| call.kind == CallKind::Api) {
            bill.add(&call.service, call.region.as_deref().unwrap_or_default(), 1);
            let count = bill.by_operation.entry(format!("{}:{}", call.service, call.operation)).or_default();
            count.calls += 1;
            match call.error_code.as_deref() {
                Some(code) if is_throttling(code) => count.throttled += 1,
                Some(_) => count.refused += 1,
                None => {}
            }
        }
        bill
    }

    /// Adds calls of a service in a region.
    pub(super) fn add(&mut self, service: &str, region: &str, calls: u64) {
        *self.calls.entry((service.to_owned(), region.to_owned())).or_default() += calls;
    }

    /// Returns all calls.
    pub(super) fn total(&self) -> u64 {
        self.calls.values().sum()
    }

    /// Returns the calls of each service in each region.
    pub(super) fn parts(&self) -> impl Iterator<Item = (&str, u64)> {
        self.calls.iter().map(|((service, _), calls)| (service.as_str(), *calls))
    }

    /// Returns the counts by `service:operation`.
    pub(super) fn by_operation(&self) -> &BTreeMap<String, Count> {
        &self.by_operation
    }
}

/// Tells whether a code means that there were too many calls.
fn is_throttling(code: &str) -> bool {
    code.contains("Throttl") || ["RequestLimitExceeded", "SlowDown", "TooManyRequestsException"].contains(&code)
}

/// Tells whether a call asks for something to go.
pub(super) fn deletes(call: &Call) -> bool {
    let is = |verb| call.operation.starts_with(verb);
    call.error_code.is_none() && (is("Delete") || is("Release") || is("Terminate"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_counted_by_service_and_region() {
        let mut bill = Bill::default();
        bill.add("ec2", "a", 2);
        bill.add("ec2", "b", 1);
        bill.add("ec2", "a", 1);
        assert_eq!(bill.total(), 4);
        assert_eq!(bill.parts().collect::<Vec<_>>(), [("ec2", 3), ("ec2", 1)]);
    }

    #[test]
    fn each_service_says_too_many_in_its_own_way() {
        for code in
            ["Throttling", "ThrottlingException", "RequestLimitExceeded", "SlowDown", "TooManyRequestsException"]
        {
            assert!(is_throttling(code), "{code}");
        }
        assert!(!is_throttling("DependencyViolation"));
    }
}
