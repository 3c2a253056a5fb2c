//! RDS and Aurora clusters.

use async_trait::async_trait;
use serde_json::json;

use super::{About, Deleted, Found, Kind, dns, ec2, needs};
use crate::nuke::api::services::RDS;
use crate::nuke::api::{Api, ApiError, Node, Paging};
use crate::nuke::model::{Reference, Resource, State, Use};

/// Clusters, by identifier; their instances go first. They are deleted without a last snapshot.
#[derive(Debug)]
pub(super) struct RdsCluster;

const ABOUT: About = About {
    uses: &[
        "ec2-security-group",
        "iam-role",
        "kinesis-stream",
        "kms-key",
        "logs-group",
        "rds-cluster-parameter-group",
        "rds-instance",
        "rds-subnet-group",
        "secretsmanager-secret",
    ],
    cost: 20,
    patience: 3600,
    cloud_nuke: Some("DBClusters"),
    aws_nuke: Some("RDSDBCluster"),
    ..About::new("rds-cluster", "AWS::RDS::DBCluster")
};

#[async_trait]
impl Kind for RdsCluster {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let mut pages = api.pages(&RDS, "DescribeDBClusters", json!({ "MaxRecords": 100 }), Paging::MARKER);
        while let Some(page) = pages.next().await? {
            page.list("DBClusters").into_iter().for_each(|cluster| found.extend(read(api, cluster)));
        }
        Ok(())
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let asked = json!({ "DBClusterIdentifier": resource.id(), "SkipFinalSnapshot": true });
        let answer = api.call(&RDS, "DeleteDBCluster", asked).await?;
        Ok(Deleted::Requested(answer.request_id))
    }

    async fn unprotect(&self, api: &Api, resource: &Resource) -> Result<(), ApiError> {
        let off =
            json!({ "DBClusterIdentifier": resource.id(), "DeletionProtection": false, "ApplyImmediately": true });
        api.call(&RDS, "ModifyDBCluster", off).await.map(drop)
    }
}

fn read(api: &Api, cluster: Node<'_>) -> Option<Resource> {
    let of = |kind: &str, id: &str| Use::of(Reference::new(kind, api.region(), id));
    let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), cluster.text("DBClusterIdentifier")?));
    resource.created = cluster.time("ClusterCreateTime");
    resource.identity = cluster.text("DbClusterResourceId").map(str::to_owned);
    resource.tags = cluster.tags("TagList");
    // Its members among them: without any it serves nobody.
    needs::told_but(&mut resource, cluster, &["ReadReplicaIdentifiers"]);
    for endpoint in ["Endpoint", "ReaderEndpoint"] {
        dns::answers_at(&mut resource, cluster.text(endpoint));
    }
    ec2::uses_key(&mut resource, cluster.text("KmsKeyId"));
    resource.protection = cluster.flag("DeletionProtection").then(|| "deletion protection".to_owned());
    if cluster.text("Status") == Some("deleting") {
        resource.state = State::Deleting;
    }
    if let Some(group) = cluster.text("DBClusterParameterGroup") {
        resource.uses(of("rds-cluster-parameter-group", group));
    }
    cluster.text("DBSubnetGroup").into_iter().for_each(|group| resource.uses(of("rds-subnet-group", group)));
    for group in cluster.list("VpcSecurityGroups") {
        group.text("VpcSecurityGroupId").into_iter().for_each(|id| resource.uses(of("ec2-security-group", id)));
    }
    Some(resource)
}
