//! ECS clusters.

use async_trait::async_trait;
use serde_json::json;

use super::{About, Deleted, Found, Kind, ecs};
use crate::nuke::api::services::ECS;
use crate::nuke::api::{Api, ApiError};
use crate::nuke::model::{Reference, Resource};

/// Clusters, by ARN; their services go first. ECS does not tell how old they are.
#[derive(Debug)]
pub(super) struct EcsCluster;

const ABOUT: About = About {
    uses: &["kms-key", "logs-group", "s3-bucket"],
    age: false,
    cloud_nuke: Some("ECSCluster"),
    aws_nuke: Some("ECSCluster"),
    ..About::new("ecs-cluster", "AWS::ECS::Cluster")
};

#[async_trait]
impl Kind for EcsCluster {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let arns = ecs::cluster_arns(api).await?;
        found.extend(described(api, &arns.iter().map(String::as_str).collect::<Vec<_>>()).await?);
        Ok(())
    }

    async fn look(&self, api: &Api, ids: &[&str]) -> Result<Vec<Resource>, ApiError> {
        described(api, ids).await
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        ecs::stop_tasks(api, resource.id()).await?;
        let answer = api.call(&ECS, "DeleteCluster", json!({ "cluster": resource.id() })).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}

async fn described(api: &Api, arns: &[&str]) -> Result<Vec<Resource>, ApiError> {
    let mut resources = Vec::new();
    for arns in arns.chunks(100) {
        let asked = json!({ "clusters": arns, "include": ["CONFIGURATIONS", "TAGS"] });
        let answer = api.call(&ECS, "DescribeClusters", asked).await?;
        for cluster in answer.list("clusters") {
            let Some(arn) = cluster.text("clusterArn").filter(|_| cluster.text("status") != Some("INACTIVE")) else {
                continue;
            };
            let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), arn));
            resource.name = cluster.text("clusterName").map(str::to_owned);
            resource.tags = cluster.tags("tags");
            resource.told_in(cluster.0);
            resources.push(resource);
        }
    }
    Ok(resources)
}
