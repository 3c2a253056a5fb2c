//! Archives of EventBridge.

use async_trait::async_trait;
use serde_json::json;

use super::{About, Deleted, Found, Kind, ec2};
use crate::nuke::api::services::EVENTS;
use crate::nuke::api::{Api, ApiError, Paging};
use crate::nuke::model::{Reference, Resource, Tags};

/// Archives, by name, with the rule that feeds each.
#[derive(Debug)]
pub(super) struct EventsArchive;

const ABOUT: About = About {
    uses: &["events-bus"],
    follows: true,
    tags: false,
    cloud_nuke: Some("EventBridgeArchive"),
    aws_nuke: Some("EventBridgeArchive"),
    ..About::new("events-archive", "AWS::Events::Archive")
};

#[async_trait]
impl Kind for EventsArchive {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let mut pages = api.pages(&EVENTS, "ListArchives", json!({ "Limit": 100 }), Paging::NEXT_TOKEN);
        while let Some(page) = pages.next().await? {
            for archive in page.list("Archives") {
                let Some(name) = archive.text("ArchiveName") else { continue };
                let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), name));
                resource.created = archive.time("CreationTime");
                resource.identity = resource.created.map(|time| time.to_string());
                resource.tags = Tags::None;
                let bus = archive.text("EventSourceArn").and_then(|arn| arn.split_once(":event-bus/"));
                ec2::uses(&mut resource, "events-bus", bus.map(|(_, name)| name));
                found.push(resource);
            }
        }
        Ok(())
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let answer = api.call(&EVENTS, "DeleteArchive", json!({ "ArchiveName": resource.id() })).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}
