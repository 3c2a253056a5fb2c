//! EventBridge event buses.

use async_trait::async_trait;
use serde_json::json;

use super::{ARN, About, Deleted, Found, Kind, ec2};
use crate::nuke::api::services::EVENTS;
use crate::nuke::api::{Api, ApiError, Paging};
use crate::nuke::model::{Reference, Resource};

/// Buses, by name; `default` is AWS's. Their rules and archives go first.
#[derive(Debug)]
pub(super) struct EventsBus;

const ABOUT: About = About {
    uses: &["kms-key", "sqs-queue"],
    details: true,
    uses_in_detail: true,
    cloud_nuke: Some("EventBridge"),
    aws_nuke: Some("CloudWatchEventsBuses"),
    ..About::new("events-bus", "AWS::Events::EventBus")
};

#[async_trait]
impl Kind for EventsBus {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let mut pages = api.pages(&EVENTS, "ListEventBuses", json!({ "Limit": 100 }), Paging::NEXT_TOKEN);
        while let Some(page) = pages.next().await? {
            for bus in page.list("EventBuses") {
                let (Some(name), Some(arn)) = (bus.text("Name"), bus.text("Arn")) else { continue };
                let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), name));
                resource.created = bus.time("CreationTime");
                resource.facts.insert(ARN.to_owned(), arn.into());
                if name == "default" {
                    resource.built_in = Some("AWS's default".to_owned());
                }
                found.push(resource);
            }
        }
        Ok(())
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        super::tags_by_arn(api, &EVENTS, ("ListTagsForResource", "ResourceARN", "Tags"), resource).await?;
        let bus = api.call(&EVENTS, "DescribeEventBus", json!({ "Name": resource.id() })).await?;
        resource.created = bus.node().time("CreationTime");
        resource.identity = resource.created.map(|time| time.to_string());
        ec2::uses_key(resource, bus.text("KmsKeyIdentifier"));
        super::told_of(resource, bus.node(), &["DeadLetterConfig"]);
        Ok(())
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let answer = api.call(&EVENTS, "DeleteEventBus", json!({ "Name": resource.id() })).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}
