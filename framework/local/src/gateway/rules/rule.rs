//! The shape of a rule.

use std::pin::Pin;

use http::StatusCode;

use super::bucket_region::BucketRegion;
use crate::gateway::api::ApiRequest;
use crate::gateway::emulator_client::EmulatorClient;

/// What a rule answers, some time later: a refusal, or nothing when the request may pass.
pub type Verdict<'a> = Pin<Box<dyn Future<Output = Option<Refusal>> + Send + 'a>>;

/// Refuses requests that AWS would refuse and the emulator lets through.
///
/// [`applies`](Rule::applies) is asked for every request and must be cheap; [`check`](Rule::check) only where it said
/// yes, and may ask the emulator. A rule that cannot find out lets the request pass.
pub trait Rule: Send + Sync {
    /// Names the rule, as the file it stands in.
    fn name(&self) -> &'static str;

    /// Tells whether this request is one the rule knows about.
    fn applies(&self, request: &ApiRequest) -> bool;

    /// Decides about the request; called before the emulator sees it.
    fn check<'a>(&'a self, request: &'a ApiRequest, emulator: &'a EmulatorClient) -> Verdict<'a>;
}

/// The error a rule answers with, as AWS would.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The service's error code, such as `DependencyViolation`.
    pub code: String,
    /// The service's message.
    pub message: String,
    /// The HTTP status.
    pub status: StatusCode,
}

/// Lists every rule there is.
#[must_use]
pub fn all() -> Vec<Box<dyn Rule>> {
    vec![Box::new(BucketRegion)]
}
