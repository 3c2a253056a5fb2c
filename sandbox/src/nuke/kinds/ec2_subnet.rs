//! Subnets.

use async_trait::async_trait;
use serde_json::json;

use super::ec2::{self, Listing};
use super::{About, Deleted, Found, Kind, ec2_nat_gateway, ec2_network_interface};

use crate::nuke::api::{Api, ApiError, Node};
use crate::nuke::model::{Reference, Resource};

/// Subnets. The default one of a zone is AWS's own.
#[derive(Debug)]
pub(super) struct Ec2Subnet;

const ABOUT: About = About {
    uses: &["ec2-network-acl", "ec2-route-table", "ec2-vpc"],
    age: false,
    cloud_nuke: Some("EC2Subnet"),
    aws_nuke: Some("EC2Subnet"),
    ..About::new("ec2-subnet", "AWS::EC2::Subnet")
};

pub(super) static LISTING: Listing =
    Listing::new("DescribeSubnets", "subnetSet", |api, entry, found| found.extend(read(api, entry))).by("subnet-id");

#[async_trait]
impl Kind for Ec2Subnet {
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
        ec2::requested(api, "DeleteSubnet", json!({ "SubnetId": resource.id() })).await
    }

    async fn blockers(&self, api: &Api, resource: &Resource) -> Result<Vec<Reference>, ApiError> {
        let listings = [(&ec2_network_interface::LISTING, "subnet-id"), (&ec2_nat_gateway::LISTING, "subnet-id")];
        ec2::blockers(api, &listings, resource).await
    }
}

fn read(api: &Api, subnet: Node<'_>) -> Option<Resource> {
    let mut resource = ec2::started(api, ABOUT.name, subnet.text("subnetId")?, subnet);
    ec2::owned(api, &mut resource, subnet.text("ownerId"));
    ec2::uses(&mut resource, "ec2-vpc", subnet.text("vpcId"));
    resource.built_in = subnet.flag("defaultForAz").then(|| "the default subnet of its zone".to_owned());
    Some(resource)
}
