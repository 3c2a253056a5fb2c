//! DHCP option sets.

use async_trait::async_trait;
use serde_json::json;

use super::ec2::{self, Listing};
use super::{About, Deleted, Found, Kind};

use crate::nuke::api::{Api, ApiError, Node};
use crate::nuke::model::{Resource, Tags};

/// DHCP option sets, but for the one that AWS makes for a region.
#[derive(Debug)]
pub(super) struct Ec2DhcpOptions;

const ABOUT: About = About {
    age: false,
    cloud_nuke: Some("EC2DHCPOption"),
    aws_nuke: Some("EC2DHCPOption"),
    ..About::new("ec2-dhcp-options", "AWS::EC2::DHCPOptions")
};

static LISTING: Listing =
    Listing::new("DescribeDhcpOptions", "dhcpOptionsSet", |api, entry, found| found.extend(read(api, entry)))
        .by("dhcp-options-id");

#[async_trait]
impl Kind for Ec2DhcpOptions {
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
        ec2::requested(api, "DeleteDhcpOptions", json!({ "DhcpOptionsId": resource.id() })).await
    }
}

fn read(api: &Api, options: Node<'_>) -> Option<Resource> {
    let mut resource = ec2::started(api, ABOUT.name, options.text("dhcpOptionsId")?, options);
    ec2::owned(api, &mut resource, options.text("ownerId"));
    if resource.tags == Tags::from_iter([("", ""); 0]) && is_default(api, options) {
        resource.built_in = Some("the default DHCP options of its region".to_owned());
    }
    Some(resource)
}

/// Tells whether these are the options of a default VPC; see <https://docs.aws.amazon.com/vpc/latest/userguide/DHCPOptionSetConcepts.html>.
fn is_default(api: &Api, options: Node<'_>) -> bool {
    let region = api.region();
    let domain = if region == "us-east-1" { "ec2.internal".to_owned() } else { format!("{region}.compute.internal") };
    let configured = options.list("dhcpConfigurationSet");
    configured.len() == 2
        && configured.iter().all(|option| {
            let values = option.list("valueSet");
            let only = match values.as_slice() {
                [value] => value.text("value").or(value.as_text()),
                _ => None,
            };
            match option.text("key") {
                Some("domain-name") => only == Some(domain.as_str()),
                Some("domain-name-servers") => only == Some("AmazonProvidedDNS"),
                _ => false,
            }
        })
}
