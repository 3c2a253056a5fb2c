//! Key pairs.

use async_trait::async_trait;
use serde_json::json;

use super::ec2::{self, Listing};
use super::{About, Deleted, Found, Kind};
use crate::nuke::api::{Api, ApiError, Node};
use crate::nuke::model::Resource;

/// Key pairs, by name, as instances know them; the id tells one from a later one of the same name.
#[derive(Debug)]
pub(super) struct Ec2KeyPair;

const ABOUT: About = About {
    cloud_nuke: Some("EC2KeyPairs"),
    aws_nuke: Some("EC2KeyPair"),
    ..About::new("ec2-key-pair", "AWS::EC2::KeyPair")
};

static LISTING: Listing = Listing::new("DescribeKeyPairs", "keySet", |api, key, found| found.extend(read(api, key)))
    .by("key-name")
    .pages_of(0);

#[async_trait]
impl Kind for Ec2KeyPair {
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
        ec2::requested(api, "DeleteKeyPair", json!({ "KeyName": resource.id() })).await
    }
}

fn read(api: &Api, key: Node<'_>) -> Option<Resource> {
    let mut resource = ec2::started(api, ABOUT.name, key.text("keyName")?, key);
    // Its name is what people and instances call it, whatever a tag says.
    resource.name = None;
    resource.identity = key.text("keyPairId").map(str::to_owned);
    resource.created = key.time("createTime");
    Some(resource)
}
