//! A VPC is deleted only when nothing of its owner's is left in it.

use super::query;
use super::rule::{Refusal, Rule, Verdict};
use super::view::View;
use crate::gateway::api::ApiRequest;
use crate::gateway::xml::Element;

/// Refuses to delete a VPC with an internet gateway, a security group or network ACL beside the default ones, an endpoint
/// or an egress-only internet gateway.
///
/// The emulator itself refuses where there are subnets, route tables and VPN gateways. See
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteVpc.html>, `DependencyViolation`.
#[derive(Clone, Copy, Debug, Default)]
pub struct NetworkInUse;

impl Rule for NetworkInUse {
    fn name(&self) -> &'static str {
        "network"
    }

    fn applies(&self, request: &ApiRequest) -> bool {
        request.operation == "DeleteVpc" && request.service == "ec2"
    }

    fn check<'a>(&'a self, request: &'a ApiRequest, view: &'a View<'a>) -> Verdict<'a> {
        Box::pin(async move {
            let network = request.parameter("VpcId")?;
            let filter = ("vpc-id", network);
            let (gateways, groups, lists, endpoints, outward) = tokio::join!(
                view.list(request, "DescribeInternetGateways", "internetGatewaySet", ("attachment.vpc-id", network)),
                view.list(request, "DescribeSecurityGroups", "securityGroupInfo", filter),
                view.list(request, "DescribeNetworkAcls", "networkAclSet", filter),
                view.list(request, "DescribeVpcEndpoints", "vpcEndpointSet", filter),
                query::ec2(view.emulator(), request, "DescribeEgressOnlyInternetGateways", &[]),
            );
            let in_use = !gateways.is_empty()
                || groups.iter().any(|group| group.text_of("groupName") != Some("default"))
                || lists.iter().any(|list| list.text_of("default") != Some("true"))
                || endpoints.iter().any(is_there)
                // These cannot be filtered.
                || outward.is_some_and(|outward| outward.mentions(network));
            in_use.then(|| {
                Refusal::dependency_violation(format!("The vpc '{network}' has dependencies and cannot be deleted."))
            })
        })
    }
}

fn is_there(endpoint: &Element) -> bool {
    !endpoint.text_of("state").is_some_and(|state| state.eq_ignore_ascii_case("deleted"))
}
