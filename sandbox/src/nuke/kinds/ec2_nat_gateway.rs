//! NAT gateways.

use async_trait::async_trait;
use serde_json::json;

use super::ec2::{self, Listing};
use super::{About, Deleted, Found, Kind, relate};

use crate::nuke::api::{Api, ApiError, Node};
use crate::nuke::model::{Resource, State};

/// NAT gateways. They take minutes to go, and hold their address, interface and subnet until then.
#[derive(Debug)]
pub(super) struct Ec2NatGateway;

const ABOUT: About = About {
    uses: &["ec2-address", "ec2-internet-gateway", "ec2-network-interface", "ec2-subnet", "ec2-vpc"],
    cost: 50,
    patience: 1200,
    cloud_nuke: Some("NATGateway"),
    aws_nuke: Some("EC2NATGateway"),
    ..About::new("ec2-nat-gateway", "AWS::EC2::NatGateway")
};

pub(super) static LISTING: Listing =
    Listing::new("DescribeNatGateways", "natGatewaySet", |api, entry, found| found.extend(read(api, entry)))
        .by("nat-gateway-id");

#[async_trait]
impl Kind for Ec2NatGateway {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        LISTING.list(api, found).await
    }

    async fn look(&self, api: &Api, ids: &[&str]) -> Result<Vec<Resource>, ApiError> {
        LISTING.look(api, ids).await
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        ec2::requested(api, "DeleteNatGateway", json!({ "NatGatewayId": resource.id() })).await
    }
}

pub(super) fn read(api: &Api, gateway: Node<'_>) -> Option<Resource> {
    let mut resource = ec2::started(api, ABOUT.name, gateway.text("natGatewayId")?, gateway);
    resource.state = match gateway.text("state") {
        // Listed for another hour.
        Some("deleted") => return None,
        Some("deleting") => State::Deleting,
        _ => State::Present,
    };
    resource.created = gateway.time("createTime");
    ec2::uses(&mut resource, "ec2-vpc", gateway.text("vpcId"));
    ec2::uses(&mut resource, "ec2-subnet", gateway.text("subnetId"));
    for address in gateway.list("natGatewayAddressSet") {
        ec2::uses(&mut resource, "ec2-address", address.text("allocationId"));
        ec2::uses(&mut resource, "ec2-network-interface", address.text("networkInterfaceId"));
    }
    let is_public = gateway.text("connectivityType") != Some("private");
    if let Some(vpc) = gateway.text("vpcId").filter(|_| is_public) {
        resource.facts.insert(relate::PUBLIC_IN.to_owned(), vpc.into());
    }
    Some(resource)
}
