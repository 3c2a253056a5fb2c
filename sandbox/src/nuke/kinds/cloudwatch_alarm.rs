//! CloudWatch alarms, composite ones too.

use async_trait::async_trait;
use serde_json::{Value, json};

use super::{About, Deleted, Found, Kind};
use crate::nuke::api::services::CLOUDWATCH;
use crate::nuke::api::{Api, ApiError, Node, Paging};
use crate::nuke::model::{Reference, Resource, Use};

/// Alarms, by name. CloudWatch tells when they were last changed, which is no earlier than when they were made.
///
/// A composite one cannot go while another one's rule names it, and not with another one in the same call.
#[derive(Debug)]
pub(super) struct CloudwatchAlarm;

const ABOUT: About = About {
    uses: &["cloudwatch-alarm", "lambda-function", "sns-topic"],
    details: true,
    batch: 100,
    cloud_nuke: Some("CloudWatchAlarm"),
    aws_nuke: Some("CloudWatchAlarm"),
    ..About::new("cloudwatch-alarm", "AWS::CloudWatch::Alarm")
};

const TYPES: [&str; 2] = ["MetricAlarm", "CompositeAlarm"];

#[async_trait]
impl Kind for CloudwatchAlarm {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        described(api, json!({ "MaxRecords": 100, "AlarmTypes": TYPES }), found).await
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let arn = resource.facts.get("arn").and_then(Value::as_str).unwrap_or_default();
        let tags = api.call(&CLOUDWATCH, "ListTagsForResource", json!({ "ResourceARN": arn })).await?;
        resource.tags = tags.node().tags("Tags");
        Ok(())
    }

    async fn look(&self, api: &Api, ids: &[&str]) -> Result<Vec<Resource>, ApiError> {
        let mut found = Found::default();
        for names in ids.chunks(ABOUT.batch) {
            described(api, json!({ "AlarmNames": names, "AlarmTypes": TYPES, "MaxRecords": 100 }), &mut found).await?;
        }
        super::detailed(self, api, found.into_resources()).await
    }

    async fn delete(&self, api: &Api, resources: &[Resource]) -> Vec<Result<Deleted, ApiError>> {
        let mut outcomes: Vec<Option<Result<Deleted, ApiError>>> = vec![None; resources.len()];
        let (composite, metric): (Vec<usize>, Vec<usize>) =
            (0..resources.len()).partition(|index| resources[*index].facts.contains_key(COMPOSITE));
        let calls = composite.into_iter().map(|index| vec![index]).chain([metric]).filter(|some| !some.is_empty());
        for indexes in calls {
            let names: Vec<&str> = indexes.iter().map(|index| resources[*index].id()).collect();
            let answer = api.call(&CLOUDWATCH, "DeleteAlarms", json!({ "AlarmNames": names })).await;
            let outcome = answer.map(|answer| Deleted::Requested(answer.request_id));
            indexes.into_iter().for_each(|index| outcomes[index] = Some(outcome.clone()));
        }
        outcomes.into_iter().flatten().collect()
    }
}

async fn described(api: &Api, parameters: Value, found: &mut Found) -> Result<(), ApiError> {
    let mut pages = api.pages(&CLOUDWATCH, "DescribeAlarms", parameters, Paging::NEXT_TOKEN);
    while let Some(page) = pages.next().await? {
        found.extend(page.list("MetricAlarms").into_iter().filter_map(|alarm| read(api, alarm)));
        found.extend(page.list("CompositeAlarms").into_iter().filter_map(|alarm| read_composite(api, alarm)));
    }
    Ok(())
}

/// The fact that an alarm has a rule over others.
const COMPOSITE: &str = "composite";

/// Finds the alarms that a rule names: `ALARM("cpu") OR NOT OK(arn:aws:cloudwatch:..:alarm:disk)`.
fn named_in_rule(rule: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut rest = rule;
    while let Some((state, name)) = rest.split_once('(') {
        let is_state = ["ALARM", "OK", "INSUFFICIENT_DATA"].iter().any(|word| state.trim_end().ends_with(word));
        rest = name;
        if !is_state {
            continue;
        }
        let name = name.trim_start();
        let end = match name.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"'),
            None => name.split_once(')'),
        };
        let Some((named, after)) = end else { break };
        names.push(alarm_of(named.trim()).to_owned());
        rest = after;
    }
    names
}

/// Returns the name in the ARN of an alarm; a name is one already.
fn alarm_of(text: &str) -> &str {
    text.strip_prefix("arn:").and_then(|arn| arn.split_once(":alarm:")).map_or(text, |(_, name)| name)
}

fn read(api: &Api, alarm: Node<'_>) -> Option<Resource> {
    let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), alarm.text("AlarmName")?));
    resource.created = alarm.time("AlarmConfigurationUpdatedTimestamp");
    resource.facts.insert("arn".to_owned(), alarm.text("AlarmArn")?.into());
    for field in ["AlarmActions", "OKActions", "InsufficientDataActions"] {
        // A group whose scaling it serves is what needs the alarm.
        let actions: Vec<String> =
            alarm.texts(field).into_iter().filter(|arn| !arn.contains(":autoscaling:")).collect();
        resource.told_in(&json!({ field: actions }));
    }
    Some(resource)
}

pub(super) fn read_composite(api: &Api, alarm: Node<'_>) -> Option<Resource> {
    let mut resource = read(api, alarm)?;
    resource.facts.insert(COMPOSITE.to_owned(), true.into());
    let suppressor = alarm.text("ActionsSuppressor").map(|suppressor| alarm_of(suppressor).to_owned());
    for name in named_in_rule(&alarm.text_or_empty("AlarmRule")).into_iter().chain(suppressor) {
        resource.uses(Use::of(Reference::new(ABOUT.name, api.region(), name)));
    }
    Some(resource)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rule_of_a_composite_alarm_is_read_with_every_way_to_name_one() {
        let rule =
            r#"(ALARM("cpu (high)") OR ALARM(disk)) AND NOT OK(arn:aws:cloudwatch:eu-west-1:1:alarm:net) AND TRUE"#;
        assert_eq!(named_in_rule(rule), ["cpu (high)", "disk", "net"]);
        assert!(named_in_rule("FALSE").is_empty() && named_in_rule("ALARM(\"broken").is_empty());
    }
}
