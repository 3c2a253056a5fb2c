//! Launch configurations of Auto Scaling.

use async_trait::async_trait;
use serde_json::json;

use super::{About, Deleted, Found, Kind};
use crate::nuke::api::services::AUTOSCALING;
use crate::nuke::api::{Api, ApiError, Node, Paging};
use crate::nuke::model::{Reference, Resource, Tags, Use};

/// Launch configurations, by name. They have no tags.
#[derive(Debug)]
pub(super) struct AutoscalingLaunchConfiguration;

const ABOUT: About = About {
    uses: &["ec2-image", "ec2-key-pair", "ec2-security-group", "ec2-snapshot", "iam-instance-profile"],
    tags: false,
    cloud_nuke: Some("LaunchConfiguration"),
    aws_nuke: Some("LaunchConfiguration"),
    ..About::new("autoscaling-launch-configuration", "AWS::AutoScaling::LaunchConfiguration")
};

#[async_trait]
impl Kind for AutoscalingLaunchConfiguration {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let asked = json!({ "MaxRecords": 100 });
        let mut pages = api.pages(&AUTOSCALING, "DescribeLaunchConfigurations", asked, Paging::NEXT_TOKEN);
        while let Some(page) = pages.next().await? {
            page.list("LaunchConfigurations").into_iter().for_each(|one| found.extend(read(api, one)));
        }
        Ok(())
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let asked = json!({ "LaunchConfigurationName": resource.id() });
        let answer = api.call(&AUTOSCALING, "DeleteLaunchConfiguration", asked).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}

fn read(api: &Api, configuration: Node<'_>) -> Option<Resource> {
    let name = configuration.text("LaunchConfigurationName")?;
    let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), name));
    resource.created = configuration.time("CreatedTime");
    resource.identity = configuration.text("LaunchConfigurationARN").map(str::to_owned);
    resource.tags = Tags::None;
    for group in configuration.texts("SecurityGroups") {
        resource.uses(Use::of(Reference::new("ec2-security-group", api.region(), group)));
    }
    if let Some(profile) = configuration.text("IamInstanceProfile").and_then(|profile| profile.rsplit('/').next()) {
        resource.uses(Use::of(Reference::global("iam-instance-profile", profile)));
    }
    resource.told_in(configuration.0);
    Some(resource)
}
