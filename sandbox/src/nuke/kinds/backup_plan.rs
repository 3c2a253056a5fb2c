//! Plans of AWS Backup.

use async_trait::async_trait;

use super::{About, Deleted, Found, Kind, backup};
use crate::nuke::api::services::BACKUP;
use crate::nuke::api::{Api, ApiError, Rest};
use crate::nuke::model::{Reference, Resource};

/// Plans, by id, with their selections.
#[derive(Debug)]
pub(super) struct BackupPlan;

const ABOUT: About =
    About { details: true, aws_nuke: Some("AWSBackupPlan"), ..About::new("backup-plan", "AWS::Backup::BackupPlan") };

#[async_trait]
impl Kind for BackupPlan {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        for page in backup::pages(api, "ListBackupPlans", "/backup/plans/").await? {
            for plan in page.list("BackupPlansList") {
                let (Some(id), Some(arn)) = (plan.text("BackupPlanId"), plan.text("BackupPlanArn")) else { continue };
                let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), id));
                resource.name = plan.text("BackupPlanName").map(str::to_owned);
                resource.created = plan.time("CreationDate");
                resource.facts.insert("arn".to_owned(), arn.into());
                if resource.shown_name().starts_with("aws/") {
                    resource.built_in = Some("managed by AWS".to_owned());
                }
                found.push(resource);
            }
        }
        Ok(())
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        resource.tags = backup::tags(api, resource.facts.get("arn")).await?;
        Ok(())
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let path = format!("/backup/plans/{}", Rest::segment(resource.id()));
        let selections = format!("{path}/selections/");
        match backup::pages(api, "ListBackupSelections", &selections).await {
            Ok(pages) => {
                for page in pages {
                    for selection in page.list("BackupSelectionsList") {
                        let Some(id) = selection.text("SelectionId") else { continue };
                        let asked = Rest::delete(format!("{selections}{}", Rest::segment(id)));
                        api.rest(&BACKUP, "DeleteBackupSelection", asked).await?;
                    }
                }
            }
            // An emulator without selections has none to delete.
            Err(error) if error.lack().is_some() || error.is_absent() => {}
            Err(error) => return Err(error),
        }
        let answer = api.rest(&BACKUP, "DeleteBackupPlan", Rest::delete(path)).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}
