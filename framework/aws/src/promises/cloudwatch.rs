use serde_json::{Value, json};

use aws_sdk_cloudwatch::types::StateValue;

use super::tell::{misses, tell};
use crate::canned::Canned;
use crate::{Alarm, Metric};

fn alarm(alarm: &Value) -> Alarm {
    let alarms = json!({ "MetricAlarms": [alarm] });
    Canned::default().cbor(200, &alarms).whenever("DescribeAlarms").aws().0.cloudwatch().alarm("stuck")
}

fn absent() -> Alarm {
    Canned::default().cbor(200, &json!({})).whenever("DescribeAlarms").aws().0.cloudwatch().alarm("stuck")
}

#[tokio::test]
async fn an_alarm_is_told_by_its_description() {
    let fine = alarm(&json!({
        "AlarmName": "stuck", "StateValue": "OK", "StateReason": "few", "Namespace": "AWS/SQS", "MetricName": "Age",
        "Threshold": 300.5, "ActionsEnabled": true, "AlarmActions": ["arn:topic"],
    }));
    let bare = alarm(&json!({ "AlarmName": "stuck", "StateValue": "ALARM", "StateReason": "many" }));
    tell(fine.exists(), absent().exists(), "does not exist yet").await;
    tell(absent().is_gone(), fine.is_gone(), "is still there").await;
    tell(fine.is_on_metric("AWS/SQS", "Age"), bare.is_on_metric("AWS/SQS", "Age"), "is on no metric").await;
    misses(fine.is_on_metric("AWS/SQS", "Size"), "is on `AWS/SQS` `Age`").await;
    tell(fine.is_ok(), bare.is_ok(), "is in the state ALARM: many").await;
    tell(bare.is_in_alarm(), fine.is_in_alarm(), "is in the state OK: few").await;
    tell(fine.has_state(StateValue::Ok), bare.has_state(StateValue::Ok), "is in the state ALARM: many").await;
    tell(fine.has_threshold(300.5), bare.has_threshold(300.5), "has no threshold").await;
    misses(fine.has_threshold(10.0), "has the threshold 300.5").await;
    tell(fine.notifies("arn:topic"), bare.notifies("arn:topic"), "notifies nobody").await;
    misses(fine.notifies("arn:other"), "notifies arn:topic").await;
}

#[tokio::test]
async fn a_metric_is_told_by_its_values_and_its_alarms() {
    let metric = |metrics: &Value, alarms: &Value| -> Metric {
        let canned = Canned::default().cbor(200, &json!({ "Metrics": metrics })).whenever("ListMetrics");
        let canned = canned.cbor(200, &json!({ "MetricAlarms": alarms })).whenever("DescribeAlarms");
        canned.aws().0.cloudwatch().metric("AWS/SQS", "Age")
    };
    let known = json!([{ "Namespace": "AWS/SQS", "MetricName": "Age" }]);
    let watched = metric(&known, &json!([{ "AlarmName": "stuck", "Namespace": "AWS/SQS", "MetricName": "Age" }]));
    let silent = metric(&json!([]), &json!([]));
    tell(watched.exists(), silent.exists(), "has had no value").await;
    tell(watched.has_alarm(), silent.has_alarm(), "no alarm is on it").await;
}
