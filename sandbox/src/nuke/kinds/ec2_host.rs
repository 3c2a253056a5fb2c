//! Dedicated hosts.

use async_trait::async_trait;

use super::ec2::{self, Listing};
use super::{About, Deleted, Found, Kind};
use crate::nuke::api::{Api, ApiError, Node};
use crate::nuke::model::Resource;

/// Dedicated hosts; instances on them go first, and a Mac is kept for a day.
#[derive(Debug)]
pub(super) struct Ec2Host;

const ABOUT: About = About {
    cost: 100,
    batch: 100,
    cloud_nuke: Some("EC2DedicatedHosts"),
    aws_nuke: Some("EC2Host"),
    ..About::new("ec2-host", "AWS::EC2::Host")
};

static LISTING: Listing =
    Listing::new("DescribeHosts", "hostSet", |api, entry, found| found.extend(read(api, entry))).pages_of(500);

#[async_trait]
impl Kind for Ec2Host {
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
        ec2::requested_for_all(api, "ReleaseHosts", "HostId", resources).await
    }
}

fn read(api: &Api, host: Node<'_>) -> Option<Resource> {
    if host.text("state").is_some_and(|state| state.starts_with("released")) {
        return None;
    }
    let mut resource = ec2::started(api, ABOUT.name, host.text("hostId")?, host);
    resource.created = host.time("allocationTime");
    ec2::owned(api, &mut resource, host.text("ownerId"));
    Some(resource)
}
