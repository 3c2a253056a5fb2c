//! Route tables.

use async_trait::async_trait;
use serde_json::json;

use super::ec2::{self, Listing};
use super::{About, Deleted, Found, Kind, ec2_subnet, relate};
use crate::nuke::api::services::EC2;
use crate::nuke::api::{Api, ApiError, Node};
use crate::nuke::model::{Reference, Resource};

/// Route tables. The main one goes with its VPC.
///
/// Routes are no uses: EC2 lets what they lead to go, and calls them black holes. A table that stays needs it all the same.
#[derive(Debug)]
pub(super) struct Ec2RouteTable;

const ABOUT: About = About {
    uses: &[
        "ec2-egress-only-internet-gateway",
        "ec2-instance",
        "ec2-internet-gateway",
        "ec2-nat-gateway",
        "ec2-network-interface",
        "ec2-prefix-list",
        "ec2-transit-gateway",
        "ec2-vpc",
        "ec2-vpc-endpoint",
        "ec2-vpc-peering-connection",
        "ec2-vpn-gateway",
    ],
    goes_with: &["ec2-vpc"],
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
        let mut associations = resource.fact_list(GATEWAYS);
        associations.extend(outlived(api, resource).await?);
        for association in associations {
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

/// The fact that holds the associations with subnets, in the order of those.
const SUBNET_ASSOCIATIONS: &str = "subnet_associations";

/// Returns the associations with subnets that are gone, which emulators keep.
async fn outlived(api: &Api, resource: &Resource) -> Result<Vec<String>, ApiError> {
    let subnets = resource.fact_list(relate::SUBNETS);
    if subnets.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<&str> = subnets.iter().map(String::as_str).collect();
    let there = ec2_subnet::LISTING.look(api, &ids).await?;
    let associations = subnets.iter().zip(resource.fact_list(SUBNET_ASSOCIATIONS));
    let gone = associations.filter(|(subnet, _)| there.iter().all(|there| there.id() != subnet.as_str()));
    Ok(gone.map(|(_, association)| association).collect())
}

pub(super) fn read(api: &Api, table: Node<'_>) -> Option<Resource> {
    let mut resource = ec2::started(api, ABOUT.name, table.text("routeTableId")?, table);
    ec2::owned(api, &mut resource, table.text("ownerId"));
    ec2::uses(&mut resource, "ec2-vpc", table.text("vpcId"));
    let associations = table.list("associationSet");
    if associations.iter().any(|association| association.flag("main")) {
        resource.goes_with = table.text("vpcId").map(|vpc| Reference::new("ec2-vpc", api.region(), vpc));
    }
    for route in table.list("routeSet") {
        ec2::uses(&mut resource, "ec2-prefix-list", route.text("destinationPrefixListId"));
    }
    super::told_of(&mut resource, table, &["routeSet", "propagatingVgwSet"]);
    let with = |other: &str| {
        let these = associations.iter().filter(|association| association.text(other).is_some());
        these.filter_map(|association| association.text("routeTableAssociationId")).collect::<Vec<_>>()
    };
    let subnets: Vec<&str> = associations.iter().filter_map(|association| association.text("subnetId")).collect();
    let facts = [(relate::SUBNETS, subnets), (SUBNET_ASSOCIATIONS, with("subnetId")), (GATEWAYS, with("gatewayId"))];
    for (fact, ids) in facts {
        if !ids.is_empty() {
            resource.facts.insert(fact.to_owned(), json!(ids));
        }
    }
    Some(resource)
}
