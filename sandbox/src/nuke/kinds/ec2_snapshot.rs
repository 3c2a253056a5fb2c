//! EBS snapshots.

use async_trait::async_trait;
use serde_json::json;

use super::ec2::{self, Listing};
use super::{About, Deleted, Found, Kind};
use crate::nuke::api::{Api, ApiError, Node};
use crate::nuke::model::Resource;

/// Snapshots that the account owns.
#[derive(Debug)]
pub(super) struct Ec2Snapshot;

const ABOUT: About = About {
    uses: &["kms-key"],
    cloud_nuke: Some("Snapshots"),
    aws_nuke: Some("EC2Snapshot"),
    ..About::new("ec2-snapshot", "AWS::EC2::Snapshot")
};

static LISTING: Listing =
    Listing::new("DescribeSnapshots", "snapshotSet", |api, snapshot, found| found.extend(read(api, snapshot)))
        .by("snapshot-id")
        .always(&[("Owner.1", "self")]);

#[async_trait]
impl Kind for Ec2Snapshot {
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
        ec2::requested(api, "DeleteSnapshot", json!({ "SnapshotId": resource.id() })).await
    }
}

fn read(api: &Api, snapshot: Node<'_>) -> Option<Resource> {
    let mut resource = ec2::started(api, ABOUT.name, snapshot.text("snapshotId")?, snapshot);
    // Emulators list those of everybody, whoever is asked for.
    if snapshot.text("ownerId").zip(api.account_id()).is_some_and(|(owner, account)| owner != account) {
        return None;
    }
    resource.created = snapshot.time("startTime");
    // EC2 refuses to delete it: it is a recovery point of AWS Backup, and goes with that.
    resource.built_in =
        resource.tags.get("aws:backup:source-resource").map(|_| "a recovery point of AWS Backup".to_owned());
    ec2::uses_key(&mut resource, snapshot.text("kmsKeyId"));
    Some(resource)
}
