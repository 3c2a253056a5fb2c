//! CloudTrail trails.

use async_trait::async_trait;
use serde_json::json;

use super::{About, Deleted, Found, Kind, ec2};
use crate::nuke::api::services::CLOUDTRAIL;
use crate::nuke::api::{Api, ApiError};
use crate::nuke::model::{Reference, Resource};

/// Trails, by ARN, each in its home region. CloudTrail does not tell how old they are.
#[derive(Debug)]
pub(super) struct CloudtrailTrail;

const ABOUT: About = About {
    uses: &["iam-role", "kms-alias", "kms-key", "logs-group", "s3-bucket", "sns-topic"],
    age: false,
    details: true,
    cloud_nuke: Some("CloudtrailTrail"),
    aws_nuke: Some("CloudTrailTrail"),
    ..About::new("cloudtrail-trail", "AWS::CloudTrail::Trail")
};

#[async_trait]
impl Kind for CloudtrailTrail {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let answer = api.call(&CLOUDTRAIL, "DescribeTrails", json!({ "includeShadowTrails": false })).await?;
        for trail in answer.list("trailList") {
            let Some(arn) = trail.text("TrailARN") else { continue };
            if trail.text("HomeRegion").is_some_and(|home| home != api.region()) {
                continue;
            }
            let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), arn));
            resource.name = trail.text("Name").map(str::to_owned);
            ec2::uses_key(&mut resource, trail.text("KmsKeyId"));
            resource.told_in(trail.0);
            if trail.flag("IsOrganizationTrail") {
                resource.built_in = Some("belongs to the organization".to_owned());
            }
            found.push(resource);
        }
        Ok(())
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let tags = api.call(&CLOUDTRAIL, "ListTags", json!({ "ResourceIdList": [resource.id()] })).await?;
        let lists = tags.list("ResourceTagList");
        resource.tags = lists.first().map_or_else(|| [("", ""); 0].into_iter().collect(), |list| list.tags("TagsList"));
        Ok(())
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let answer = api.call(&CLOUDTRAIL, "DeleteTrail", json!({ "Name": resource.shown_name() })).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}
