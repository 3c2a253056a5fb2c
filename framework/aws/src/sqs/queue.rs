//! A queue.

use std::collections::HashMap;
use std::fmt;

use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::QueueAttributeName;
use serde_json::Value;

use crate::arn::is_account;
use crate::handle::Handle;
use crate::words::counted;
use crate::{Aws, Check, Error, Policy, Seen};

impl Aws {
    /// Leads to the queues.
    #[must_use]
    pub fn sqs(&self) -> Sqs {
        Sqs { aws: self.clone() }
    }
}

/// Leads to the queues of an account.
#[derive(Debug, Clone)]
pub struct Sqs {
    aws: Aws,
}

impl Sqs {
    /// Names a queue by its URL, which is what `aws_sqs_queue` exports as `url` (and as `id`).
    ///
    /// The region in the URL counts, where there is one.
    #[must_use]
    pub fn queue(&self, url: impl Into<String>) -> Queue {
        let url = url.into();
        let region = url.split("://").nth(1).and_then(|rest| rest.strip_prefix("sqs.")?.split('.').next());
        let aws = match region {
            Some(region) if region != "amazonaws" => self.aws.in_region(region),
            _ => self.aws.clone(),
        };
        Queue { aws, url }
    }
}

/// Names a queue.
///
/// ```no_run
/// # async fn example(aws: terraproof_aws::Aws) -> Result<(), terraproof_aws::Error> {
/// let orders = aws.sqs().queue("https://sqs.us-east-1.amazonaws.com/111122223333/orders");
/// let seen = orders.dead_letters_to("arn:aws:sqs:us-east-1:111122223333:dead", 5).look().await?;
/// assert_eq!(seen.reason(), None);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Queue {
    aws: Aws,
    url: String,
}

impl Queue {
    /// Returns the URL.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Returns every attribute of the queue.
    ///
    /// # Errors
    /// Fails when the queue does not exist or may not be read.
    pub async fn describe(&self) -> Result<HashMap<QueueAttributeName, String>, Error> {
        let call = self.client().await?.get_queue_attributes().queue_url(&self.url);
        let answer = call.attribute_names(QueueAttributeName::All).send().await;
        Ok(answer.map_err(self.failed("GetQueueAttributes"))?.attributes.unwrap_or_default())
    }

    /// Promises that the queue exists; the value is its ARN.
    pub fn exists(&self) -> Check<String> {
        self.check("exists", |queue| async move {
            let arn = queue.describe().await?.remove(&QueueAttributeName::QueueArn);
            Ok(Seen::Yes(arn.unwrap_or_default()))
        })
    }

    /// Promises that the queue does not exist any more.
    pub fn is_gone(&self) -> Check {
        self.gone(|queue| async move { queue.describe().await })
    }

    /// Promises that an attribute has a value: `("VisibilityTimeout", "30")`.
    pub fn has_attribute(&self, name: impl Into<String>, value: impl Into<String>) -> Check {
        let (name, value) = (name.into(), value.into());
        self.check(format!("has {name} = `{value}`"), move |queue| {
            let (name, value) = (name.clone(), value.clone());
            async move {
                let attributes = queue.describe().await?;
                Ok(match attributes.get(&QueueAttributeName::from(name.as_str())) {
                    Some(actual) => Seen::when(*actual == value, (), || format!("{name} is `{actual}`")),
                    None => Seen::No(format!("has no {name}")),
                })
            }
        })
    }

    /// Promises that messages are encrypted at rest, with SQS's own key or one of KMS.
    pub fn is_encrypted(&self) -> Check {
        self.check("is encrypted", |queue| async move {
            let attributes = queue.describe().await?;
            let own = attributes.get(&QueueAttributeName::SqsManagedSseEnabled).is_some_and(|on| on == "true");
            let kms = attributes.get(&QueueAttributeName::KmsMasterKeyId).is_some_and(|key| !key.is_empty());
            Ok(Seen::when(own || kms, (), || "is not encrypted".to_owned()))
        })
    }

    /// Promises that messages are encrypted with a key of KMS, named as the queue names it: id, ARN or alias.
    pub fn is_encrypted_with(&self, key: impl Into<String>) -> Check {
        let key = key.into();
        self.check(format!("is encrypted with the key `{key}`"), move |queue| {
            let key = key.clone();
            async move {
                Ok(match queue.describe().await?.remove(&QueueAttributeName::KmsMasterKeyId) {
                    Some(actual) => Seen::when(actual == key, (), || format!("is encrypted with `{actual}`")),
                    None => Seen::No("is encrypted with no key of KMS".to_owned()),
                })
            }
        })
    }

    /// Promises that a message goes to the queue with this ARN after it was received `max_receives` times.
    pub fn dead_letters_to(&self, arn: impl Into<String>, max_receives: u32) -> Check {
        let arn = arn.into();
        self.check(format!("gives messages to `{arn}` after {max_receives} receives"), move |queue| {
            let arn = arn.clone();
            async move {
                let attributes = queue.describe().await?;
                let Some(text) = attributes.get(&QueueAttributeName::RedrivePolicy) else {
                    return Ok(Seen::No("has no dead-letter queue".to_owned()));
                };
                let redrive: Value = serde_json::from_str(text).unwrap_or_default();
                let target = redrive["deadLetterTargetArn"].as_str().unwrap_or_default();
                // AWS has answered with a number and with a text.
                let limit = redrive["maxReceiveCount"].to_string().trim_matches('"').to_owned();
                let holds = target == arn && limit == max_receives.to_string();
                Ok(Seen::when(holds, (), || format!("gives them to `{target}` after {limit} receives")))
            }
        })
    }

    /// Promises that the queue's policy denies every call over plain HTTP.
    pub fn denies_insecure_transport(&self) -> Check {
        self.check("denies insecure transport", |queue| async move {
            let attributes = queue.describe().await?;
            let Some(text) = attributes.get(&QueueAttributeName::Policy) else {
                return Ok(Seen::No("has no policy".to_owned()));
            };
            let policy = Policy::parse(text).map_err(|reason| Error::malformed(&queue, reason))?;
            let arn = attributes.get(&QueueAttributeName::QueueArn).cloned().unwrap_or_default();
            let denied = policy.denies_insecure_transport("sqs:*", &[arn]);
            Ok(Seen::when(denied, (), || "its policy lets plain HTTP through".to_owned()))
        })
    }

    /// Promises that there is nothing in the queue, visible, in flight or delayed, as far as SQS knows: the counts are approximate.
    pub fn is_empty(&self) -> Check {
        self.check("is empty", |queue| async move {
            let attributes = queue.describe().await?;
            let count = |name| attributes.get(&name).and_then(|text| text.parse::<usize>().ok()).unwrap_or(0);
            let messages = count(QueueAttributeName::ApproximateNumberOfMessages)
                + count(QueueAttributeName::ApproximateNumberOfMessagesNotVisible)
                + count(QueueAttributeName::ApproximateNumberOfMessagesDelayed);
            Ok(Seen::when(messages == 0, (), || format!("holds {}", counted(messages, "message"))))
        })
    }

    /// Promises that the queue carries this tag.
    pub fn has_tag(&self, key: impl Into<String>, value: impl Into<String>) -> Check {
        self.tagged(key.into(), value.into(), |queue| async move {
            let call = queue.client().await?.list_queue_tags().queue_url(&queue.url);
            let answer = call.send().await.map_err(queue.failed("ListQueueTags"))?;
            Ok(answer.tags.into_iter().flatten().collect())
        })
    }

    pub(crate) async fn client(&self) -> Result<Client, Error> {
        Ok(Client::new(&self.config().await?))
    }
}

impl Handle for Queue {
    const SERVICE: &'static str = "sqs";

    fn aws(&self) -> &Aws {
        &self.aws
    }

    /// A queue's URL is `https://host/account/name`.
    fn refused(&self) -> Option<String> {
        let path = self.url.split_once("://").filter(|(scheme, _)| scheme.starts_with("http"));
        let mut parts = path.map(|(_, rest)| rest.split('/')).into_iter().flatten();
        let (host, account, name, more) = (parts.next(), parts.next(), parts.next(), parts.next());
        let named = name.is_some_and(|name| {
            let plain = name.strip_suffix(".fifo").unwrap_or(name);
            (1..=80).contains(&name.len())
                && plain.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
        });
        let whole =
            host.is_some_and(|host| !host.is_empty()) && account.is_some_and(is_account) && named && more.is_none();
        (!whole).then(|| "a queue is named by its URL: `https://sqs.region.amazonaws.com/account/name`".to_owned())
    }
}

impl fmt::Display for Queue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "queue `{}`{}", self.url.rsplit('/').next().unwrap_or_default(), self.aws.place())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::ErrorKind;
    use crate::canned::Canned;

    const URL: &str = "https://sqs.us-east-1.amazonaws.com/111122223333/orders";

    fn attributes(attributes: &Value) -> Canned {
        Canned::default().json(200, json!({ "Attributes": attributes }).to_string())
    }

    #[tokio::test]
    async fn a_dead_letter_target_is_compared_with_its_count() {
        let redrive = json!({ "deadLetterTargetArn": "arn:dead", "maxReceiveCount": "5" }).to_string();
        let (aws, _) = attributes(&json!({ "RedrivePolicy": redrive })).aws();
        assert_eq!(aws.sqs().queue(URL).dead_letters_to("arn:dead", 5).look().await.unwrap(), Seen::Yes(()));
        let (aws, _) = attributes(&json!({ "RedrivePolicy": redrive })).aws();
        let seen = aws.sqs().queue(URL).dead_letters_to("arn:dead", 4).look().await.unwrap();
        assert_eq!(seen.reason(), Some("gives them to `arn:dead` after 5 receives"));
    }

    #[tokio::test]
    async fn an_absent_queue_is_not_yet_there_for_a_condition_and_an_error_for_describe() {
        let absent = || Canned::default().json_error("AWS.SimpleQueueService.NonExistentQueue", "no such queue");
        let (aws, _) = absent().aws();
        assert_eq!(aws.sqs().queue(URL).is_encrypted().look().await.unwrap().reason(), Some("does not exist yet"));
        let (aws, _) = absent().aws();
        assert!(aws.sqs().queue(URL).describe().await.unwrap_err().is_absent());
        let (aws, _) = absent().aws();
        assert_eq!(aws.sqs().queue(URL).is_gone().look().await.unwrap(), Seen::Yes(()));
    }

    #[tokio::test]
    async fn a_denial_is_final_and_names_the_action() {
        let (aws, _) = Canned::default().json_error("AccessDeniedException", "not for you").aws();
        let error = aws.sqs().queue(URL).is_encrypted().look().await.unwrap_err();
        assert!(!error.is_transient());
        let expected = "call sqs:GetQueueAttributes for queue `orders` (us-east-1, account 111122223333): \
                        access denied to `sqs:GetQueueAttributes`";
        assert_eq!(error.to_string(), expected);
    }

    #[tokio::test]
    async fn throttling_passes_and_is_known_as_such() {
        let (aws, _) = Canned::default().json_error("ThrottlingException", "Rate exceeded").aws();
        let error = aws.sqs().queue(URL).exists().look().await.unwrap_err();
        assert!(error.is_transient() && error.is_throttled());
    }

    #[tokio::test]
    async fn what_is_no_url_is_refused_before_a_call() {
        let (aws, calls) = Canned::default().aws();
        for url in [
            "orders",
            "https://sqs.us-east-1.amazonaws.com/orders",
            "https://h/111122223333/a b",
            "https:///111122223333/a",
        ] {
            let error = aws.sqs().queue(url).exists().look().await.unwrap_err();
            assert_eq!(error.kind(), &ErrorKind::Malformed, "{url}");
        }
        assert_eq!(calls.count(), 0);
    }

    #[tokio::test]
    async fn a_queue_is_asked_in_the_region_of_its_url() {
        let (aws, calls) = attributes(&json!({})).aws();
        let queue = aws.sqs().queue("https://sqs.eu-west-1.amazonaws.com/111122223333/orders");
        queue.describe().await.unwrap();
        assert!(queue.to_string().contains("eu-west-1"));
        assert!(calls.all()[0].contains("sqs.eu-west-1.amazonaws.com"), "{:?}", calls.all());
    }
}
