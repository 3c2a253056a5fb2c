//! EventBridge rules.

use async_trait::async_trait;
use serde_json::{Value, json};

use super::{About, Deleted, Found, Kind, ec2};
use crate::nuke::api::services::EVENTS;
use crate::nuke::api::{Answer, Api, ApiError, Node, Paging};
use crate::nuke::model::{Reference, Resource};

/// Rules of every event bus, by ARN. EventBridge does not tell how old they are.
#[derive(Debug)]
pub(super) struct EventsRule;

const ABOUT: About = About {
    uses: &[
        "apigateway-rest",
        "codebuild-project",
        "ec2-security-group",
        "ec2-subnet",
        "ecs-cluster",
        "ecs-task-definition",
        "events-bus",
        "firehose-stream",
        "iam-role",
        "kinesis-stream",
        "lambda-function",
        "logs-group",
        "redshift-cluster",
        "secretsmanager-secret",
        "sns-topic",
        "sqs-queue",
        "states-machine",
    ],
    goes_with: &["events-archive"],
    uses_in_detail: true,
    age: false,
    details: true,
    cloud_nuke: Some("EventBridgeRule"),
    aws_nuke: Some("CloudWatchEventsRule"),
    ..About::new("events-rule", "AWS::Events::Rule")
};

#[async_trait]
impl Kind for EventsRule {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let mut buses = api.pages(&EVENTS, "ListEventBuses", json!({ "Limit": 100 }), Paging::NEXT_TOKEN);
        while let Some(page) = buses.next().await? {
            for bus in page.list("EventBuses") {
                let Some(bus) = bus.text("Name") else { continue };
                let asked = json!({ "EventBusName": bus, "Limit": 100 });
                let mut rules = api.pages(&EVENTS, "ListRules", asked, Paging::NEXT_TOKEN);
                while let Some(page) = rules.next().await? {
                    page.list("Rules").into_iter().for_each(|rule| found.extend(read(api, bus, rule)));
                }
            }
        }
        Ok(())
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let asked = json!({ "ResourceARN": resource.id() });
        let (tags, targets) =
            futures_util::try_join!(api.call(&EVENTS, "ListTagsForResource", asked), targets(api, resource))?;
        resource.tags = tags.node().tags("Tags");
        targets.iter().for_each(|page| resource.told_in(&page.body));
        Ok(())
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let (rule, bus) = (resource.shown_name(), bus(resource));
        let targets = targets(api, resource).await?;
        let targets = targets.iter().flat_map(|page| page.list("Targets"));
        let ids: Vec<&str> = targets.filter_map(|target| target.text("Id")).collect();
        for ids in ids.chunks(100) {
            api.call(&EVENTS, "RemoveTargets", json!({ "Rule": rule, "EventBusName": bus, "Ids": ids })).await?;
        }
        let answer = api.call(&EVENTS, "DeleteRule", json!({ "Name": rule, "EventBusName": bus })).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}

/// How the name of the rule begins that feeds an archive; the archive's follows.
const OF_ARCHIVE: &str = "Events-Archive-";

fn bus(resource: &Resource) -> &str {
    resource.facts.get("bus").and_then(Value::as_str).unwrap_or("default")
}

async fn targets(api: &Api, resource: &Resource) -> Result<Vec<Answer>, ApiError> {
    let asked = json!({ "Rule": resource.shown_name(), "EventBusName": bus(resource) });
    let mut pages = api.pages(&EVENTS, "ListTargetsByRule", asked, Paging::NEXT_TOKEN);
    let mut answers = Vec::new();
    while let Some(page) = pages.next().await? {
        answers.push(page);
    }
    Ok(answers)
}

fn read(api: &Api, bus: &str, rule: Node<'_>) -> Option<Resource> {
    let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), rule.text("Arn")?));
    resource.name = rule.text("Name").map(str::to_owned);
    resource.also = rule.text("Name").map(|name| format!("{bus}|{name}")).into_iter().collect();
    resource.told_in(rule.0);
    resource.facts.insert("bus".to_owned(), bus.into());
    ec2::uses(&mut resource, "events-bus", Some(bus).filter(|bus| *bus != "default"));
    let archive = rule.text("Name").and_then(|name| name.strip_prefix(OF_ARCHIVE));
    match (rule.text("ManagedBy"), archive) {
        (Some(_), Some(archive)) => {
            resource.uses.clear();
            resource.goes_with = Some(Reference::new("events-archive", api.region(), archive));
        }
        (Some(service), None) => resource.built_in = Some(format!("managed by {service}")),
        (None, _) => {}
    }
    Some(resource)
}
