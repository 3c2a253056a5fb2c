//! VPC endpoints.

use async_trait::async_trait;

use super::ec2::{self, Listing};
use super::{About, Deleted, Found, Kind, dns};

use crate::nuke::api::{Api, ApiError, Node};
use crate::nuke::model::{Resource, State};

/// Endpoints of every type. Those that a service made for itself are left to it.
#[derive(Debug)]
pub(super) struct Ec2VpcEndpoint;

const ABOUT: About = About {
    uses: &["ec2-network-interface", "ec2-route-table", "ec2-security-group", "ec2-subnet", "ec2-vpc"],
    batch: 25,
    cost: 5,
    patience: 1200,
    cloud_nuke: Some("EC2Endpoint"),
    aws_nuke: Some("EC2VPCEndpoint"),
    ..About::new("ec2-vpc-endpoint", "AWS::EC2::VPCEndpoint")
};

pub(super) static LISTING: Listing =
    Listing::new("DescribeVpcEndpoints", "vpcEndpointSet", |api, entry, found| found.extend(read(api, entry)));

#[async_trait]
impl Kind for Ec2VpcEndpoint {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        LISTING.list(api, found).await
    }

    async fn look(&self, api: &Api, ids: &[&str]) -> Result<Vec<Resource>, ApiError> {
        LISTING.look(api, ids).await
    }

    async fn delete(&self, api: &Api, resources: &[Resource]) -> Vec<Result<Deleted, ApiError>> {
        ec2::requested_for_all(api, "DeleteVpcEndpoints", "VpcEndpointId", resources).await
    }
}

pub(super) fn read(api: &Api, endpoint: Node<'_>) -> Option<Resource> {
    let mut resource = ec2::started(api, ABOUT.name, endpoint.text("vpcEndpointId")?, endpoint);
    // Upper case in some listings, lower in others.
    resource.state = match endpoint.text_or_empty("state").to_ascii_lowercase().as_str() {
        "deleted" => return None,
        "deleting" => State::Deleting,
        _ => State::Present,
    };
    resource.created = endpoint.time("creationTimestamp");
    ec2::owned(api, &mut resource, endpoint.text("ownerId"));
    if endpoint.flag("requesterManaged") {
        resource.built_in = Some("made by a service for its own use".to_owned());
    }
    ec2::uses(&mut resource, "ec2-vpc", endpoint.text("vpcId"));
    for (kind, ids) in [
        ("ec2-subnet", "subnetIdSet"),
        ("ec2-route-table", "routeTableIdSet"),
        ("ec2-network-interface", "networkInterfaceIdSet"),
    ] {
        for id in endpoint.texts(ids) {
            ec2::uses(&mut resource, kind, Some(&id));
        }
    }
    for entry in endpoint.list("dnsEntrySet") {
        dns::answers_at(&mut resource, entry.text("dnsName"));
    }
    for group in endpoint.list("groupSet") {
        ec2::uses(&mut resource, "ec2-security-group", group.text("groupId"));
    }
    Some(resource)
}
