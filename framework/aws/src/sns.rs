//! SNS: topics and their subscriptions.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use aws_sdk_sns::Client;
use aws_sdk_sns::types::Subscription;

use crate::arn::Arn;
use crate::handle::Handle;
use crate::sqs::Marker;
use crate::words::counted;
use crate::{Aws, Check, Error, Policy, Queue, Seen};

impl Aws {
    /// Leads to the topics.
    #[must_use]
    pub fn sns(&self) -> Sns {
        Sns { aws: self.clone() }
    }
}

/// Leads to the topics of an account.
#[derive(Debug, Clone)]
pub struct Sns {
    aws: Aws,
}

impl Sns {
    /// Names a topic by its ARN. The region in the ARN counts.
    #[must_use]
    pub fn topic(&self, arn: impl Into<String>) -> Topic {
        let arn = arn.into();
        let region = Arn::read(&arn).map(|arn| arn.region.to_owned());
        let aws = region.map_or_else(|| self.aws.clone(), |region| self.aws.in_region(region));
        Topic { aws, arn }
    }
}

/// Names a topic.
///
/// ```no_run
/// # async fn example(aws: terraproof_aws::Aws) -> Result<(), terraproof_aws::Error> {
/// let topic = aws.sns().topic("arn:aws:sns:us-east-1:111122223333:orders");
/// let queue = aws.sqs().queue("https://sqs.us-east-1.amazonaws.com/111122223333/orders");
/// assert_eq!(topic.delivers_to(&queue).look().await?.reason(), None);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Topic {
    aws: Aws,
    arn: String,
}

impl Topic {
    /// Returns every attribute of the topic.
    ///
    /// # Errors
    /// Fails when the topic does not exist or may not be read.
    pub async fn describe(&self) -> Result<HashMap<String, String>, Error> {
        let call = self.client().await?.get_topic_attributes().topic_arn(&self.arn);
        let answer = call.send().await.map_err(self.failed("GetTopicAttributes"))?;
        Ok(answer.attributes.unwrap_or_default())
    }

    /// Promises that the topic exists.
    pub fn exists(&self) -> Check<HashMap<String, String>> {
        self.check("exists", |topic| async move { topic.describe().await.map(Seen::Yes) })
    }

    /// Promises that the topic does not exist any more.
    pub fn is_gone(&self) -> Check {
        self.gone(|topic| async move { topic.describe().await })
    }

    /// Promises that messages are encrypted at rest with a key of KMS.
    pub fn is_encrypted(&self) -> Check {
        self.check("is encrypted", |topic| async move {
            let encrypted = topic.describe().await?.get("KmsMasterKeyId").is_some_and(|key| !key.is_empty());
            Ok(Seen::when(encrypted, (), || "is not encrypted".to_owned()))
        })
    }

    /// Promises that the topic's policy denies publishing over plain HTTP.
    pub fn denies_insecure_transport(&self) -> Check {
        self.check("denies insecure transport", |topic| async move {
            let text = topic.describe().await?.remove("Policy").unwrap_or_default();
            let policy = Policy::parse(&text).map_err(|reason| Error::malformed(&topic, reason))?;
            let denied = policy.denies_insecure_transport("sns:Publish", std::slice::from_ref(&topic.arn));
            Ok(Seen::when(denied, (), || "its policy lets plain HTTP through".to_owned()))
        })
    }

    /// Promises that a subscription of this protocol and endpoint is there and confirmed: (`sqs`, the queue's ARN), (`email`, an address).
    pub fn has_subscription(&self, protocol: impl Into<String>, endpoint: impl Into<String>) -> Check<Subscription> {
        let (protocol, endpoint) = (protocol.into(), endpoint.into());
        self.check(format!("has a subscription of {protocol} `{endpoint}`"), move |topic| {
            let (protocol, endpoint) = (protocol.clone(), endpoint.clone());
            async move {
                let all = topic.subscriptions().await?;
                let count = all.len();
                let wanted = all.into_iter().find(|subscription| {
                    subscription.protocol() == Some(protocol.as_str())
                        && subscription.endpoint() == Some(endpoint.as_str())
                });
                let Some(wanted) = wanted else {
                    return Ok(Seen::No(format!("has {}", counted(count, "other subscription"))));
                };
                // An unconfirmed one has a word in the place of its ARN.
                let confirmed = wanted.subscription_arn().is_some_and(|arn| arn.starts_with("arn:"));
                Ok(Seen::when(confirmed, wanted, || "waits for confirmation".to_owned()))
            }
        })
    }

    /// Promises that the topic carries this tag.
    pub fn has_tag(&self, key: impl Into<String>, value: impl Into<String>) -> Check {
        self.tagged(key.into(), value.into(), |topic| async move {
            let call = topic.client().await?.list_tags_for_resource().resource_arn(&topic.arn);
            let tags = call.send().await.map_err(topic.failed("ListTagsForResource"))?.tags.unwrap_or_default();
            Ok(tags.into_iter().map(|tag| (tag.key, tag.value)).collect())
        })
    }

    /// Promises that a message that is published reaches the queue.
    ///
    /// The first look publishes one message, to every subscription of the topic; that look and later ones receive from the queue until they find
    /// it, and delete it there. What that means for other messages in the queue is told at [`Queue::passes_messages`]. A subscription with a
    /// filter policy on attributes does not let the message through.
    pub fn delivers_to(&self, queue: &Queue) -> Check {
        let (marker, queue) = (Arc::new(Marker::default()), queue.clone());
        self.check(format!("delivers to {queue}"), move |topic| {
            let (marker, queue) = (Arc::clone(&marker), queue.clone());
            async move {
                queue.config().await?;
                marker.pass(&queue, |text| topic.publish(text)).await
            }
        })
    }

    async fn subscriptions(&self) -> Result<Vec<Subscription>, Error> {
        let pages = self.client().await?.list_subscriptions_by_topic().topic_arn(&self.arn).into_paginator();
        let all: Result<Vec<_>, _> = pages.items().send().collect().await;
        all.map_err(self.failed("ListSubscriptionsByTopic"))
    }

    async fn publish(&self, text: String) -> Result<(), Error> {
        let mut call = self.client().await?.publish().topic_arn(&self.arn).message(&text);
        if self.arn.ends_with(".fifo") {
            call = call.message_group_id(&text).message_deduplication_id(text);
        }
        call.send().await.map_err(self.failed("Publish"))?;
        Ok(())
    }

    async fn client(&self) -> Result<Client, Error> {
        Ok(Client::new(&self.config().await?))
    }
}

impl Handle for Topic {
    const SERVICE: &'static str = "sns";

    fn aws(&self) -> &Aws {
        &self.aws
    }

    fn refused(&self) -> Option<String> {
        Arn::of("sns", &self.arn).err()
    }
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "topic `{}`", self.arn)
    }
}

#[cfg(test)]
mod tests {
    use crate::ErrorKind;
    use crate::canned::Canned;

    const ARN: &str = "arn:aws:sns:us-east-1:111122223333:orders";

    #[tokio::test]
    async fn a_subscription_without_an_arn_waits_for_confirmation() {
        let member = "<member><SubscriptionArn>PendingConfirmation</SubscriptionArn><Protocol>email</Protocol><Endpoint>a@b.c</Endpoint></member>";
        let result = format!(
            "<ListSubscriptionsByTopicResult><Subscriptions>{member}</Subscriptions></ListSubscriptionsByTopicResult>"
        );
        let body = format!("<ListSubscriptionsByTopicResponse>{result}</ListSubscriptionsByTopicResponse>");
        let (aws, _) = Canned::default().xml(200, &*body).xml(200, &*body).aws();
        let topic = aws.sns().topic(ARN);
        assert_eq!(
            topic.has_subscription("email", "a@b.c").look().await.unwrap().reason(),
            Some("waits for confirmation")
        );
        assert_eq!(topic.has_subscription("sqs", "q").look().await.unwrap().reason(), Some("has 1 other subscription"));
    }

    #[tokio::test]
    async fn what_is_no_arn_of_a_topic_or_url_of_a_queue_is_refused_before_a_call() {
        let (aws, calls) = Canned::default().aws();
        let error = aws.sns().topic("orders").exists().look().await.unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::Malformed);
        let error = aws.sns().topic(ARN).delivers_to(&aws.sqs().queue("orders")).look().await.unwrap_err();
        assert_eq!((error.kind(), calls.count()), (&ErrorKind::Malformed, 0));
    }
}
