//! Placement groups.

use async_trait::async_trait;
use serde_json::json;

use super::ec2::{self, Listing};
use super::{About, Deleted, Found, Kind};

use crate::nuke::api::{Api, ApiError, Node};
use crate::nuke::model::{Resource, State};

/// Placement groups, by name, which instances and the delete call know them by.
#[derive(Debug)]
pub(super) struct Ec2PlacementGroup;

const ABOUT: About = About {
    age: false,
    cloud_nuke: Some("EC2PlacementGroups"),
    aws_nuke: Some("EC2PlacementGroup"),
    ..About::new("ec2-placement-group", "AWS::EC2::PlacementGroup")
};

static LISTING: Listing =
    Listing::new("DescribePlacementGroups", "placementGroupSet", |api, entry, found| found.extend(read(api, entry)))
        .by("group-name")
        .pages_of(0);

#[async_trait]
impl Kind for Ec2PlacementGroup {
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
        ec2::requested(api, "DeletePlacementGroup", json!({ "GroupName": resource.id() })).await
    }
}

pub(super) fn read(api: &Api, group: Node<'_>) -> Option<Resource> {
    let mut resource = ec2::started(api, ABOUT.name, group.text("groupName")?, group);
    resource.state = match group.text("state") {
        Some("deleted") => return None,
        Some("deleting") => State::Deleting,
        _ => State::Present,
    };
    resource.name = None;
    resource.identity = group.text("groupId").map(str::to_owned);
    Some(resource)
}
