use serde_json::json;

use super::{deleted, lives_and_dies, only};
use crate::nuke::api::services::{EVENTS, FIREHOSE, KINESIS, SNS, SQS, STATES};
use crate::nuke::emulated;
use crate::nuke::model::{Reference, Use};

#[tokio::test]
async fn queues_live_and_die() {
    lives_and_dies("sqs-queue", &SQS, "CreateQueue", json!({ "QueueName": "q", "tags": { "team": "a=b & c" } })).await;
}

#[tokio::test]
async fn topics_live_and_die() {
    let topic = json!({ "Name": "t", "Tags": [{ "Key": "team", "Value": "a=b & c" }] });
    assert_eq!(lives_and_dies("sns-topic", &SNS, "CreateTopic", topic).await.shown_name(), "t");
}

#[tokio::test]
async fn a_subscription_goes_before_its_topic() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let topic = api.call(&SNS, "CreateTopic", json!({ "Name": "t" })).await.unwrap();
        let arn = topic.text("TopicArn").unwrap();
        let queue = json!({ "TopicArn": arn, "Protocol": "sqs", "Endpoint": "arn:aws:sqs:eu-west-1:111122223333:q" });
        api.call(&SNS, "Subscribe", queue).await.unwrap();
        let subscription = only(&api, "sns-subscription").await;
        assert_eq!(subscription.uses, [Use::of(Reference::new("sns-topic", "eu-west-1", arn))]);
        deleted(&api, &subscription).await;
    })
    .await;
}

#[tokio::test]
async fn state_machines_live_and_die() {
    let machine = json!({
        "name": "m", "roleArn": "arn:aws:iam::111122223333:role/r", "tags": [{ "key": "team", "value": "a=b & c" }],
        "definition": json!({ "StartAt": "a", "States": { "a": { "Type": "Succeed" } } }).to_string(),
    });
    lives_and_dies("states-machine", &STATES, "CreateStateMachine", machine).await;
}

#[tokio::test]
async fn data_streams_live_and_die() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        api.call(&KINESIS, "CreateStream", json!({ "StreamName": "s", "ShardCount": 1 })).await.unwrap();
        let tags = json!({ "StreamName": "s", "Tags": { "team": "x" } });
        api.call(&KINESIS, "AddTagsToStream", tags).await.unwrap();
        let stream = only(&api, "kinesis-stream").await;
        assert_eq!(stream.tags.get("team"), Some("x"));
        deleted(&api, &stream).await;
    })
    .await;
}

#[tokio::test]
async fn delivery_streams_live_and_die() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let destination = json!({ "RoleARN": "arn:aws:iam::111122223333:role/r", "BucketARN": "arn:aws:s3:::b" });
        let tags = json!([{ "Key": "team", "Value": "x" }]);
        let stream =
            json!({ "DeliveryStreamName": "d", "Tags": tags, "ExtendedS3DestinationConfiguration": destination });
        api.call(&FIREHOSE, "CreateDeliveryStream", stream).await.unwrap();
        let stream = only(&api, "firehose-stream").await;
        assert_eq!(stream.tags.get("team"), Some("x"));
        deleted(&api, &stream).await;
    })
    .await;
}

#[tokio::test]
async fn a_rule_goes_with_its_targets() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let tags = json!([{ "Key": "team", "Value": "x" }]);
        let rule = json!({ "Name": "nightly", "ScheduleExpression": "rate(1 day)", "Tags": tags });
        api.call(&EVENTS, "PutRule", rule).await.unwrap();
        let target = json!({ "Id": "1", "Arn": "arn:aws:sqs:eu-west-1:111122223333:q" });
        api.call(&EVENTS, "PutTargets", json!({ "Rule": "nightly", "Targets": [target] })).await.unwrap();
        let rule = only(&api, "events-rule").await;
        assert_eq!((rule.shown_name(), rule.tags.get("team")), ("nightly", Some("x")));
        deleted(&api, &rule).await;
    })
    .await;
}
