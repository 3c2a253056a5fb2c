use serde_json::json;

use super::{deleted, lives_and_dies, only};
use crate::nuke::api::Rest;
use crate::nuke::api::services::{CLOUDTRAIL, CLOUDWATCH, LOGS, S3};
use crate::nuke::emulated;

#[tokio::test]
async fn log_groups_live_and_die() {
    let group = json!({ "logGroupName": "/app/a", "tags": { "team": "a=b & c" } });
    lives_and_dies("logs-group", &LOGS, "CreateLogGroup", group).await;
}

#[tokio::test]
async fn alarms_live_and_die() {
    let alarm = json!({
        "AlarmName": "hot <&>", "MetricName": "m", "Namespace": "n", "Statistic": "Sum", "Period": 60, "EvaluationPeriods": 1,
        "Threshold": 1, "ComparisonOperator": "GreaterThanThreshold", "Tags": [{ "Key": "team", "Value": "a=b & c" }],
    });
    lives_and_dies("cloudwatch-alarm", &CLOUDWATCH, "PutMetricAlarm", alarm).await;
}

#[tokio::test]
async fn dashboards_live_and_die() {
    let dashboard = json!({ "DashboardName": "d", "DashboardBody": "{\"widgets\":[]}" });
    lives_and_dies("cloudwatch-dashboard", &CLOUDWATCH, "PutDashboard", dashboard).await;
}

#[tokio::test]
async fn a_trail_is_listed_in_its_home_region_alone() {
    emulated::account(async |account| {
        let api = account.api("us-east-1");
        let bucket = format!("terraproof-nuke-{}", fastrand::u64(..));
        api.rest(&S3, "CreateBucket", Rest::new(http::Method::PUT, format!("/{bucket}"))).await.unwrap();
        let tags = json!([{ "Key": "team", "Value": "x" }]);
        let trail = json!({ "Name": "audit", "S3BucketName": bucket, "IsMultiRegionTrail": true, "TagsList": tags });
        api.call(&CLOUDTRAIL, "CreateTrail", trail).await.unwrap();
        assert!(super::listed(&account.api("eu-west-1"), "cloudtrail-trail").await.is_empty());
        let trail = only(&api, "cloudtrail-trail").await;
        assert_eq!((trail.shown_name(), trail.tags.get("team")), ("audit", Some("x")));
        deleted(&api, &trail).await;
    })
    .await;
}
