use serde_json::{Value, json};

use super::{deleted, names, only};
use crate::nuke::api::Api;
use crate::nuke::api::services::{AUTOSCALING, EC2, ELB, ELBV2};
use crate::nuke::emulated;
use crate::nuke::kinds::find;
use crate::nuke::model::{Reference, Use};

async fn subnets(api: &Api) -> Vec<String> {
    let answer = api.call(&EC2, "DescribeSubnets", json!({})).await.unwrap();
    answer.list("subnetSet").iter().filter_map(|subnet| subnet.text("subnetId")).map(str::to_owned).collect()
}

async fn image(api: &Api) -> String {
    let images = api.call(&EC2, "DescribeImages", json!({})).await.unwrap();
    images.list("imagesSet")[0].text("imageId").unwrap().to_owned()
}

fn tags() -> Value {
    json!([{ "Key": "team", "Value": "x" }])
}

#[tokio::test]
async fn a_protected_balancer_goes_before_its_target_group() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let balancer = json!({ "Name": "lb", "Subnets": subnets(&api).await, "Tags": tags() });
        let balancer = api.call(&ELBV2, "CreateLoadBalancer", balancer).await.unwrap();
        let balancer = balancer.list("LoadBalancers")[0].text("LoadBalancerArn").unwrap().to_owned();
        let vpc = api.call(&EC2, "DescribeVpcs", json!({})).await.unwrap().list("vpcSet")[0]
            .text("vpcId")
            .unwrap()
            .to_owned();
        let group = json!({ "Name": "tg", "Protocol": "HTTP", "Port": 80, "VpcId": vpc, "Tags": tags() });
        let group = api.call(&ELBV2, "CreateTargetGroup", group).await.unwrap();
        let group = group.list("TargetGroups")[0].text("TargetGroupArn").unwrap().to_owned();
        let action = json!([{ "Type": "forward", "TargetGroupArn": group }]);
        let listener = json!({ "LoadBalancerArn": balancer, "Protocol": "HTTP", "Port": 80, "DefaultActions": action });
        api.call(&ELBV2, "CreateListener", listener).await.unwrap();
        let instance =
            api.call(&EC2, "RunInstances", json!({ "ImageId": image(&api).await, "MinCount": 1, "MaxCount": 1 })).await;
        let instance = instance.unwrap().list("instancesSet")[0].text("instanceId").unwrap().to_owned();
        let targets = json!({ "TargetGroupArn": group, "Targets": [{ "Id": instance }] });
        api.call(&ELBV2, "RegisterTargets", targets).await.unwrap();
        let on = json!([
            { "Key": "deletion_protection.enabled", "Value": "true" },
            { "Key": "access_logs.s3.bucket", "Value": "access" },
        ]);
        let on = json!({ "LoadBalancerArn": balancer, "Attributes": on });
        api.call(&ELBV2, "ModifyLoadBalancerAttributes", on).await.unwrap();

        let balancer = only(&api, "elbv2-load-balancer").await;
        assert_eq!((balancer.shown_name(), balancer.tags.get("team")), ("lb", Some("x")));
        assert!(balancer.uses.contains(&Use::of(Reference::new("elbv2-target-group", "eu-west-1", &group))));
        assert_eq!(balancer.protection.as_deref(), Some("deletion protection"));
        assert!(names(&balancer, "access"), "{balancer:#?}");
        find("elbv2-load-balancer").unwrap().unprotect(&api, &balancer).await.unwrap();
        deleted(&api, &balancer).await;
        let group = only(&api, "elbv2-target-group").await;
        assert!(names(&group, &instance), "{group:#?}");
        deleted(&api, &group).await;
    })
    .await;
}

#[tokio::test]
async fn classic_balancers_live_and_die() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let listener = json!({ "Protocol": "HTTP", "LoadBalancerPort": 80, "InstancePort": 80 });
        let balancer = json!({ "LoadBalancerName": "old", "Listeners": [listener], "AvailabilityZones": ["eu-west-1a"], "Tags": tags() });
        api.call(&ELB, "CreateLoadBalancer", balancer).await.unwrap();
        let balancer = only(&api, "elb-load-balancer").await;
        assert_eq!(balancer.tags.get("team"), Some("x"));
        deleted(&api, &balancer).await;
    })
    .await;
}

#[tokio::test]
async fn a_group_goes_before_its_launch_configuration() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let configuration = json!({ "LaunchConfigurationName": "lc", "ImageId": image(&api).await, "InstanceType": "t3.micro" });
        api.call(&AUTOSCALING, "CreateLaunchConfiguration", configuration).await.unwrap();
        let tag = json!({ "Key": "team", "Value": "x", "PropagateAtLaunch": true, "ResourceId": "g", "ResourceType": "auto-scaling-group" });
        let group = json!({
            "AutoScalingGroupName": "g", "LaunchConfigurationName": "lc", "MinSize": 1, "MaxSize": 1,
            "VPCZoneIdentifier": subnets(&api).await[0], "Tags": [tag],
        });
        api.call(&AUTOSCALING, "CreateAutoScalingGroup", group).await.unwrap();

        let group = only(&api, "autoscaling-group").await;
        assert_eq!(group.tags.get("team"), Some("x"));
        let used: Vec<&str> = group.uses.iter().map(|used| used.of.kind.as_str()).collect();
        assert!(["autoscaling-launch-configuration", "ec2-subnet", "ec2-instance"].iter().all(|kind| used.contains(kind)), "{used:?}");
        deleted(&api, &group).await;
        deleted(&api, &only(&api, "autoscaling-launch-configuration").await).await;
    })
    .await;
}
