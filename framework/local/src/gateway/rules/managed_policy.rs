//! A managed policy is deleted only when nobody has it, and by its last version.

use http::StatusCode;

use super::query;
use super::rule::{Refusal, Rule, Verdict};
use super::view::View;
use crate::gateway::api::ApiRequest;
use crate::gateway::xml::Element;

/// Refuses to delete a managed policy that is attached, or that has more versions than the default one.
///
/// See <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeletePolicy.html>, `DeleteConflict`.
#[derive(Clone, Copy, Debug, Default)]
pub struct ManagedPolicyInUse;

impl Rule for ManagedPolicyInUse {
    fn name(&self) -> &'static str {
        "managed_policy"
    }

    fn applies(&self, request: &ApiRequest) -> bool {
        request.operation == "DeletePolicy" && request.service == "iam"
    }

    fn check<'a>(&'a self, request: &'a ApiRequest, view: &'a View<'a>) -> Verdict<'a> {
        Box::pin(async move {
            let policy = [("PolicyArn", request.parameter("PolicyArn")?)];
            let (about, versions) =
                tokio::join!(ask(view, "GetPolicy", &policy), ask(view, "ListPolicyVersions", &policy));
            let attached = about?.find("AttachmentCount")?.text.trim().parse::<u32>().ok()? > 0;
            let has_versions = versions?.find("Versions").is_some_and(|versions| versions.children.len() > 1);
            let message = if attached {
                "Cannot delete a policy attached to entities."
            } else if has_versions {
                "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. \
                 The default version is deleted with the policy."
            } else {
                return None;
            };
            Some(Refusal {
                code: "DeleteConflict".to_owned(),
                message: message.to_owned(),
                status: StatusCode::CONFLICT,
            })
        })
    }
}

async fn ask(view: &View<'_>, action: &str, parameters: &[(&str, &str)]) -> Option<Element> {
    query::call(view.emulator(), "iam.amazonaws.com", (action, "2010-05-08"), parameters).await
}
