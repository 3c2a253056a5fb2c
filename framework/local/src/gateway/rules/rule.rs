//! The shape of a rule.

use std::pin::Pin;

use http::StatusCode;

use super::view::View;
use crate::gateway::api::ApiRequest;

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
    fn check<'a>(&'a self, request: &'a ApiRequest, view: &'a View<'a>) -> Verdict<'a>;
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

impl Refusal {
    /// Makes a refusal with status 400, as most services answer.
    #[must_use]
    pub fn bad_request(code: &str, message: impl Into<String>) -> Self {
        Self { code: code.to_owned(), message: message.into(), status: StatusCode::BAD_REQUEST }
    }

    /// Makes the refusal that EC2 answers with where something still depends on a thing.
    #[must_use]
    pub fn dependency_violation(message: impl Into<String>) -> Self {
        Self::bad_request("DependencyViolation", message)
    }

    /// Makes the refusal that IAM answers with where something still belongs to a thing.
    #[must_use]
    pub fn delete_conflict(message: impl Into<String>) -> Self {
        Self { status: StatusCode::CONFLICT, ..Self::bad_request("DeleteConflict", message) }
    }
}
