//! CodeBuild projects.

use async_trait::async_trait;
use serde_json::json;

use super::{About, Deleted, Found, Kind, ec2};
use crate::nuke::api::services::CODEBUILD;
use crate::nuke::api::{Api, ApiError, Paging};
use crate::nuke::model::{Reference, Resource};

/// Projects, by name.
#[derive(Debug)]
pub(super) struct CodebuildProject;

const ABOUT: About = About {
    uses: &["kms-key"],
    cloud_nuke: Some("CodeBuildProject"),
    aws_nuke: Some("CodeBuildProject"),
    ..About::new("codebuild-project", "AWS::CodeBuild::Project")
};

#[async_trait]
impl Kind for CodebuildProject {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let mut pages = api.pages(&CODEBUILD, "ListProjects", json!({}), Paging::LOWER_NEXT_TOKEN);
        while let Some(page) = pages.next().await? {
            let names = page.node().texts("projects");
            found.extend(described(api, &names.iter().map(String::as_str).collect::<Vec<_>>()).await?);
        }
        Ok(())
    }

    async fn look(&self, api: &Api, ids: &[&str]) -> Result<Vec<Resource>, ApiError> {
        described(api, ids).await
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let answer = api.call(&CODEBUILD, "DeleteProject", json!({ "name": resource.id() })).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}

/// Reads projects by name, a hundred at a time; those that are not there are left out.
async fn described(api: &Api, names: &[&str]) -> Result<Vec<Resource>, ApiError> {
    let mut resources = Vec::new();
    for names in names.chunks(100) {
        let answer = api.call(&CODEBUILD, "BatchGetProjects", json!({ "names": names })).await?;
        for project in answer.list("projects") {
            let Some(name) = project.text("name") else { continue };
            let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), name));
            resource.created = project.time("created");
            ec2::uses_key(&mut resource, project.text("encryptionKey"));
            resource.identity = resource.created.map(|time| time.to_string());
            resource.tags = project.tags("tags");
            resources.push(resource);
        }
    }
    Ok(resources)
}
