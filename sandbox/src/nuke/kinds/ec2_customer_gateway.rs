//! Customer gateways.

use async_trait::async_trait;
use serde_json::json;

use super::ec2::{self, Listing};
use super::{About, Deleted, Found, Kind, ec2_vpn_connection};

use crate::nuke::api::{Api, ApiError, Node};
use crate::nuke::model::{Reference, Resource, State};

/// Customer gateways: the other ends of VPN connections.
#[derive(Debug)]
pub(super) struct Ec2CustomerGateway;

const ABOUT: About = About {
    uses: &["acm-certificate"],
    age: false,
    aws_nuke: Some("EC2CustomerGateway"),
    ..About::new("ec2-customer-gateway", "AWS::EC2::CustomerGateway")
};

static LISTING: Listing =
    Listing::new("DescribeCustomerGateways", "customerGatewaySet", |api, entry, found| found.extend(read(api, entry)))
        .by("customer-gateway-id")
        .pages_of(0);

#[async_trait]
impl Kind for Ec2CustomerGateway {
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
        ec2::requested(api, "DeleteCustomerGateway", json!({ "CustomerGatewayId": resource.id() })).await
    }

    async fn blockers(&self, api: &Api, resource: &Resource) -> Result<Vec<Reference>, ApiError> {
        ec2::blockers(api, &[(&ec2_vpn_connection::LISTING, "customer-gateway-id")], resource).await
    }
}

fn read(api: &Api, gateway: Node<'_>) -> Option<Resource> {
    let mut resource = ec2::started(api, ABOUT.name, gateway.text("customerGatewayId")?, gateway);
    resource.state = match gateway.text("state") {
        Some("deleted") => return None,
        Some("deleting") => State::Deleting,
        _ => State::Present,
    };
    resource.name = resource.name.or_else(|| gateway.text("deviceName").map(str::to_owned));
    super::told_of(&mut resource, gateway, &["certificateArn"]);
    Some(resource)
}
