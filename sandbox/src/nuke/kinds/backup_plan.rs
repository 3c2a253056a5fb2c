//! Plans of AWS Backup.

use async_trait::async_trait;

use super::needs::if_any;
use super::{About, Deleted, Found, Kind, backup};
use crate::nuke::api::services::BACKUP;
use crate::nuke::api::{Answer, Api, ApiError, Rest};
use crate::nuke::model::{Reference, Resource};

/// Plans, by id, with their selections.
#[derive(Debug)]
pub(super) struct BackupPlan;

const ABOUT: About = About {
    uses: &["backup-vault", "iam-role"],
    uses_in_detail: true,
    details: true,
    cloud_nuke: Some("BackupPlan"),
    aws_nuke: Some("AWSBackupPlan"),
    ..About::new("backup-plan", "AWS::Backup::BackupPlan")
};

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
        let path = format!("/backup/plans/{}", Rest::segment(resource.id()));
        let plan = api.rest(&BACKUP, "GetBackupPlan", Rest::get(format!("{path}/")));
        let (tags, plan, selections) =
            futures_util::join!(backup::tags(api, resource.facts.get("arn")), plan, selections(api, resource.id()));
        resource.tags = tags?;
        // Its vaults, and the roles that its selections are backed up with.
        if_any(plan)?.iter().for_each(|plan| resource.told_in(&plan.body));
        selections?.iter().for_each(|page| resource.told_in(&page.body));
        Ok(())
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let path = format!("/backup/plans/{}", Rest::segment(resource.id()));
        for page in selections(api, resource.id()).await? {
            for selection in page.list("BackupSelectionsList") {
                let Some(id) = selection.text("SelectionId") else { continue };
                let asked = Rest::delete(format!("{path}/selections/{}", Rest::segment(id)));
                api.rest(&BACKUP, "DeleteBackupSelection", asked).await?;
            }
        }
        let answer = api.rest(&BACKUP, "DeleteBackupPlan", Rest::delete(path)).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}

/// Lists the selections of a plan; an emulator without selections has none.
async fn selections(api: &Api, plan: &str) -> Result<Vec<Answer>, ApiError> {
    let path = format!("/backup/plans/{}/selections/", Rest::segment(plan));
    match backup::pages(api, "ListBackupSelections", &path).await {
        Err(error) if error.lack().is_some() || error.is_absent() => Ok(Vec::new()),
        pages => pages,
    }
}
