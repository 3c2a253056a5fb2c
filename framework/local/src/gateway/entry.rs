//! A call while it is under way.

use std::time::{Duration, Instant};

use http::StatusCode;
use jiff::Timestamp;

use super::api::ApiRequest;
use super::calls::{Call, CallKind, Calls};
use super::faults::FaultKind;
use super::scope::Scope;

/// Becomes a line of the timeline when it is finished, or dropped: a call whose client went away is recorded as well.
#[derive(Debug)]
pub(super) struct Entry {
    calls: Calls,
    started: Instant,
    call: Option<Call>,
}

impl Entry {
    pub(super) fn new(scope: &Scope, kind: CallKind, host: &str, operation: String) -> Self {
        let call = Call {
            at: scope.opened.elapsed(),
            time: Timestamp::now(),
            kind,
            host: host.to_owned(),
            service: String::new(),
            operation,
            region: None,
            account: None,
            status: None,
            latency: Duration::ZERO,
            error_code: None,
            fault: None,
        };
        Self { calls: scope.calls.clone(), started: Instant::now(), call: Some(call) }
    }

    /// Starts an entry for an API call that arrived at `started`.
    pub(super) fn api(scope: &Scope, request: &ApiRequest, account: Option<&str>) -> Self {
        let mut entry = Self::new(scope, CallKind::Api, &request.host, request.operation.clone());
        if let Some(call) = &mut entry.call {
            call.service.clone_from(&request.service);
            call.region.clone_from(&request.region);
            call.account = account.map(str::to_owned);
        }
        entry
    }

    pub(super) fn service(mut self, service: &str, region: &str) -> Self {
        if let Some(call) = &mut self.call {
            service.clone_into(&mut call.service);
            call.region = Some(region.to_owned());
        }
        self
    }

    pub(super) fn fault(&mut self, fault: Option<FaultKind>) {
        if let Some(call) = &mut self.call {
            call.fault = fault;
        }
    }

    pub(super) fn finish(mut self, status: StatusCode, error_code: Option<String>) {
        if let Some(call) = &mut self.call {
            call.status = Some(status.as_u16());
            call.error_code = error_code;
        }
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        if let Some(mut call) = self.call.take() {
            call.latency = self.started.elapsed();
            self.calls.record(call);
        }
    }
}
