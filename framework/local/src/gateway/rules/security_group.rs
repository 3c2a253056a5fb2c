//! A security group is deleted only when nothing uses it.

use super::rule::{Refusal, Rule, Verdict};
use super::view::View;
use crate::gateway::api::ApiRequest;
use crate::gateway::xml::Element;

/// Refuses to delete a security group that an interface, an instance or a load balancer has, or that a rule of another group names, and the
/// default group of a VPC, whether the group is given by its id or by its name.
///
/// See <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteSecurityGroup.html>, `DependencyViolation` and `CannotDelete`.
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
            let about = about(request, view).await?;
            let group = about.text_of("groupId")?;
            if about.text_of("groupName") == Some("default") {
                let message = format!(r#"the specified group: "{group}" name: "default" cannot be deleted by a user"#);
                return Some(Refusal::bad_request("CannotDelete", message));
            }
            let (has_interface, is_named, is_named_outwards, leaving, has_load_balancer) = tokio::join!(
                async { !view.interfaces(request, ("group-id", group)).await.is_empty() },
                names(view, request, "ip-permission.group-id", group),
                names(view, request, "egress.ip-permission.group-id", group),
                view.leaving_instances(request, ("instance.group-id", group)),
                view.has_load_balancer(request, group),
            );
            (has_interface || is_named || is_named_outwards || !leaving.is_empty() || has_load_balancer)
                .then(|| Refusal::dependency_violation(format!("resource {group} has a dependent object")))
        })
    }
}

/// Finds the group, by its id or, in the default VPC, by its name.
async fn about(request: &ApiRequest, view: &View<'_>) -> Option<Element> {
    let (action, set) = ("DescribeSecurityGroups", "securityGroupInfo");
    if let Some(id) = request.parameter("GroupId") {
        return view.list(request, action, set, ("group-id", id)).await.pop();
    }
    let name = request.parameter("GroupName")?;
    let (groups, networks) = tokio::join!(
        view.list(request, action, set, ("group-name", name)),
        view.list(request, "DescribeVpcs", "vpcSet", ("is-default", "true")),
    );
    let network = networks.first()?.text_of("vpcId")?;
    groups.into_iter().find(|group| group.text_of("vpcId") == Some(network))
}

/// Tells whether another group names this one; it may name itself.
async fn names(view: &View<'_>, request: &ApiRequest, filter: &str, group: &str) -> bool {
    let naming = view.list(request, "DescribeSecurityGroups", "securityGroupInfo", (filter, group)).await;
    naming.iter().any(|other| other.text_of("groupId").is_some_and(|id| id != group))
}
