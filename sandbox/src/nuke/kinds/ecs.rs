//! What the kinds of ECS have in common.

use serde_json::json;

use crate::nuke::api::services::ECS;
use crate::nuke::api::{Api, ApiError, Paging};

/// Lists the ARNs of all clusters.
pub(super) async fn cluster_arns(api: &Api) -> Result<Vec<String>, ApiError> {
    let mut pages = api.pages(&ECS, "ListClusters", json!({ "maxResults": 100 }), Paging::LOWER_NEXT_TOKEN);
    let mut arns = Vec::new();
    while let Some(page) = pages.next().await? {
        arns.extend(page.node().texts("clusterArns"));
    }
    Ok(arns)
}

/// Stops the tasks that no service keeps alive, and lets go of the instances; both keep a cluster from going.
pub(super) async fn stop_tasks(api: &Api, cluster: &str) -> Result<(), ApiError> {
    let asked = json!({ "cluster": cluster, "maxResults": 100 });
    let mut tasks = Vec::new();
    let mut pages = api.pages(&ECS, "ListTasks", asked, Paging::LOWER_NEXT_TOKEN);
    while let Some(page) = pages.next().await? {
        tasks.extend(page.node().texts("taskArns"));
    }
    super::at_once(tasks.iter().map(|task| async move {
        tolerant(api.call(&ECS, "StopTask", json!({ "cluster": cluster, "task": task })).await.map(drop))
    }))
    .await?;
    let instances = instances(api, cluster).await?;
    let gone = instances.iter().map(|instance| async move {
        let asked = json!({ "cluster": cluster, "containerInstance": instance, "force": true });
        tolerant(api.call(&ECS, "DeregisterContainerInstance", asked).await.map(drop))
    });
    super::at_once(gone).await.map(drop)
}

/// Lists the ARNs of the instances that are registered with a cluster.
pub(super) async fn instances(api: &Api, cluster: &str) -> Result<Vec<String>, ApiError> {
    let asked = json!({ "cluster": cluster, "maxResults": 100 });
    let mut pages = api.pages(&ECS, "ListContainerInstances", asked, Paging::LOWER_NEXT_TOKEN);
    let mut arns = Vec::new();
    while let Some(page) = pages.next().await? {
        arns.extend(page.node().texts("containerInstanceArns"));
    }
    Ok(arns)
}

fn tolerant(outcome: Result<(), ApiError>) -> Result<(), ApiError> {
    match outcome {
        Err(error) if error.is_absent() => Ok(()),
        outcome => outcome,
    }
}
