//! A network interface is deleted only when it is detached.

use super::rule::{Refusal, Rule, Verdict};
use super::view::View;
use crate::gateway::api::ApiRequest;
use crate::gateway::xml::Element;

/// Refuses to delete a network interface that is attached to an instance, or that belongs to a NAT gateway or an endpoint.
///
/// See <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteNetworkInterface.html>; EC2 answers `InvalidParameterValue`.
#[derive(Clone, Copy, Debug, Default)]
pub struct NetworkInterfaceInUse;

impl Rule for NetworkInterfaceInUse {
    fn name(&self) -> &'static str {
        "network_interface"
    }

    fn applies(&self, request: &ApiRequest) -> bool {
        request.operation == "DeleteNetworkInterface" && request.service == "ec2"
    }

    fn check<'a>(&'a self, request: &'a ApiRequest, view: &'a View<'a>) -> Verdict<'a> {
        Box::pin(async move {
            let id = request.parameter("NetworkInterfaceId")?;
            let interface = view.interfaces(request, ("network-interface-id", id)).await.pop()?;
            let in_use = match interface.child("attachment").and_then(|attachment| attachment.text_of("instanceId")) {
                Some(instance) => is_there(view, request, instance).await,
                None => belongs_to_a_service(view, request, &interface, id).await,
            };
            in_use.then(|| {
                Refusal::bad_request("InvalidParameterValue", format!("Network interface '{id}' is currently in use."))
            })
        })
    }
}

/// The emulator leaves an interface attached to an instance that is terminated; AWS detaches it.
async fn is_there(view: &View<'_>, request: &ApiRequest, instance: &str) -> bool {
    let reservations = view.list(request, "DescribeInstances", "reservationSet", ("instance-id", instance)).await;
    let states = reservations.iter().filter_map(|it| it.find("instanceState"));
    view.is_leaving(instance) || states.into_iter().any(|state| state.text_of("name") != Some("terminated"))
}

async fn belongs_to_a_service(view: &View<'_>, request: &ApiRequest, interface: &Element, id: &str) -> bool {
    let Some(network) = interface.text_of("vpcId") else { return false };
    let filter = ("vpc-id", network);
    let gateways = view.list(request, "DescribeNatGateways", "natGatewaySet", filter).await;
    if gateways.iter().any(|gateway| !view.is_gone(gateway) && gateway.mentions(id)) {
        return true;
    }
    let endpoints = view.list(request, "DescribeVpcEndpoints", "vpcEndpointSet", filter).await;
    endpoints.iter().any(|endpoint| endpoint.text_of("state") != Some("deleted") && endpoint.mentions(id))
}
