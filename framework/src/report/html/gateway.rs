//! The gateway's calls, as calls of the test.

use std::time::Duration;

use terraproof_local::gateway::Call;

use super::page::ApiCall;
use crate::report::Record;

impl ApiCall {
    /// Puts the gateway's calls on the clock of the test, which started before the gateway did.
    pub(crate) fn of_gateway(calls: &[Call], records: &[Record]) -> Vec<Self> {
        let Some(first) = records.first() else { return Vec::new() };
        let before = Duration::try_from_secs_f64(first.offset).unwrap_or_default();
        let offset = |call: &Call| (call.time.duration_since(first.at).as_secs_f64() + before.as_secs_f64()).max(0.0);
        calls.iter().map(|call| Self::of(call, offset(call))).collect()
    }

    fn of(call: &Call, offset: f64) -> Self {
        Self {
            offset,
            service: call.service.clone(),
            operation: call.operation.clone(),
            region: call.region.clone(),
            status: call.status,
            latency: call.latency.as_secs_f64(),
            error_code: call.error_code.clone(),
            host: call.host.clone(),
            fault: call.fault.map(|fault| format!("{fault:?}").to_lowercase()),
        }
    }
}
