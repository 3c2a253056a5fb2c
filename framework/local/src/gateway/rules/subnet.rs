//! A subnet is deleted only when nothing is in it.

use super::rule::{Refusal, Rule, Verdict};
use super::view::View;
use crate::gateway::api::ApiRequest;

/// Refuses to delete a subnet with a network interface, and so with an instance, a NAT gateway, an endpoint or a load balancer, even with
/// one that is being taken down.
///
/// See <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteSubnet.html> and
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html>, `DependencyViolation`.
#[derive(Clone, Copy, Debug, Default)]
pub struct SubnetInUse;

impl Rule for SubnetInUse {
    fn name(&self) -> &'static str {
        "subnet"
    }

    fn applies(&self, request: &ApiRequest) -> bool {
        request.operation == "DeleteSubnet" && request.service == "ec2"
    }

    fn check<'a>(&'a self, request: &'a ApiRequest, view: &'a View<'a>) -> Verdict<'a> {
        Box::pin(async move {
            let subnet = request.parameter("SubnetId")?;
            let filter = ("subnet-id", subnet);
            let in_use = !view.interfaces(request, filter).await.is_empty()
                || !view.leaving_nat_gateways(request, filter).await.is_empty()
                || !view.leaving_instances(request, filter).await.is_empty()
                || view.has_load_balancer(request, subnet).await;
            in_use.then(|| {
                Refusal::dependency_violation(format!("The subnet '{subnet}' has dependencies and cannot be deleted."))
            })
        })
    }
}
