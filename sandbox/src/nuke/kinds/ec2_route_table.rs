//! Route tables.

use async_trait::async_trait;
use serde_json::json;

use super::ec2::{self, Listing};
use super::{About, Deleted, Found, Kind, relate};
use crate::nuke::api::services::EC2;
use crate::nuke::api::{Api, ApiError, Node};
use crate::nuke::model::{Reference, Resource};

/// Route tables. The main one goes with its VPC.
///
/// Routes are no uses: EC2 lets what they lead to go, and calls them black holes.
#[derive(Debug)]
pub(super) struct Ec2RouteTable;

const ABOUT: About = About {
    age: false,
    cloud_nuke: Some("RouteTable"),
    aws_nuke: Some("EC2RouteTable"),
    ..About::new("ec2-route-table", "AWS::EC2::RouteTable")
};

pub(super) static LISTING: Listing =
    Listing::new("DescribeRouteTables", "routeTableSet", |api, entry, found| found.extend(read(api, entry)))
        .by("route-table-id")
        .pages_of(100);

#[async_trait]
impl Kind for Ec2RouteTable {
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
        for association in resource.fact_list(GATEWAYS) {
            api.call(&EC2, "DisassociateRouteTable", json!({ "AssociationId": association })).await?;
        }
        ec2::requested(api, "DeleteRouteTable", json!({ "RouteTableId": resource.id() })).await
    }

    async fn blockers(&self, _api: &Api, resource: &Resource) -> Result<Vec<Reference>, ApiError> {
        let subnet = |id: &String| Reference::new("ec2-subnet", resource.reference.region.clone(), id);
        Ok(resource.fact_list(relate::SUBNETS).iter().map(subnet).collect())
    }
}

/// The fact that holds the associations with gateways, which have to be ended first.
const GATEWAYS: &str = "gateway_associations";

pub(super) fn read(api: &Api, table: Node<'_>) -> Option<Resource> {
    let mut resource = ec2::started(api, ABOUT.name, table.text("routeTableId")?, table);
    ec2::owned(&mut resource, table.text("ownerId"));
    ec2::uses(&mut resource, "ec2-vpc", table.text("vpcId"));
    let associations = table.list("associationSet");
    if associations.iter().any(|association| association.flag("main")) {
        resource.goes_with = table.text("vpcId").map(|vpc| Reference::new("ec2-vpc", api.region(), vpc));
    }
    let subnets: Vec<&str> = associations.iter().filter_map(|association| association.text("subnetId")).collect();
    let with_gateway = associations.iter().filter(|association| association.text("gatewayId").is_some());
    let gateways: Vec<&str> =
        with_gateway.filter_map(|association| association.text("routeTableAssociationId")).collect();
    for (fact, ids) in [(relate::SUBNETS, subnets), (GATEWAYS, gateways)] {
        if !ids.is_empty() {
            resource.facts.insert(fact.to_owned(), json!(ids));
        }
    }
    Some(resource)
}
