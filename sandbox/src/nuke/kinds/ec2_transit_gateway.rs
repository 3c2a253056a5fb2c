//! Transit gateways.

use async_trait::async_trait;
use serde_json::json;

use super::ec2::{self, Listing};
use super::{About, Deleted, Found, Kind, ec2_transit_gateway_attachment};

use crate::nuke::api::{Api, ApiError, Node};
use crate::nuke::model::{Reference, Resource, State};

/// Transit gateways, with their route tables.
#[derive(Debug)]
pub(super) struct Ec2TransitGateway;

const ABOUT: About = About {
    cost: 5,
    patience: 1800,
    cloud_nuke: Some("TransitGateway"),
    aws_nuke: Some("EC2TGW"),
    ..About::new("ec2-transit-gateway", "AWS::EC2::TransitGateway")
};

static LISTING: Listing =
    Listing::new("DescribeTransitGateways", "transitGatewaySet", |api, entry, found| found.extend(read(api, entry)))
        .by("transit-gateway-id");

#[async_trait]
impl Kind for Ec2TransitGateway {
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
        ec2::requested(api, "DeleteTransitGateway", json!({ "TransitGatewayId": resource.id() })).await
    }

    async fn blockers(&self, api: &Api, resource: &Resource) -> Result<Vec<Reference>, ApiError> {
        ec2::blockers(api, &[(&ec2_transit_gateway_attachment::LISTING, "transit-gateway-id")], resource).await
    }
}

fn read(api: &Api, gateway: Node<'_>) -> Option<Resource> {
    let mut resource = ec2::started(api, ABOUT.name, gateway.text("transitGatewayId")?, gateway);
    resource.state = match gateway.text("state") {
        Some("deleted") => return None,
        Some("deleting") => State::Deleting,
        _ => State::Present,
    };
    resource.created = gateway.time("creationTime");
    ec2::owned(api, &mut resource, gateway.text("ownerId"));
    Some(resource)
}
