//! SNS subscriptions.

use async_trait::async_trait;
use serde_json::json;

use super::{About, Deleted, Found, Kind, sns_topic};
use crate::nuke::api::services::SNS;
use crate::nuke::api::{Api, ApiError, Node, Paging};
use crate::nuke::model::{Reference, Resource, Tags, Use};

/// Subscriptions, by ARN; one that was never confirmed has none, cannot be deleted, and goes by itself after three days.
///
/// They are not deleted with their topic; one without its topic is an orphan.
#[derive(Debug)]
pub(super) struct SnsSubscription;

const ABOUT: About = About {
    uses: &["firehose-stream", "iam-role", "lambda-function", "sns-topic", "sqs-queue"],
    follows: true,
    needs: true,
    age: false,
    tags: false,
    aws_nuke: Some("SNSSubscription"),
    ..About::new("sns-subscription", "AWS::SNS::Subscription")
};

#[async_trait]
impl Kind for SnsSubscription {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let mut pages = api.pages(&SNS, "ListSubscriptions", json!({}), Paging::NEXT_TOKEN);
        while let Some(page) = pages.next().await? {
            for subscription in page.list("Subscriptions") {
                let Some(arn) = subscription.text("SubscriptionArn").filter(|arn| arn.starts_with("arn:")) else {
                    continue;
                };
                let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), arn));
                resource.tags = Tags::None;
                resource.told_in(subscription.0);
                let topic = subscription.text_or_empty("TopicArn");
                resource.name = Some(format!(
                    "{} of {}",
                    subscription.text_or_empty("Endpoint"),
                    topic.rsplit(':').next().unwrap_or_default()
                ));
                resource.uses(Use::of(Reference::new("sns-topic", api.region(), topic)));
                found.push(resource);
            }
        }
        Ok(())
    }

    /// Reads where goes what cannot be delivered, and by which role a stream is fed.
    async fn needs(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let answer = api.call(&SNS, "GetSubscriptionAttributes", json!({ "SubscriptionArn": resource.id() })).await?;
        if let Some(attributes) = answer.node().at("Attributes") {
            let attributes = sns_topic::flat(attributes);
            super::told_of(resource, Node(&attributes), &["RedrivePolicy", "SubscriptionRoleArn"]);
        }
        Ok(())
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let answer = api.call(&SNS, "Unsubscribe", json!({ "SubscriptionArn": resource.id() })).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}
