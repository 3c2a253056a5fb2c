//! A security group is deleted only when nothing uses it.

use super::rule::{Refusal, Rule, Verdict};
use super::view::View;
use crate::gateway::api::ApiRequest;

/// Refuses to delete a security group that an interface or instance has, or that a rule of another group names.
///
/// See <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteSecurityGroup.html>, `DependencyViolation`.
#[derive(Clone, Copy, Debug, Default)]
pub struct SecurityGroupInUse;

impl Rule for SecurityGroupInUse {
    fn name(&self) -> &'static str {
        "security_group"
    }

    fn applies(&self, request: &ApiRequest) -> bool {
        request.operation == "DeleteSecurityGroup" && request.service == "ec2"
    }

    fn check<'a>(&'a self, request: &'a ApiRequest, view: &'a View<'a>) -> Verdict<'a> {
        Box::pin(async move {
            let group = request.parameter("GroupId")?;
            let (has_interface, is_named, is_named_outwards, is_leaving) = tokio::join!(
                async { !view.interfaces(request, ("group-id", group)).await.is_empty() },
                names(view, request, "ip-permission.group-id", group),
                names(view, request, "egress.ip-permission.group-id", group),
                view.is_instance_leaving(request, ("instance.group-id", group)),
            );
            (has_interface || is_named || is_named_outwards || is_leaving)
                .then(|| Refusal::dependency_violation(format!("resource {group} has a dependent object")))
        })
    }
}

/// Tells whether another group names this one; it may name itself.
async fn names(view: &View<'_>, request: &ApiRequest, filter: &str, group: &str) -> bool {
    let naming = view.list(request, "DescribeSecurityGroups", "securityGroupInfo", (filter, group)).await;
    naming.iter().any(|other| other.text_of("groupId").is_some_and(|id| id != group))
}
