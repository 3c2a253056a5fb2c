//! Network interfaces.

use async_trait::async_trait;
use serde_json::json;

use super::ec2::{self, Listing};
use super::{About, Deleted, Found, Kind, relate};
use crate::nuke::api::services::EC2;
use crate::nuke::api::{Api, ApiError, Class, Node};
use crate::nuke::model::{Reference, Resource};

/// Interfaces. Those that a service made for itself go with what they serve, and nobody else can delete them.
#[derive(Debug)]
pub(super) struct Ec2NetworkInterface;

const ABOUT: About = About {
    uses: &["ec2-address", "ec2-internet-gateway", "ec2-security-group", "ec2-subnet", "ec2-vpc"],
    goes_with: super::interface_owner::KINDS,
    age: false,
    cloud_nuke: Some("NetworkInterface"),
    aws_nuke: Some("EC2NetworkInterface"),
    // Interfaces of functions and load balancers linger for a while after what they served.
    patience: 2700,
    ..About::new("ec2-network-interface", "AWS::EC2::NetworkInterface")
};

pub(super) static LISTING: Listing =
    Listing::new("DescribeNetworkInterfaces", "networkInterfaceSet", |api, interface, found| {
        found.extend(read(api, interface))
    })
    .by("network-interface-id");

#[async_trait]
impl Kind for Ec2NetworkInterface {
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
        if let Some(attachment) = resource.facts.get(ATTACHMENT) {
            // What it is attached to uses it, and would be here still if it had not to go first: a stray attachment.
            let detached =
                api.call(&EC2, "DetachNetworkInterface", json!({ "AttachmentId": attachment, "Force": true }));
            detached.await.map_err(in_use)?;
        }
        let asked = json!({ "NetworkInterfaceId": resource.id() });
        ec2::requested(api, "DeleteNetworkInterface", asked).await.map_err(in_use)
    }
}

/// The fact that holds the attachment to end before the delete.
const ATTACHMENT: &str = "attachment";

/// EC2 calls an interface that is in use an invalid parameter value.
fn in_use(mut error: ApiError) -> ApiError {
    if error.code == "InvalidParameterValue" && error.message.contains("in use") {
        error.class = Class::Dependency;
    }
    error
}

pub(super) fn read(api: &Api, interface: Node<'_>) -> Option<Resource> {
    let mut resource = ec2::started(api, ABOUT.name, interface.text("networkInterfaceId")?, interface);
    ec2::owned(api, &mut resource, interface.text("ownerId"));
    ec2::uses(&mut resource, "ec2-vpc", interface.text("vpcId"));
    ec2::uses(&mut resource, "ec2-subnet", interface.text("subnetId"));
    for group in interface.list("groupSet") {
        ec2::uses(&mut resource, "ec2-security-group", group.text("groupId"));
    }
    addresses(&mut resource, interface);
    if super::interface_owner::is_a_service(interface) {
        super::interface_owner::mark(&mut resource, interface);
        return Some(resource);
    }
    resource.name = resource.name.or_else(|| interface.text("description").map(str::to_owned));
    match interface.text("attachment/instanceId") {
        Some(instance) if interface.flag("attachment/deleteOnTermination") => {
            resource.goes_with = Some(Reference::new("ec2-instance", api.region(), instance));
        }
        Some(_) => {
            if let Some(id) = interface.text("attachment/attachmentId") {
                resource.facts.insert(ATTACHMENT.to_owned(), id.into());
            }
        }
        None => {}
    }
    Some(resource)
}

/// Notes the addresses that are associated with it, and that it can be reached from outside.
fn addresses(resource: &mut Resource, interface: Node<'_>) {
    let mut associations: Vec<_> = interface.at("association").into_iter().collect();
    let private = interface.list("privateIpAddressesSet");
    associations.extend(private.iter().filter_map(|address| address.at("association")));
    for association in &associations {
        ec2::uses(resource, "ec2-address", association.text("allocationId"));
    }
    let public = associations.iter().any(|association| association.text("publicIp").is_some());
    if let Some(vpc) = interface.text("vpcId").filter(|_| public) {
        resource.facts.insert(relate::PUBLIC_IN.to_owned(), vpc.into());
    }
}
