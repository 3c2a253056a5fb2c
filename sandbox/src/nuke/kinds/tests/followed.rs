//! What stays keeps what its parts name: filters, hooks, rules, records.

use serde_json::{Value, json};

use super::{deleted, listed, names, only};
use crate::nuke::api::services::{
    AUTOSCALING, CLOUDWATCH, EC2, ELBV2, FIREHOSE, IAM, KINESIS, LAMBDA, LOGS, ROUTE53, SNS,
};
use crate::nuke::api::{Account, Api, Node, Rest};
use crate::nuke::emulated;
use crate::nuke::kinds::{find, relate};
use crate::nuke::model::{GLOBAL, Reference, Resource, Use};

const ROLE: &str = "arn:aws:iam::123456789012:role/r";
const QUEUE: &str = "arn:aws:sqs:eu-west-1:123456789012:q";

/// Tells each text that the only resource of a kind does not name.
async fn unnamed<'t>(api: &Api, kind: &str, texts: &[&'t str]) -> Vec<&'t str> {
    let resource = only(api, kind).await;
    texts.iter().copied().filter(|text| !names(&resource, text)).collect()
}

#[tokio::test]
async fn a_log_group_names_the_streams_that_it_feeds() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        api.call(&KINESIS, "CreateStream", json!({ "StreamName": "s", "ShardCount": 1 })).await.unwrap();
        let stream = format!("arn:aws:kinesis:eu-west-1:{}:stream/s", account.identity().await.unwrap().account);
        let destination = json!({ "RoleARN": ROLE, "BucketARN": "arn:aws:s3:::b" });
        let delivery = json!({ "DeliveryStreamName": "d", "ExtendedS3DestinationConfiguration": destination });
        let delivery = api.call(&FIREHOSE, "CreateDeliveryStream", delivery).await.unwrap();
        let delivery = delivery.text("DeliveryStreamARN").unwrap();
        api.call(&LOGS, "CreateLogGroup", json!({ "logGroupName": "g" })).await.unwrap();
        for (name, to) in [("one", &*stream), ("two", delivery)] {
            let filter = json!({
                "logGroupName": "g", "filterName": name, "filterPattern": "", "destinationArn": to, "roleArn": ROLE,
            });
            api.call(&LOGS, "PutSubscriptionFilter", filter).await.unwrap();
        }
        assert_eq!(unnamed(&api, "logs-group", &[&stream, delivery, ROLE]).await, [""; 0]);
        deleted(&api, &only(&api, "logs-group").await).await;
    })
    .await;
}

#[tokio::test]
async fn a_function_names_where_the_outcomes_of_its_calls_go() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let trust = json!({ "Version": "2012-10-17", "Statement": [] }).to_string();
        let role = json!({ "RoleName": "r", "AssumeRolePolicyDocument": trust });
        let role = api.call(&IAM, "CreateRole", role).await.unwrap().text("Role/Arn").unwrap().to_owned();
        let function = json!({
            "FunctionName": "f", "Runtime": "python3.12", "Role": role, "Handler": "a.b",
            "Code": { "ZipFile": "UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==" },
        });
        let path = "/2015-03-31/functions";
        let function = Rest::new(http::Method::POST, path).body(function.to_string());
        api.rest(&LAMBDA, "CreateFunction", function).await.unwrap();
        let told = json!({ "DestinationConfig": { "OnFailure": { "Destination": QUEUE } } });
        let told = Rest::new(http::Method::PUT, "/2019-09-25/functions/f/event-invoke-config").body(told.to_string());
        api.rest(&LAMBDA, "PutFunctionEventInvokeConfig", told).await.unwrap();
        assert_eq!(unnamed(&api, "lambda-function", &[QUEUE]).await, [""; 0]);
    })
    .await;
}

#[tokio::test]
async fn a_composite_alarm_goes_before_the_alarms_of_its_rule_and_none_with_another_in_one_call() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let metric = json!({
            "AlarmName": "hot", "MetricName": "m", "Namespace": "n", "Statistic": "Sum", "Period": 60,
            "EvaluationPeriods": 1, "Threshold": 1, "ComparisonOperator": "GreaterThanThreshold",
        });
        api.call(&CLOUDWATCH, "PutMetricAlarm", metric).await.unwrap();
        for (name, rule) in [("one", "ALARM(hot) AND NOT ALARM(\"two\")"), ("two", "OK(one)")] {
            // The emulator makes composite ones by the call for the others.
            let composite = json!({ "AlarmName": name, "AlarmRule": rule });
            api.call(&CLOUDWATCH, "PutMetricAlarm", composite).await.unwrap();
        }
        let alarms = listed(&api, "cloudwatch-alarm").await;
        let kind = find("cloudwatch-alarm").unwrap();
        let outcomes = kind.delete(&api, &alarms).await;
        assert!(outcomes.len() == 3 && outcomes.iter().all(Result::is_ok), "{outcomes:?}");
        assert!(listed(&api, "cloudwatch-alarm").await.is_empty());

        // The emulator forgets the rule: this is what the API reference shows.
        let told = json!({ "AlarmName": "one", "AlarmArn": "arn:1", "AlarmRule": "ALARM(hot) AND NOT ALARM(\"two\")" });
        let one = super::super::cloudwatch_alarm::read_composite(&api, Node(&told)).unwrap();
        let of = |name: &str| Use::of(Reference::new("cloudwatch-alarm", "eu-west-1", name));
        assert_eq!(one.uses, [of("hot"), of("two")]);
    })
    .await;
}

#[tokio::test]
async fn a_scaling_group_names_whom_its_hooks_tell() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let images = api.call(&EC2, "DescribeImages", json!({})).await.unwrap();
        let image = images.list("imagesSet")[0].text("imageId").unwrap().to_owned();
        let configuration = json!({ "LaunchConfigurationName": "lc", "ImageId": image, "InstanceType": "t3.micro" });
        api.call(&AUTOSCALING, "CreateLaunchConfiguration", configuration).await.unwrap();
        let group = json!({
            "AutoScalingGroupName": "g", "LaunchConfigurationName": "lc", "MinSize": 0, "MaxSize": 0,
            "AvailabilityZones": ["eu-west-1a"],
        });
        api.call(&AUTOSCALING, "CreateAutoScalingGroup", group).await.unwrap();
        let hook = json!({
            "AutoScalingGroupName": "g", "LifecycleHookName": "h", "NotificationTargetARN": QUEUE, "RoleARN": ROLE,
            "LifecycleTransition": "autoscaling:EC2_INSTANCE_TERMINATING",
        });
        api.call(&AUTOSCALING, "PutLifecycleHook", hook).await.unwrap();
        // The emulator makes up whom a hook tells.
        let hooks =
            api.call(&AUTOSCALING, "DescribeLifecycleHooks", json!({ "AutoScalingGroupName": "g" })).await.unwrap();
        let hook = hooks.list("LifecycleHooks")[0];
        let told = [hook.text("NotificationTargetARN").unwrap(), hook.text("RoleARN").unwrap()];
        assert_eq!(unnamed(&api, "autoscaling-group", &told).await, [""; 0]);
    })
    .await;
}

/// Makes a zone with a record for each of these values.
async fn zone(account: &Account, records: &[(&str, &str)]) {
    const SCHEMA: &str = "https://route53.amazonaws.com/doc/2013-04-01/";
    let api = account.api(GLOBAL);
    let zone = format!(
        "<CreateHostedZoneRequest xmlns=\"{SCHEMA}\"><Name>example.com</Name><CallerReference>1</CallerReference></CreateHostedZoneRequest>"
    );
    let zone = Rest::new(http::Method::POST, "/2013-04-01/hostedzone").body(zone);
    let zone = api.rest(&ROUTE53, "CreateHostedZone", zone).await.unwrap();
    let id = zone.text("HostedZone/Id").unwrap().rsplit('/').next().unwrap().to_owned();
    let changes: String = records
        .iter()
        .enumerate()
        .map(|(number, (kind, value))| {
            format!("<Change><Action>CREATE</Action><ResourceRecordSet><Name>r{number}.example.com</Name><Type>{kind}</Type><TTL>60</TTL><ResourceRecords><ResourceRecord><Value>{value}</Value></ResourceRecord></ResourceRecords></ResourceRecordSet></Change>")
        })
        .collect();
    let batch = format!(
        "<ChangeResourceRecordSetsRequest xmlns=\"{SCHEMA}\"><ChangeBatch><Changes>{changes}</Changes></ChangeBatch></ChangeResourceRecordSetsRequest>"
    );
    let batch = Rest::new(http::Method::POST, format!("/2013-04-01/hostedzone/{id}/rrset/")).body(batch);
    api.rest(&ROUTE53, "ChangeResourceRecordSets", batch).await.unwrap();
}

#[tokio::test]
async fn a_zone_names_the_load_balancers_and_addresses_of_its_records() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let subnets = api.call(&EC2, "DescribeSubnets", json!({})).await.unwrap();
        let subnets = subnets.list("subnetSet");
        let subnets: Vec<&str> = subnets.iter().filter_map(|subnet| subnet.text("subnetId")).collect();
        let balancer = json!({ "Name": "Web-Front", "Subnets": subnets });
        let balancer = api.call(&ELBV2, "CreateLoadBalancer", balancer).await.unwrap();
        let balancer = balancer.list("LoadBalancers")[0].text("DNSName").unwrap().to_ascii_lowercase();
        let address = api.call(&EC2, "AllocateAddress", json!({ "Domain": "vpc" })).await.unwrap();
        zone(&account, &[("CNAME", &balancer), ("A", address.text("publicIp").unwrap())]).await;

        let mut all: Vec<Resource> = vec![only(&account.api(GLOBAL), "route53-zone").await];
        all.push(only(&api, "elbv2-load-balancer").await);
        all.push(only(&api, "ec2-address").await);
        relate(&mut all);
        assert!(names(&all[0], all[1].id()) && names(&all[0], all[2].id()), "{:#?}", all[0].mentions);
    })
    .await;
}

/// What of a description as each service gives it names another resource, where that was not said above.
#[tokio::test]
async fn topics_name_the_ends_of_their_subscriptions() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let topic = api.call(&SNS, "CreateTopic", json!({ "Name": "t" })).await.unwrap();
        let asked = |protocol: &str, end: &str| -> Value {
            json!({ "TopicArn": topic.text("TopicArn"), "Protocol": protocol, "Endpoint": end })
        };
        api.call(&SNS, "Subscribe", asked("sqs", QUEUE)).await.unwrap();
        assert_eq!(unnamed(&api, "sns-topic", &[QUEUE]).await, [""; 0]);
    })
    .await;
}
