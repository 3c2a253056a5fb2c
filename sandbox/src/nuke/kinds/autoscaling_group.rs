//! Auto Scaling groups.

use async_trait::async_trait;
use serde_json::{Value, json};

use super::{About, Deleted, Found, Kind, needs};
use crate::nuke::api::services::AUTOSCALING;
use crate::nuke::api::{Api, ApiError, Node, Paging};
use crate::nuke::model::{Reference, Resource, State, Use};

/// Auto Scaling groups, by name, with their instances: an instance of a group that is left comes back.
#[derive(Debug)]
pub(super) struct AutoscalingGroup;

const ABOUT: About = About {
    uses: &[
        "cloudwatch-alarm",
        "ec2-image",
        "ec2-instance",
        "ec2-launch-template",
        "ec2-placement-group",
        "ec2-subnet",
        "autoscaling-launch-configuration",
        "elb-load-balancer",
        "elbv2-target-group",
        "iam-role",
        "sns-topic",
        "sqs-queue",
    ],
    needs: true,
    cost: 20,
    patience: 1800,
    cloud_nuke: Some("AutoScalingGroup"),
    aws_nuke: Some("AutoScalingGroup"),
    ..About::new("autoscaling-group", "AWS::AutoScaling::AutoScalingGroup")
};

#[async_trait]
impl Kind for AutoscalingGroup {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        described(api, json!({ "MaxRecords": 100 }), found).await
    }

    async fn needs(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        needed(api, resource).await
    }

    async fn look(&self, api: &Api, ids: &[&str]) -> Result<Vec<Resource>, ApiError> {
        let mut found = Found::default();
        for names in ids.chunks(50) {
            described(api, json!({ "AutoScalingGroupNames": names, "MaxRecords": 100 }), &mut found).await?;
        }
        Ok(found.into_resources())
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let asked = json!({ "AutoScalingGroupName": resource.id(), "ForceDelete": true });
        let answer = api.call(&AUTOSCALING, "DeleteAutoScalingGroup", asked).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}

async fn described(api: &Api, parameters: Value, found: &mut Found) -> Result<(), ApiError> {
    let mut pages = api.pages(&AUTOSCALING, "DescribeAutoScalingGroups", parameters, Paging::NEXT_TOKEN);
    while let Some(page) = pages.next().await? {
        page.list("AutoScalingGroups").into_iter().for_each(|group| found.extend(read(api, group)));
    }
    Ok(())
}

/// Reads whom a group tells what it does, by which role, and the alarms at which it scales.
async fn needed(api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
    let (one, many) =
        (json!({ "AutoScalingGroupName": resource.id() }), json!({ "AutoScalingGroupNames": [resource.id()] }));
    let told = [
        ("DescribeLifecycleHooks", one.clone()),
        ("DescribePolicies", one),
        ("DescribeNotificationConfigurations", many),
    ];
    let told = told.map(|(operation, asked)| async move {
        let mut pages = api.pages(&AUTOSCALING, operation, asked, Paging::NEXT_TOKEN);
        let mut answers = Vec::new();
        while let Some(page) = needs::if_any(pages.next().await)?.flatten() {
            answers.push(page);
        }
        Ok(answers)
    });
    for page in super::at_once(told).await?.into_iter().flatten() {
        for hook in page.list("LifecycleHooks") {
            super::told_of(resource, hook, &["NotificationTargetARN", "RoleARN"]);
        }
        for policy in page.list("ScalingPolicies") {
            super::told_of(resource, policy, &["Alarms"]);
        }
        for notification in page.list("NotificationConfigurations") {
            super::told_of(resource, notification, &["TopicARN"]);
        }
    }
    Ok(())
}

fn read(api: &Api, group: Node<'_>) -> Option<Resource> {
    let of = |kind: &str, id: &str| Use::of(Reference::new(kind, api.region(), id));
    let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), group.text("AutoScalingGroupName")?));
    resource.created = group.time("CreatedTime");
    resource.identity = group.text("AutoScalingGroupARN").map(str::to_owned);
    resource.tags = group.tags("Tags");
    // "Delete in progress" is the only status there is.
    if group.text("Status").is_some() {
        resource.state = State::Deleting;
    }
    let subnets = group.text_or_empty("VPCZoneIdentifier");
    subnets.split(',').filter(|id| !id.is_empty()).for_each(|id| resource.uses(of("ec2-subnet", id.trim())));
    let specified = "MixedInstancesPolicy/LaunchTemplate/LaunchTemplateSpecification/LaunchTemplateId";
    for template in [group.text("LaunchTemplate/LaunchTemplateId"), group.text(specified)].into_iter().flatten() {
        resource.uses(of("ec2-launch-template", template));
    }
    if let Some(configuration) = group.text("LaunchConfigurationName") {
        resource.uses(of("autoscaling-launch-configuration", configuration));
    }
    group.texts("TargetGroupARNs").iter().for_each(|arn| resource.uses(of("elbv2-target-group", arn)));
    group.texts("LoadBalancerNames").iter().for_each(|name| resource.uses(of("elb-load-balancer", name)));
    group.text("PlacementGroup").iter().for_each(|name| resource.uses(of("ec2-placement-group", name)));
    let told = ["LaunchTemplate", "MixedInstancesPolicy", "ServiceLinkedRoleARN", "TrafficSources"];
    super::told_of(&mut resource, group, &told);
    let instances = group.list("Instances");
    let ids: Vec<&str> = instances.iter().filter_map(|instance| instance.text("InstanceId")).collect();
    // The group goes first, or they come back.
    ids.iter().for_each(|id| resource.uses(of("ec2-instance", id)));
    Some(resource)
}
