//! EMR clusters.

use async_trait::async_trait;
use serde_json::json;

use super::{About, Deleted, Found, Kind, ec2};
use crate::nuke::api::services::EMR;
use crate::nuke::api::{Api, ApiError, Node, Paging};
use crate::nuke::model::{Reference, Resource, State, Use};

/// Clusters that are not terminated, by id, with their instances.
#[derive(Debug)]
pub(super) struct EmrCluster;

const ABOUT: About = About {
    uses: &["ec2-key-pair", "ec2-security-group", "ec2-subnet", "iam-instance-profile", "iam-role", "s3-bucket"],
    details: true,
    uses_in_detail: true,
    cost: 50,
    patience: 1800,
    aws_nuke: Some("EMRCluster"),
    ..About::new("emr-cluster", "AWS::EMR::Cluster")
};

/// The states of what is there; see `ClusterStatus`.
const THERE: [&str; 5] = ["STARTING", "BOOTSTRAPPING", "RUNNING", "WAITING", "TERMINATING"];

#[async_trait]
impl Kind for EmrCluster {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let mut pages = api.pages(&EMR, "ListClusters", json!({ "ClusterStates": THERE }), Paging::MARKER);
        while let Some(page) = pages.next().await? {
            found.extend(page.list("Clusters").into_iter().filter_map(|cluster| read(api, cluster)));
        }
        Ok(())
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let answer = api.call(&EMR, "DescribeCluster", json!({ "ClusterId": resource.id() })).await?;
        let Some(cluster) = answer.node().at("Cluster") else {
            return Err(ApiError::absent("the cluster is not described any more"));
        };
        resource.tags = cluster.tags("Tags");
        resource.protection = cluster.flag("TerminationProtected").then(|| "termination protection".to_owned());
        super::told_of(resource, cluster, &["AutoScalingRole", "ServiceRole", "LogEncryptionKmsKeyId"]);
        let bucket = cluster.text("LogUri").and_then(|place| place.split("://").nth(1)?.split('/').next());
        let machines = "Ec2InstanceAttributes";
        let key = cluster.text(&format!("{machines}/Ec2KeyName"));
        let profile = cluster.text(&format!("{machines}/IamInstanceProfile"));
        resource.told_in(&json!({ "bucket": bucket, "profile": profile, "keyname": key }));
        ec2::uses(resource, "ec2-subnet", cluster.text(&format!("{machines}/Ec2SubnetId")));
        for group in ["EmrManagedMasterSecurityGroup", "EmrManagedSlaveSecurityGroup", "ServiceAccessSecurityGroup"] {
            ec2::uses(resource, "ec2-security-group", cluster.text(&format!("{machines}/{group}")));
        }
        for list in ["AdditionalMasterSecurityGroups", "AdditionalSlaveSecurityGroups"] {
            let groups = cluster.texts(&format!("{machines}/{list}"));
            groups.iter().for_each(|id| ec2::uses(resource, "ec2-security-group", Some(id)));
        }
        if let Some(role) = cluster.text("ServiceRole").and_then(|role| role.rsplit('/').next()) {
            // Without its role a cluster cannot let go of its instances.
            resource.uses(Use::of(Reference::global("iam-role", role)));
        }
        Ok(())
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let answer = api.call(&EMR, "TerminateJobFlows", json!({ "JobFlowIds": [resource.id()] })).await?;
        Ok(Deleted::Requested(answer.request_id))
    }

    async fn unprotect(&self, api: &Api, resource: &Resource) -> Result<(), ApiError> {
        let off = json!({ "JobFlowIds": [resource.id()], "TerminationProtected": false });
        api.call(&EMR, "SetTerminationProtection", off).await.map(drop)
    }
}

fn read(api: &Api, cluster: Node<'_>) -> Option<Resource> {
    let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), cluster.text("Id")?));
    resource.name = cluster.text("Name").map(str::to_owned);
    resource.created = cluster.time("Status/Timeline/CreationDateTime");
    match cluster.text("Status/State") {
        Some("TERMINATING") => resource.state = State::Deleting,
        Some(state) if !THERE.contains(&state) => return None,
        _ => {}
    }
    Some(resource)
}
