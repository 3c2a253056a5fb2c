//! A stack that is protected from termination stays.

use super::rule::{Refusal, Rule, Verdict};
use super::view::View;
use crate::gateway::api::ApiRequest;

/// Refuses to delete a CloudFormation stack whose termination protection is on.
///
/// See <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-protect-stacks.html>, `ValidationError`.
#[derive(Clone, Copy, Debug, Default)]
pub struct ProtectedStack;

impl Rule for ProtectedStack {
    fn name(&self) -> &'static str {
        "stack"
    }

    fn applies(&self, request: &ApiRequest) -> bool {
        request.operation == "DeleteStack" && request.service == "cloudformation"
    }

    fn check<'a>(&'a self, request: &'a ApiRequest, view: &'a View<'a>) -> Verdict<'a> {
        Box::pin(async move {
            let name = request.parameter("StackName")?;
            let action = ("DescribeStacks", "2010-05-15");
            let answer = view.ask(request, "cloudformation", action, &[("StackName", name)]).await?;
            answer.find("EnableTerminationProtection")?.text.trim().eq_ignore_ascii_case("true").then(|| {
                let message = format!("Stack [{name}] cannot be deleted while TerminationProtection is enabled");
                Refusal::bad_request("ValidationError", message)
            })
        })
    }
}
