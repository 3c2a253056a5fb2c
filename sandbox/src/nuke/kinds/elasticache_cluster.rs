//! ElastiCache clusters.

use async_trait::async_trait;
use serde_json::json;

use super::{ARN, About, Deleted, Found, Kind, dns, groups};
use crate::nuke::api::services::ELASTICACHE;
use crate::nuke::api::{Api, ApiError, Node, Paging};
use crate::nuke::model::{Reference, Resource, State, Use};

/// Clusters, by id; one of a replication group goes with the group.
#[derive(Debug)]
pub(super) struct ElasticacheCluster;

const ABOUT: About = About {
    uses: &[
        "ec2-security-group",
        "elasticache-parameter-group",
        "elasticache-subnet-group",
        "firehose-stream",
        "kms-key",
        "logs-group",
        "sns-topic",
    ],
    goes_with: &["elasticache-replication-group"],
    details: true,
    cost: 10,
    patience: 3600,
    cloud_nuke: Some("Elasticache"),
    aws_nuke: Some("ElasticacheCacheCluster"),
    ..About::new("elasticache-cluster", "AWS::ElastiCache::CacheCluster")
};

#[async_trait]
impl Kind for ElasticacheCluster {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let mut pages = api.pages(&ELASTICACHE, "DescribeCacheClusters", json!({ "MaxRecords": 100 }), Paging::MARKER);
        while let Some(page) = pages.next().await? {
            found.extend(page.list("CacheClusters").into_iter().filter_map(|cluster| read(api, cluster)));
        }
        Ok(())
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        groups::read_tags(api, &ELASTICACHE, resource).await
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let answer = api.call(&ELASTICACHE, "DeleteCacheCluster", json!({ "CacheClusterId": resource.id() })).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}

fn read(api: &Api, cluster: Node<'_>) -> Option<Resource> {
    let of = |kind: &str, id: &str| Use::of(Reference::new(kind, api.region(), id));
    let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), cluster.text("CacheClusterId")?));
    resource.created = cluster.time("CacheClusterCreateTime");
    resource.identity = cluster.text("CacheClusterCreateTime").map(str::to_owned);
    resource.told_in(cluster.0);
    resource.facts.insert(ARN.to_owned(), cluster.text_or_empty("ARN").into());
    if let Some(group) = cluster.text("ReplicationGroupId") {
        resource.goes_with = Some(Reference::new("elasticache-replication-group", api.region(), group));
    }
    if cluster.text("CacheClusterStatus") == Some("deleting") {
        resource.state = State::Deleting;
    }
    if let Some(group) = cluster.text("CacheSubnetGroupName") {
        resource.uses(of("elasticache-subnet-group", group));
    }
    if let Some(group) = cluster.text("CacheParameterGroup/CacheParameterGroupName") {
        resource.uses(of("elasticache-parameter-group", group));
    }
    dns::answers_at(&mut resource, cluster.text("ConfigurationEndpoint/Address"));
    for node in cluster.list("CacheNodes") {
        dns::answers_at(&mut resource, node.text("Endpoint/Address"));
    }
    for group in cluster.list("SecurityGroups") {
        group.text("SecurityGroupId").into_iter().for_each(|id| resource.uses(of("ec2-security-group", id)));
    }
    Some(resource)
}
