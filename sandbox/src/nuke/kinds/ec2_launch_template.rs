//! Launch templates.

use async_trait::async_trait;
use serde_json::json;

use super::ec2::{self, Listing};
use super::{About, Deleted, Found, Kind};

use crate::nuke::api::{Api, ApiError, Node};
use crate::nuke::model::Resource;

/// Launch templates, with all their versions.
#[derive(Debug)]
pub(super) struct Ec2LaunchTemplate;

const ABOUT: About = About {
    cloud_nuke: Some("LaunchTemplate"),
    aws_nuke: Some("EC2LaunchTemplate"),
    ..About::new("ec2-launch-template", "AWS::EC2::LaunchTemplate")
};

static LISTING: Listing =
    Listing::new("DescribeLaunchTemplates", "launchTemplates", |api, entry, found| found.extend(read(api, entry)))
        .pages_of(200);

#[async_trait]
impl Kind for Ec2LaunchTemplate {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        LISTING.list(api, found).await
    }

    async fn look(&self, api: &Api, ids: &[&str]) -> Result<Vec<Resource>, ApiError> {
        LISTING.look(api, ids).await
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        ec2::requested(api, "DeleteLaunchTemplate", json!({ "LaunchTemplateId": resource.id() })).await
    }
}

fn read(api: &Api, template: Node<'_>) -> Option<Resource> {
    let mut resource = ec2::started(api, ABOUT.name, template.text("launchTemplateId")?, template);
    resource.name = template.text("launchTemplateName").map(str::to_owned);
    resource.created = template.time("createTime");
    Some(resource)
}
