//! What stays keeps what its description names in places that are easily overlooked: routes, versions, members, disks.

use serde_json::json;

use super::{listed, names, only};
use crate::nuke::api::services::{EC2, ELASTICACHE, S3, SNS, SQS, STS};
use crate::nuke::api::{Node, Rest};
use crate::nuke::emulated;
use crate::nuke::graph::arrange;
use crate::nuke::kinds::{find, relate};
use crate::nuke::model::{GLOBAL, Reference, Resource};
use crate::nuke::plan::Row;

const IMAGE: &str = "ami-12c6146b";
const ROLE: &str = "arn:aws:iam::123456789012:role/r";

/// Tells which of these texts a resource does not name.
pub(super) fn unnamed<'t>(resource: &Resource, texts: &[&'t str]) -> Vec<&'t str> {
    texts.iter().copied().filter(|text| !names(resource, text)).collect()
}

#[test]
fn what_is_named_in_these_ways_stays_with_what_names_it() {
    let secret = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf";
    let queue = "https://sqs.eu-west-1.amazonaws.com/111122223333/dead";
    let redrive = json!({ "deadLetterTargetArn": "arn:aws:sqs:eu-west-1:111122223333:dead" }).to_string();
    let scaling = "arn:aws:autoscaling:eu-west-1:111122223333:autoScalingGroup:0a1b:autoScalingGroupName/g";
    for (told, kind, region, id) in [
        (json!({ "autoScalingGroupArn": scaling }), "autoscaling-group", "eu-west-1", "g"),
        (json!({ "AlarmARN": "arn:aws:cloudwatch:eu-west-1:1:alarm:cpu" }), "cloudwatch-alarm", "eu-west-1", "cpu"),
        (json!({ "ec2InstanceId": "i-0a1b2c3d" }), "ec2-instance", "eu-west-1", "i-0a1b2c3d"),
        (json!({ "gatewayId": "vgw-0a1b2c3d" }), "ec2-vpn-gateway", "eu-west-1", "vgw-0a1b2c3d"),
        (json!({ "principals": ["arn:aws:iam::1:user/team/me"] }), "iam-user", GLOBAL, "me"),
        (json!({ "RedrivePolicy": redrive }), "sqs-queue", "eu-west-1", queue),
        (json!({ "TABLE_NAME": "orders" }), "dynamodb-table", "eu-west-1", "orders"),
        (json!({ "SECRET_NAME": "db" }), "secretsmanager-secret", "eu-west-1", secret),
        (json!({ "function": "by-stage" }), "lambda-function", "eu-west-1", "by-stage"),
        (json!({ "Bucket": "arn:aws:s3:::inventories" }), "s3-bucket", "us-east-1", "inventories"),
    ] {
        let mut kept = Resource::new(Reference::new("anything", "eu-west-1", "kept"));
        kept.told_in(&told);
        let mut named = Resource::new(Reference::new(kind, region, id));
        named.name = (kind == "secretsmanager-secret").then(|| "db".to_owned());
        let arranged = arrange(vec![Row::delete(named.clone())], &[kept, named], &|_| false);
        assert!(arranged.rows.is_empty(), "{told}");
    }
}

/// Reads what the API reference shows for DescribeRouteTables.
#[tokio::test]
async fn a_route_table_names_everything_that_its_routes_lead_to() {
    emulated::account(async |account| {
        let table = json!({
            "routeTableId": "rtb-0a1b2c3d", "vpcId": "vpc-0a1b2c3d", "ownerId": account.identity().await.unwrap().account,
            "routeSet": [
                { "destinationCidrBlock": "10.0.0.0/16", "gatewayId": "local" },
                { "destinationCidrBlock": "0.0.0.0/0", "gatewayId": "igw-0a1b2c3d" },
                { "destinationCidrBlock": "10.1.0.0/16", "natGatewayId": "nat-0a1b2c3d" },
                { "destinationCidrBlock": "10.2.0.0/16", "networkInterfaceId": "eni-0a1b2c3d", "instanceId": "i-0a1b2c3d" },
                { "destinationCidrBlock": "10.3.0.0/16", "transitGatewayId": "tgw-0a1b2c3d" },
                { "destinationCidrBlock": "10.4.0.0/16", "vpcPeeringConnectionId": "pcx-0a1b2c3d" },
                { "destinationIpv6CidrBlock": "::/0", "egressOnlyInternetGatewayId": "eigw-0a1b2c3d" },
            ],
            "propagatingVgwSet": [{ "gatewayId": "vgw-0a1b2c3d" }],
        });
        let api = account.api("eu-west-1");
        let table = super::super::ec2_route_table::read(&api, Node(&table)).unwrap();
        let led_to = ["igw", "nat", "eni", "i", "tgw", "pcx", "eigw", "vgw"].map(|start| format!("{start}-0a1b2c3d"));
        assert_eq!(unnamed(&table, &led_to.each_ref().map(String::as_str)), [""; 0]);

        let mut vpc = Resource::new(Reference::new("ec2-vpc", "eu-west-1", "vpc-0a1b2c3d"));
        vpc.built_in = Some("a default VPC".to_owned());
        let mut main = table.clone();
        main.goes_with = Some(vpc.reference.clone());
        let mut all = vec![table, main, vpc];
        relate(&mut all);
        let told: Vec<bool> = all[..2].iter().map(|table| table.mentions.is_empty()).collect();
        assert_eq!(told, [false, true], "what AWS made holds nothing back");
    })
    .await;
}

#[tokio::test]
async fn a_protected_member_keeps_its_replication_group_whole_and_without_one_all_of_it_goes() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let group = json!({
            "ReplicationGroupId": "rg", "ReplicationGroupDescription": "d", "Engine": "redis", "CacheNodeType": "cache.t4g.micro",
            "NumCacheClusters": 2, "AutomaticFailoverEnabled": true,
        });
        api.call(&ELASTICACHE, "CreateReplicationGroup", group).await.unwrap();
        for name in ["rg-001", "rg-002"] {
            let member = json!({
                "CacheClusterId": name, "ReplicationGroupId": "rg", "Engine": "redis", "CacheNodeType": "cache.t4g.micro",
                "NumCacheNodes": 1,
            });
            api.call(&ELASTICACHE, "CreateCacheCluster", member).await.unwrap();
        }
        let group = only(&api, "elasticache-replication-group").await;
        let members = listed(&api, "elasticache-cluster").await;
        assert!(members.len() == 2 && members.iter().all(|member| member.goes_with.as_ref() == Some(&group.reference)));

        let all = [std::slice::from_ref(&group), members.as_slice()].concat();
        let chosen = || vec![Row::delete(group.clone()), Row::delete(members[1].clone())];
        let kept = arrange(chosen(), &all, &|resource| resource.id() == "rg-001");
        assert!(kept.rows.is_empty(), "{:?}", kept.rows);
        assert_eq!(arrange(chosen(), &all, &|_| false).rows.len(), 3, "the group and its members");

        find("elasticache-replication-group").unwrap().delete_one(&api, &group).await.unwrap();
        assert!(listed(&api, "elasticache-cluster").await.is_empty(), "they are seen to go");
    })
    .await;
}

#[tokio::test]
async fn a_volume_that_its_instance_takes_along_goes_with_it_and_keeps_it_when_protected() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let disk = json!([{ "DeviceName": "/dev/sdf", "Ebs": { "VolumeSize": 1, "DeleteOnTermination": true } }]);
        let one = json!({ "ImageId": IMAGE, "MinCount": 1, "MaxCount": 1, "BlockDeviceMapping": disk });
        api.call(&EC2, "RunInstances", one).await.unwrap();
        let instance = only(&api, "ec2-instance").await;
        let mut all = [vec![instance.clone()], listed(&api, "ec2-volume").await].concat();
        relate(&mut all);
        assert!(all.len() > 1 && all[1..].iter().all(|volume| volume.goes_with.as_ref() == Some(&instance.reference)));
        let data = all.last().unwrap().reference.clone();
        let arranged = arrange(vec![Row::delete(instance)], &all, &|resource| resource.reference == data);
        assert!(arranged.rows.is_empty(), "{:?}", arranged.rows);
    })
    .await;
}

#[tokio::test]
async fn a_template_that_stays_names_what_every_version_of_it_launches() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let data = |group: &str| json!({ "ImageId": IMAGE, "SecurityGroupId": [group] });
        let first = json!({ "LaunchTemplateName": "web", "LaunchTemplateData": data("sg-00000001") });
        api.call(&EC2, "CreateLaunchTemplate", first).await.unwrap();
        for group in ["sg-00000002", "sg-00000003"] {
            let version = json!({ "LaunchTemplateName": "web", "LaunchTemplateData": data(group) });
            api.call(&EC2, "CreateLaunchTemplateVersion", version).await.unwrap();
        }
        let template = only(&api, "ec2-launch-template").await;
        assert_eq!(unnamed(&template, &["sg-00000001", "sg-00000002", "sg-00000003"]), [""; 0]);
    })
    .await;
}

#[tokio::test]
async fn a_subscription_names_its_dead_letter_queue() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let topic = api.call(&SNS, "CreateTopic", json!({ "Name": "t" })).await.unwrap();
        let identity = api.call(&STS, "GetCallerIdentity", json!({})).await.unwrap();
        let queue = |name: &str| format!("arn:aws:sqs:eu-west-1:{}:{name}", identity.text("Account").unwrap());
        for name in ["q", "dead"] {
            api.call(&SQS, "CreateQueue", json!({ "QueueName": name })).await.unwrap();
        }
        let asked = json!({ "TopicArn": topic.text("TopicArn"), "Protocol": "sqs", "Endpoint": queue("q") });
        let made = api.call(&SNS, "Subscribe", asked).await.unwrap();
        let redrive = json!({ "deadLetterTargetArn": queue("dead") }).to_string();
        for (name, value) in [("RedrivePolicy", redrive.as_str()), ("SubscriptionRoleArn", ROLE)] {
            let set = json!({
                "SubscriptionArn": made.text("SubscriptionArn"), "AttributeName": name, "AttributeValue": value,
            });
            api.call(&SNS, "SetSubscriptionAttributes", set).await.unwrap();
        }
        assert_eq!(unnamed(&only(&api, "sns-subscription").await, &[&queue("dead"), ROLE]), [""; 0]);
    })
    .await;
}

#[tokio::test]
async fn a_bucket_names_the_one_that_its_inventories_go_to() {
    emulated::account(async |account| {
        let bucket = format!("terraproof-nuke-{}", fastrand::u64(..));
        let api = account.api("us-east-1");
        api.rest(&S3, "CreateBucket", Rest::new(http::Method::PUT, format!("/{bucket}"))).await.unwrap();
        let inventory = "<InventoryConfiguration><Destination><S3BucketDestination><Bucket>arn:aws:s3:::inventories</Bucket><Format>CSV</Format></S3BucketDestination></Destination><IsEnabled>true</IsEnabled><Id>all</Id><IncludedObjectVersions>All</IncludedObjectVersions><Schedule><Frequency>Daily</Frequency></Schedule></InventoryConfiguration>";
        let inventory = Rest::new(http::Method::PUT, format!("/{bucket}")).query("inventory", "").query("id", "all").body(inventory);
        api.rest(&S3, "PutBucketInventoryConfiguration", inventory).await.unwrap();
        assert_eq!(unnamed(&only(&account.api(GLOBAL), "s3-bucket").await, &["arn:aws:s3:::inventories"]), [""; 0]);
    })
    .await;
}
