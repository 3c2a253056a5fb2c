use serde_json::{Value, json};

use super::tell::{holds, misses, tell};
use crate::canned::Canned;
use crate::{EcsCluster, ErrorKind, Service, TaskDefinition};

fn cluster(clusters: &Value) -> EcsCluster {
    let body = json!({ "clusters": clusters }).to_string();
    Canned::default().json(200, body).whenever("DescribeClusters").aws().0.ecs().cluster("production")
}

#[tokio::test]
async fn a_cluster_is_told_by_its_status_and_its_settings() {
    let settings = json!([{ "name": "containerInsights", "value": "enabled" }]);
    let active = cluster(&json!([{ "status": "ACTIVE", "settings": settings }]));
    let young = cluster(&json!([{ "status": "PROVISIONING" }]));
    tell(active.is_active(), young.is_active(), "is provisioning").await;
    let gone = cluster(&json!([{ "status": "INACTIVE" }]));
    tell(gone.is_gone(), active.is_gone(), "is still there").await;
    holds(cluster(&json!([])).is_gone()).await;
    assert_eq!(gone.is_active().look().await.unwrap_err().kind(), &ErrorKind::Gone);
    let insights = |cluster: &EcsCluster| cluster.has_setting("containerInsights", "enabled");
    tell(insights(&active), insights(&young), "has no containerInsights").await;
    misses(active.has_setting("containerInsights", "enhanced"), "containerInsights is `enabled`").await;
}

#[tokio::test]
async fn a_cluster_that_failed_to_be_made_ends_the_wait() {
    let error = cluster(&json!([{ "status": "FAILED" }])).is_active().look().await.unwrap_err();
    assert_eq!((error.message(), error.is_transient()), (Some("it failed to be made"), false));
}

fn service(service: &Value) -> Service {
    let body = json!({ "services": service }).to_string();
    let canned = Canned::default().json(200, body).whenever("DescribeServices");
    canned.aws().0.ecs().cluster("production").service("orders")
}

#[tokio::test]
async fn a_service_is_told_by_its_deployments() {
    let arn = "arn:aws:ecs:us-east-1:111122223333:task-definition/orders:7";
    let deployment = |state: &str| json!({ "status": "PRIMARY", "rolloutState": state, "taskDefinition": arn });
    let stable = service(&json!([{
        "status": "ACTIVE", "desiredCount": 2, "runningCount": 2, "taskDefinition": arn, "deployments": [deployment("COMPLETED")],
    }]));
    let starting = service(&json!([{
        "status": "ACTIVE", "desiredCount": 2, "runningCount": 1, "pendingCount": 1, "taskDefinition": arn,
        "deployments": [deployment("IN_PROGRESS")],
    }]));
    let absent = service(&json!([]));
    let reason = "1 of 2 tasks run, 1 pending, in 1 deployment";
    tell(stable.exists(), absent.exists(), "does not exist yet").await;
    tell(absent.is_gone(), stable.is_gone(), "is still there").await;
    tell(stable.is_stable(), starting.is_stable(), reason).await;
    tell(stable.is_stable_with(2), starting.is_stable_with(2), reason).await;
    misses(stable.is_stable_with(3), "2 of 2 tasks run, 0 pending, in 1 deployment").await;
    tell(stable.has_finished_deployment(), starting.has_finished_deployment(), reason).await;
    tell(stable.runs("orders:7"), stable.runs("orders:8"), "runs orders:7").await;
}

fn definition(definition: &Value) -> TaskDefinition {
    let body = json!({ "taskDefinition": definition }).to_string();
    Canned::default().json(200, body).whenever("DescribeTaskDefinition").aws().0.ecs().task_definition("orders")
}

#[tokio::test]
async fn a_task_definition_is_told_by_its_containers_and_its_role() {
    let orders = definition(&json!({
        "status": "ACTIVE", "taskRoleArn": "arn:role", "containerDefinitions": [{ "name": "app", "image": "orders:v7" }],
    }));
    let old = definition(&json!({ "status": "INACTIVE" }));
    tell(orders.is_active(), old.is_active(), "is inactive").await;
    tell(orders.has_container("app", "orders:v7"), orders.has_container("app", "orders:v8"), "runs `orders:v7`").await;
    misses(old.has_container("app", "orders:v7"), "has no such container").await;
    tell(orders.has_task_role("arn:role"), old.has_task_role("arn:role"), "has no task role").await;
    misses(orders.has_task_role("arn:other"), "has the task role `arn:role`").await;
}

#[tokio::test]
async fn a_task_definition_that_ecs_cannot_describe_is_not_there_yet() {
    let canned = Canned::default().json_error("ClientException", "Unable to describe task definition.");
    let absent = canned.aws().0.ecs().task_definition("orders");
    misses(absent.is_active(), "does not exist yet").await;
}

#[tokio::test]
async fn names_that_ecs_does_not_give_are_refused_before_a_call() {
    let (aws, calls) = Canned::default().aws();
    let ecs = aws.ecs();
    for check in [
        ecs.cluster("my cluster").is_gone(),
        ecs.cluster("arn:aws:ec2:us-east-1:111122223333:cluster/c").is_gone(),
        ecs.cluster("production").service("").is_gone(),
        ecs.task_definition("orders/7").is_active().map(|_| ()),
    ] {
        assert_eq!(check.look().await.unwrap_err().kind(), &ErrorKind::Malformed, "{}", check.sentence());
    }
    assert_eq!(calls.count(), 0);
}
