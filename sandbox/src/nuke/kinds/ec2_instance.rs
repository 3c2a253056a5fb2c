//! EC2 instances.

use async_trait::async_trait;
use serde_json::json;

use super::ec2::{self, Listing};
use super::{About, Deleted, Found, Kind, along, relate};
use crate::nuke::api::services::EC2;
use crate::nuke::api::{Api, ApiError, Node};
use crate::nuke::model::{Reference, Resource, State, Use};

/// Instances; one of an Auto Scaling group goes with the group, which would replace it.
#[derive(Debug)]
pub(super) struct Ec2Instance;

const ABOUT: About = About {
    uses: &[
        "ec2-host",
        "ec2-image",
        "ec2-internet-gateway",
        "ec2-key-pair",
        "ec2-network-interface",
        "ec2-placement-group",
        "ec2-security-group",
        "ec2-subnet",
        "ec2-volume",
        "ec2-vpc",
        "iam-instance-profile",
    ],
    goes_with: &["autoscaling-group", "ec2-fleet", "emr-cluster"],
    details: true,
    batch: 200,
    cost: 20,
    patience: 1200,
    cloud_nuke: Some("EC2"),
    aws_nuke: Some("EC2Instance"),
    ..About::new("ec2-instance", "AWS::EC2::Instance")
};

static LISTING: Listing = Listing::new("DescribeInstances", "reservationSet", reservation).by("instance-id");

#[async_trait]
impl Kind for Ec2Instance {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        LISTING.list(api, found).await
    }

    /// Asks for the termination protection, which no listing tells.
    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let asked = json!({ "InstanceId": resource.id(), "Attribute": "disableApiTermination" });
        let answer = api.call(&EC2, "DescribeInstanceAttribute", asked).await?;
        let protected = answer.node().flag("disableApiTermination/value");
        resource.protection = protected.then(|| "termination protection".to_owned());
        Ok(())
    }

    async fn look(&self, api: &Api, ids: &[&str]) -> Result<Vec<Resource>, ApiError> {
        LISTING.look(api, ids).await
    }

    async fn delete(&self, api: &Api, resources: &[Resource]) -> Vec<Result<Deleted, ApiError>> {
        ec2::requested_for_all(api, "TerminateInstances", "InstanceId", resources).await
    }

    async fn unprotect(&self, api: &Api, resource: &Resource) -> Result<(), ApiError> {
        let off = json!({ "InstanceId": resource.id(), "DisableApiTermination": { "Value": false } });
        api.call(&EC2, "ModifyInstanceAttribute", off).await?;
        Ok(())
    }
}

fn reservation(api: &Api, reservation: Node<'_>, found: &mut Found) {
    found.extend(reservation.list("instancesSet").into_iter().filter_map(|instance| read(api, instance)));
}

pub(super) fn read(api: &Api, instance: Node<'_>) -> Option<Resource> {
    let mut resource = ec2::started(api, ABOUT.name, instance.text("instanceId")?, instance);
    resource.state = match instance.text("instanceState/name") {
        Some("terminated") => return None,
        Some("shutting-down") => State::Deleting,
        _ => State::Present,
    };
    let interfaces = instance.list("networkInterfaceSet");
    // A stop and start renews the launch time; the first interface and the root volume stay attached from the beginning.
    let attached = interfaces.iter().filter_map(|interface| interface.time("attachment/attachTime"));
    let volumes = instance.list("blockDeviceMapping");
    let mounted = volumes.iter().filter_map(|volume| volume.time("ebs/attachTime"));
    resource.created = instance.time("launchTime").into_iter().chain(attached).chain(mounted).min();
    ec2::uses(&mut resource, "ec2-vpc", instance.text("vpcId"));
    ec2::uses(&mut resource, "ec2-subnet", instance.text("subnetId"));
    for group in instance.list("groupSet") {
        ec2::uses(&mut resource, "ec2-security-group", group.text("groupId"));
    }
    for interface in interfaces {
        ec2::uses(&mut resource, "ec2-network-interface", interface.text("networkInterfaceId"));
        for group in interface.list("groupSet") {
            ec2::uses(&mut resource, "ec2-security-group", group.text("groupId"));
        }
    }
    along::told_by_instance(&mut resource, instance);
    for volume in volumes {
        ec2::uses(&mut resource, "ec2-volume", volume.text("ebs/volumeId"));
    }
    ec2::uses(&mut resource, "ec2-key-pair", instance.text("keyName"));
    ec2::uses(&mut resource, "ec2-placement-group", instance.text("placement/groupName"));
    ec2::uses(&mut resource, "ec2-host", instance.text("placement/hostId"));
    if let Some(profile) = instance.text("iamInstanceProfile/arn").and_then(|arn| arn.rsplit('/').next()) {
        resource.uses(Use::of(Reference::global("iam-instance-profile", profile)));
    }
    if let Some(vpc) = instance.text("ipAddress").and(instance.text("vpcId")) {
        resource.facts.insert(relate::PUBLIC_IN.to_owned(), vpc.into());
    }
    super::told_of(&mut resource, instance, &["imageId"]);
    let group = resource.tags.get("aws:autoscaling:groupName");
    resource.goes_with = group.map(|group| Reference::new("autoscaling-group", api.region(), group));
    Some(resource)
}
