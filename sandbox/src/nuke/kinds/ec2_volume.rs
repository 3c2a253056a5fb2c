//! EBS volumes.

use async_trait::async_trait;
use serde_json::json;

use super::ec2::{self, Listing};
use super::{About, Deleted, Found, Kind};
use crate::nuke::api::{Api, ApiError, Node};
use crate::nuke::model::{Reference, Resource, State};

/// Volumes; one that is deleted on termination goes with its instance.
#[derive(Debug)]
pub(super) struct Ec2Volume;

const ABOUT: About = About {
    uses: &["kms-key"],
    goes_with: &["ec2-instance"],
    cost: 1,
    cloud_nuke: Some("EBSVolume"),
    aws_nuke: Some("EC2Volume"),
    ..About::new("ec2-volume", "AWS::EC2::Volume")
};

static LISTING: Listing =
    Listing::new("DescribeVolumes", "volumeSet", |api, volume, found| found.extend(read(api, volume))).by("volume-id");

#[async_trait]
impl Kind for Ec2Volume {
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
        ec2::requested(api, "DeleteVolume", json!({ "VolumeId": resource.id() })).await
    }

    async fn blockers(&self, _api: &Api, resource: &Resource) -> Result<Vec<Reference>, ApiError> {
        let instance = |id: &String| Reference::new("ec2-instance", resource.reference.region.clone(), id);
        Ok(resource.fact_list(ATTACHED).iter().map(instance).collect())
    }
}

const ATTACHED: &str = "instances";

fn read(api: &Api, volume: Node<'_>) -> Option<Resource> {
    let mut resource = ec2::started(api, ABOUT.name, volume.text("volumeId")?, volume);
    resource.state = match volume.text("status") {
        Some("deleted") => return None,
        Some("deleting") => State::Deleting,
        _ => State::Present,
    };
    resource.created = volume.time("createTime");
    let attachments = volume.list("attachmentSet");
    if let [attachment] = attachments.as_slice()
        && attachment.flag("deleteOnTermination")
    {
        let instance = attachment.text("instanceId");
        resource.goes_with = instance.map(|id| Reference::new("ec2-instance", api.region(), id));
    }
    let instances: Vec<&str> = attachments.iter().filter_map(|attachment| attachment.text("instanceId")).collect();
    if !instances.is_empty() {
        resource.facts.insert(ATTACHED.to_owned(), json!(instances));
    }
    ec2::uses_key(&mut resource, volume.text("kmsKeyId"));
    Some(resource)
}
