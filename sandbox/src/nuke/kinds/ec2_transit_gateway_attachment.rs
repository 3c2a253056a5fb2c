//! Attachments of transit gateways.

use async_trait::async_trait;
use serde_json::json;

use super::ec2::{self, Listing};
use super::{About, Deleted, Found, Kind};

use crate::nuke::api::{Api, ApiError, Node};
use crate::nuke::model::{Reference, Resource, State};

/// Attachments of every type: one of a VPN goes with its connection, one of Direct Connect with that.
#[derive(Debug)]
pub(super) struct Ec2TransitGatewayAttachment;

const ABOUT: About = About {
    uses: &["ec2-transit-gateway", "ec2-transit-gateway-attachment", "ec2-transit-gateway-route-table", "ec2-vpc"],
    goes_with: &["ec2-vpn-connection"],
    cost: 5,
    patience: 1800,
    cloud_nuke: Some("TransitGatewayVPCAttachment"),
    aws_nuke: Some("EC2TGWAttachment"),
    ..About::new("ec2-transit-gateway-attachment", "AWS::EC2::TransitGatewayAttachment")
};

pub(super) static LISTING: Listing =
    Listing::new("DescribeTransitGatewayAttachments", "transitGatewayAttachments", |api, entry, found| {
        found.extend(read(api, entry))
    });

#[async_trait]
impl Kind for Ec2TransitGatewayAttachment {
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
        let operation = match resource.facts.get(TYPE).and_then(|kind| kind.as_str()) {
            Some("peering") => "DeleteTransitGatewayPeeringAttachment",
            Some("connect") => "DeleteTransitGatewayConnect",
            _ => "DeleteTransitGatewayVpcAttachment",
        };
        ec2::requested(api, operation, json!({ "TransitGatewayAttachmentId": resource.id() })).await
    }
}

/// The fact that holds the type.
const TYPE: &str = "type";

pub(super) fn read(api: &Api, attachment: Node<'_>) -> Option<Resource> {
    let mut resource = ec2::started(api, ABOUT.name, attachment.text("transitGatewayAttachmentId")?, attachment);
    resource.state = match attachment.text("state") {
        Some("deleted" | "failed" | "rejected") => return None,
        Some("deleting" | "failing" | "rejecting") => State::Deleting,
        _ => State::Present,
    };
    resource.created = attachment.time("creationTime");
    ec2::owned(api, &mut resource, attachment.text("resourceOwnerId"));
    ec2::uses(&mut resource, "ec2-transit-gateway", attachment.text("transitGatewayId"));
    let table = attachment.text("association/transitGatewayRouteTableId");
    ec2::uses(&mut resource, "ec2-transit-gateway-route-table", table);
    let (kind, of) = (attachment.text_or_empty("resourceType"), attachment.text("resourceId"));
    match kind.as_str() {
        "vpc" => ec2::uses(&mut resource, "ec2-vpc", of),
        "vpn" => resource.goes_with = of.map(|id| Reference::new("ec2-vpn-connection", api.region(), id)),
        "connect" => ec2::uses(&mut resource, ABOUT.name, of.filter(|id| id.starts_with("tgw-attach-"))),
        "peering" => {}
        other => resource.built_in = Some(format!("an attachment of type `{other}`, which goes with what it attaches")),
    }
    resource.facts.insert(TYPE.to_owned(), kind.into());
    Some(resource)
}
