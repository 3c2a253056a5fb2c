//! Backups of DynamoDB tables, made on demand.

use async_trait::async_trait;
use serde_json::json;

use super::{About, Deleted, Found, Kind, ec2};
use crate::nuke::api::services::DYNAMODB;
use crate::nuke::api::{Api, ApiError, Paging};
use crate::nuke::model::{Reference, Resource, State, Tags};

/// Backups, by ARN. They have no tags, and outlive their table.
#[derive(Debug)]
pub(super) struct DynamodbBackup;

const ABOUT: About =
    About { uses: &["kms-key"], uses_in_detail: true, tags: false, details: true, ..About::new("dynamodb-backup", "") };

const PAGING: Paging = Paging { parameter: "ExclusiveStartBackupArn", answer: "LastEvaluatedBackupArn" };

#[async_trait]
impl Kind for DynamodbBackup {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let mut pages = api.pages(&DYNAMODB, "ListBackups", json!({ "BackupType": "USER", "Limit": 100 }), PAGING);
        while let Some(page) = pages.next().await? {
            for backup in page.list("BackupSummaries") {
                let Some(arn) = backup.text("BackupArn") else { continue };
                let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), arn));
                resource.name = backup.text("BackupName").map(str::to_owned);
                resource.created = backup.time("BackupCreationDateTime");
                resource.tags = Tags::None;
                match backup.text("BackupStatus") {
                    Some("DELETED") => continue,
                    Some("CREATING") | None => {}
                    Some(_) if backup.flag("Deleting") => resource.state = State::Deleting,
                    Some(_) => {}
                }
                found.push(resource);
            }
        }
        Ok(())
    }

    /// Asks for the key, without which nothing can be restored from it.
    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let described = api.call(&DYNAMODB, "DescribeBackup", json!({ "BackupArn": resource.id() })).await?;
        let key = "BackupDescription/SourceTableFeatureDetails/SSEDescription/KMSMasterKeyArn";
        ec2::uses_key(resource, described.text(key));
        Ok(())
    }

    async fn look(&self, api: &Api, ids: &[&str]) -> Result<Vec<Resource>, ApiError> {
        super::named_by_listing(self, api, ids).await
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let answer = api.call(&DYNAMODB, "DeleteBackup", json!({ "BackupArn": resource.id() })).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}
