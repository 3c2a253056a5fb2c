//! SNS topics.

use std::collections::BTreeMap;

use async_trait::async_trait;
use serde_json::{Value, json};

use super::{About, Deleted, Found, Kind, needs};
use crate::nuke::api::services::SNS;
use crate::nuke::api::{Api, ApiError, Node, Paging};
use crate::nuke::model::{Reference, Resource, Tags};

/// Topics, by ARN. SNS does not tell how old they are.
#[derive(Debug)]
pub(super) struct SnsTopic;

const ABOUT: About = About {
    uses: &["firehose-stream", "iam-role", "kms-alias", "kms-key", "lambda-function", "sns-subscription", "sqs-queue"],
    uses_in_detail: true,
    age: false,
    details: true,
    cloud_nuke: Some("SNS"),
    aws_nuke: Some("SNSTopic"),
    ..About::new("sns-topic", "AWS::SNS::Topic")
};

#[async_trait]
impl Kind for SnsTopic {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let mut topics = BTreeMap::new();
        let mut pages = api.pages(&SNS, "ListTopics", json!({}), Paging::NEXT_TOKEN);
        while let Some(page) = pages.next().await? {
            let listed = page.list("Topics");
            let arns = listed.iter().filter_map(|topic| topic.text("TopicArn"));
            topics.extend(arns.map(|arn| (arn.to_owned(), topic(api, arn))));
        }
        if !topics.is_empty() {
            told_by_subscriptions(api, &mut topics).await?;
        }
        found.extend(topics.into_values());
        Ok(())
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let attributes = api.call(&SNS, "GetTopicAttributes", json!({ "TopicArn": resource.id() }));
        let (tags, attributes) = futures_util::try_join!(tags(api, resource.id()), attributes)?;
        resource.tags = tags;
        if let Some(attributes) = attributes.node().at("Attributes") {
            resource.told_in(&flat(attributes));
        }
        Ok(())
    }

    async fn look(&self, api: &Api, ids: &[&str]) -> Result<Vec<Resource>, ApiError> {
        needs::read_of_each(ids.iter().map(|arn| topic(api, arn)).collect(), |mut topic| async move {
            topic.tags = tags(api, topic.id()).await?;
            Ok(topic)
        })
        .await
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let answer = api.call(&SNS, "DeleteTopic", json!({ "TopicArn": resource.id() })).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}

async fn tags(api: &Api, topic: &str) -> Result<Tags, ApiError> {
    let answer = api.call(&SNS, "ListTagsForResource", json!({ "ResourceArn": topic })).await?;
    Ok(answer.node().tags("Tags"))
}

/// Adds whom the topics feed: one listing tells it of all of them.
async fn told_by_subscriptions(api: &Api, topics: &mut BTreeMap<String, Resource>) -> Result<(), ApiError> {
    let mut pages = api.pages(&SNS, "ListSubscriptions", json!({}), Paging::NEXT_TOKEN);
    while let Some(page) = pages.next().await? {
        for subscription in page.list("Subscriptions") {
            if let Some(topic) = subscription.text("TopicArn").and_then(|arn| topics.get_mut(arn)) {
                topic.told_in(subscription.0);
            }
        }
    }
    Ok(())
}

/// Makes one object of attributes that come as pairs of key and value.
pub(super) fn flat(attributes: Node<'_>) -> Value {
    let pairs = attributes.flat("entry");
    let pairs = pairs.iter().filter_map(|pair| Some((pair.text("key")?.to_owned(), Value::from(pair.text("value")?))));
    pairs.collect()
}

fn topic(api: &Api, arn: &str) -> Resource {
    let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), arn));
    resource.name = arn.rsplit(':').next().map(str::to_owned);
    resource
}
