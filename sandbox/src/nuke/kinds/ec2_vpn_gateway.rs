//! Virtual private gateways.

use async_trait::async_trait;
use serde_json::json;

use super::ec2::{self, Listing};
use super::{About, Deleted, Found, Kind, ec2_vpn_connection};
use crate::nuke::api::services::EC2;
use crate::nuke::api::{Api, ApiError, Node};
use crate::nuke::model::{Reference, Resource, State};

/// Virtual private gateways: detached, then deleted.
#[derive(Debug)]
pub(super) struct Ec2VpnGateway;

const ABOUT: About = About {
    uses: &["ec2-vpc"],
    age: false,
    patience: 1800,
    aws_nuke: Some("EC2VPNGateway"),
    ..About::new("ec2-vpn-gateway", "AWS::EC2::VPNGateway")
};

pub(super) static LISTING: Listing =
    Listing::new("DescribeVpnGateways", "vpnGatewaySet", |api, entry, found| found.extend(read(api, entry)))
        .by("vpn-gateway-id")
        .pages_of(0);

#[async_trait]
impl Kind for Ec2VpnGateway {
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
        for vpc in resource.fact_list(VPCS) {
            let asked = json!({ "VpnGatewayId": resource.id(), "VpcId": vpc });
            api.call(&EC2, "DetachVpnGateway", asked).await?;
        }
        // Until it is detached, which takes a while, EC2 calls its state incorrect; the delete is then asked for again.
        ec2::requested(api, "DeleteVpnGateway", json!({ "VpnGatewayId": resource.id() })).await
    }

    async fn blockers(&self, api: &Api, resource: &Resource) -> Result<Vec<Reference>, ApiError> {
        ec2::blockers(api, &[(&ec2_vpn_connection::LISTING, "vpn-gateway-id")], resource).await
    }
}

/// The fact that holds the VPCs it is attached to.
const VPCS: &str = "vpcs";

pub(super) fn read(api: &Api, gateway: Node<'_>) -> Option<Resource> {
    let mut resource = ec2::started(api, ABOUT.name, gateway.text("vpnGatewayId")?, gateway);
    resource.state = match gateway.text("state") {
        Some("deleted") => return None,
        Some("deleting") => State::Deleting,
        _ => State::Present,
    };
    let mut attached = Vec::new();
    for attachment in gateway.list("attachments") {
        let Some(vpc) = attachment.text("vpcId") else { continue };
        if attachment.text("state") == Some("detached") {
            continue;
        }
        ec2::uses(&mut resource, "ec2-vpc", Some(vpc));
        if attachment.text("state") != Some("detaching") {
            attached.push(vpc);
        }
    }
    if !attached.is_empty() {
        resource.facts.insert(VPCS.to_owned(), json!(attached));
    }
    Some(resource)
}
