//! Snapshots of RDS and Aurora clusters that were made by hand.

use async_trait::async_trait;
use serde_json::json;

use super::{About, Deleted, Found, Kind, ec2};
use crate::nuke::api::services::RDS;
use crate::nuke::api::{Api, ApiError, Node, Paging};
use crate::nuke::model::{Reference, Resource, State};

/// Snapshots of clusters, by identifier. The automatic ones go with their cluster.
#[derive(Debug)]
pub(super) struct RdsClusterSnapshot;

const ABOUT: About =
    About { uses: &["kms-key"], aws_nuke: Some("RDSClusterSnapshot"), ..About::new("rds-cluster-snapshot", "") };

#[async_trait]
impl Kind for RdsClusterSnapshot {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let asked = json!({ "MaxRecords": 100, "SnapshotType": "manual" });
        let mut pages = api.pages(&RDS, "DescribeDBClusterSnapshots", asked, Paging::MARKER);
        while let Some(page) = pages.next().await? {
            found.extend(page.list("DBClusterSnapshots").into_iter().filter_map(|snapshot| read(api, snapshot)));
        }
        Ok(())
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let asked = json!({ "DBClusterSnapshotIdentifier": resource.id() });
        let answer = api.call(&RDS, "DeleteDBClusterSnapshot", asked).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}

fn read(api: &Api, snapshot: Node<'_>) -> Option<Resource> {
    // An emulator lists automatic ones whatever is asked for.
    if snapshot.text("SnapshotType").is_some_and(|made| made != "manual") || snapshot.text("Status") == Some("deleted")
    {
        return None;
    }
    let id = snapshot.text("DBClusterSnapshotIdentifier")?;
    let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), id));
    resource.created = snapshot.time("SnapshotCreateTime");
    resource.identity = snapshot.text("SnapshotCreateTime").map(str::to_owned);
    resource.tags = snapshot.tags("TagList");
    // All else that it names is what it was made of, and outlives.
    ec2::uses_key(&mut resource, snapshot.text("KmsKeyId"));
    if snapshot.text("Status") == Some("deleting") {
        resource.state = State::Deleting;
    }
    Some(resource)
}
