//! Groups of schedules of EventBridge Scheduler.

use async_trait::async_trait;

use super::{ARN, About, Deleted, Found, Kind};
use crate::nuke::api::services::SCHEDULER;
use crate::nuke::api::{Api, ApiError, Rest};
use crate::nuke::model::{Reference, Resource, State};

/// Groups of schedules, by name; `default` is AWS's. Their schedules go first.
#[derive(Debug)]
pub(super) struct SchedulerGroup;

const ABOUT: About = About {
    details: true,
    cloud_nuke: Some("EventBridgeScheduleGroup"),
    ..About::new("scheduler-group", "AWS::Scheduler::ScheduleGroup")
};

#[async_trait]
impl Kind for SchedulerGroup {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let asked = |token: Option<&str>| {
            let asked = Rest::get("/schedule-groups").query("MaxResults", "100");
            token.map_or_else(|| asked.clone(), |token| asked.clone().query("NextToken", token))
        };
        for page in super::rest_pages(api, &SCHEDULER, "ListScheduleGroups", "NextToken", asked).await? {
            for group in page.list("ScheduleGroups") {
                let (Some(name), Some(arn)) = (group.text("Name"), group.text("Arn")) else { continue };
                let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), name));
                resource.created = group.time("CreationDate");
                resource.identity = resource.created.map(|time| time.to_string());
                resource.facts.insert(ARN.to_owned(), arn.into());
                if name == "default" {
                    resource.built_in = Some("AWS's default".to_owned());
                }
                if group.text("State") == Some("DELETING") {
                    resource.state = State::Deleting;
                }
                found.push(resource);
            }
        }
        Ok(())
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let path = format!("/tags/{}", Rest::segment(super::arn_of(resource)));
        let answer = api.rest(&SCHEDULER, "ListTagsForResource", Rest::get(path)).await?;
        resource.tags = answer.node().tags("Tags");
        Ok(())
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let path = format!("/schedule-groups/{}", Rest::segment(resource.id()));
        let answer = api.rest(&SCHEDULER, "DeleteScheduleGroup", Rest::delete(path)).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}
