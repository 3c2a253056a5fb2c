use serde_json::json;

use super::{deleted, lives_and_dies, names, only};
use crate::nuke::api::services::{EVENTS, FIREHOSE, KINESIS, SNS, SQS, STATES};
use crate::nuke::emulated;
use crate::nuke::model::{Reference, Use};

#[tokio::test]
async fn queues_live_and_die() {
    lives_and_dies("sqs-queue", &SQS, "CreateQueue", json!({ "QueueName": "q", "tags": { "team": "a=b & c" } })).await;
}

#[tokio::test]
async fn a_queue_names_where_its_dead_letters_go_and_a_topic_its_key() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let dead = api.call(&SQS, "CreateQueue", json!({ "QueueName": "dead" })).await.unwrap();
        let asked = json!({ "QueueUrl": dead.text("QueueUrl"), "AttributeNames": ["QueueArn"] });
        let dead = api.call(&SQS, "GetQueueAttributes", asked).await.unwrap();
        let dead = dead.text("Attributes/QueueArn").unwrap();
        let policy = json!({ "deadLetterTargetArn": dead, "maxReceiveCount": 3 }).to_string();
        let work = json!({ "QueueName": "work", "Attributes": { "RedrivePolicy": policy } });
        api.call(&SQS, "CreateQueue", work).await.unwrap();
        let queues = super::listed(&api, "sqs-queue").await;
        let work = queues.iter().find(|queue| queue.shown_name() == "work").unwrap();
        assert!(names(work, dead), "{work:#?}");

        let topic = json!({ "Name": "t", "Attributes.entry.1.key": "KmsMasterKeyId", "Attributes.entry.1.value": "alias/mine" });
        api.call(&SNS, "CreateTopic", topic).await.unwrap();
        assert!(names(&only(&api, "sns-topic").await, "alias/mine"));
    })
    .await;
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
        let end = "arn:aws:sqs:eu-west-1:111122223333:q";
        let queue = json!({ "TopicArn": arn, "Protocol": "sqs", "Endpoint": end });
        api.call(&SNS, "Subscribe", queue).await.unwrap();
        let subscription = only(&api, "sns-subscription").await;
        assert_eq!(subscription.uses, [Use::of(Reference::new("sns-topic", "eu-west-1", arn))]);
        let topic = only(&api, "sns-topic").await;
        assert!(names(&topic, end) && names(&topic, subscription.id()) && names(&subscription, end), "{topic:#?}");
        deleted(&api, &subscription).await;
    })
    .await;
}

#[tokio::test]
async fn state_machines_live_and_die() {
    let step = json!({ "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": { "FunctionName": "f" }, "End": true });
    let machine = json!({
        "name": "m", "roleArn": "arn:aws:iam::111122223333:role/r", "tags": [{ "key": "team", "value": "a=b & c" }],
        "definition": json!({ "StartAt": "a", "States": { "a": step } }).to_string(),
    });
    let machine = lives_and_dies("states-machine", &STATES, "CreateStateMachine", machine).await;
    assert!(names(&machine, "arn:aws:iam::111122223333:role/r") && names(&machine, "f"), "{machine:#?}");
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
        assert!(names(&stream, "arn:aws:s3:::b") && names(&stream, "arn:aws:iam::111122223333:role/r"), "{stream:#?}");
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
        assert!(names(&rule, "arn:aws:sqs:eu-west-1:111122223333:q"), "{rule:#?}");
        deleted(&api, &rule).await;
    })
    .await;
}
