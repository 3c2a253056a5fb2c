//! An elastic address is released only when nothing has it.

use super::query;
use super::rule::{Refusal, Rule, Verdict};
use super::view::View;
use crate::gateway::api::ApiRequest;
use crate::gateway::xml::Element;

/// Refuses to release an address that is associated, even with an instance that is shutting down, and to release or disassociate one that a NAT gateway holds, even while the gateway
/// is being deleted.
///
/// See <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ReleaseAddress.html>: `InvalidIPAddress.InUse` for an associated one. An
/// address of a NAT gateway belongs to the gateway's interface, which is the service's own: EC2 answers `AuthFailure`.
#[derive(Clone, Copy, Debug, Default)]
pub struct AddressInUse;

impl Rule for AddressInUse {
    fn name(&self) -> &'static str {
        "address"
    }

    fn applies(&self, request: &ApiRequest) -> bool {
        matches!(&*request.operation, "ReleaseAddress" | "DisassociateAddress") && request.service == "ec2"
    }

    fn check<'a>(&'a self, request: &'a ApiRequest, view: &'a View<'a>) -> Verdict<'a> {
        Box::pin(async move {
            let address = address(request, view).await?;
            if held_by_nat_gateway(&address, request, view).await {
                return Some(Refusal::bad_request(
                    "AuthFailure",
                    "You do not have permission to access the specified resource.",
                ));
            }
            let in_use = request.operation == "ReleaseAddress" && is_associated(&address, request, view).await;
            let name = address.text_of("publicIp").unwrap_or_default();
            in_use.then(|| Refusal::bad_request("InvalidIPAddress.InUse", format!("Address {name} is in use.")))
        })
    }
}

async fn address(request: &ApiRequest, view: &View<'_>) -> Option<Element> {
    let filters = [("AllocationId", "allocation-id"), ("AssociationId", "association-id"), ("PublicIp", "public-ip")];
    let filter = filters.iter().find_map(|(name, filter)| Some((*filter, request.parameter(name)?)))?;
    view.list(request, "DescribeAddresses", "addressesSet", filter).await.pop()
}

/// The emulator lets an address keep the association with an interface that is gone; AWS ends it with the interface.
async fn is_associated(address: &Element, request: &ApiRequest, view: &View<'_>) -> bool {
    // To the emulator the interface of an instance that is shutting down is gone already.
    if address.text_of("instanceId").is_some_and(|instance| view.is_leaving(instance)) {
        return true;
    }
    match address.text_of("networkInterfaceId") {
        Some(interface) => !view.interfaces(request, ("network-interface-id", interface)).await.is_empty(),
        None => address.text_of("instanceId").is_some(),
    }
}

/// NAT gateways cannot be filtered by their address, so all that are there or leaving are looked at.
async fn held_by_nat_gateway(address: &Element, request: &ApiRequest, view: &View<'_>) -> bool {
    let Some(allocation) = address.text_of("allocationId") else { return false };
    let listing = query::ec2(view.emulator(), request, "DescribeNatGateways", &[]).await;
    let gateways = listing.as_ref().and_then(|it| it.child("natGatewaySet")).map(|set| &*set.children);
    gateways.unwrap_or_default().iter().filter(|gateway| !view.is_gone(gateway)).any(|gateway| {
        let addresses = gateway.child("natGatewayAddressSet").map(|set| &*set.children).unwrap_or_default();
        addresses.iter().any(|it| it.text_of("allocationId") == Some(allocation))
    })
}
