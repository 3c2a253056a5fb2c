//! A launch configuration is deleted only when no group uses it.

use super::rule::{Refusal, Rule, Verdict};
use super::view::View;
use crate::gateway::api::ApiRequest;
use crate::gateway::xml::Element;

/// Refuses to delete a launch configuration that an Auto Scaling group uses.
///
/// See <https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DeleteLaunchConfiguration.html>, `ResourceInUse`.
#[derive(Clone, Copy, Debug, Default)]
pub struct LaunchConfigurationInUse;

impl Rule for LaunchConfigurationInUse {
    fn name(&self) -> &'static str {
        "launch_configuration"
    }

    fn applies(&self, request: &ApiRequest) -> bool {
        request.operation == "DeleteLaunchConfiguration" && request.service == "autoscaling"
    }

    fn check<'a>(&'a self, request: &'a ApiRequest, view: &'a View<'a>) -> Verdict<'a> {
        Box::pin(async move {
            let name = request.parameter("LaunchConfigurationName")?;
            let groups = view.ask(request, "autoscaling", ("DescribeAutoScalingGroups", "2011-01-01"), &[]).await?;
            let group = |group: &Element| group.text_of("LaunchConfigurationName") == Some(name);
            let in_use = groups.find("AutoScalingGroups")?.children.iter().any(group);
            in_use.then(|| {
                let message =
                    format!("Cannot delete launch configuration {name} because it is attached to an AutoScalingGroup");
                Refusal::bad_request("ResourceInUse", message)
            })
        })
    }
}
