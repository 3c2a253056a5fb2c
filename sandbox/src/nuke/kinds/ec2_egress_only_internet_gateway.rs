//! Egress-only internet gateways.

use async_trait::async_trait;
use serde_json::json;

use super::ec2::{self, Listing};
use super::{About, Deleted, Found, Kind};

use crate::nuke::api::{Api, ApiError, Node};
use crate::nuke::model::Resource;

/// Egress-only internet gateways, which end their attachment by themselves.
#[derive(Debug)]
pub(super) struct Ec2EgressOnlyInternetGateway;

const ABOUT: About = About {
    uses: &["ec2-vpc"],
    age: false,
    cloud_nuke: Some("EgressOnlyInternetGateway"),
    aws_nuke: Some("EC2EgressOnlyInternetGateway"),
    ..About::new("ec2-egress-only-internet-gateway", "AWS::EC2::EgressOnlyInternetGateway")
};

static LISTING: Listing =
    Listing::new("DescribeEgressOnlyInternetGateways", "egressOnlyInternetGatewaySet", |api, entry, found| {
        found.extend(read(api, entry))
    })
    .pages_of(255);

#[async_trait]
impl Kind for Ec2EgressOnlyInternetGateway {
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
        ec2::requested(api, "DeleteEgressOnlyInternetGateway", json!({ "EgressOnlyInternetGatewayId": resource.id() }))
            .await
    }
}

fn read(api: &Api, gateway: Node<'_>) -> Option<Resource> {
    let mut resource = ec2::started(api, ABOUT.name, gateway.text("egressOnlyInternetGatewayId")?, gateway);
    for attachment in gateway.list("attachmentSet") {
        ec2::uses(&mut resource, "ec2-vpc", attachment.text("vpcId"));
    }
    Some(resource)
}
