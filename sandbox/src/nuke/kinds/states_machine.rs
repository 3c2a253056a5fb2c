//! Step Functions state machines.

use async_trait::async_trait;
use serde_json::json;

use super::{About, Deleted, Found, Kind};
use crate::nuke::api::services::STATES;
use crate::nuke::api::{Api, ApiError, Paging};
use crate::nuke::model::{Reference, Resource, State};

/// State machines, by ARN. Running executions end with them.
#[derive(Debug)]
pub(super) struct StatesMachine;

const ABOUT: About = About {
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
        let tags = api.call(&STATES, "ListTagsForResource", json!({ "resourceArn": resource.id() })).await?;
        resource.tags = tags.node().tags("tags");
        Ok(())
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let answer = api.call(&STATES, "DeleteStateMachine", json!({ "stateMachineArn": resource.id() })).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}
