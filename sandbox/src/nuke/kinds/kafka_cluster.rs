//! Clusters of Amazon MSK.

use async_trait::async_trait;

use super::{About, Deleted, Found, Kind, ec2};
use crate::nuke::api::services::KAFKA;
use crate::nuke::api::{Api, ApiError, Node, Rest};
use crate::nuke::model::{Reference, Resource, State};

/// Clusters, with and without servers, by ARN.
#[derive(Debug)]
pub(super) struct KafkaCluster;

const ABOUT: About = About {
    uses: &["ec2-security-group", "ec2-subnet", "firehose-stream", "kms-key", "logs-group", "s3-bucket"],
    cost: 40,
    patience: 3600,
    cloud_nuke: Some("MSKCluster"),
    aws_nuke: Some("MSKCluster"),
    ..About::new("kafka-cluster", "AWS::MSK::Cluster")
};

#[async_trait]
impl Kind for KafkaCluster {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let asked = |token: Option<&str>| {
            let asked = Rest::get("/api/v2/clusters").query("maxResults", "100");
            token.map_or_else(|| asked.clone(), |token| asked.clone().query("nextToken", token))
        };
        for page in super::rest_pages(api, &KAFKA, "ListClustersV2", "nextToken", asked).await? {
            found.extend(page.list("clusterInfoList").into_iter().filter_map(|cluster| read(api, cluster)));
        }
        Ok(())
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let path = format!("/v1/clusters/{}", Rest::segment(resource.id()));
        let answer = api.rest(&KAFKA, "DeleteCluster", Rest::delete(path)).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}

fn read(api: &Api, cluster: Node<'_>) -> Option<Resource> {
    let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), cluster.text("clusterArn")?));
    resource.name = cluster.text("clusterName").map(str::to_owned);
    // An emulator leaves the zone out.
    let created = cluster.text("creationTime").and_then(|time| format!("{time}Z").parse().ok());
    resource.created = cluster.time("creationTime").or(created);
    resource.tags = cluster.tags("tags");
    super::told_of(&mut resource, cluster, &["provisioned"]);
    if cluster.text("state") == Some("DELETING") {
        resource.state = State::Deleting;
    }
    let brokers = cluster.at("provisioned/brokerNodeGroupInfo");
    let networks = brokers.map(|brokers| (brokers, "clientSubnets", "securityGroups"));
    let serverless =
        cluster.list("serverless/vpcConfigs").into_iter().map(|place| (place, "subnetIds", "securityGroupIds"));
    for (place, subnets, groups) in networks.into_iter().chain(serverless) {
        place.texts(subnets).iter().for_each(|id| ec2::uses(&mut resource, "ec2-subnet", Some(id)));
        place.texts(groups).iter().for_each(|id| ec2::uses(&mut resource, "ec2-security-group", Some(id)));
    }
    ec2::uses_key(&mut resource, cluster.text("provisioned/encryptionInfo/encryptionAtRest/dataVolumeKMSKeyId"));
    Some(resource)
}
