//! An Auto Scaling group is deleted only when it is empty, or by force.

use super::rule::{Refusal, Rule, Verdict};
use super::view::View;
use crate::gateway::api::ApiRequest;

/// Refuses to delete an Auto Scaling group with instances, unless `ForceDelete` is set.
///
/// See <https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DeleteAutoScalingGroup.html>, `ResourceInUse`.
#[derive(Clone, Copy, Debug, Default)]
pub struct AutoScalingGroupInUse;

impl Rule for AutoScalingGroupInUse {
    fn name(&self) -> &'static str {
        "auto_scaling_group"
    }

    fn applies(&self, request: &ApiRequest) -> bool {
        request.operation == "DeleteAutoScalingGroup"
            && request.service == "autoscaling"
            && !request.parameter("ForceDelete").is_some_and(|force| force.eq_ignore_ascii_case("true"))
    }

    fn check<'a>(&'a self, request: &'a ApiRequest, view: &'a View<'a>) -> Verdict<'a> {
        Box::pin(async move {
            let name = [("AutoScalingGroupNames.member.1", request.parameter("AutoScalingGroupName")?)];
            let action = ("DescribeAutoScalingGroups", "2011-01-01");
            let listing = view.ask(request, "autoscaling", action, &name).await?;
            let has_instances = !listing.find("Instances")?.children.is_empty();
            has_instances.then(|| {
                Refusal::bad_request(
                    "ResourceInUse",
                    "You cannot delete an AutoScalingGroup while there are instances or pending Spot instance request(s) still in the group.",
                )
            })
        })
    }
}
