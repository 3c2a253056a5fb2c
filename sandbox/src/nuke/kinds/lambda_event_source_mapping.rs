//! Event source mappings of Lambda.

use async_trait::async_trait;

use super::{About, Deleted, Found, Kind, lambda};
use crate::nuke::api::services::LAMBDA;
use crate::nuke::api::{Api, ApiError, Rest};
use crate::nuke::model::{Reference, Resource, State, Tags, Use};

/// Mappings, by UUID. Lambda tells when they were last changed, which is no earlier than when they were made.
#[derive(Debug)]
pub(super) struct LambdaEventSourceMapping;

const ABOUT: About = About {
    uses: &[
        "dynamodb-table",
        "ec2-security-group",
        "ec2-subnet",
        "kinesis-stream",
        "kms-key",
        "lambda-function",
        "s3-bucket",
        "secretsmanager-secret",
        "sns-topic",
        "sqs-queue",
    ],
    follows: true,
    tags: false,
    aws_nuke: Some("LambdaEventSourceMapping"),
    ..About::new("lambda-event-source-mapping", "AWS::Lambda::EventSourceMapping")
};

const PATH: &str = "/2015-03-31/event-source-mappings/";

#[async_trait]
impl Kind for LambdaEventSourceMapping {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        for page in lambda::pages(api, "ListEventSourceMappings", PATH).await? {
            for mapping in page.list("EventSourceMappings") {
                let Some(id) = mapping.text("UUID") else { continue };
                let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), id));
                let source = mapping.text_or_empty("EventSourceArn");
                let function = mapping.text("FunctionArn").and_then(lambda::function_of);
                resource.name = Some(format!("{source} to {}", function.unwrap_or_default()));
                // Its id is never given twice; the time is that of its last change, of its state too.
                resource.identity = Some(resource.id().to_owned());
                resource.created = mapping.time("LastModified");
                resource.told_in(mapping.0);
                resource.tags = Tags::None;
                if mapping.text("State") == Some("Deleting") {
                    resource.state = State::Deleting;
                }
                function.into_iter().for_each(|name| {
                    resource.uses(Use::of(Reference::new("lambda-function", api.region(), name)));
                });
                found.push(resource);
            }
        }
        Ok(())
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let path = format!("{PATH}{}", Rest::segment(resource.id()));
        let answer = api.rest(&LAMBDA, "DeleteEventSourceMapping", Rest::delete(path)).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}
