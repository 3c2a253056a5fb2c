//! Databases of the Glue catalog.

use async_trait::async_trait;
use serde_json::json;

use super::{About, Deleted, Found, Kind, glue};
use crate::nuke::api::services::GLUE;
use crate::nuke::api::{Api, ApiError, Paging};
use crate::nuke::model::Resource;

/// Databases, by name, with their tables; the data stays where it is.
#[derive(Debug)]
pub(super) struct GlueDatabase;

const ABOUT: About = About {
    uses: &["s3-bucket"],
    details: true,
    aws_nuke: Some("GlueDatabase"),
    ..About::new("glue-database", "AWS::Glue::Database")
};

#[async_trait]
impl Kind for GlueDatabase {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let mut pages = api.pages(&GLUE, "GetDatabases", json!({ "MaxResults": 100 }), Paging::NEXT_TOKEN);
        while let Some(page) = pages.next().await? {
            for entry in page.list("DatabaseList") {
                let Some(mut resource) = glue::started(api, ABOUT.name, entry, "CreateTime") else { continue };
                super::told_of(&mut resource, entry, &["LocationUri"]);
                // A link to a database of another account or region is the account's own, as any other one.
                glue::told_by_places(&mut resource, entry.text("LocationUri"));
                found.push(resource);
            }
        }
        Ok(())
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        glue::read_tags(api, "database", resource).await
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let answer = api.call(&GLUE, "DeleteDatabase", json!({ "Name": resource.id() })).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}
