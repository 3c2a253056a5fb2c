//! A metric.

use std::fmt;

use aws_sdk_cloudwatch::Client;
use aws_sdk_cloudwatch::types::{Dimension, DimensionFilter, Metric as MetricDescription, MetricAlarm};

use crate::handle::Handle;
use crate::{Aws, Check, Error, Seen};

/// Names a metric, and with [`dimension`](Self::dimension) whose it is.
///
/// ```no_run
/// # async fn example(aws: terraproof_aws::Aws) -> Result<(), terraproof_aws::Error> {
/// let age = aws.cloudwatch().metric("AWS/SQS", "ApproximateAgeOfOldestMessage").dimension("QueueName", "orders");
/// assert_eq!(age.has_alarm().look().await?.reason(), None);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Metric {
    aws: Aws,
    namespace: String,
    name: String,
    dimensions: Vec<(String, String)>,
}

impl Metric {
    pub(super) fn new(aws: Aws, namespace: String, name: String) -> Self {
        Self { aws, namespace, name, dimensions: Vec::new() }
    }

    /// Narrows the metric down to one that has this dimension, among others: `("QueueName", "orders")`.
    #[must_use]
    pub fn dimension(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.dimensions.push((name.into(), value.into()));
        self
    }

    /// Returns every metric of this name that has the dimensions. CloudWatch lists what has had values in the last two weeks.
    ///
    /// # Errors
    /// Fails when metrics may not be listed.
    pub async fn describe(&self) -> Result<Vec<MetricDescription>, Error> {
        let filters =
            self.dimensions.iter().map(|(name, value)| DimensionFilter::builder().name(name).value(value).build());
        let call = self.client().await?.list_metrics().namespace(&self.namespace).metric_name(&self.name);
        let mut pages = call.set_dimensions(Some(filters.collect())).into_paginator().send();
        let mut all = Vec::new();
        while let Some(page) = pages.next().await {
            all.extend(page.map_err(self.failed("ListMetrics"))?.metrics.unwrap_or_default());
        }
        Ok(all)
    }

    /// Promises that the metric has had a value; CloudWatch lists a new metric after some minutes.
    pub fn exists(&self) -> Check<MetricDescription> {
        self.check("exists", |metric| async move {
            Ok(Seen::some(metric.describe().await?.into_iter().next(), || "has had no value".to_owned()))
        })
    }

    /// Promises that an alarm is on the metric, with at least the dimensions that were named, directly or in an expression.
    pub fn has_alarm(&self) -> Check<MetricAlarm> {
        self.check("has an alarm", |metric| async move {
            let mut alarms = metric.client().await?.describe_alarms().into_paginator().send();
            while let Some(page) = alarms.next().await {
                let all = page.map_err(metric.failed("DescribeAlarms"))?.metric_alarms.unwrap_or_default();
                if let Some(alarm) = all.into_iter().find(|alarm| metric.is_seen_by(alarm)) {
                    return Ok(Seen::Yes(alarm));
                }
            }
            Ok(Seen::No("no alarm is on it".to_owned()))
        })
    }

    fn is_seen_by(&self, alarm: &MetricAlarm) -> bool {
        let same = |namespace: Option<&str>, name: Option<&str>, dimensions: &[Dimension]| {
            namespace == Some(self.namespace.as_str())
                && name == Some(self.name.as_str())
                && self.dimensions.iter().all(|(name, value)| {
                    let mut all = dimensions.iter();
                    all.any(|dimension| dimension.name() == Some(name) && dimension.value() == Some(value))
                })
        };
        let queried = alarm.metrics().iter().filter_map(|query| query.metric_stat()?.metric());
        let mut queried = queried.map(|metric| same(metric.namespace(), metric.metric_name(), metric.dimensions()));
        same(alarm.namespace(), alarm.metric_name(), alarm.dimensions()) || queried.any(|same| same)
    }

    async fn client(&self) -> Result<Client, Error> {
        Ok(Client::new(&self.config().await?))
    }
}

impl Handle for Metric {
    const SERVICE: &'static str = "cloudwatch";

    fn aws(&self) -> &Aws {
        &self.aws
    }

    fn refused(&self) -> Option<String> {
        let fine = [&self.namespace, &self.name].iter().all(|text| (1..=255).contains(&text.chars().count()));
        (!fine).then(|| "a metric takes a namespace and a name of 1 to 255 characters".to_owned())
    }
}

impl fmt::Display for Metric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "metric `{}` `{}`", self.namespace, self.name)?;
        for (name, value) in &self.dimensions {
            write!(f, " of {name} `{value}`")?;
        }
        f.write_str(&self.aws.place())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::canned::Canned;

    #[tokio::test]
    async fn an_alarm_on_the_metric_of_another_is_none_on_this_one() {
        let dimension = |queue: &str| json!([{ "Name": "QueueName", "Value": queue }]);
        let alarm = |queue: &str| json!({ "AlarmName": queue, "Namespace": "AWS/SQS", "MetricName": "Age", "Dimensions": dimension(queue) });
        let (aws, _) = Canned::default()
            .cbor(200, &json!({ "MetricAlarms": [alarm("dead")], "NextToken": "1" }))
            .cbor(200, &json!({ "MetricAlarms": [alarm("orders")] }))
            .cbor(200, &json!({ "MetricAlarms": [alarm("dead")] }))
            .aws();
        let age = aws.cloudwatch().metric("AWS/SQS", "Age").dimension("QueueName", "orders");
        assert_eq!(
            age.has_alarm().map(|alarm| alarm.alarm_name).look().await.unwrap(),
            Seen::Yes(Some("orders".to_owned()))
        );
        assert_eq!(age.has_alarm().look().await.unwrap().reason(), Some("no alarm is on it"));
    }
}
