//! Crawlers of Glue.

use async_trait::async_trait;
use serde_json::json;

use super::{About, Deleted, Found, Kind, glue};
use crate::nuke::api::services::GLUE;
use crate::nuke::api::{Api, ApiError, Paging};
use crate::nuke::model::Resource;

/// Crawlers, by name.
#[derive(Debug)]
pub(super) struct GlueCrawler;

const ABOUT: About = About {
    uses: &["dynamodb-table", "glue-database", "iam-role", "s3-bucket", "sqs-queue"],
    details: true,
    aws_nuke: Some("GlueCrawler"),
    ..About::new("glue-crawler", "AWS::Glue::Crawler")
};

#[async_trait]
impl Kind for GlueCrawler {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let mut pages = api.pages(&GLUE, "GetCrawlers", json!({ "MaxResults": 100 }), Paging::NEXT_TOKEN);
        while let Some(page) = pages.next().await? {
            for entry in page.list("Crawlers") {
                let Some(mut resource) = glue::started(api, ABOUT.name, entry, "CreationTime") else { continue };
                super::told_of(&mut resource, entry, &["DatabaseName", "Role", "Targets"]);
                for target in entry.list("Targets/S3Targets") {
                    glue::told_by_places(&mut resource, target.text("Path"));
                }
                for target in entry.list("Targets/DynamoDBTargets") {
                    resource.told_in(&json!({ "table": target.text("Path") }));
                }
                found.push(resource);
            }
        }
        Ok(())
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        glue::read_tags(api, "crawler", resource).await
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let answer = api.call(&GLUE, "DeleteCrawler", json!({ "Name": resource.id() })).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}
