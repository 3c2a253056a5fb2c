//! Jobs of Glue.

use async_trait::async_trait;
use serde_json::json;

use super::{About, Deleted, Found, Kind, glue};
use crate::nuke::api::services::GLUE;
use crate::nuke::api::{Api, ApiError, Paging};
use crate::nuke::model::Resource;

/// Jobs, by name.
#[derive(Debug)]
pub(super) struct GlueJob;

const ABOUT: About = About {
    uses: &["iam-role", "s3-bucket"],
    details: true,
    aws_nuke: Some("GlueJob"),
    ..About::new("glue-job", "AWS::Glue::Job")
};

#[async_trait]
impl Kind for GlueJob {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let mut pages = api.pages(&GLUE, "GetJobs", json!({ "MaxResults": 100 }), Paging::NEXT_TOKEN);
        while let Some(page) = pages.next().await? {
            for entry in page.list("Jobs") {
                let Some(mut resource) = glue::started(api, ABOUT.name, entry, "CreatedOn") else { continue };
                super::told_of(&mut resource, entry, &["Role"]);
                glue::told_by_places(&mut resource, entry.text("Command/ScriptLocation"));
                found.push(resource);
            }
        }
        Ok(())
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        glue::read_tags(api, "job", resource).await
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let answer = api.call(&GLUE, "DeleteJob", json!({ "JobName": resource.id() })).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}
