//! Managed prefix lists.

use async_trait::async_trait;
use serde_json::json;

use super::ec2::{self, Listing};
use super::{About, Deleted, Found, Kind};
use crate::nuke::api::{Api, ApiError, Node};
use crate::nuke::model::{Resource, State};

/// Prefix lists of the account; most of those that are listed are AWS's. EC2 does not tell how old they are.
#[derive(Debug)]
pub(super) struct Ec2PrefixList;

const ABOUT: About = About {
    age: false,
    aws_nuke: Some("EC2ManagedPrefixList"),
    ..About::new("ec2-prefix-list", "AWS::EC2::PrefixList")
};

static LISTING: Listing =
    Listing::new("DescribeManagedPrefixLists", "prefixListSet", |api, entry, found| found.extend(read(api, entry)))
        .by("prefix-list-id")
        .pages_of(100);

#[async_trait]
impl Kind for Ec2PrefixList {
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
        ec2::requested(api, "DeleteManagedPrefixList", json!({ "PrefixListId": resource.id() })).await
    }
}

fn read(api: &Api, list: Node<'_>) -> Option<Resource> {
    let mut resource = ec2::started(api, ABOUT.name, list.text("prefixListId")?, list);
    resource.name = list.text("prefixListName").map(str::to_owned).or(resource.name);
    match list.text("state") {
        Some("delete-complete") => return None,
        Some("delete-in-progress") => resource.state = State::Deleting,
        Some(state @ "delete-failed") => resource.failure = Some(list.text("stateMessage").unwrap_or(state).to_owned()),
        _ => {}
    }
    if list.text("ownerId").is_some_and(|owner| owner.eq_ignore_ascii_case("aws")) {
        resource.built_in = Some("a prefix list of AWS".to_owned());
    }
    ec2::owned(api, &mut resource, list.text("ownerId"));
    Some(resource)
}
