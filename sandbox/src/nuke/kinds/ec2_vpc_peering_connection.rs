//! VPC peering connections.

use async_trait::async_trait;
use serde_json::json;

use super::ec2::{self, Listing};
use super::{About, Deleted, Found, Kind};

use crate::nuke::api::{Api, ApiError, Node};
use crate::nuke::model::{Reference, Resource, State, Use};

/// Peering connections, as either side sees them.
#[derive(Debug)]
pub(super) struct Ec2VpcPeeringConnection;

const ABOUT: About = About {
    uses: &["ec2-vpc"],
    age: false,
    cloud_nuke: Some("VPCPeeringConnection"),
    aws_nuke: Some("EC2VPCPeeringConnection"),
    ..About::new("ec2-vpc-peering-connection", "AWS::EC2::VPCPeeringConnection")
};

pub(super) static LISTING: Listing =
    Listing::new("DescribeVpcPeeringConnections", "vpcPeeringConnectionSet", |api, entry, found| {
        found.extend(read(api, entry))
    })
    .by("vpc-peering-connection-id");

#[async_trait]
impl Kind for Ec2VpcPeeringConnection {
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
        ec2::requested(api, "DeleteVpcPeeringConnection", json!({ "VpcPeeringConnectionId": resource.id() })).await
    }
}

pub(super) fn read(api: &Api, peering: Node<'_>) -> Option<Resource> {
    let mut resource = ec2::started(api, ABOUT.name, peering.text("vpcPeeringConnectionId")?, peering);
    resource.state = match peering.text("status/code") {
        // Listed for hours, and in nobody's way.
        Some("deleted" | "rejected" | "expired" | "failed") => return None,
        Some("deleting") => State::Deleting,
        _ => State::Present,
    };
    for side in ["requesterVpcInfo", "accepterVpcInfo"] {
        if let Some(vpc) = peering.at(side)
            && let Some(id) = vpc.text("vpcId")
        {
            let region = vpc.text("region").unwrap_or(api.region());
            resource.uses(Use::of(Reference::new("ec2-vpc", region, id)));
        }
    }
    Some(resource)
}
