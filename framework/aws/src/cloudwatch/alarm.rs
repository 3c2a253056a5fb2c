//! An alarm.

use std::fmt;

use aws_sdk_cloudwatch::Client;
use aws_sdk_cloudwatch::types::{AlarmType, MetricAlarm, StateValue};

use super::Metric;
use crate::handle::Handle;
use crate::{Aws, Check, Error, Seen};

impl Aws {
    /// Leads to the alarms and metrics.
    #[must_use]
    pub fn cloudwatch(&self) -> CloudWatch {
        CloudWatch { aws: self.clone() }
    }
}

/// Leads to the alarms and metrics of an account.
#[derive(Debug, Clone)]
pub struct CloudWatch {
    aws: Aws,
}

impl CloudWatch {
    /// Names an alarm.
    #[must_use]
    pub fn alarm(&self, name: impl Into<String>) -> Alarm {
        Alarm { aws: self.aws.clone(), name: name.into() }
    }

    /// Names a metric: `("AWS/SQS", "ApproximateAgeOfOldestMessage")`; [`Metric::dimension`] narrows it down.
    #[must_use]
    pub fn metric(&self, namespace: impl Into<String>, name: impl Into<String>) -> Metric {
        Metric::new(self.aws.clone(), namespace.into(), name.into())
    }
}

/// Names an alarm on a metric, or a composite one where only its state is asked.
///
/// ```no_run
/// # async fn example(aws: terraproof_aws::Aws) -> Result<(), terraproof_aws::Error> {
/// let stuck = aws.cloudwatch().alarm("orders-stuck");
/// assert_eq!(stuck.is_on_metric("AWS/SQS", "ApproximateAgeOfOldestMessage").look().await?.reason(), None);
/// assert_eq!(stuck.is_ok().look().await?.reason(), None);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Alarm {
    aws: Aws,
    name: String,
}

impl Alarm {
    /// Returns what CloudWatch knows of the alarm, which is one on a metric.
    ///
    /// # Errors
    /// Fails when there is no alarm on a metric of this name, or it may not be read.
    pub async fn describe(&self) -> Result<MetricAlarm, Error> {
        let call = self.client().await?.describe_alarms().alarm_names(&self.name);
        let answer = call.alarm_types(AlarmType::MetricAlarm).send().await.map_err(self.failed("DescribeAlarms"))?;
        answer.metric_alarms.unwrap_or_default().into_iter().next().ok_or_else(|| Error::absent(self))
    }

    /// Promises that the alarm exists.
    pub fn exists(&self) -> Check {
        self.check("exists", |alarm| async move { alarm.state().await.map(|_| Seen::Yes(())) })
    }

    /// Promises that the alarm does not exist any more.
    pub fn is_gone(&self) -> Check {
        self.gone(|alarm| async move { alarm.state().await })
    }

    /// Promises that the alarm looks at a metric, directly or in an expression.
    pub fn is_on_metric(&self, namespace: impl Into<String>, metric: impl Into<String>) -> Check<MetricAlarm> {
        let (namespace, metric) = (namespace.into(), metric.into());
        self.check(format!("is on the metric `{namespace}` `{metric}`"), move |alarm| {
            let (namespace, metric) = (namespace.clone(), metric.clone());
            async move {
                let described = alarm.describe().await?;
                let all = metrics(&described);
                let holds = all.contains(&(namespace.as_str(), metric.as_str()));
                let names: Vec<_> = all.iter().map(|(namespace, name)| format!("`{namespace}` `{name}`")).collect();
                Ok(Seen::when(holds, described, || match names.as_slice() {
                    [] => "is on no metric".to_owned(),
                    names => format!("is on {}", names.join(", ")),
                }))
            }
        })
    }

    /// Promises that the alarm is in the state `OK`.
    pub fn is_ok(&self) -> Check {
        self.has_state(StateValue::Ok)
    }

    /// Promises that the alarm is in the state `ALARM`.
    pub fn is_in_alarm(&self) -> Check {
        self.has_state(StateValue::Alarm)
    }

    /// Promises that the alarm is in a state.
    pub fn has_state(&self, state: StateValue) -> Check {
        self.check(format!("is in the state {}", state.as_str()), move |alarm| {
            let state = state.clone();
            async move {
                let (actual, reason) = alarm.state().await?;
                Ok(Seen::when(actual == state, (), || format!("is in the state {}: {reason}", actual.as_str())))
            }
        })
    }

    /// Promises that the alarm goes off at this threshold.
    pub fn has_threshold(&self, threshold: f64) -> Check {
        self.check(format!("has the threshold {threshold}"), move |alarm| async move {
            Ok(match alarm.describe().await?.threshold {
                Some(actual) => {
                    let same = (actual - threshold).abs() <= f64::EPSILON * threshold.abs();
                    Seen::when(same, (), || format!("has the threshold {actual}"))
                }
                None => Seen::No("has no threshold".to_owned()),
            })
        })
    }

    /// Promises that an ARN is told when the alarm goes off, and that its actions are enabled.
    pub fn notifies(&self, arn: impl Into<String>) -> Check {
        let arn = arn.into();
        self.check(format!("notifies `{arn}`"), move |alarm| {
            let arn = arn.clone();
            async move {
                let described = alarm.describe().await?;
                if described.actions_enabled == Some(false) {
                    return Ok(Seen::No("has its actions disabled".to_owned()));
                }
                let actions = described.alarm_actions.unwrap_or_default();
                Ok(Seen::when(actions.contains(&arn), (), || match actions.as_slice() {
                    [] => "notifies nobody".to_owned(),
                    actions => format!("notifies {}", actions.join(", ")),
                }))
            }
        })
    }

    /// Returns the state and its reason, of an alarm of any type.
    async fn state(&self) -> Result<(StateValue, String), Error> {
        let call = self.client().await?.describe_alarms().alarm_names(&self.name);
        let call = call.alarm_types(AlarmType::MetricAlarm).alarm_types(AlarmType::CompositeAlarm);
        let answer = call.send().await.map_err(self.failed("DescribeAlarms"))?;
        let metric = answer.metric_alarms.unwrap_or_default().into_iter().next();
        let composite = answer.composite_alarms.unwrap_or_default().into_iter().next();
        let state = metric
            .map(|alarm| (alarm.state_value, alarm.state_reason))
            .or_else(|| composite.map(|alarm| (alarm.state_value, alarm.state_reason)));
        let (value, reason) = state.ok_or_else(|| Error::absent(self))?;
        let reason = reason.filter(|reason| !reason.is_empty()).unwrap_or_else(|| "no reason given".to_owned());
        Ok((value.unwrap_or(StateValue::InsufficientData), reason))
    }

    async fn client(&self) -> Result<Client, Error> {
        Ok(Client::new(&self.config().await?))
    }
}

/// Lists the metrics that an alarm looks at.
pub(super) fn metrics(alarm: &MetricAlarm) -> Vec<(&str, &str)> {
    let direct = alarm.namespace().zip(alarm.metric_name());
    let queried = alarm.metrics().iter().filter_map(|query| {
        let metric = query.metric_stat()?.metric()?;
        metric.namespace().zip(metric.metric_name())
    });
    direct.into_iter().chain(queried).collect()
}

impl Handle for Alarm {
    const SERVICE: &'static str = "cloudwatch";

    fn aws(&self) -> &Aws {
        &self.aws
    }

    fn refused(&self) -> Option<String> {
        let fine = (1..=255).contains(&self.name.chars().count());
        (!fine).then(|| "an alarm's name takes 1 to 255 characters".to_owned())
    }
}

impl fmt::Display for Alarm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "alarm `{}`{}", self.name, self.aws.place())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::canned::Canned;

    fn alarm(answer: &Value) -> Alarm {
        Canned::default().cbor(200, answer).cbor(200, answer).aws().0.cloudwatch().alarm("stuck")
    }

    #[tokio::test]
    async fn a_metric_in_an_expression_counts() {
        let query = json!({ "Id": "m", "MetricStat": { "Metric": { "Namespace": "AWS/SQS", "MetricName": "Age" }, "Period": 60, "Stat": "Sum" } });
        let on = alarm(&json!({ "MetricAlarms": [{ "AlarmName": "stuck", "Metrics": [query] }] }));
        assert!(matches!(on.is_on_metric("AWS/SQS", "Age").look().await.unwrap(), Seen::Yes(_)));
        assert_eq!(on.is_on_metric("AWS/SQS", "Size").look().await.unwrap().reason(), Some("is on `AWS/SQS` `Age`"));
    }

    #[tokio::test]
    async fn a_composite_alarm_has_a_state_and_its_reason_is_told() {
        let state = json!({ "AlarmName": "stuck", "StateValue": "ALARM", "StateReason": "a child is in alarm" });
        let composite = alarm(&json!({ "CompositeAlarms": [state] }));
        assert_eq!(composite.is_in_alarm().look().await.unwrap(), Seen::Yes(()));
        let seen = composite.is_ok().look().await.unwrap();
        assert_eq!(seen.reason(), Some("is in the state ALARM: a child is in alarm"));
    }

    #[tokio::test]
    async fn an_alarm_that_no_listing_names_is_not_there_yet() {
        let absent = alarm(&json!({ "MetricAlarms": [] }));
        assert_eq!(absent.is_ok().look().await.unwrap().reason(), Some("does not exist yet"));
        assert_eq!(absent.is_gone().look().await.unwrap(), Seen::Yes(()));
    }

    #[tokio::test]
    async fn disabled_actions_notify_nobody() {
        let alarm = alarm(&json!({ "MetricAlarms": [{ "ActionsEnabled": false, "AlarmActions": ["arn:t"] }] }));
        assert_eq!(alarm.notifies("arn:t").look().await.unwrap().reason(), Some("has its actions disabled"));
    }
}
