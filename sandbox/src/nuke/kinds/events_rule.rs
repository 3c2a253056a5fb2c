//! EventBridge rules.

use async_trait::async_trait;
use serde_json::{Value, json};

use super::{About, Deleted, Found, Kind};
use crate::nuke::api::services::EVENTS;
use crate::nuke::api::{Api, ApiError, Node, Paging};
use crate::nuke::model::{Reference, Resource};

/// Rules of every event bus, by ARN. EventBridge does not tell how old they are.
#[derive(Debug)]
pub(super) struct EventsRule;

const ABOUT: About = About {
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
        let tags = api.call(&EVENTS, "ListTagsForResource", json!({ "ResourceARN": resource.id() })).await?;
        resource.tags = tags.node().tags("Tags");
        Ok(())
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let bus = resource.facts.get("bus").and_then(Value::as_str).unwrap_or("default");
        let rule = resource.shown_name();
        let asked = json!({ "Rule": rule, "EventBusName": bus });
        let mut targets = api.pages(&EVENTS, "ListTargetsByRule", asked, Paging::NEXT_TOKEN);
        let mut ids = Vec::new();
        while let Some(page) = targets.next().await? {
            ids.extend(page.list("Targets").iter().filter_map(|target| target.text("Id")).map(str::to_owned));
        }
        for ids in ids.chunks(100) {
            api.call(&EVENTS, "RemoveTargets", json!({ "Rule": rule, "EventBusName": bus, "Ids": ids })).await?;
        }
        let answer = api.call(&EVENTS, "DeleteRule", json!({ "Name": rule, "EventBusName": bus })).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}

fn read(api: &Api, bus: &str, rule: Node<'_>) -> Option<Resource> {
    let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), rule.text("Arn")?));
    resource.name = rule.text("Name").map(str::to_owned);
    resource.facts.insert("bus".to_owned(), bus.into());
    if let Some(service) = rule.text("ManagedBy") {
        resource.built_in = Some(format!("managed by {service}"));
    }
    Some(resource)
}
