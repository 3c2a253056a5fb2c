//! Redshift clusters.

use async_trait::async_trait;
use serde_json::{Value, json};

use super::{About, Deleted, Found, Kind, ec2, needs};
use crate::nuke::api::services::REDSHIFT;
use crate::nuke::api::{Api, ApiError, Node, Paging};
use crate::nuke::model::{Reference, Resource, State, Use};

/// Clusters, by identifier. They are deleted without a last snapshot.
#[derive(Debug)]
pub(super) struct RedshiftCluster;

const ABOUT: About = About {
    uses: &[
        "ec2-address",
        "ec2-security-group",
        "ec2-vpc",
        "iam-role",
        "kms-key",
        "redshift-subnet-group",
        "s3-bucket",
        "secretsmanager-secret",
    ],
    uses_in_detail: true,
    details: true,
    cost: 25,
    patience: 3600,
    cloud_nuke: Some("Redshift"),
    aws_nuke: Some("RedshiftCluster"),
    ..About::new("redshift-cluster", "AWS::Redshift::Cluster")
};

#[async_trait]
impl Kind for RedshiftCluster {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let asked: Value = json!({ "MaxRecords": 100 });
        let mut pages = api.pages(&REDSHIFT, "DescribeClusters", asked, Paging::MARKER);
        while let Some(page) = pages.next().await? {
            found.extend(page.list("Clusters").into_iter().filter_map(|cluster| read(api, cluster)));
        }
        Ok(())
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let asked = json!({ "ClusterIdentifier": resource.id() });
        let logging = needs::if_any(api.call(&REDSHIFT, "DescribeLoggingStatus", asked).await)?;
        logging.into_iter().for_each(|told| resource.told_in(&told.body));
        Ok(())
    }

    async fn look(&self, api: &Api, ids: &[&str]) -> Result<Vec<Resource>, ApiError> {
        super::named_by_listing(self, api, ids).await
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let asked = json!({ "ClusterIdentifier": resource.id(), "SkipFinalClusterSnapshot": true });
        let answer = api.call(&REDSHIFT, "DeleteCluster", asked).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}

fn read(api: &Api, cluster: Node<'_>) -> Option<Resource> {
    let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), cluster.text("ClusterIdentifier")?));
    resource.created = cluster.time("ClusterCreateTime");
    // An identifier may be taken again; the namespace is made anew with the cluster.
    resource.identity = cluster.text("ClusterNamespaceArn").or(cluster.text("ClusterCreateTime")).map(str::to_owned);
    resource.tags = cluster.tags("Tags");
    resource.told_in(cluster.0);
    if cluster.text("ClusterStatus").is_some_and(|status| status.contains("deleting")) {
        resource.state = State::Deleting;
    }
    for group in cluster.list("VpcSecurityGroups") {
        ec2::uses(&mut resource, "ec2-security-group", group.text("VpcSecurityGroupId"));
    }
    ec2::uses(&mut resource, "redshift-subnet-group", cluster.text("ClusterSubnetGroupName"));
    ec2::uses_key(&mut resource, cluster.text("KmsKeyId"));
    for role in cluster.list("IamRoles") {
        let name = role.text("IamRoleArn").and_then(|arn| arn.rsplit('/').next());
        name.into_iter().for_each(|name| resource.uses(Use::of(Reference::global("iam-role", name))));
    }
    Some(resource)
}
