//! Pipelines of CodePipeline.

use async_trait::async_trait;
use serde_json::{Value, json};

use super::{About, Deleted, Found, Kind, needs};
use crate::nuke::api::services::CODEPIPELINE;
use crate::nuke::api::{Api, ApiError, Node, Paging};
use crate::nuke::model::{Reference, Resource};

/// Pipelines, by name.
#[derive(Debug)]
pub(super) struct CodepipelinePipeline;

const ABOUT: About = About {
    uses: &[
        "cloudformation-stack",
        "codebuild-project",
        "ecr-repository",
        "ecs-cluster",
        "ecs-service",
        "iam-role",
        "kms-key",
        "lambda-function",
        "s3-bucket",
        "sns-topic",
        "states-machine",
    ],
    details: true,
    needs: true,
    aws_nuke: Some("CodePipelinePipeline"),
    ..About::new("codepipeline-pipeline", "AWS::CodePipeline::Pipeline")
};

#[async_trait]
impl Kind for CodepipelinePipeline {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let mut pages = api.pages(&CODEPIPELINE, "ListPipelines", json!({}), Paging::LOWER_NEXT_TOKEN);
        while let Some(page) = pages.next().await? {
            for pipeline in page.list("pipelines") {
                let Some(name) = pipeline.text("name") else { continue };
                let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), name));
                resource.created = pipeline.time("created");
                resource.identity = resource.created.map(|time| time.to_string());
                found.push(resource);
            }
        }
        Ok(())
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let arn = super::own_arn(api, "codepipeline", resource.id());
        let answer = api.call(&CODEPIPELINE, "ListTagsForResource", json!({ "resourceArn": arn })).await?;
        resource.tags = answer.node().tags("tags");
        Ok(())
    }

    /// Reads its role, where it keeps what it makes, and what its steps work on.
    async fn needs(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let answer = api.call(&CODEPIPELINE, "GetPipeline", json!({ "name": resource.id() })).await?;
        let Some(pipeline) = answer.node().at("pipeline") else { return Ok(()) };
        // What a step is given may be a secret.
        needs::told_but(resource, pipeline, &["stages"]);
        let stores = pipeline.at("artifactStores").and_then(|stores| stores.0.as_object());
        let stores =
            stores.into_iter().flat_map(|stores| stores.values().map(Node)).chain(pipeline.at("artifactStore"));
        for store in stores {
            resource.told_in(&json!({ "bucket": store.text("location"), "kmskeyid": store.text("encryptionKey/id") }));
        }
        for action in pipeline.list("stages").into_iter().flat_map(|stage| stage.list("actions")) {
            resource.told_in(&named_by(action));
        }
        Ok(())
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let answer = api.call(&CODEPIPELINE, "DeletePipeline", json!({ "name": resource.id() })).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}

/// Finds what a step works on, by what its configuration calls that.
fn named_by(action: Node<'_>) -> Value {
    let told = |name: &str| action.text(&format!("configuration/{name}"));
    json!({
        "rolearn": action.text("roleArn"), "deploymentrole": told("RoleArn"), "function": told("FunctionName"),
        "sourcebucket": told("S3Bucket").or(told("BucketName")), "repositoryname": told("RepositoryName"),
        "machine": told("StateMachineArn"), "topic": told("NotificationArn"), "project": told("ProjectName"),
        "ecscluster": told("ClusterName"), "ecsservice": told("ServiceName"), "stackname": told("StackName"),
    })
}
