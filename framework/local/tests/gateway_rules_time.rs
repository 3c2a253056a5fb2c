//! The gateway takes the time AWS takes, as far as it is told to.

mod gateway_rules_support;
mod gateway_support;

use std::time::Duration;

use gateway_rules_support::Account;
use serde_json::json;
use terraproof_local::gateway::{Behaviour, RateLimit};

/// Longer than any test: what takes it is over when the behaviour is taken back.
const LONG: Duration = Duration::from_secs(3600);

#[tokio::test]
async fn a_nat_gateway_keeps_its_subnet_and_its_address_while_it_is_deleting() {
    let account = Account::behaving(Behaviour { nat_gateway_deleting: LONG, ..Behaviour::default() }).await;
    let (network, subnet) = account.network().await;
    let internet = account.make("Action=CreateInternetGateway", "internetGatewayId").await;
    account.done("ec2", &format!("Action=AttachInternetGateway&InternetGatewayId={internet}&VpcId={network}")).await;
    let address = account.address().await;
    let gateway = account.nat_gateway(&subnet, &address).await;
    account.done("ec2", &format!("Action=DeleteNatGateway&NatGatewayId={gateway}")).await;
    let listings = [
        format!("Action=DescribeNatGateways&NatGatewayId.1={gateway}"),
        "Action=DescribeNatGateways&Filter.1.Name=state&Filter.1.Value.1=available&Filter.1.Value.2=deleting"
            .to_owned(),
    ];
    let calls = [
        format!("Action=DetachInternetGateway&InternetGatewayId={internet}&VpcId={network}"),
        format!("Action=DeleteSubnet&SubnetId={subnet}"),
        format!("Action=ReleaseAddress&AllocationId={address}"),
    ];

    for listing in &listings {
        assert_eq!(account.make(listing, "state").await, "deleting");
    }
    let mut codes = Vec::new();
    for call in &calls {
        codes.push(account.call("ec2", call).await.refusal().1);
    }
    assert_eq!(codes, ["DependencyViolation", "DependencyViolation", "AuthFailure"]);

    account.cloud.gateway().behave(Behaviour::default());
    assert_eq!(account.make(&listings[0], "state").await, "deleted");
    for call in &calls {
        account.done("ec2", call).await;
    }
    account.close().await;
}

#[tokio::test]
async fn an_instance_keeps_its_subnet_and_its_group_while_it_is_shutting_down() {
    let account = Account::behaving(Behaviour { instance_shutting_down: LONG, ..Behaviour::default() }).await;
    let (network, subnet) = account.network().await;
    let group = account.group(&network, "web").await;
    let instance = account.instance(&subnet, &group).await;
    account.done("ec2", &format!("Action=TerminateInstances&InstanceId.1={instance}")).await;
    let by_id = format!("Action=DescribeInstances&InstanceId.1={instance}");
    let by_state = "Action=DescribeInstances&Filter.1.Name=instance-state-name&Filter.1.Value.1";
    let deletes =
        [format!("Action=DeleteSubnet&SubnetId={subnet}"), format!("Action=DeleteSecurityGroup&GroupId={group}")];

    assert!(account.done("ec2", &by_id).await.text.contains("<name>shutting-down</name>"));
    assert!(account.done("ec2", &format!("{by_state}=shutting-down")).await.text.contains(&instance));
    assert!(!account.done("ec2", &format!("{by_state}=terminated")).await.text.contains(&instance));
    for delete in &deletes {
        assert_eq!(account.call("ec2", delete).await.refusal().1, "DependencyViolation");
    }

    account.cloud.gateway().behave(Behaviour::default());
    assert!(account.done("ec2", &by_id).await.text.contains("<name>terminated</name>"));
    for delete in &deletes {
        account.done("ec2", delete).await;
    }
    account.close().await;
}

#[tokio::test]
async fn a_listing_that_is_behind_shows_what_was_deleted_and_misses_what_was_created() {
    let account = Account::open().await;
    let (network, subnet) = account.network().await;
    account.cloud.gateway().behave(Behaviour { listing_delay: LONG, ..Behaviour::default() });
    let form = format!("Action=CreateSubnet&VpcId={network}&CidrBlock=10.0.2.0/24");
    let created = account.make(&form, "subnetId").await;
    account.done("ec2", &format!("Action=DeleteSubnet&SubnetId={subnet}")).await;
    let listing = async |vpc: &str| {
        account.done("ec2", &format!("Action=DescribeSubnets&Filter.1.Name=vpc-id&Filter.1.Value.1={vpc}")).await.text
    };

    let shown = listing(&network).await;
    assert!(shown.contains(&subnet) && !shown.contains(&created), "{shown}");
    assert!(!listing("vpc-other").await.contains(&subnet));
    assert_eq!(account.make(&format!("Action=DescribeSubnets&SubnetId.1={created}"), "subnetId").await, created);

    account.cloud.gateway().behave(Behaviour::default());
    let shown = listing(&network).await;
    assert!(!shown.contains(&subnet) && shown.contains(&created), "{shown}");
    account.close().await;
}

#[tokio::test]
async fn a_role_that_was_deleted_is_still_listed_for_a_while() {
    let account = Account::open().await;
    account.done("iam", "Action=CreateRole&RoleName=r&AssumeRolePolicyDocument=%7B%7D").await;
    account.cloud.gateway().behave(Behaviour { listing_delay: LONG, ..Behaviour::default() });
    account.done("iam", "Action=DeleteRole&RoleName=r").await;

    let listing = account.done("iam", "Action=ListRoles").await;
    assert_eq!(listing.element("RoleName"), "r");
    assert_eq!(account.call("iam", "Action=DeleteRole&RoleName=r").await.refusal().1, "NoSuchEntity");
    account.close().await;
}

#[tokio::test]
async fn listings_in_json_are_behind_as_well_unless_they_are_asked_for_something_else() {
    let account = Account::open().await;
    let sqs = ("sqs", "AmazonSQS");
    let logs = ("logs", "Logs_20140328");
    account.json(sqs, "CreateQueue", json!({ "QueueName": "orders" })).await;
    account.json(logs, "CreateLogGroup", json!({ "logGroupName": "/app/old" })).await;
    account.cloud.gateway().behave(Behaviour { listing_delay: LONG, ..Behaviour::default() });
    let url = account.json(sqs, "GetQueueUrl", json!({ "QueueName": "orders" })).await.1["QueueUrl"].clone();
    let listed = async |prefix: &str| {
        let (_, listing) = account.json(sqs, "ListQueues", json!({ "QueueNamePrefix": prefix })).await;
        listing["QueueUrls"].as_array().map_or(0, Vec::len)
    };

    assert_eq!(account.json(sqs, "DeleteQueue", json!({ "QueueUrl": url })).await.0, 200);
    assert_eq!(account.json(sqs, "CreateQueue", json!({ "QueueName": "orders-2" })).await.0, 200);
    assert_eq!((listed("ord").await, listed("orders-").await, listed("x").await), (1, 0, 0));
    let (_, queues) = account.json(sqs, "ListQueues", json!({})).await;
    assert_eq!(queues["QueueUrls"], json!([url]));

    account.json(logs, "DeleteLogGroup", json!({ "logGroupName": "/app/old" })).await;
    account.json(logs, "CreateLogGroup", json!({ "logGroupName": "/app/new" })).await;
    let (_, groups) = account.json(logs, "DescribeLogGroups", json!({ "limit": 50 })).await;
    let names: Vec<_> = groups["logGroups"].as_array().unwrap().iter().map(|group| &group["logGroupName"]).collect();
    assert_eq!(names, ["/app/old"]);

    account.cloud.gateway().behave(Behaviour::default());
    assert_eq!((listed("orders").await, listed("orders-2").await), (1, 1));
    account.close().await;
}

#[tokio::test]
async fn a_topic_that_was_deleted_is_still_listed_for_a_while() {
    let account = Account::open().await;
    let arn = account.done("sns", "Action=CreateTopic&Name=news").await.element("TopicArn");
    account.cloud.gateway().behave(Behaviour { listing_delay: LONG, ..Behaviour::default() });
    account.done("sns", &format!("Action=DeleteTopic&TopicArn={arn}")).await;
    assert_eq!(account.done("sns", "Action=ListTopics").await.element("TopicArn"), arn);
    account.cloud.gateway().behave(Behaviour::default());
    assert!(!account.done("sns", "Action=ListTopics").await.text.contains(&arn));
    account.close().await;
}

#[tokio::test]
async fn a_service_that_is_asked_too_often_throttles_in_its_own_words() {
    let once = RateLimit { rate: 0.0, burst: 1 };
    let limits = [("ec2", once), ("iam", once)].map(|(service, limit)| (service.to_owned(), limit));
    let account = Account::behaving(Behaviour { limits: limits.into(), ..Behaviour::default() }).await;
    account.done("ec2", "Action=DescribeVpcs").await;
    account.done("iam", "Action=ListRoles").await;

    let throttled = account.call("ec2", "Action=DescribeVpcs").await;
    assert_eq!(throttled.refusal(), (503, "RequestLimitExceeded".to_owned()));
    assert_eq!(account.call("iam", "Action=ListRoles").await.refusal(), (400, "Throttling".to_owned()));
    account.done("autoscaling", "Action=DescribeAutoScalingGroups").await;
    account.close().await;
}
