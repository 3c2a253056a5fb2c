//! Vaults of AWS Backup.

use async_trait::async_trait;

use super::needs::if_any;
use super::{About, Deleted, Found, Kind, backup, ec2};
use crate::nuke::api::services::BACKUP;
use crate::nuke::api::{Answer, Api, ApiError, Node, Rest};
use crate::nuke::model::{Reference, Resource};

/// Vaults, by name, with their recovery points. Default vaults are AWS's; a lock keeps a vault until it ends.
#[derive(Debug)]
pub(super) struct BackupVault;

const ABOUT: About = About {
    uses: &["kms-alias", "kms-key", "sns-topic"],
    uses_in_detail: true,
    details: true,
    cloud_nuke: Some("BackupVault"),
    aws_nuke: Some("AWSBackupVault"),
    ..About::new("backup-vault", "AWS::Backup::BackupVault")
};

#[async_trait]
impl Kind for BackupVault {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        for page in backup::pages(api, "ListBackupVaults", "/backup-vaults/").await? {
            for vault in page.list("BackupVaultList") {
                let (Some(name), Some(arn)) = (vault.text("BackupVaultName"), vault.text("BackupVaultArn")) else {
                    continue;
                };
                let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), name));
                resource.created = vault.time("CreationDate");
                ec2::uses_key(&mut resource, vault.text("EncryptionKeyArn"));
                super::told_of(&mut resource, vault, &["EncryptionKeyArn"]);
                resource.identity = resource.created.map(|time| time.to_string());
                resource.facts.insert("arn".to_owned(), arn.into());
                if name == "Default" || name.starts_with("aws/") {
                    resource.built_in = Some("AWS's default".to_owned());
                }
                found.push(resource);
            }
        }
        Ok(())
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let path = format!("/backup-vaults/{}/notification-configuration", Rest::segment(resource.id()));
        let notifications = api.rest(&BACKUP, "GetBackupVaultNotifications", Rest::get(path));
        let (tags, notifications) = futures_util::join!(backup::tags(api, resource.facts.get("arn")), notifications);
        resource.tags = tags?;
        // One without notifications is answered like one that is not there.
        if_any(notifications)?.iter().for_each(|answer| super::told_of(resource, answer.node(), &["SNSTopicArn"]));
        Ok(())
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let path = format!("/backup-vaults/{}", Rest::segment(resource.id()));
        let points = backup::pages(api, "ListRecoveryPointsByBackupVault", &format!("{path}/recovery-points/")).await;
        let pages = unless_unsupported(points)?;
        let points: Vec<Node<'_>> = pages.iter().flat_map(|page| page.list("RecoveryPoints")).collect();
        let arns = points.iter().filter_map(|point| point.text("RecoveryPointArn"));
        let paths = arns.map(|arn| format!("{path}/recovery-points/{}", Rest::segment(arn)));
        super::at_once(paths.map(|point| api.rest(&BACKUP, "DeleteRecoveryPoint", Rest::delete(point)))).await?;
        let answer = api.rest(&BACKUP, "DeleteBackupVault", Rest::delete(path)).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}

/// An emulator without recovery points has none to delete.
fn unless_unsupported(pages: Result<Vec<Answer>, ApiError>) -> Result<Vec<Answer>, ApiError> {
    match pages {
        Err(error) if error.lack().is_some() => Ok(Vec::new()),
        pages => pages,
    }
}
