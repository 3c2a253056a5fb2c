//! Step Functions state machines.

use async_trait::async_trait;
use serde_json::{Value, json};

use super::{About, Deleted, Found, Kind};
use crate::nuke::api::services::STATES;
use crate::nuke::api::{Api, ApiError, Paging};
use crate::nuke::model::{Reference, Resource, State};

/// State machines, by ARN. Running executions end with them.
#[derive(Debug)]
pub(super) struct StatesMachine;

const ABOUT: About = About {
    uses: &[
        "codebuild-project",
        "dynamodb-table",
        "ec2-security-group",
        "ec2-subnet",
        "ecs-cluster",
        "ecs-task-definition",
        "iam-role",
        "kms-key",
        "lambda-function",
        "logs-group",
        "s3-bucket",
        "secretsmanager-secret",
        "sns-topic",
        "sqs-queue",
        "states-machine",
    ],
    uses_in_detail: true,
    details: true,
    aws_nuke: Some("SFNStateMachine"),
    ..About::new("states-machine", "AWS::StepFunctions::StateMachine")
};

#[async_trait]
impl Kind for StatesMachine {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let asked = json!({ "maxResults": 1000 });
        let mut pages = api.pages(&STATES, "ListStateMachines", asked, Paging::LOWER_NEXT_TOKEN);
        while let Some(page) = pages.next().await? {
            for machine in page.list("stateMachines") {
                let Some(arn) = machine.text("stateMachineArn") else { continue };
                let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), arn));
                resource.name = machine.text("name").map(str::to_owned);
                resource.created = machine.time("creationDate");
                resource.identity = resource.created.map(|time| time.to_string());
                if machine.text("status") == Some("DELETING") {
                    resource.state = State::Deleting;
                }
                found.push(resource);
            }
        }
        Ok(())
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let tags = api.call(&STATES, "ListTagsForResource", json!({ "resourceArn": resource.id() }));
        let described = api.call(&STATES, "DescribeStateMachine", json!({ "stateMachineArn": resource.id() }));
        let (tags, described) = futures_util::try_join!(tags, described)?;
        resource.tags = tags.node().tags("tags");
        resource.told_in(&described.body);
        // The steps are a document within the document.
        let definition = described.text("definition").map(serde_json::from_str::<Value>);
        definition.into_iter().flatten().for_each(|steps| resource.told_in(&steps));
        Ok(())
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let answer = api.call(&STATES, "DeleteStateMachine", json!({ "stateMachineArn": resource.id() })).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}
