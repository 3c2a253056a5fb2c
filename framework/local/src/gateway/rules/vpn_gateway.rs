//! A VPN gateway is deleted only when no VPC and no connection has it.

use super::rule::{Refusal, Rule, Verdict};
use super::view::View;
use crate::gateway::api::ApiRequest;

/// Refuses to delete a virtual private gateway that is attached to a VPC, or that a connection uses.
///
/// See <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteVpnGateway.html>; EC2 answers `IncorrectState`.
#[derive(Clone, Copy, Debug, Default)]
pub struct VpnGatewayInUse;

impl Rule for VpnGatewayInUse {
    fn name(&self) -> &'static str {
        "vpn_gateway"
    }

    fn applies(&self, request: &ApiRequest) -> bool {
        request.operation == "DeleteVpnGateway" && request.service == "ec2"
    }

    fn check<'a>(&'a self, request: &'a ApiRequest, view: &'a View<'a>) -> Verdict<'a> {
        Box::pin(async move {
            let id = request.parameter("VpnGatewayId")?;
            let gateways = view.list(request, "DescribeVpnGateways", "vpnGatewaySet", ("vpn-gateway-id", id)).await;
            let attachments = gateways.iter().filter_map(|it| it.child("attachments")).flat_map(|set| &set.children);
            let is_attached = attachments.into_iter().any(|it| it.text_of("state") != Some("detached"));
            (is_attached || view.is_vpn_connected(request, id).await)
                .then(|| Refusal::bad_request("IncorrectState", "The vpnGateway is in use"))
        })
    }
}
