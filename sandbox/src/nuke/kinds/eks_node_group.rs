//! Node groups of EKS clusters.

use async_trait::async_trait;
use serde_json::json;

use super::{About, Deleted, Found, Kind, eks};
use crate::nuke::api::services::EKS;
use crate::nuke::api::{Api, ApiError, Rest};
use crate::nuke::model::{Reference, Resource, State, Use};

/// Managed node groups, as `cluster/group`, with their instances.
#[derive(Debug)]
pub(super) struct EksNodeGroup;

const ABOUT: About = About {
    uses: &[
        "autoscaling-group",
        "ec2-key-pair",
        "ec2-launch-template",
        "ec2-security-group",
        "ec2-subnet",
        "eks-cluster",
        "iam-role",
    ],
    uses_in_detail: true,
    details: true,
    cost: 30,
    patience: 3600,
    aws_nuke: Some("EKSNodegroups"),
    ..About::new("eks-node-group", "AWS::EKS::Nodegroup")
};

#[async_trait]
impl Kind for EksNodeGroup {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let clusters = eks::names(api, "ListClusters", "/clusters", "clusters").await?;
        let groups = super::at_once(clusters.iter().map(|cluster| async move {
            let path = format!("/clusters/{}/node-groups", Rest::segment(cluster));
            super::or_gone(eks::names(api, "ListNodegroups", &path, "nodegroups").await)
        }));
        for (cluster, groups) in clusters.iter().zip(groups.await?) {
            found.extend(groups.iter().map(|group| node_group(api, &format!("{cluster}/{group}"))));
        }
        Ok(())
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let answer = api.rest(&EKS, "DescribeNodegroup", Rest::get(path_of(resource.id()))).await?;
        let Some(group) = answer.node().at("nodegroup") else {
            return Err(ApiError::unexpected("no node group was described"));
        };
        resource.told_in(group.0);
        resource.told_in(&json!({ "keyName": group.text("remoteAccess/ec2SshKey") }));
        let region = resource.reference.region.clone();
        resource.created = group.time("createdAt");
        resource.identity = resource.created.map(|time| time.to_string());
        resource.tags = group.tags("tags");
        match group.text("status") {
            Some("DELETING") => resource.state = State::Deleting,
            Some(status @ "DELETE_FAILED") => {
                let issues = group.list("health/issues");
                let said: Vec<&str> = issues.iter().filter_map(|issue| issue.text("message")).collect();
                resource.failure = Some(if said.is_empty() { status.to_owned() } else { said.join("; ") });
            }
            _ => {}
        }
        for subnet in group.texts("subnets") {
            resource.uses(Use::of(Reference::new("ec2-subnet", &region, subnet)));
        }
        for scaling in group.list("resources/autoScalingGroups") {
            // The group of instances is EKS's, and goes with the node group.
            if let Some(name) = scaling.text("name") {
                resource.uses(Use::of(Reference::new("autoscaling-group", &region, name)));
            }
        }
        if let Some(template) = group.text("launchTemplate/id") {
            resource.uses(Use::of(Reference::new("ec2-launch-template", &region, template)));
        }
        if let Some(role) = group.text("nodeRole").and_then(|arn| arn.rsplit('/').next()) {
            resource.uses(Use::of(Reference::global("iam-role", role)));
        }
        Ok(())
    }

    async fn look(&self, api: &Api, ids: &[&str]) -> Result<Vec<Resource>, ApiError> {
        super::one_by_one(self, api, ids, |id| node_group(api, id)).await
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let answer = api.rest(&EKS, "DeleteNodegroup", Rest::delete(path_of(resource.id()))).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}

fn node_group(api: &Api, id: &str) -> Resource {
    let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), id));
    if let Some((cluster, group)) = id.split_once('/') {
        resource.name = Some(group.to_owned());
        resource.uses(Use::of(Reference::new("eks-cluster", api.region(), cluster)));
    }
    resource
}

fn path_of(id: &str) -> String {
    let (cluster, group) = id.split_once('/').unwrap_or((id, ""));
    format!("/clusters/{}/node-groups/{}", Rest::segment(cluster), Rest::segment(group))
}
