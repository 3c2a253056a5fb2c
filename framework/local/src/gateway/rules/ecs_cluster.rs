//! A cluster is deleted only when it is empty.

use serde_json::{Value, json};

use super::rule::{Refusal, Rule, Verdict};
use super::view::View;
use crate::gateway::api::ApiRequest;

/// Refuses to delete an ECS cluster with container instances, services or tasks.
///
/// See <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteCluster.html>:
/// `ClusterContainsContainerInstancesException`, `ClusterContainsServicesException`, `ClusterContainsTasksException`.
#[derive(Clone, Copy, Debug, Default)]
pub struct EcsClusterInUse;

impl Rule for EcsClusterInUse {
    fn name(&self) -> &'static str {
        "ecs_cluster"
    }

    fn applies(&self, request: &ApiRequest) -> bool {
        request.operation == "DeleteCluster" && request.service == "ecs"
    }

    fn check<'a>(&'a self, request: &'a ApiRequest, view: &'a View<'a>) -> Verdict<'a> {
        Box::pin(async move {
            let named = request.json()?.get("cluster")?.as_str()?.to_owned();
            let cluster = named.rsplit('/').next()?;
            let (contained, plural) = if contains_instances(view, request, cluster).await {
                ("ContainerInstances", "Container Instances")
            } else if contains_services(view, request, cluster).await {
                ("Services", "Services")
            } else if contains_tasks(view, request, cluster).await {
                ("Tasks", "Tasks")
            } else {
                return None;
            };
            let code = format!("ClusterContains{contained}Exception");
            Some(Refusal::bad_request(&code, format!("The Cluster cannot be deleted while {plural} are active.")))
        })
    }
}

async fn contains_instances(view: &View<'_>, request: &ApiRequest, cluster: &str) -> bool {
    let instances = ask(view, request, "ListContainerInstances", &json!({ "cluster": cluster })).await;
    instances.is_some_and(|answer| !texts(&answer, "containerInstanceArns").is_empty())
}

/// The emulator keeps deleted services, as `INACTIVE`.
async fn contains_services(view: &View<'_>, request: &ApiRequest, cluster: &str) -> bool {
    let Some(listed) = ask(view, request, "ListServices", &json!({ "cluster": cluster })).await else { return false };
    let services = json!({ "cluster": cluster, "services": of_cluster(&listed, "serviceArns", cluster) });
    let Some(described) = ask(view, request, "DescribeServices", &services).await else { return false };
    let services = described["services"].as_array().map(Vec::as_slice).unwrap_or_default();
    services.iter().any(|service| service["status"] != "INACTIVE")
}

async fn contains_tasks(view: &View<'_>, request: &ApiRequest, cluster: &str) -> bool {
    let running = json!({ "cluster": cluster, "desiredStatus": "RUNNING" });
    let tasks = ask(view, request, "ListTasks", &running).await;
    tasks.is_some_and(|tasks| !of_cluster(&tasks, "taskArns", cluster).is_empty())
}

async fn ask(view: &View<'_>, request: &ApiRequest, operation: &str, body: &Value) -> Option<Value> {
    let host = format!("ecs.{}.amazonaws.com", request.region.as_deref()?);
    let target = format!("AmazonEC2ContainerServiceV20141113.{operation}");
    let answer = view.emulator().json(&host, &target, body).await.ok()?;
    answer.status.is_success().then(|| serde_json::from_slice(&answer.body).ok()).flatten()
}

/// Leaves out what belongs to another cluster: to the emulator, `web` is in `webshop`.
fn of_cluster(answer: &Value, list: &str, cluster: &str) -> Vec<String> {
    let mut arns = texts(answer, list);
    arns.retain(|arn| arn.rsplit('/').nth(1).is_none_or(|name| name == cluster || name.contains(':')));
    arns
}

fn texts(answer: &Value, list: &str) -> Vec<String> {
    let list = answer[list].as_array().map(Vec::as_slice).unwrap_or_default();
    list.iter().filter_map(|text| text.as_str().map(str::to_owned)).collect()
}
