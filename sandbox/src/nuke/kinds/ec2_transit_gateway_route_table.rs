//! Route tables of transit gateways.

use async_trait::async_trait;
use serde_json::json;

use super::ec2::{self, Listing};
use super::{About, Deleted, Found, Kind};
use crate::nuke::api::{Api, ApiError, Node};
use crate::nuke::model::{Resource, State};

/// Route tables of transit gateways; the default one is a part of its gateway, and is not listed.
#[derive(Debug)]
pub(super) struct Ec2TransitGatewayRouteTable;

const ABOUT: About = About {
    uses: &["ec2-transit-gateway"],
    cloud_nuke: Some("TransitGatewayRouteTable"),
    aws_nuke: Some("EC2TGWRouteTable"),
    ..About::new("ec2-transit-gateway-route-table", "AWS::EC2::TransitGatewayRouteTable")
};

static LISTING: Listing =
    Listing::new("DescribeTransitGatewayRouteTables", "transitGatewayRouteTables", |api, entry, found| {
        found.extend(read(api, entry))
    })
    .by("transit-gateway-route-table-id");

#[async_trait]
impl Kind for Ec2TransitGatewayRouteTable {
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
        let asked = json!({ "TransitGatewayRouteTableId": resource.id() });
        ec2::requested(api, "DeleteTransitGatewayRouteTable", asked).await
    }
}

fn read(api: &Api, table: Node<'_>) -> Option<Resource> {
    if table.flag("defaultAssociationRouteTable") || table.flag("defaultPropagationRouteTable") {
        return None;
    }
    let mut resource = ec2::started(api, ABOUT.name, table.text("transitGatewayRouteTableId")?, table);
    resource.state = match table.text("state") {
        Some("deleted") => return None,
        Some("deleting") => State::Deleting,
        _ => State::Present,
    };
    resource.created = table.time("creationTime");
    ec2::uses(&mut resource, "ec2-transit-gateway", table.text("transitGatewayId"));
    Some(resource)
}
