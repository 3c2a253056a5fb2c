use serde_json::{Value, json};

use super::{deleted, names, only};
use crate::nuke::api::services::{EC2, EVENTS, KAFKA, MQ, PIPES, SCHEDULER};
use crate::nuke::api::{Api, Rest};
use crate::nuke::emulated;
use crate::nuke::graph::arrange;
use crate::nuke::kinds::find;
use crate::nuke::model::{Reference, Resource, Use};
use crate::nuke::plan::Row;

const ROLE: &str = "arn:aws:iam::123456789012:role/r";
const QUEUE: &str = "arn:aws:sqs:eu-west-1:123456789012:q";

fn post(path: &str, body: &Value) -> Rest {
    Rest::new(http::Method::POST, path).body(body.to_string())
}

async fn subnets(api: &Api) -> Vec<String> {
    let answer = api.call(&EC2, "DescribeSubnets", json!({})).await.unwrap();
    answer.list("subnetSet").iter().filter_map(|subnet| subnet.text("subnetId")).map(str::to_owned).collect()
}

#[tokio::test]
async fn rules_and_archives_go_before_their_bus() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let tags = json!([{ "Key": "team", "Value": "x" }]);
        let bus = api.call(&EVENTS, "CreateEventBus", json!({ "Name": "orders", "Tags": tags })).await.unwrap();
        let rule = json!({ "Name": "all", "EventBusName": "orders", "EventPattern": "{\"source\":[\"a\"]}" });
        api.call(&EVENTS, "PutRule", rule).await.unwrap();
        let archive = json!({ "ArchiveName": "kept", "EventSourceArn": bus.text("EventBusArn") });
        api.call(&EVENTS, "CreateArchive", archive).await.unwrap();
        let bus = only(&api, "events-bus").await;
        assert_eq!((bus.tags.get("team"), bus.created.is_some()), (Some("x"), true), "the default one is AWS's");
        let archive = only(&api, "events-archive").await;
        assert!(archive.created.is_some());
        let rules = super::listed(&api, "events-rule").await;
        let (fed, rules): (Vec<Resource>, Vec<Resource>) = rules.into_iter().partition(|rule| rule.goes_with.is_some());
        assert_eq!(fed[0].goes_with.as_ref(), Some(&archive.reference), "the rule that feeds an archive goes with it");
        let rule = &rules[0];
        for user in [&archive, rule] {
            assert!(user.uses.contains(&Use::of(bus.reference.clone())), "{user:#?}");
        }
        let all = [vec![bus.clone(), archive.clone(), rule.clone()], fed].concat();
        let rows = all.iter().filter(|one| one.goes_with.is_none()).map(|one| Row::delete(one.clone())).collect();
        let arranged = arrange(rows, &all, &|_| false);
        assert!(
            arranged.kept.is_empty() && arranged.rows.last().unwrap().reference() == &bus.reference,
            "{arranged:#?}"
        );
        deleted(&api, &archive).await;
        deleted(&api, rule).await;
        deleted(&api, &bus).await;
    })
    .await;
}

#[tokio::test]
async fn a_schedule_goes_before_its_group_and_names_what_it_calls() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let group = json!({ "Tags": [{ "Key": "team", "Value": "x" }] });
        api.rest(&SCHEDULER, "CreateScheduleGroup", post("/schedule-groups/nights", &group)).await.unwrap();
        let schedule = json!({
            "GroupName": "nights", "ScheduleExpression": "rate(1 day)", "FlexibleTimeWindow": { "Mode": "OFF" },
            "Target": { "Arn": QUEUE, "RoleArn": ROLE },
        });
        api.rest(&SCHEDULER, "CreateSchedule", post("/schedules/tidy", &schedule)).await.unwrap();
        let (schedule, group) = (only(&api, "scheduler-schedule").await, only(&api, "scheduler-group").await);
        assert_eq!((schedule.shown_name(), schedule.id()), ("tidy", "nights/tidy"));
        assert_eq!(schedule.uses, [Use::of(Reference::new("scheduler-group", "eu-west-1", "nights"))]);
        assert!(names(&schedule, QUEUE) && names(&schedule, ROLE), "{schedule:#?}");
        assert_eq!((group.tags.get("team"), group.created.is_some()), (Some("x"), true), "{group:?}");
        deleted(&api, &schedule).await;
        deleted(&api, &group).await;
    })
    .await;
}

#[tokio::test]
async fn a_pipe_names_both_its_ends() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let topic = "arn:aws:sns:eu-west-1:123456789012:t";
        let pipe = json!({ "Source": QUEUE, "Target": topic, "RoleArn": ROLE, "Tags": { "team": "x" } });
        api.rest(&PIPES, "CreatePipe", post("/v1/pipes/p", &pipe)).await.unwrap();
        let pipe = only(&api, "pipes-pipe").await;
        assert_eq!((pipe.tags.get("team"), pipe.created.is_some()), (Some("x"), true), "{pipe:?}");
        assert!([QUEUE, topic, ROLE].iter().all(|text| names(&pipe, text)), "{pipe:#?}");
        deleted(&api, &pipe).await;
    })
    .await;
}

#[tokio::test]
async fn brokers_use_their_networks_and_go() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let subnet = subnets(&api).await.remove(0);
        let broker = json!({
            "brokerName": "b", "engineType": "RabbitMQ", "engineVersion": "3.13", "hostInstanceType": "mq.m5.large",
            "deploymentMode": "SINGLE_INSTANCE", "publiclyAccessible": false, "autoMinorVersionUpgrade": true,
            "subnetIds": [subnet], "users": [{ "username": "u", "password": "unguessable-pass" }], "tags": { "team": "x" },
        });
        api.rest(&MQ, "CreateBroker", post("/v1/brokers", &broker)).await.unwrap();
        let broker = only(&api, "mq-broker").await;
        assert_eq!((broker.shown_name(), broker.tags.get("team")), ("b", Some("x")));
        assert!(broker.created.is_some() && broker.uses.iter().any(|used| used.of.id == subnet), "{broker:#?}");
        deleted(&api, &broker).await;
    })
    .await;
}

#[tokio::test]
async fn clusters_of_kafka_use_their_networks_and_go() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let subnet = subnets(&api).await.remove(0);
        let brokers =
            json!({ "instanceType": "kafka.m5.large", "clientSubnets": [subnet], "securityGroups": ["sg-0a1b2c3d"] });
        let cluster = json!({
            "clusterName": "k", "tags": { "team": "x" },
            "provisioned": { "brokerNodeGroupInfo": brokers, "kafkaVersion": "3.6.0", "numberOfBrokerNodes": 1 },
        });
        api.rest(&KAFKA, "CreateClusterV2", post("/api/v2/clusters", &cluster)).await.unwrap();
        let cluster = only(&api, "kafka-cluster").await;
        assert_eq!((cluster.shown_name(), cluster.tags.get("team")), ("k", Some("x")));
        assert!(cluster.created.is_some() && cluster.uses.iter().any(|used| used.of.id == subnet), "{cluster:#?}");
        deleted(&api, &cluster).await;
    })
    .await;
}

#[tokio::test]
async fn a_schedule_of_the_default_group_follows_nobody() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let schedule = json!({
            "ScheduleExpression": "rate(1 day)", "FlexibleTimeWindow": { "Mode": "OFF" },
            "Target": { "Arn": QUEUE, "RoleArn": ROLE },
        });
        api.rest(&SCHEDULER, "CreateSchedule", post("/schedules/alone", &schedule)).await.unwrap();
        let schedule = only(&api, "scheduler-schedule").await;
        assert!(schedule.uses.is_empty() && find("scheduler-schedule").unwrap().about().follows);
        deleted(&api, &schedule).await;
    })
    .await;
}
