//! Schedules of EventBridge Scheduler.

use async_trait::async_trait;

use super::{About, Deleted, Found, Kind, ec2};
use crate::nuke::api::services::SCHEDULER;
use crate::nuke::api::{Api, ApiError, Node, Rest};
use crate::nuke::model::{Reference, Resource, State, Tags};

/// Schedules, by group and name: `default/nightly`. One of a group of one's own is nothing without that, which has the tags.
#[derive(Debug)]
pub(super) struct SchedulerSchedule;

const ABOUT: About = About {
    uses: &[
        "codebuild-project",
        "ecs-cluster",
        "ecs-task-definition",
        "events-bus",
        "firehose-stream",
        "iam-role",
        "kinesis-stream",
        "kms-key",
        "lambda-function",
        "scheduler-group",
        "sns-topic",
        "sqs-queue",
        "states-machine",
    ],
    follows: true,
    tags: false,
    needs: true,
    cloud_nuke: Some("EventBridgeSchedule"),
    aws_nuke: Some("SchedulerSchedule"),
    ..About::new("scheduler-schedule", "AWS::Scheduler::Schedule")
};

#[async_trait]
impl Kind for SchedulerSchedule {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let asked = |token: Option<&str>| {
            let asked = Rest::get("/schedules").query("MaxResults", "100");
            token.map_or_else(|| asked.clone(), |token| asked.clone().query("NextToken", token))
        };
        for page in super::rest_pages(api, &SCHEDULER, "ListSchedules", "NextToken", asked).await? {
            found.extend(page.list("Schedules").into_iter().filter_map(|schedule| read(api, schedule)));
        }
        Ok(())
    }

    /// Reads what is called, by which role, and where what fails goes.
    async fn needs(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let schedule = api.rest(&SCHEDULER, "GetSchedule", named(Rest::get, resource.id())).await?;
        super::told_of(resource, schedule.node(), &["KmsKeyArn", "Target"]);
        Ok(())
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let answer = api.rest(&SCHEDULER, "DeleteSchedule", named(Rest::delete, resource.id())).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}

/// Starts a call about a schedule.
fn named(start: impl Fn(String) -> Rest, id: &str) -> Rest {
    let (group, name) = id.split_once('/').unwrap_or(("default", id));
    start(format!("/schedules/{}", Rest::segment(name))).query("groupName", group)
}

fn read(api: &Api, schedule: Node<'_>) -> Option<Resource> {
    let (group, name) = (schedule.text("GroupName").unwrap_or("default"), schedule.text("Name")?);
    let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), format!("{group}/{name}")));
    resource.name = Some(name.to_owned());
    resource.created = schedule.time("CreationDate");
    resource.identity = resource.created.map(|time| time.to_string());
    resource.tags = Tags::None;
    super::told_of(&mut resource, schedule, &["Target"]);
    if schedule.text("State") == Some("DELETING") {
        resource.state = State::Deleting;
    }
    ec2::uses(&mut resource, "scheduler-group", Some(group).filter(|group| *group != "default"));
    Some(resource)
}
