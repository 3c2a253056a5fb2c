use serde_json::json;

use super::super::{deleted, listed, only};
use super::steps::{IMAGE, done, made, tagged};
use crate::nuke::api::{Class, Node};
use crate::nuke::emulated;
use crate::nuke::kinds;
use crate::nuke::model::{Reference, Tags, Use};

#[tokio::test]
async fn instances_go_in_one_call_but_for_the_protected_one_until_its_protection_is_off() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let three = json!({ "ImageId": IMAGE, "MinCount": 3, "MaxCount": 3 });
        done(&api, "RunInstances", three).await;
        let kind = kinds::find("ec2-instance").unwrap();
        let instances = listed(&api, "ec2-instance").await;
        let protect = json!({ "InstanceId": instances[1].id(), "DisableApiTermination": { "Value": true } });
        done(&api, "ModifyInstanceAttribute", protect).await;
        let instances = listed(&api, "ec2-instance").await;
        let protected: Vec<bool> = instances.iter().map(|instance| instance.protection.is_some()).collect();
        assert_eq!(protected.iter().filter(|protected| **protected).count(), 1);
        let outcomes = kind.delete(&api, &instances).await;

        let refused = |outcome: &Result<_, crate::nuke::api::ApiError>| match outcome {
            Ok(_) => false,
            Err(error) => error.class == Class::Protected,
        };
        assert_eq!(outcomes.iter().map(refused).collect::<Vec<_>>(), protected);
        let left = listed(&api, "ec2-instance").await;
        assert_eq!(left.len(), 1);
        kind.unprotect(&api, &left[0]).await.unwrap();
        deleted(&api, &left[0]).await;
        assert!(listed(&api, "ec2-volume").await.is_empty(), "they are deleted on termination");
    })
    .await;
}

#[tokio::test]
async fn disks_and_what_is_made_of_them_go_in_order() {
    emulated::account(async |account| {
        account.identity().await.unwrap();
        let api = account.api("eu-west-1");
        let volume = json!({ "AvailabilityZone": "eu-west-1a", "Size": 1 });
        let volume = made(&api, "CreateVolume", volume, "volumeId").await;
        let snapshot = made(&api, "CreateSnapshot", json!({ "VolumeId": volume }), "snapshotId").await;
        let device = json!([{ "DeviceName": "/dev/sda1", "Ebs": { "SnapshotId": snapshot } }]);
        let image = json!({ "Name": "own image/1", "RootDeviceName": "/dev/sda1", "BlockDeviceMapping": device });
        let image = made(&api, "RegisterImage", image, "imageId").await;
        tagged(&api, &[&volume, &snapshot, &image]).await;

        let image = only(&api, "ec2-image").await;
        let resources = [only(&api, "ec2-volume").await, image];
        for resource in resources {
            assert_eq!(
                (resource.tags.get("team"), resource.created.is_some()),
                (Some("a=b & c"), true),
                "{resource:#?}"
            );
            deleted(&api, &resource).await;
        }
        for snapshot in listed(&api, "ec2-snapshot").await {
            assert!(snapshot.created.is_some());
            deleted(&api, &snapshot).await;
        }
        assert!(listed(&api, "ec2-snapshot").await.is_empty());
    })
    .await;
}

/// Reads what the API reference shows for DescribePlacementGroups, which the emulator lacks.
#[tokio::test]
async fn a_placement_group_is_told_by_its_name_and_its_id_over_time() {
    emulated::account(async |account| {
        let listed = json!({
            "groupName": "close together", "groupId": "pg-0123456789abcdef0", "state": "available", "strategy": "cluster",
            "tagSet": [{ "key": "team", "value": "x" }],
        });
        let group = kinds::ec2_placement_group::read(&account.api("eu-west-1"), Node(&listed)).unwrap();
        assert_eq!((group.id(), group.identity.as_deref()), ("close together", Some("pg-0123456789abcdef0")));
        assert_eq!(group.tags, Tags::from_iter([("team", "x")]));
    })
    .await;
}

#[tokio::test]
async fn a_fleet_goes_before_its_template() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        let data = json!({ "ImageId": IMAGE, "InstanceType": "t3.micro" });
        let template = json!({ "LaunchTemplateName": "t", "LaunchTemplateData": data });
        let template = made(&api, "CreateLaunchTemplate", template, "launchTemplate/launchTemplateId").await;
        let fleet = json!({
            "LaunchTemplateConfigs": [{ "LaunchTemplateSpecification": { "LaunchTemplateId": template, "Version": "1" } }],
            "TargetCapacitySpecification": { "TotalTargetCapacity": 1, "OnDemandTargetCapacity": 1, "DefaultTargetCapacityType": "on-demand" },
            "Type": "maintain",
        });
        done(&api, "CreateFleet", fleet).await;
        let fleet = only(&api, "ec2-fleet").await;
        assert!(fleet.uses.contains(&Use::of(Reference::new("ec2-launch-template", "eu-west-1", &*template))), "{fleet:?}");
        deleted(&api, &fleet).await;
        assert!(listed(&api, "ec2-instance").await.is_empty(), "its instances go with it");
    })
    .await;
}
