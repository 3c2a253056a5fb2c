use std::time::{Duration, SystemTime};

use serde_json::{Value, json};

use super::tell::{misses, tell};
use crate::LogGroup;
use crate::canned::Canned;

fn with(operation: &'static str, answer: Value) -> LogGroup {
    Canned::default().json(200, answer.to_string()).whenever(operation).aws().0.logs().group("orders")
}

fn group(groups: Value) -> LogGroup {
    with("DescribeLogGroups", json!({ "logGroups": groups }))
}

#[tokio::test]
async fn a_log_group_is_told_by_its_description() {
    let kept = group(json!([{ "logGroupName": "orders", "retentionInDays": 7, "kmsKeyId": "arn:key" }]));
    let (for_ever, absent) = (group(json!([{ "logGroupName": "orders" }])), group(json!([])));
    tell(kept.exists(), absent.exists(), "does not exist yet").await;
    tell(absent.is_gone(), kept.is_gone(), "is still there").await;
    tell(kept.has_retention(7), for_ever.has_retention(7), "keeps them for ever").await;
    tell(for_ever.never_expires(), kept.never_expires(), "keeps them for 7 days").await;
    tell(kept.is_encrypted_with("arn:key"), for_ever.is_encrypted_with("arn:key"), "is encrypted with a key of AWS")
        .await;
}

#[tokio::test]
async fn a_log_group_is_told_by_its_lines() {
    let lines = |lines: Value| with("FilterLogEvents", json!({ "events": lines }));
    let (some, none) = (lines(json!([{ "message": "order 7 accepted" }])), lines(json!([])));
    tell(some.has_line("accepted"), none.has_line("accepted"), "has no such line").await;
    let start = SystemTime::UNIX_EPOCH + Duration::from_secs(1);
    tell(some.has_line_after("accepted", start), none.has_line_after("accepted", start), "has no such line").await;
}

#[tokio::test]
async fn a_log_group_is_told_by_its_filters() {
    let transformation = json!({ "metricName": "Errors", "metricNamespace": "Orders", "metricValue": "1" });
    let filter = json!([{ "filterName": "errors", "metricTransformations": [transformation] }]);
    let counted = with("DescribeMetricFilters", json!({ "metricFilters": filter }));
    tell(counted.has_metric_filter("errors"), counted.has_metric_filter("slow"), "has 1 other metric filter").await;
    let feeds = |metric| counted.feeds_metric("Orders", metric);
    tell(feeds("Errors"), feeds("Slow"), "has 1 other metric filter").await;
    let passing = |filters: Value| with("DescribeSubscriptionFilters", json!({ "subscriptionFilters": filters }));
    let (on, off) = (passing(json!([{ "destinationArn": "arn:stream" }])), passing(json!([])));
    let to = |group: &LogGroup| group.has_subscription_to("arn:stream");
    tell(to(&on), to(&off), "passes them on to 0 other destinations").await;
    misses(on.has_subscription_to("arn:other"), "passes them on to 1 other destination").await;
}
