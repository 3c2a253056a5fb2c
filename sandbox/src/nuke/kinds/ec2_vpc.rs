//! VPCs.

use async_trait::async_trait;
use serde_json::json;

use super::ec2::{self, Listing};
use super::{
    About, Deleted, Found, Kind, ec2_internet_gateway, ec2_nat_gateway, ec2_network_acl, ec2_network_interface,
    ec2_route_table, ec2_security_group, ec2_subnet, ec2_vpc_endpoint, ec2_vpc_peering_connection, ec2_vpn_gateway,
};

use crate::nuke::api::{Api, ApiError, Node};
use crate::nuke::model::{Reference, Resource};

/// VPCs. The default one is AWS's own, and stays.
#[derive(Debug)]
pub(super) struct Ec2Vpc;

const ABOUT: About = About {
    uses: &["ec2-dhcp-options"],
    age: false,
    cloud_nuke: Some("VPC"),
    aws_nuke: Some("EC2VPC"),
    ..About::new("ec2-vpc", "AWS::EC2::VPC")
};

pub(super) static LISTING: Listing =
    Listing::new("DescribeVpcs", "vpcSet", |api, entry, found| found.extend(read(api, entry))).by("vpc-id");

#[async_trait]
impl Kind for Ec2Vpc {
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
        ec2::requested(api, "DeleteVpc", json!({ "VpcId": resource.id() })).await
    }

    async fn blockers(&self, api: &Api, resource: &Resource) -> Result<Vec<Reference>, ApiError> {
        ec2::blockers(api, &WITHIN, resource).await
    }
}

/// What can be in a VPC, and the filter that finds it.
static WITHIN: [(&Listing, &str); 11] = [
    (&ec2_network_interface::LISTING, "vpc-id"),
    (&ec2_subnet::LISTING, "vpc-id"),
    (&ec2_security_group::LISTING, "vpc-id"),
    (&ec2_route_table::LISTING, "vpc-id"),
    (&ec2_network_acl::LISTING, "vpc-id"),
    (&ec2_nat_gateway::LISTING, "vpc-id"),
    (&ec2_vpc_endpoint::LISTING, "vpc-id"),
    (&ec2_internet_gateway::LISTING, "attachment.vpc-id"),
    (&ec2_vpn_gateway::LISTING, "attachment.vpc-id"),
    (&ec2_vpc_peering_connection::LISTING, "requester-vpc-info.vpc-id"),
    (&ec2_vpc_peering_connection::LISTING, "accepter-vpc-info.vpc-id"),
];

fn read(api: &Api, vpc: Node<'_>) -> Option<Resource> {
    let mut resource = ec2::started(api, ABOUT.name, vpc.text("vpcId")?, vpc);
    ec2::owned(api, &mut resource, vpc.text("ownerId"));
    resource.built_in = vpc.flag("isDefault").then(|| "the default VPC of its region".to_owned());
    ec2::uses(&mut resource, "ec2-dhcp-options", vpc.text("dhcpOptionsId").filter(|id| *id != "default"));
    Some(resource)
}
