//! The API calls, what went wrong first.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::page::ApiCall;
use super::text::{Words, finite, latency, moment};

/// How many calls each table lists.
const CALLS: usize = 50;
/// How many operations are counted out.
const OPERATIONS: usize = 200;

/// Holds the calls in the orders in which a person looks for trouble.
pub(super) struct CallsView {
    pub(super) all: usize,
    pub(super) median: String,
    pub(super) tables: Vec<CallTable>,
    pub(super) operations: Vec<OperationView>,
    pub(super) operations_left_out: usize,
}

/// Is a table of calls.
pub(super) struct CallTable {
    pub(super) name: &'static str,
    pub(super) class: &'static str,
    /// How many there are, of which the first are listed.
    pub(super) number: usize,
    pub(super) rows: Vec<CallRow>,
}

/// Is one call as a row.
pub(super) struct CallRow {
    pub(super) at: String,
    pub(super) what: String,
    /// Region and host, or as much as is known of them.
    pub(super) place: String,
    pub(super) status: String,
    pub(super) code: String,
    pub(super) latency: String,
    pub(super) class: &'static str,
}

/// Counts the calls of one operation.
pub(super) struct OperationView {
    pub(super) what: String,
    pub(super) calls: usize,
    pub(super) failed: usize,
    pub(super) throttled: usize,
    pub(super) slowest: String,
}

/// Tells how a call went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Verdict {
    Well,
    /// What was asked for is not there, which is what a client wants to hear after a deletion and before a creation.
    Absent,
    Failed,
    Throttled,
}

/// Parts of the error codes with which services ask to go slower, and their full names where they say it otherwise:
/// <https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html>.
const THROTTLING: [&str; 8] = [
    "Throttl",
    "SlowDown",
    "RequestLimitExceeded",
    "TooManyRequests",
    "ProvisionedThroughputExceeded",
    "BandwidthLimitExceeded",
    "PriorRequestNotComplete",
    "TransactionInProgress",
];

impl Verdict {
    pub(super) fn of(call: &ApiCall) -> Self {
        let code = call.error_code.as_deref().unwrap_or_default();
        let throttled = call.fault.as_deref().is_some_and(|fault| fault.eq_ignore_ascii_case("throttle"))
            || call.status == Some(429)
            || THROTTLING.iter().any(|part| code.contains(part));
        let absent = code.contains("NotFound") || code.starts_with("NoSuch");
        match call.status {
            _ if throttled => Self::Throttled,
            Some(..400) => Self::Well,
            Some(404) => Self::Absent,
            Some(400..500) if absent => Self::Absent,
            _ => Self::Failed,
        }
    }

    fn class(self) -> &'static str {
        match self {
            Self::Well | Self::Absent => "well",
            Self::Failed => "bad",
            Self::Throttled => "warn",
        }
    }
}

impl CallsView {
    pub(super) fn of(calls: &[ApiCall], words: &Words<'_>) -> Self {
        let (operations, operations_left_out) = operations(calls, words);
        let of = |verdict| calls.iter().filter(move |call| Verdict::of(call) == verdict).collect::<Vec<_>>();
        let (mut failed, throttled, mut slowest) = (of(Verdict::Failed), of(Verdict::Throttled), Vec::from_iter(calls));
        // A cut connection and a server's own error say more than a request that was refused.
        failed.sort_by_key(|call| call.status.is_some_and(|status| status < 500));
        slowest.sort_by(|one, other| finite(other.latency).total_cmp(&finite(one.latency)));
        let median = slowest.get(slowest.len() / 2).map(|call| latency(call.latency)).unwrap_or_default();
        let tables = vec![
            CallTable::of("Failed", "bad", &failed, words),
            CallTable::of("Throttled", "warn", &throttled, words),
            CallTable::of("Slowest", "well", &slowest, words),
            CallTable::of("Not found", "well", &of(Verdict::Absent), words),
        ];
        Self { all: calls.len(), median, tables, operations, operations_left_out }
    }
}

impl CallTable {
    fn of(name: &'static str, class: &'static str, calls: &[&ApiCall], words: &Words<'_>) -> Self {
        let rows = calls.iter().take(CALLS).map(|call| CallRow::of(call, words)).collect();
        Self { name, class, number: calls.len(), rows }
    }
}

impl CallRow {
    fn of(call: &ApiCall, words: &Words<'_>) -> Self {
        let fault = call.fault.as_ref().map(|fault| format!("fault injected: {fault}"));
        let code = [call.error_code.clone(), fault].into_iter().flatten().collect::<Vec<_>>().join(", ");
        let place = [call.region.as_deref().unwrap_or_default(), &call.host].join(" ");
        Self {
            at: moment(call.offset),
            what: words.line(&name(call)),
            place: words.line(&place),
            status: call.status.map_or_else(|| "cut".to_owned(), |status| status.to_string()),
            code: words.line(&code),
            latency: latency(call.latency),
            class: Verdict::of(call).class(),
        }
    }
}

/// Names a call by service and operation; a host that is no cloud's by itself.
fn name(call: &ApiCall) -> String {
    let service = if call.service.is_empty() { &call.host } else { &call.service };
    format!("{service} {}", call.operation)
}

fn operations(calls: &[ApiCall], words: &Words<'_>) -> (Vec<OperationView>, usize) {
    #[derive(Default)]
    struct Count {
        calls: usize,
        failed: usize,
        throttled: usize,
        slowest: f64,
    }
    let mut counts: HashMap<String, Count> = HashMap::new();
    for call in calls {
        let count = counts.entry(name(call)).or_default();
        count.calls += 1;
        count.failed += usize::from(Verdict::of(call) == Verdict::Failed);
        count.throttled += usize::from(Verdict::of(call) == Verdict::Throttled);
        count.slowest = count.slowest.max(finite(call.latency));
    }
    let mut counts: Vec<(String, Count)> = counts.into_iter().collect();
    counts.sort_by(|(one, a), (other, b)| (Reverse(a.calls), one).cmp(&(Reverse(b.calls), other)));
    let left_out = counts.len().saturating_sub(OPERATIONS);
    counts.truncate(OPERATIONS);
    let view = |(what, count): (String, Count)| OperationView {
        what: words.line(&what),
        calls: count.calls,
        failed: count.failed,
        throttled: count.throttled,
        slowest: latency(count.slowest),
    };
    (counts.into_iter().map(view).collect(), left_out)
}
