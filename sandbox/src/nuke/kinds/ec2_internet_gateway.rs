//! Internet gateways.

use async_trait::async_trait;
use serde_json::json;

use super::ec2::{self, Listing};
use super::{About, Deleted, Found, Kind, ec2_network_interface, relate};
use crate::nuke::api::services::EC2;
use crate::nuke::api::{Api, ApiError, Class, Node};
use crate::nuke::model::{Reference, Resource};

/// Internet gateways: detached, then deleted. What has a public address in the VPC goes first.
#[derive(Debug)]
pub(super) struct Ec2InternetGateway;

const ABOUT: About = About {
    uses: &["ec2-vpc"],
    told_by: &["ec2-vpc"],
    age: false,
    cloud_nuke: Some("InternetGateway"),
    aws_nuke: Some("EC2InternetGateway"),
    ..About::new("ec2-internet-gateway", "AWS::EC2::InternetGateway")
};

pub(super) static LISTING: Listing =
    Listing::new("DescribeInternetGateways", "internetGatewaySet", |api, entry, found| found.extend(read(api, entry)))
        .by("internet-gateway-id");

#[async_trait]
impl Kind for Ec2InternetGateway {
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
        for vpc in resource.fact_list(VPCS) {
            let asked = json!({ "InternetGatewayId": resource.id(), "VpcId": vpc });
            match api.call(&EC2, "DetachInternetGateway", asked).await {
                Ok(_) => {}
                Err(error) if error.code == "Gateway.NotAttached" => {}
                Err(error) => return Err(mapped(error, &vpc)),
            }
        }
        ec2::requested(api, "DeleteInternetGateway", json!({ "InternetGatewayId": resource.id() })).await
    }

    async fn blockers(&self, api: &Api, resource: &Resource) -> Result<Vec<Reference>, ApiError> {
        let vpcs = resource.fact_list(VPCS);
        let vpcs: Vec<&str> = vpcs.iter().map(String::as_str).collect();
        let mut interfaces = ec2_network_interface::LISTING.filtered(api, "vpc-id", &vpcs).await?;
        interfaces.retain(|interface| interface.facts.contains_key(relate::PUBLIC_IN));
        Ok(interfaces.into_iter().map(|interface| interface.reference).collect())
    }
}

/// The fact that holds the VPCs it is attached to.
const VPCS: &str = "vpcs";

/// EC2 names the VPC when it refuses; what blocks is what has an address in there, and that is looked up.
fn mapped(mut error: ApiError, vpc: &str) -> ApiError {
    if error.class == Class::Dependency {
        error.message = error.message.replace(vpc, "of the gateway");
    }
    error
}

pub(super) fn read(api: &Api, gateway: Node<'_>) -> Option<Resource> {
    let mut resource = ec2::started(api, ABOUT.name, gateway.text("internetGatewayId")?, gateway);
    ec2::owned(api, &mut resource, gateway.text("ownerId"));
    let attachments = gateway.list("attachmentSet");
    let vpcs: Vec<&str> = attachments.iter().filter_map(|attachment| attachment.text("vpcId")).collect();
    for vpc in &vpcs {
        ec2::uses(&mut resource, "ec2-vpc", Some(vpc));
    }
    if !vpcs.is_empty() {
        resource.facts.insert(VPCS.to_owned(), json!(vpcs));
    }
    Some(resource)
}
