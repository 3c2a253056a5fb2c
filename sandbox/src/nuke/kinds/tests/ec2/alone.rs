use serde_json::json;

use super::super::{deleted, listed, only};
use super::steps::{IMAGE, done, made, tagged};
use crate::nuke::api::Api;
use crate::nuke::emulated;

#[tokio::test]
async fn what_stands_alone_goes_alone() {
    emulated::account(async |account| {
        let api = account.api("eu-west-1");
        done(&api, "CreateKeyPair", json!({ "KeyName": "a key/ü *?" })).await;
        done(&api, "CreateKeyPair", json!({ "KeyName": "a key/ü more" })).await;
        let template = json!({ "LaunchTemplateName": "web", "LaunchTemplateData": { "ImageId": IMAGE },
            "TagSpecification": [{ "ResourceType": "launch-template", "Tag": [{ "Key": "team", "Value": "a=b & c" }] }] });
        done(&api, "CreateLaunchTemplate", template).await;
        let spot =
            json!({ "SpotPrice": "0.5", "LaunchSpecification": { "ImageId": IMAGE, "InstanceType": "t3.micro" } });
        let spot = made(&api, "RequestSpotInstances", spot, "spotInstanceRequestSet/0/spotInstanceRequestId").await;
        let vpc = made(&api, "CreateVpc", json!({ "CidrBlock": "10.9.0.0/16" }), "vpc/vpcId").await;
        let log = json!({
            "ResourceType": "VPC", "ResourceId": [vpc], "TrafficType": "ALL",
            "LogDestinationType": "s3", "LogDestination": "arn:aws:s3:::flow",
        });
        bucket(&api).await;
        let log = made(&api, "CreateFlowLogs", log, "flowLogIdSet/0").await;
        tagged(&api, &[&spot, &log]).await;

        for kind in ["ec2-launch-template", "ec2-spot-request", "ec2-flow-log"] {
            let resource = only(&api, kind).await;
            assert_eq!(
                (resource.tags.get("team"), resource.created.is_some()),
                (Some("a=b & c"), true),
                "{resource:#?}"
            );
            deleted(&api, &resource).await;
        }
        let keys = listed(&api, "ec2-key-pair").await;
        assert_eq!(keys.len(), 2);
        for key in keys {
            assert!(key.created.is_some() && key.identity.as_deref().is_some_and(|id| id.starts_with("key-")));
            deleted(&api, &key).await;
        }
    })
    .await;
}

/// Makes the bucket that a flow log is written to.
async fn bucket(api: &Api) {
    use crate::nuke::api::Rest;
    use crate::nuke::api::services::S3;
    let place =
        "<CreateBucketConfiguration><LocationConstraint>eu-west-1</LocationConstraint></CreateBucketConfiguration>";
    api.rest(&S3, "CreateBucket", Rest::new(http::Method::PUT, "/flow").body(place)).await.unwrap();
}
