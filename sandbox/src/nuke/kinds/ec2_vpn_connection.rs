//! Site-to-site VPN connections.

use async_trait::async_trait;
use serde_json::json;

use super::ec2::{self, Listing};
use super::{About, Deleted, Found, Kind};

use crate::nuke::api::{Api, ApiError, Node};
use crate::nuke::model::{Resource, State};

/// Site-to-site VPN connections.
#[derive(Debug)]
pub(super) struct Ec2VpnConnection;

const ABOUT: About = About {
    uses: &["ec2-customer-gateway", "ec2-transit-gateway", "ec2-vpn-gateway", "logs-group"],
    age: false,
    cost: 5,
    patience: 1800,
    aws_nuke: Some("EC2VPNConnection"),
    ..About::new("ec2-vpn-connection", "AWS::EC2::VPNConnection")
};

pub(super) static LISTING: Listing =
    Listing::new("DescribeVpnConnections", "vpnConnectionSet", |api, entry, found| found.extend(read(api, entry)))
        .pages_of(0);

#[async_trait]
impl Kind for Ec2VpnConnection {
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
        ec2::requested(api, "DeleteVpnConnection", json!({ "VpnConnectionId": resource.id() })).await
    }
}

fn read(api: &Api, connection: Node<'_>) -> Option<Resource> {
    let mut resource = ec2::started(api, ABOUT.name, connection.text("vpnConnectionId")?, connection);
    resource.state = match connection.text("state") {
        Some("deleted") => return None,
        Some("deleting") => State::Deleting,
        _ => State::Present,
    };
    ec2::uses(&mut resource, "ec2-customer-gateway", connection.text("customerGatewayId"));
    ec2::uses(&mut resource, "ec2-vpn-gateway", connection.text("vpnGatewayId"));
    ec2::uses(&mut resource, "ec2-transit-gateway", connection.text("transitGatewayId"));
    for tunnel in connection.list("options/tunnelOptionSet") {
        // A tunnel has its key beside that.
        super::told_of(&mut resource, tunnel, &["logOptions"]);
    }
    Some(resource)
}
