//! CodeBuild projects.

use async_trait::async_trait;
use serde_json::{Value, json};

use super::{About, Deleted, Found, Kind, ec2};
use crate::nuke::api::services::CODEBUILD;
use crate::nuke::api::{Api, ApiError, Node, Paging};
use crate::nuke::model::{Reference, Resource};

/// Projects, by name.
#[derive(Debug)]
pub(super) struct CodebuildProject;

const ABOUT: About = About {
    uses: &[
        "ec2-security-group",
        "ec2-subnet",
        "ec2-vpc",
        "ecr-repository",
        "iam-role",
        "kms-alias",
        "kms-key",
        "logs-group",
        "s3-bucket",
        "secretsmanager-secret",
        "ssm-parameter",
    ],
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
            super::told_of(&mut resource, project, &NEEDS);
            resource.told_in(&told(project, name));
            resources.push(resource);
        }
    }
    Ok(resources)
}

/// What of a project names what it needs. Its webhook has a secret.
const NEEDS: [&str; 11] = [
    "artifacts",
    "encryptionKey",
    "environment",
    "fileSystemLocations",
    "logsConfig",
    "resourceAccessRole",
    "secondaryArtifacts",
    "secondarySources",
    "serviceRole",
    "source",
    "vpcConfig",
];

/// Says what a project names by something that does not say what it is: a place in a bucket, a log group, a secret.
fn told(project: Node<'_>, name: &str) -> Value {
    let bucket = |place: Node<'_>| place.text("location")?.split('/').next().map(str::to_owned);
    let mut buckets: Vec<_> = project.at("logsConfig/s3Logs").and_then(bucket).into_iter().collect();
    let mut places: Vec<_> = ["source", "artifacts", "cache"].into_iter().filter_map(|part| project.at(part)).collect();
    places.extend(["secondarySources", "secondaryArtifacts"].into_iter().flat_map(|part| project.list(part)));
    buckets.extend(places.into_iter().filter(|place| place.text("type") == Some("S3")).filter_map(bucket));
    let of_type = |kind: &'static str| {
        let variables = project.list("environment/environmentVariables").into_iter();
        // A secret is followed by what is wanted of it: `name:key:stage`.
        let named = variables.filter(move |variable| variable.text("type") == Some(kind));
        let named = named.filter_map(|variable| variable.text("value"));
        named.map(|value| if value.starts_with("arn:") { value } else { value.split(':').next().unwrap_or(value) })
    };
    let secrets: Vec<_> =
        of_type("SECRETS_MANAGER").chain(project.text("environment/registryCredential/credential")).collect();
    let logs = project.at("logsConfig/cloudWatchLogs");
    let logs =
        logs.and_then(|logs| logs.text("groupName")).map_or_else(|| format!("/aws/codebuild/{name}"), str::to_owned);
    json!({
        "bucket": buckets, "loggroup": logs, "secret": secrets,
        "parameter": of_type("PARAMETER_STORE").collect::<Vec<_>>(),
    })
}
