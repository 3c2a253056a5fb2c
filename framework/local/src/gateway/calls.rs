//! The API timeline: every call a scope made, in order.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use serde::{Serialize, Serializer};
use tokio::sync::broadcast;

use super::faults::FaultKind;

/// How many calls are kept; a larger number is counted in [`Calls::dropped`].
const KEPT: usize = 100_000;
/// How far a subscriber may fall behind before it is told that it missed some.
const LAG: usize = 1_024;

/// One request that went through the gateway.
///
/// Never holds a body, a query value or a credential.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Call {
    /// When the request arrived, after the gateway was opened; serialised in milliseconds.
    #[serde(rename = "at_ms", serialize_with = "milliseconds")]
    pub at: Duration,
    /// When the request arrived, on the clock.
    pub time: Timestamp,
    /// What was done with it.
    pub kind: CallKind,
    /// The host that was asked, without port.
    pub host: String,
    /// The service by its signing name: `ec2`, `s3`, `dynamodb`; empty where the host is not AWS.
    pub service: String,
    /// The operation: `CreateVpc`; where the protocol names none, the method and the path with identifiers collapsed.
    pub operation: String,
    /// The region of the host or of the signature.
    pub region: Option<String>,
    /// The account whose worker was asked.
    pub account: Option<String>,
    /// The HTTP status; none when the connection was cut.
    pub status: Option<u16>,
    /// Until the head of the answer was there; serialised in milliseconds.
    #[serde(rename = "latency_ms", serialize_with = "milliseconds")]
    pub latency: Duration,
    /// The error code of the service, such as `NoSuchBucket`.
    pub error_code: Option<String>,
    /// The fault that was injected.
    pub fault: Option<FaultKind>,
}

/// Tells what the gateway did with a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum CallKind {
    /// An API call, answered by the emulator, a rule or a fault.
    Api,
    /// A request to a bucket website.
    Website,
    /// A connection to an allowed host, passed on untouched.
    Tunnel,
    /// A host that is not allowed, or not available.
    Refused,
}

fn milliseconds<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(duration.as_secs_f64() * 1_000.0)
}

/// Gives access to the calls of one gateway; clones show the same calls, and stay readable after the gateway closed.
///
/// Keeps the last 100,000 calls.
#[derive(Clone, Debug)]
pub struct Calls {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    kept: Mutex<Kept>,
    news: broadcast::Sender<Call>,
}

#[derive(Debug, Default)]
struct Kept {
    calls: VecDeque<Call>,
    dropped: u64,
}

impl Calls {
    pub(super) fn new() -> Self {
        Self { shared: Arc::new(Shared { kept: Mutex::default(), news: broadcast::Sender::new(LAG) }) }
    }

    /// Copies the calls kept so far, oldest first.
    #[must_use]
    pub fn snapshot(&self) -> Vec<Call> {
        self.kept().calls.iter().cloned().collect()
    }

    /// Counts the calls kept so far.
    #[must_use]
    pub fn len(&self) -> usize {
        self.kept().calls.len()
    }

    /// Tells whether no call was made yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Counts the oldest calls that had to make room.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.kept().dropped
    }

    /// Receives every call from now on; a receiver that falls 1,024 calls behind is told how many it missed.
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<Call> {
        self.shared.news.subscribe()
    }

    pub(super) fn record(&self, call: Call) {
        if self.shared.news.receiver_count() > 0 {
            self.shared.news.send(call.clone()).ok();
        }
        let mut kept = self.kept();
        if kept.calls.len() == KEPT {
            kept.calls.pop_front();
            kept.dropped += 1;
        }
        kept.calls.push_back(call);
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.shared.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(operation: &str) -> Call {
        Call {
            at: Duration::from_millis(5),
            time: Timestamp::UNIX_EPOCH,
            kind: CallKind::Api,
            host: "ec2.eu-west-1.amazonaws.com".into(),
            service: "ec2".into(),
            operation: operation.into(),
            region: Some("eu-west-1".into()),
            account: None,
            status: Some(200),
            latency: Duration::from_micros(1_500),
            error_code: None,
            fault: None,
        }
    }

    #[test]
    fn the_oldest_calls_make_room_and_are_counted() {
        let calls = Calls::new();
        calls.record(call("First"));
        for _ in 0..KEPT {
            calls.record(call("Later"));
        }
        assert_eq!(calls.len(), KEPT);
        assert_eq!(calls.dropped(), 1);
        assert_eq!(calls.snapshot()[0].operation, "Later");
    }

    #[tokio::test]
    async fn a_subscriber_sees_what_comes_after_it() {
        let calls = Calls::new();
        calls.record(call("Before"));
        let mut news = calls.subscribe();
        calls.record(call("After"));
        assert_eq!(news.recv().await.unwrap().operation, "After");
    }

    #[test]
    fn times_are_written_in_milliseconds() {
        let json = serde_json::to_value(call("CreateVpc")).unwrap();
        assert_eq!(json["at_ms"].as_f64(), Some(5.0));
        assert_eq!(json["latency_ms"].as_f64(), Some(1.5));
        assert_eq!(json["kind"], "api");
    }
}
