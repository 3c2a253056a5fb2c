//! Compute environments of Batch.

use async_trait::async_trait;
use serde_json::json;

use super::{About, Deleted, Found, Kind, batch, ec2};
use crate::nuke::api::{Api, ApiError, Node};
use crate::nuke::model::Resource;

/// Compute environments, by name, with their instances and the cluster that Batch made for each. Batch does not tell how old they are.
#[derive(Debug)]
pub(super) struct BatchComputeEnvironment;

const ABOUT: About = About {
    uses: &[
        "ec2-image",
        "ec2-key-pair",
        "ec2-launch-template",
        "ec2-placement-group",
        "ec2-security-group",
        "ec2-subnet",
        "ecs-cluster",
        "eks-cluster",
        "iam-instance-profile",
        "iam-role",
    ],
    age: false,
    cost: 20,
    patience: 1800,
    aws_nuke: Some("BatchComputeEnvironment"),
    ..About::new("batch-compute-environment", "AWS::Batch::ComputeEnvironment")
};

#[async_trait]
impl Kind for BatchComputeEnvironment {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        for page in batch::pages(api, "DescribeComputeEnvironments", json!({ "maxResults": 100 })).await? {
            let environments = page.list("computeEnvironments");
            found.extend(environments.into_iter().filter_map(|environment| read(api, environment)));
        }
        Ok(())
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let calls = ("UpdateComputeEnvironment", "DeleteComputeEnvironment", "computeEnvironment");
        batch::disabled_and_deleted(api, resource, calls).await
    }
}

fn read(api: &Api, environment: Node<'_>) -> Option<Resource> {
    let names = ("computeEnvironmentName", "computeEnvironmentArn");
    let mut resource = batch::started(api, ABOUT.name, environment, names)?;
    // Its own cluster has to outlive it.
    ec2::uses(&mut resource, "ecs-cluster", environment.text("ecsClusterArn"));
    super::told_of(&mut resource, environment, &["computeResources", "eksConfiguration", "serviceRole"]);
    let profile = environment.text("computeResources/instanceRole");
    let key = environment.text("computeResources/ec2KeyPair");
    resource.told_in(&json!({ "profile": profile, "keyname": key }));
    let group = environment.text("computeResources/placementGroup");
    ec2::uses(&mut resource, "ec2-placement-group", group);
    for (list, kind) in [("subnets", "ec2-subnet"), ("securityGroupIds", "ec2-security-group")] {
        let ids = environment.texts(&format!("computeResources/{list}"));
        ids.iter().for_each(|id| ec2::uses(&mut resource, kind, Some(id)));
    }
    Some(resource)
}
