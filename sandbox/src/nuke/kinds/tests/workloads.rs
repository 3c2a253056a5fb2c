//! What runs and stays keeps what it runs with, of which its description says nothing: roles of its pods, instances, alarms, versions.

use serde_json::{Value, json};
use wiremock::matchers::{body_string_contains, path as at};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::kept::unnamed;
use super::{names, only};
use crate::nuke::api::services::{APPLICATION_AUTOSCALING, EC2, ECS, EKS, IAM, LAMBDA};
use crate::nuke::api::{Api, Rest};
use crate::nuke::emulated;
use crate::nuke::kinds::find;
use crate::nuke::model::{Reference, Resource};

const IMAGE: &str = "ami-12c6146b";
const ROLE: &str = "arn:aws:iam::123456789012:role/r";
/// An archive with nothing in it, which is all that the emulator asks for.
const ZIP: &str = "UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==";

fn send(method: http::Method, path: &str, body: &Value) -> Rest {
    Rest::new(method, path).body(body.to_string())
}

#[tokio::test]
async fn a_cluster_names_the_role_of_its_fargate_pods() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let network = json!({ "subnetIds": ["subnet-1"], "securityGroupIds": ["sg-1"] });
        let cluster =
            json!({ "name": "c", "roleArn": "arn:aws:iam::123456789012:role/eks", "resourcesVpcConfig": network });
        api.rest(&EKS, "CreateCluster", send(http::Method::POST, "/clusters", &cluster)).await.unwrap();
        let profile = json!({
            "fargateProfileName": "p", "podExecutionRoleArn": ROLE, "subnets": [], "selectors": [{ "namespace": "n" }],
        });
        let profile = send(http::Method::POST, "/clusters/c/fargate-profiles", &profile);
        api.rest(&EKS, "CreateFargateProfile", profile).await.unwrap();
        assert_eq!(unnamed(&only(&api, "eks-cluster").await, &[ROLE]), [""; 0]);
    })
    .await;
}

/// Plays what of EKS the emulator lacks.
#[tokio::test]
async fn a_cluster_names_the_roles_of_its_addons_and_pods_and_who_may_get_in() {
    let server = MockServer::start().await;
    let identity = "<R><GetCallerIdentityResult><Account>111122223333</Account></GetCallerIdentityResult></R>";
    let identity = ResponseTemplate::new(200).set_body_string(identity);
    Mock::given(at("/")).respond_with(identity).mount(&server).await;
    let role = |name: &str| format!("arn:aws:iam::111122223333:role/{name}");
    for (path, body) in [
        ("fargate-profiles", json!({ "fargateProfileNames": [] })),
        ("addons", json!({ "addons": ["csi"] })),
        ("addons/csi", json!({ "addon": { "addonName": "csi", "serviceAccountRoleArn": role("addon") } })),
        ("pod-identity-associations", json!({ "associations": [{ "associationId": "a-1" }] })),
        (
            "pod-identity-associations/a-1",
            json!({ "association": { "roleArn": role("pod"), "targetRoleArn": role("far") } }),
        ),
        ("access-entries", json!({ "accessEntries": [role("admin")] })),
    ] {
        let answer = ResponseTemplate::new(200).set_body_json(body);
        Mock::given(at(format!("/clusters/new/{path}"))).respond_with(answer).mount(&server).await;
        let lists = ["fargate-profiles", "addons", "pod-identity-associations"].contains(&path);
        let empty = ResponseTemplate::new(200).set_body_json(json!({}));
        let refused = ResponseTemplate::new(400).insert_header("x-amzn-errortype", "InvalidRequestException").set_body_json(
            json!({ "message": "The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP] to perform this operation." }),
        );
        let answer = if lists { empty } else { refused };
        Mock::given(at(format!("/clusters/old/{path}"))).respond_with(answer).mount(&server).await;
    }
    emulated::played(&server, async |account| {
        let api = account.api("eu-west-1");
        let cluster = |name: &str| Resource::new(Reference::new("eks-cluster", "eu-west-1", name));
        let kind = find("eks-cluster").unwrap();
        let mut new = cluster("new");
        kind.needs(&api, &mut new).await.unwrap();
        let roles = ["addon", "pod", "far", "admin"].map(role);
        assert_eq!(unnamed(&new, &roles.each_ref().map(String::as_str)), [""; 0]);
        let mut old = cluster("old");
        kind.needs(&api, &mut old).await.unwrap();
        assert!(old.mentions.is_empty(), "one with a map of its own has no entries to be read: {old:?}");
    })
    .await;
}

/// Makes a cluster with a service of this name.
async fn service(api: &Api, environment: Value) {
    api.call(&ECS, "CreateCluster", json!({ "clusterName": "c" })).await.unwrap();
    let container = json!({ "name": "a", "image": "nginx", "memory": 64, "environment": environment });
    let family = json!({ "family": "app", "containerDefinitions": [container] });
    api.call(&ECS, "RegisterTaskDefinition", family).await.unwrap();
    let service = json!({ "cluster": "c", "serviceName": "s", "taskDefinition": "app", "desiredCount": 1 });
    api.call(&ECS, "CreateService", service).await.unwrap();
}

#[tokio::test]
async fn a_service_names_the_alarms_at_which_it_scales() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        service(&api, json!([])).await;
        let scaled = json!({
            "ServiceNamespace": "ecs", "ResourceId": "service/c/s", "ScalableDimension": "ecs:service:DesiredCount",
        });
        let mut target = scaled.clone();
        (target["MinCapacity"], target["MaxCapacity"]) = (1.into(), 2.into());
        api.call(&APPLICATION_AUTOSCALING, "RegisterScalableTarget", target).await.unwrap();
        let mut policy = scaled;
        (policy["PolicyName"], policy["PolicyType"]) = ("cpu".into(), "TargetTrackingScaling".into());
        policy["TargetTrackingScalingPolicyConfiguration"] = json!({
            "TargetValue": 50.0, "PredefinedMetricSpecification": { "PredefinedMetricType": "ECSServiceAverageCPUUtilization" },
        });
        let policy = api.call(&APPLICATION_AUTOSCALING, "PutScalingPolicy", policy).await.unwrap();
        let alarms = policy.list("Alarms");
        let alarms: Vec<&str> = alarms.iter().filter_map(|alarm| alarm.text("AlarmARN")).collect();
        assert!(!alarms.is_empty(), "{policy:?}");
        assert_eq!(unnamed(&only(&api, "ecs-service").await, &alarms), [""; 0]);
    })
    .await;
}

/// Plays what of Auto Scaling the emulator lacks: the alarms of a policy, and notifications.
#[tokio::test]
async fn a_scaling_group_names_its_alarms_and_whom_it_notifies() {
    let server = MockServer::start().await;
    let (alarm, topic) =
        ("arn:aws:cloudwatch:eu-west-1:111122223333:alarm:cpu", "arn:aws:sns:eu-west-1:111122223333:t");
    for (operation, result) in [
        ("GetCallerIdentity", "<Account>111122223333</Account>".to_owned()),
        ("DescribeLifecycleHooks", "<LifecycleHooks/>".to_owned()),
        (
            "DescribePolicies",
            format!(
                "<ScalingPolicies><member><PolicyName>up</PolicyName><Alarms><member><AlarmName>cpu</AlarmName><AlarmARN>{alarm}</AlarmARN></member></Alarms></member></ScalingPolicies>"
            ),
        ),
        (
            "DescribeNotificationConfigurations",
            format!(
                "<NotificationConfigurations><member><TopicARN>{topic}</TopicARN></member></NotificationConfigurations>"
            ),
        ),
    ] {
        let body = format!("<R><{operation}Result>{result}</{operation}Result></R>");
        let answer = ResponseTemplate::new(200).set_body_string(body);
        Mock::given(body_string_contains(operation)).respond_with(answer).mount(&server).await;
    }
    emulated::played(&server, async |account| {
        let api = account.api("eu-west-1");
        let mut group = Resource::new(Reference::new("autoscaling-group", "eu-west-1", "g"));
        find("autoscaling-group").unwrap().needs(&api, &mut group).await.unwrap();
        assert_eq!(unnamed(&group, &[alarm, topic]), [""; 0]);
    })
    .await;
}

#[tokio::test]
async fn a_cluster_of_containers_names_its_instances_and_the_groups_that_give_it_more() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let group = "arn:aws:autoscaling:eu-west-1:123456789012:autoScalingGroup:1:autoScalingGroupName/g";
        let provider = json!({ "name": "cp", "autoScalingGroupProvider": { "autoScalingGroupArn": group } });
        api.call(&ECS, "CreateCapacityProvider", provider).await.unwrap();
        let cluster = json!({ "clusterName": "c", "capacityProviders": ["FARGATE", "cp"] });
        api.call(&ECS, "CreateCluster", cluster).await.unwrap();
        let one = json!({ "ImageId": IMAGE, "MinCount": 1, "MaxCount": 1 });
        api.call(&EC2, "RunInstances", one).await.unwrap();
        let instance = only(&api, "ec2-instance").await;
        let document = json!({ "instanceId": instance.id() }).to_string();
        let registered = json!({ "cluster": "c", "instanceIdentityDocument": document });
        api.call(&ECS, "RegisterContainerInstance", registered).await.unwrap();
        assert_eq!(unnamed(&only(&api, "ecs-cluster").await, &[group, instance.id()]), [""; 0]);
    })
    .await;
}

#[tokio::test]
async fn a_function_names_what_its_published_versions_run_with_and_a_secret_by_its_name() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let mut roles = Vec::new();
        for name in ["first", "second"] {
            let trust = json!({ "Version": "2012-10-17", "Statement": [] }).to_string();
            let role = json!({ "RoleName": name, "AssumeRolePolicyDocument": trust });
            let role = api.call(&IAM, "CreateRole", role).await.unwrap();
            roles.push(role.text("Role/Arn").unwrap().to_owned());
        }
        let variables = json!({ "SECRET_NAME": "orders-db", "DB_PASSWORD": "unguessable" });
        let function = json!({
            "FunctionName": "f", "Runtime": "python3.12", "Role": roles[0], "Handler": "a.b", "Code": { "ZipFile": ZIP },
            "Environment": { "Variables": variables },
        });
        let path = "/2015-03-31/functions";
        api.rest(&LAMBDA, "CreateFunction", send(http::Method::POST, path, &function)).await.unwrap();
        let published = send(http::Method::POST, "/2015-03-31/functions/f/versions", &json!({}));
        api.rest(&LAMBDA, "PublishVersion", published).await.unwrap();
        let changed = json!({ "Role": roles[1] });
        let changed = send(http::Method::PUT, "/2015-03-31/functions/f/configuration", &changed);
        api.rest(&LAMBDA, "UpdateFunctionConfiguration", changed).await.unwrap();

        let function = only(&api, "lambda-function").await;
        let used = ["first", "second"].map(|role| Reference::global("iam-role", role));
        assert!(used.iter().all(|role| function.uses.iter().any(|used| used.of == *role)), "{:?}", function.uses);
        assert!(names(&function, "orders-db") && !names(&function, "unguessable"));
        assert!(!format!("{function:?}").contains("orders-db"), "what a variable says is shown to nobody");
    })
    .await;
}

#[tokio::test]
async fn a_task_definition_names_what_its_environment_does() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let environment =
            json!([{ "name": "TABLE_NAME", "value": "orders" }, { "name": "TOKEN", "value": "unguessable" }]);
        service(&api, environment).await;
        let definition = only(&api, "ecs-task-definition").await;
        assert!(names(&definition, "orders") && !names(&definition, "unguessable"));
    })
    .await;
}
