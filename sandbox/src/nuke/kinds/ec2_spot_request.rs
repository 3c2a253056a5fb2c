//! Requests for spot instances.

use async_trait::async_trait;
use serde_json::json;

use super::ec2::{self, Listing};
use super::{About, Deleted, Found, Kind};

use crate::nuke::api::{Api, ApiError, Node};
use crate::nuke::model::Resource;

/// Requests for spot instances. A persistent one replaces its instance, and so goes before it.
#[derive(Debug)]
pub(super) struct Ec2SpotRequest;

const ABOUT: About = About {
    uses: &["ec2-image", "ec2-instance", "ec2-key-pair", "ec2-security-group", "ec2-subnet", "iam-instance-profile"],
    batch: 200,
    cost: 30,
    ..About::new("ec2-spot-request", "AWS::EC2::SpotInstanceRequest")
};

static LISTING: Listing =
    Listing::new("DescribeSpotInstanceRequests", "spotInstanceRequestSet", |api, entry, found| {
        found.extend(read(api, entry))
    })
    .by("spot-instance-request-id");

#[async_trait]
impl Kind for Ec2SpotRequest {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        LISTING.list(api, found).await
    }

    async fn look(&self, api: &Api, ids: &[&str]) -> Result<Vec<Resource>, ApiError> {
        LISTING.look(api, ids).await
    }

    async fn delete(&self, api: &Api, resources: &[Resource]) -> Vec<Result<Deleted, ApiError>> {
        ec2::requested_for_all(api, "CancelSpotInstanceRequests", "SpotInstanceRequestId", resources).await
    }
}

pub(super) fn read(api: &Api, request: Node<'_>) -> Option<Resource> {
    let mut resource = ec2::started(api, ABOUT.name, request.text("spotInstanceRequestId")?, request);
    // What is closed, cancelled or failed stays listed for a while, and asks for nothing any more.
    if matches!(request.text("state"), Some("closed" | "cancelled" | "failed")) {
        return None;
    }
    resource.created = request.time("createTime");
    ec2::uses(&mut resource, "ec2-instance", request.text("instanceId"));
    super::told_of(&mut resource, request, &["launchSpecification"]);
    resource.told_in(&json!({ "profile": request.text("launchSpecification/iamInstanceProfile/name") }));
    Some(resource)
}
