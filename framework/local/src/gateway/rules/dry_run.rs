//! A dry run changes nothing.

use http::StatusCode;

use super::rule::{Refusal, Rule, Verdict};
use super::view::View;
use crate::gateway::api::ApiRequest;

/// Answers dry runs of EC2 as to a caller who may do everything; the emulator knows them for some operations and does the rest in earnest.
///
/// See <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/CommonParameters.html>, `DryRunOperation`.
#[derive(Clone, Copy, Debug, Default)]
pub struct DryRun;

impl Rule for DryRun {
    fn name(&self) -> &'static str {
        "dry_run"
    }

    fn applies(&self, request: &ApiRequest) -> bool {
        request.service == "ec2"
            && !request.operation.starts_with("Describe")
            && request.parameter("DryRun").is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }

    fn check<'a>(&'a self, _request: &'a ApiRequest, _view: &'a View<'a>) -> Verdict<'a> {
        Box::pin(async {
            Some(Refusal {
                code: "DryRunOperation".to_owned(),
                message: "Request would have succeeded, but DryRun flag is set.".to_owned(),
                status: StatusCode::PRECONDITION_FAILED,
            })
        })
    }
}
