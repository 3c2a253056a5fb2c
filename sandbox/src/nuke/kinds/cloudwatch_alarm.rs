//! CloudWatch alarms, composite ones too.

use async_trait::async_trait;
use serde_json::{Value, json};

use super::{About, Deleted, Found, Kind};
use crate::nuke::api::services::CLOUDWATCH;
use crate::nuke::api::{Api, ApiError, Node, Paging};
use crate::nuke::model::{Reference, Resource};

/// Alarms, by name. CloudWatch tells when they were last changed, which is no earlier than when they were made.
#[derive(Debug)]
pub(super) struct CloudwatchAlarm;

const ABOUT: About = About {
    uses: &["lambda-function", "sns-topic"],
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
        let names: Vec<&str> = resources.iter().map(Resource::id).collect();
        match api.call(&CLOUDWATCH, "DeleteAlarms", json!({ "AlarmNames": names })).await {
            Ok(answer) => names.iter().map(|_| Ok(Deleted::Requested(answer.request_id.clone()))).collect(),
            Err(error) => names.iter().map(|_| Err(error.clone())).collect(),
        }
    }
}

async fn described(api: &Api, parameters: Value, found: &mut Found) -> Result<(), ApiError> {
    let mut pages = api.pages(&CLOUDWATCH, "DescribeAlarms", parameters, Paging::NEXT_TOKEN);
    while let Some(page) = pages.next().await? {
        for list in ["MetricAlarms", "CompositeAlarms"] {
            page.list(list).into_iter().for_each(|alarm| found.extend(read(api, alarm)));
        }
    }
    Ok(())
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
