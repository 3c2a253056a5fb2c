//! Machine images.

use async_trait::async_trait;
use serde_json::json;

use super::ec2::{self, Listing};
use super::{About, Deleted, Found, Kind};
use crate::nuke::api::services::EC2;
use crate::nuke::api::{Api, ApiError, Node};
use crate::nuke::model::Resource;

/// Images that the account owns, disabled ones too. Their snapshots are resources of their own, and go after them.
#[derive(Debug)]
pub(super) struct Ec2Image;

const ABOUT: About = About {
    uses: &["ec2-snapshot"],
    cloud_nuke: Some("AMI"),
    aws_nuke: Some("EC2Image"),
    ..About::new("ec2-image", "AWS::EC2::Image")
};

static LISTING: Listing =
    Listing::new("DescribeImages", "imagesSet", |api, image, found| found.extend(read(api, image)))
        .by("image-id")
        .always(&[("Owner.1", "self"), ("IncludeDisabled", "true"), ("IncludeDeprecated", "true")]);

#[async_trait]
impl Kind for Ec2Image {
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
        ec2::requested(api, "DeregisterImage", json!({ "ImageId": resource.id() })).await
    }

    async fn unprotect(&self, api: &Api, resource: &Resource) -> Result<(), ApiError> {
        api.call(&EC2, "DisableImageDeregistrationProtection", json!({ "ImageId": resource.id() })).await?;
        Ok(())
    }
}

fn read(api: &Api, image: Node<'_>) -> Option<Resource> {
    let mut resource = ec2::started(api, ABOUT.name, image.text("imageId")?, image);
    if image.text("imageState") == Some("deregistered") {
        return None;
    }
    resource.name = image.text("name").map(str::to_owned).or(resource.name);
    resource.created = image.time("creationDate");
    resource.built_in =
        resource.tags.get("aws:backup:source-resource").map(|_| "a recovery point of AWS Backup".to_owned());
    // `enabled-without-cooldown`, `enabled-with-cooldown`; with a cooldown it lasts for a day after it is switched off.
    let protection = image.text("deregistrationProtection").filter(|state| state.starts_with("enabled"));
    resource.protection = protection.map(|_| "deregistration protection".to_owned());
    for device in image.list("blockDeviceMapping") {
        ec2::uses(&mut resource, "ec2-snapshot", device.text("ebs/snapshotId"));
    }
    Some(resource)
}
