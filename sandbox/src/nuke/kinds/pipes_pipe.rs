//! Pipes of EventBridge.

use async_trait::async_trait;
use serde_json::Value;

use super::{About, Deleted, Found, Kind, needs};
use crate::nuke::api::services::PIPES;
use crate::nuke::api::{Api, ApiError, Node, Rest};
use crate::nuke::model::{Reference, Resource, State};

/// Pipes, by name.
#[derive(Debug)]
pub(super) struct PipesPipe;

const ABOUT: About = About {
    uses: &[
        "dynamodb-table",
        "ecs-cluster",
        "ecs-task-definition",
        "events-bus",
        "firehose-stream",
        "iam-role",
        "kafka-cluster",
        "kinesis-stream",
        "kms-key",
        "lambda-function",
        "logs-group",
        "mq-broker",
        "sns-topic",
        "sqs-queue",
        "states-machine",
    ],
    details: true,
    uses_in_detail: true,
    aws_nuke: Some("PipesPipe"),
    ..About::new("pipes-pipe", "AWS::Pipes::Pipe")
};

#[async_trait]
impl Kind for PipesPipe {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let asked = |token: Option<&str>| {
            let asked = Rest::get("/v1/pipes").query("limit", "100");
            token.map_or_else(|| asked.clone(), |token| asked.clone().query("nextToken", token))
        };
        for page in super::rest_pages(api, &PIPES, "ListPipes", "NextToken", asked).await? {
            found.extend(page.list("Pipes").into_iter().filter_map(|pipe| read(api, pipe)));
        }
        Ok(())
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let pipe = api.rest(&PIPES, "DescribePipe", Rest::get(path(resource.id()))).await?;
        resource.tags = pipe.node().tags("Tags");
        needs::told_but(resource, pipe.node(), &["Arn", "Description", "Tags", "tags"]);
        Ok(())
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let answer = api.rest(&PIPES, "DeletePipe", Rest::delete(path(resource.id()))).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}

fn path(name: &str) -> String {
    format!("/v1/pipes/{}", Rest::segment(name))
}

fn read(api: &Api, pipe: Node<'_>) -> Option<Resource> {
    let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), pipe.text("Name")?));
    resource.created = pipe.time("CreationTime");
    resource.identity =
        pipe.at("CreationTime").map(|time| time.0.as_str().map_or_else(|| Value::to_string(time.0), str::to_owned));
    if pipe.text("CurrentState") == Some("DELETING") {
        resource.state = State::Deleting;
    }
    Some(resource)
}
