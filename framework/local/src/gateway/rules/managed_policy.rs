//! A managed policy is deleted only when nobody has it, and by its last version.

use super::rule::{Refusal, Rule, Verdict};
use super::view::View;
use crate::gateway::api::ApiRequest;

/// Refuses to delete a managed policy that is attached or the permissions boundary of a role, or that has more versions than the default
/// one. The emulator knows no boundaries of users.
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
                tokio::join!(view.iam("GetPolicy", &policy), view.iam("ListPolicyVersions", &policy));
            let about = about?;
            let counts = |name: &str| about.find(name).and_then(|count| count.text.trim().parse::<u32>().ok());
            let attached = counts("AttachmentCount")? > 0 || counts("PermissionsBoundaryUsageCount").unwrap_or(0) > 0;
            let has_versions = versions?.find("Versions").is_some_and(|versions| versions.children.len() > 1);
            let message = if attached {
                "Cannot delete a policy attached to entities."
            } else if has_versions {
                "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. \
                 The default version is deleted with the policy."
            } else {
                return None;
            };
            Some(Refusal::delete_conflict(message))
        })
    }
}
