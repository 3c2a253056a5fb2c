//! Workgroups of Athena.

use async_trait::async_trait;
use serde_json::json;

use super::{About, Deleted, Found, Kind, glue};
use crate::nuke::api::services::ATHENA;
use crate::nuke::api::{Api, ApiError, Paging};
use crate::nuke::model::{Reference, Resource};

/// Workgroups, by name, with their queries; `primary` is AWS's.
#[derive(Debug)]
pub(super) struct AthenaWorkgroup;

const ABOUT: About = About {
    uses: &["iam-role", "kms-key", "s3-bucket"],
    details: true,
    needs: true,
    aws_nuke: Some("AthenaWorkGroup"),
    ..About::new("athena-workgroup", "AWS::Athena::WorkGroup")
};

#[async_trait]
impl Kind for AthenaWorkgroup {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let mut pages = api.pages(&ATHENA, "ListWorkGroups", json!({ "MaxResults": 50 }), Paging::NEXT_TOKEN);
        while let Some(page) = pages.next().await? {
            for group in page.list("WorkGroups") {
                let Some(name) = group.text("Name") else { continue };
                let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), name));
                resource.created = group.time("CreationTime");
                // To an emulator it is always new.
                resource.identity = Some(name.to_owned());
                if name == "primary" {
                    resource.built_in = Some("AWS's default".to_owned());
                }
                found.push(resource);
            }
        }
        Ok(())
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let arn = super::own_arn(api, "athena", &format!("workgroup/{}", resource.id()));
        let answer = api.call(&ATHENA, "ListTagsForResource", json!({ "ResourceARN": arn })).await;
        resource.tags = match answer {
            // What an emulator says of a workgroup without tags, and Athena of none.
            Err(error) if error.message == format!("Athena Resource, {arn} Does Not Exist") => {
                [("", ""); 0].into_iter().collect()
            }
            answer => answer?.node().tags("Tags"),
        };
        Ok(())
    }

    /// Reads where its results go, and under which key.
    async fn needs(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let answer = api.call(&ATHENA, "GetWorkGroup", json!({ "WorkGroup": resource.id() })).await?;
        let Some(told) = answer.node().at("WorkGroup/Configuration") else { return Ok(()) };
        resource.told_in(told.0);
        glue::told_by_places(resource, told.text("ResultConfiguration/OutputLocation"));
        Ok(())
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let asked = json!({ "WorkGroup": resource.id(), "RecursiveDeleteOption": true });
        let answer = api.call(&ATHENA, "DeleteWorkGroup", asked).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}
