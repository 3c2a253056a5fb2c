//! ECS clusters.

use async_trait::async_trait;
use serde_json::json;

use super::{About, Deleted, Found, Kind, ecs, needs};
use crate::nuke::api::services::ECS;
use crate::nuke::api::{Answer, Api, ApiError};
use crate::nuke::model::{Reference, Resource};

/// Clusters, by ARN; their services go first. ECS does not tell how old they are.
#[derive(Debug)]
pub(super) struct EcsCluster;

const ABOUT: About = About {
    uses: &["autoscaling-group", "ec2-instance", "kms-key", "logs-group", "s3-bucket"],
    needs: true,
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

    /// Reads which instances run its tasks, and which groups give it more of them.
    async fn needs(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let (cluster, providers) = (resource.id().to_owned(), resource.fact_list(PROVIDERS));
        for answer in capacity(api, &cluster, &providers).await? {
            for provider in answer.list("capacityProviders") {
                super::told_of(resource, provider, &["autoScalingGroupProvider", "managedInstancesProvider"]);
            }
            for instance in answer.list("containerInstances") {
                super::told_of(resource, instance, &["ec2InstanceId"]);
            }
        }
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

/// The fact that holds the names of the capacity providers.
const PROVIDERS: &str = "capacity_providers";

/// Describes the capacity providers and the instances of a cluster.
async fn capacity(api: &Api, cluster: &str, providers: &[String]) -> Result<Vec<Answer>, ApiError> {
    let mut answers = Vec::new();
    for providers in providers.chunks(100) {
        let asked = json!({ "capacityProviders": providers });
        answers.extend(needs::if_any(api.call(&ECS, "DescribeCapacityProviders", asked).await)?);
    }
    for instances in ecs::instances(api, cluster).await?.chunks(100) {
        let asked = json!({ "cluster": cluster, "containerInstances": instances });
        answers.extend(needs::if_any(api.call(&ECS, "DescribeContainerInstances", asked).await)?);
    }
    Ok(answers)
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
            let providers = cluster.texts("capacityProviders");
            // Those of Fargate are AWS's own, and nothing stands behind them.
            let providers: Vec<String> = providers.into_iter().filter(|name| !name.starts_with("FARGATE")).collect();
            if !providers.is_empty() {
                resource.facts.insert(PROVIDERS.to_owned(), json!(providers));
            }
            resources.push(resource);
        }
    }
    Ok(resources)
}
