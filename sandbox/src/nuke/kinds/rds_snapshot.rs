//! RDS snapshots that were made by hand.

use async_trait::async_trait;
use serde_json::json;

use super::{About, Deleted, Found, Kind, ec2};
use crate::nuke::api::services::RDS;
use crate::nuke::api::{Api, ApiError, Paging};
use crate::nuke::model::{Reference, Resource, State};

/// Snapshots of instances, by identifier. The automatic ones go with their instance.
#[derive(Debug)]
pub(super) struct RdsSnapshot;

const ABOUT: About = About {
    uses: &["kms-key"],
    cloud_nuke: Some("RdsSnapshot"),
    aws_nuke: Some("RDSSnapshot"),
    ..About::new("rds-snapshot", "")
};

#[async_trait]
impl Kind for RdsSnapshot {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let mut pages = api.pages(
            &RDS,
            "DescribeDBSnapshots",
            json!({ "MaxRecords": 100, "SnapshotType": "manual" }),
            Paging::MARKER,
        );
        while let Some(page) = pages.next().await? {
            for snapshot in page.list("DBSnapshots") {
                let Some(id) = snapshot.text("DBSnapshotIdentifier") else { continue };
                let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), id));
                resource.created = snapshot.time("SnapshotCreateTime");
                resource.identity = snapshot.text("SnapshotCreateTime").map(str::to_owned);
                resource.tags = snapshot.tags("TagList");
                // All else that it names is what it was made of, and outlives.
                ec2::uses_key(&mut resource, snapshot.text("KmsKeyId"));
                match snapshot.text("Status") {
                    Some("deleting") => resource.state = State::Deleting,
                    Some("deleted") => continue,
                    _ => {}
                }
                found.push(resource);
            }
        }
        Ok(())
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let answer = api.call(&RDS, "DeleteDBSnapshot", json!({ "DBSnapshotIdentifier": resource.id() })).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}
