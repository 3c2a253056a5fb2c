//! CloudWatch Logs: groups, what is kept and what is written.

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use aws_sdk_cloudwatchlogs::Client;
use aws_sdk_cloudwatchlogs::types::{LogGroup as LogGroupDescription, MetricFilter, SubscriptionFilter};

use crate::handle::Handle;
use crate::words::counted;
use crate::{Aws, Check, Error, Seen};

/// How many pages of events one look reads; CloudWatch answers with empty pages while it searches.
const PAGES: usize = 50;

impl Aws {
    /// Leads to the groups of logs.
    #[must_use]
    pub fn logs(&self) -> Logs {
        Logs { aws: self.clone() }
    }
}

/// Leads to the groups of logs of an account.
#[derive(Debug, Clone)]
pub struct Logs {
    aws: Aws,
}

impl Logs {
    /// Names a log group: `/aws/lambda/orders`.
    #[must_use]
    pub fn group(&self, name: impl Into<String>) -> LogGroup {
        LogGroup { aws: self.aws.clone(), name: name.into() }
    }
}

/// Names a log group.
///
/// ```no_run
/// # async fn example(aws: terraproof_aws::Aws) -> Result<(), terraproof_aws::Error> {
/// let orders = aws.logs().group("/aws/lambda/orders");
/// assert_eq!(orders.has_retention(30).look().await?.reason(), None);
/// assert_eq!(orders.has_line("order accepted").look().await?.reason(), None);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct LogGroup {
    aws: Aws,
    name: String,
}

impl LogGroup {
    /// Returns what CloudWatch Logs knows of the group.
    ///
    /// # Errors
    /// Fails when the group does not exist or may not be read.
    pub async fn describe(&self) -> Result<LogGroupDescription, Error> {
        let call = self.client().await?.describe_log_groups().log_group_name_prefix(&self.name);
        let mut groups = call.into_paginator().items().send();
        while let Some(group) = groups.next().await {
            let group = group.map_err(self.failed("DescribeLogGroups"))?;
            if group.log_group_name() == Some(self.name.as_str()) {
                return Ok(group);
            }
        }
        Err(Error::absent(self))
    }

    /// Promises that the group exists.
    pub fn exists(&self) -> Check<LogGroupDescription> {
        self.check("exists", |group| async move { group.describe().await.map(Seen::Yes) })
    }

    /// Promises that the group does not exist any more.
    pub fn is_gone(&self) -> Check {
        self.gone(|group| async move { group.describe().await })
    }

    /// Promises that lines are kept for this many days.
    pub fn has_retention(&self, days: i32) -> Check {
        self.check(format!("keeps lines for {days} days"), move |group| async move {
            let actual = group.describe().await?.retention_in_days;
            Ok(Seen::when(actual == Some(days), (), || retention(actual)))
        })
    }

    /// Promises that lines are kept for ever.
    pub fn never_expires(&self) -> Check {
        self.check("never expires", |group| async move {
            let actual = group.describe().await?.retention_in_days;
            Ok(Seen::when(actual.is_none(), (), || retention(actual)))
        })
    }

    /// Promises that the group is encrypted with this key of KMS, named by its ARN. Every group is encrypted, by default with a key of AWS.
    pub fn is_encrypted_with(&self, key: impl Into<String>) -> Check {
        let key = key.into();
        self.check(format!("is encrypted with `{key}`"), move |group| {
            let key = key.clone();
            async move {
                Ok(match group.describe().await?.kms_key_id {
                    Some(actual) => Seen::when(actual == key, (), || format!("is encrypted with `{actual}`")),
                    None => Seen::No("is encrypted with a key of AWS".to_owned()),
                })
            }
        })
    }

    /// Promises that a line that contains this text has arrived, ever; the value is the first such line.
    pub fn has_line(&self, text: impl Into<String>) -> Check<String> {
        self.has_line_after(text, UNIX_EPOCH)
    }

    /// Promises that a line that contains this text and is not older than `start` has arrived; the value is the first such line.
    ///
    /// One look reads 50 pages at most, the oldest first: name a start in a group that holds much.
    pub fn has_line_after(&self, text: impl Into<String>, start: SystemTime) -> Check<String> {
        let text = text.into();
        let start = start.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
        let start = i64::try_from(start).unwrap_or(i64::MAX);
        self.check(format!("has a line with `{text}`"), move |group| {
            let text = text.clone();
            async move { group.find(&text, start).await }
        })
    }

    /// Promises that the group has a metric filter of this name.
    pub fn has_metric_filter(&self, name: impl Into<String>) -> Check<MetricFilter> {
        let name = name.into();
        self.check(format!("has the metric filter `{name}`"), move |group| {
            let name = name.clone();
            async move { group.metric_filter(|filter| filter.filter_name() == Some(name.as_str())).await }
        })
    }

    /// Promises that a metric filter of the group feeds a metric.
    pub fn feeds_metric(&self, namespace: impl Into<String>, metric: impl Into<String>) -> Check<MetricFilter> {
        let (namespace, metric) = (namespace.into(), metric.into());
        self.check(format!("feeds the metric `{namespace}` `{metric}`"), move |group| {
            let (namespace, metric) = (namespace.clone(), metric.clone());
            async move {
                let feeds = |filter: &MetricFilter| {
                    filter.metric_transformations().iter().any(|transformation| {
                        transformation.metric_namespace() == namespace && transformation.metric_name() == metric
                    })
                };
                group.metric_filter(feeds).await
            }
        })
    }

    /// Promises that lines are passed on to a stream, a function or a destination, named by its ARN.
    pub fn has_subscription_to(&self, arn: impl Into<String>) -> Check<SubscriptionFilter> {
        let arn = arn.into();
        self.check(format!("passes lines on to `{arn}`"), move |group| {
            let arn = arn.clone();
            async move {
                let call = group.client().await?.describe_subscription_filters().log_group_name(&group.name);
                let answer = call.send().await.map_err(group.failed("DescribeSubscriptionFilters"))?;
                let all = answer.subscription_filters.unwrap_or_default();
                let count = all.len();
                let wanted = all.into_iter().find(|filter| filter.destination_arn() == Some(arn.as_str()));
                Ok(Seen::some(wanted, || format!("passes them on to {}", counted(count, "other destination"))))
            }
        })
    }

    async fn metric_filter(&self, wanted: impl Fn(&MetricFilter) -> bool) -> Result<Seen<MetricFilter>, Error> {
        let pages = self.client().await?.describe_metric_filters().log_group_name(&self.name).into_paginator();
        let all: Result<Vec<_>, _> = pages.items().send().collect().await;
        let all = all.map_err(self.failed("DescribeMetricFilters"))?;
        let count = all.len();
        Ok(Seen::some(all.into_iter().find(wanted), || format!("has {}", counted(count, "other metric filter"))))
    }

    async fn find(&self, text: &str, start: i64) -> Result<Seen<String>, Error> {
        let call = self.client().await?.filter_log_events().log_group_name(&self.name).start_time(start);
        // The service narrows down, where the text can be said in its language; it compares by terms, so the answer is compared again.
        let plain = !text.is_empty() && !text.contains(['"', '\\']);
        let call = call.set_filter_pattern(plain.then(|| format!("\"{text}\"")));
        let mut pages = call.into_paginator().send();
        for _ in 0..PAGES {
            let Some(page) = pages.next().await else {
                return Ok(Seen::No("has no such line".to_owned()));
            };
            let events = page.map_err(self.failed("FilterLogEvents"))?.events.unwrap_or_default();
            let line = events.into_iter().filter_map(|event| event.message).find(|line| line.contains(text));
            if let Some(line) = line {
                return Ok(Seen::Yes(line));
            }
        }
        Ok(Seen::No(format!("has no such line on its first {PAGES} pages")))
    }

    async fn client(&self) -> Result<Client, Error> {
        Ok(Client::new(&self.config().await?))
    }
}

fn retention(days: Option<i32>) -> String {
    days.map_or_else(|| "keeps them for ever".to_owned(), |days| format!("keeps them for {days} days"))
}

impl Handle for LogGroup {
    const SERVICE: &'static str = "logs";

    fn aws(&self) -> &Aws {
        &self.aws
    }

    /// Source: [CreateLogGroup](https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html).
    fn refused(&self) -> Option<String> {
        let known = |letter: u8| letter.is_ascii_alphanumeric() || b".-_/#".contains(&letter);
        let fine = (1..=512).contains(&self.name.len()) && self.name.bytes().all(known);
        (!fine).then(|| "a log group's name takes letters, digits and `.-_/#`".to_owned())
    }
}

impl fmt::Display for LogGroup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "log group `{}`{}", self.name, self.aws.place())
    }
}

#[cfg(test)]
mod tests {
    use crate::Seen;
    use crate::canned::Canned;

    #[tokio::test]
    async fn a_group_is_not_taken_for_one_whose_name_begins_like_it() {
        let body = r#"{"logGroups":[{"logGroupName":"orders-dead","retentionInDays":7}]}"#;
        let (aws, _) = Canned::default().json(200, body).json(200, body).aws();
        let orders = aws.logs().group("orders");
        assert_eq!(orders.has_retention(7).look().await.unwrap().reason(), Some("does not exist yet"));
        assert_eq!(orders.is_gone().look().await.unwrap(), Seen::Yes(()));
    }

    #[tokio::test]
    async fn a_line_is_found_behind_empty_pages_and_compared_as_it_was_written() {
        let (aws, calls) = Canned::default()
            .json(200, r#"{"events":[],"nextToken":"1"}"#)
            .json(200, r#"{"events":[{"message":"order  accepted"}],"nextToken":"2"}"#)
            .json(200, r#"{"events":[{"message":"an order accepted, as it should"}]}"#)
            .aws();
        let seen = aws.logs().group("orders").has_line("order accepted").look().await.unwrap();
        assert_eq!(seen, Seen::Yes("an order accepted, as it should".to_owned()));
        assert!(calls.all()[0].contains(r#""filterPattern":"\"order accepted\"""#), "{:?}", calls.all());
    }

    #[tokio::test]
    async fn a_line_without_end_of_pages_ends_the_look() {
        let canned = (0..60).fold(Canned::default(), |canned, page| {
            canned.json(200, format!(r#"{{"events":[],"nextToken":"{page}"}}"#))
        });
        let (aws, calls) = canned.aws();
        let seen = aws.logs().group("orders").has_line("x").look().await.unwrap();
        assert_eq!((seen.reason(), calls.count()), (Some("has no such line on its first 50 pages"), 50));
    }
}
