//! Elastic IP addresses.

use async_trait::async_trait;
use serde_json::json;

use super::ec2::{self, Listing};
use super::{About, Deleted, Found, Kind, dns, ec2_network_interface};
use crate::nuke::api::services::EC2;
use crate::nuke::api::{Api, ApiError, Class, Node};
use crate::nuke::model::{Reference, Resource};

/// Addresses. EC2 does not tell when one was allocated.
#[derive(Debug)]
pub(super) struct Ec2Address;

const ABOUT: About = About {
    age: false,
    cost: 1,
    cloud_nuke: Some("ElasticIP"),
    aws_nuke: Some("EC2Address"),
    ..About::new("ec2-address", "AWS::EC2::EIP")
};

static LISTING: Listing =
    Listing::new("DescribeAddresses", "addressesSet", |api, entry, found| found.extend(read(api, entry)))
        .by("allocation-id")
        .pages_of(0);

#[async_trait]
impl Kind for Ec2Address {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        LISTING.list(api, found).await
    }

    async fn look(&self, api: &Api, ids: &[&str]) -> Result<Vec<Resource>, ApiError> {
        let mut addresses = LISTING.look(api, ids).await?;
        let interfaces: Vec<Reference> = addresses.iter().filter_map(interface).collect();
        let interfaces: Vec<&str> = interfaces.iter().map(|interface| interface.id.as_str()).collect();
        if !interfaces.is_empty() {
            let there = ec2_network_interface::LISTING.look(api, &interfaces).await?;
            for address in &mut addresses {
                let is_there = |held: Reference| there.iter().any(|interface| interface.reference == held);
                if interface(address).is_some_and(|held| !is_there(held)) {
                    address.facts.insert(STALE.to_owned(), true.into());
                }
            }
        }
        Ok(addresses)
    }

    async fn remaining(&self, api: &Api, ids: &[&str]) -> Result<Vec<Resource>, ApiError> {
        LISTING.look(api, ids).await
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        // An association that has outlived its interface. Any other one is somebody's, and makes EC2 refuse.
        let is_stale = resource.facts.contains_key(STALE);
        if let Some(association) = resource.facts.get(ASSOCIATION).filter(|_| is_stale) {
            api.call(&EC2, "DisassociateAddress", json!({ "AssociationId": association })).await?;
        }
        let parameter = if resource.id().starts_with("eipalloc-") { "AllocationId" } else { "PublicIp" };
        let asked = json!({ parameter: resource.id() });
        ec2::requested(api, "ReleaseAddress", asked).await.map_err(|error| held(error, resource))
    }

    async fn blockers(&self, _api: &Api, resource: &Resource) -> Result<Vec<Reference>, ApiError> {
        Ok(interface(resource).into_iter().collect())
    }
}

/// The facts that hold how an address is associated.
const ASSOCIATION: &str = "association";
const INTERFACE: &str = "interface";
/// The fact that the interface is no longer there.
const STALE: &str = "interface_gone";

/// EC2 calls an address that a gateway or load balancer holds one that the caller may not touch.
fn held(mut error: ApiError, resource: &Resource) -> ApiError {
    if matches!(error.code.as_str(), "AuthFailure" | "OperationNotPermitted") && resource.facts.contains_key(INTERFACE)
    {
        error.class = Class::Dependency;
    }
    error
}

fn interface(resource: &Resource) -> Option<Reference> {
    let id = resource.facts.get(INTERFACE)?.as_str()?;
    Some(Reference::new("ec2-network-interface", resource.reference.region.clone(), id))
}

fn read(api: &Api, address: Node<'_>) -> Option<Resource> {
    let public = address.text("publicIp");
    let mut resource = ec2::started(api, ABOUT.name, address.text("allocationId").or(public)?, address);
    resource.name = resource.name.or_else(|| public.map(str::to_owned));
    resource.also = public.map(str::to_owned).into_iter().collect();
    dns::answers_at(&mut resource, public);
    // What holds it says so in its own listing: an interface, a NAT gateway.
    for (fact, field) in [(ASSOCIATION, "associationId"), (INTERFACE, "networkInterfaceId")] {
        if let Some(value) = address.text(field) {
            resource.facts.insert(fact.to_owned(), value.into());
        }
    }
    let manager = address.text("serviceManaged").filter(|manager| *manager != "none");
    resource.built_in = manager.map(|manager| format!("managed by the service `{manager}`"));
    Some(resource)
}
