//! Launch templates.

use std::collections::HashMap;

use async_trait::async_trait;
use serde_json::{Value, json};

use super::ec2::{self, Listing};
use super::needs::told_but;
use super::{About, Deleted, Found, Kind};
use crate::nuke::api::services::EC2;
use crate::nuke::api::{Api, ApiError, Node, Paging};
use crate::nuke::model::Resource;

/// Launch templates, with all their versions.
#[derive(Debug)]
pub(super) struct Ec2LaunchTemplate;

const ABOUT: About = About {
    uses: &[
        "ec2-host",
        "ec2-image",
        "ec2-key-pair",
        "ec2-network-interface",
        "ec2-placement-group",
        "ec2-security-group",
        "ec2-snapshot",
        "ec2-subnet",
        "iam-instance-profile",
        "kms-alias",
        "kms-key",
        "ssm-parameter",
    ],
    needs: true,
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
        let mut templates = Found::default();
        LISTING.list(api, &mut templates).await?;
        let mut templates = templates.into_resources();
        if !templates.is_empty() {
            versions(api, &mut templates).await?;
        }
        found.extend(templates);
        Ok(())
    }

    /// Reads what every version launches: groups and fleets may be bound to any of them by its number.
    async fn needs(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let asked = json!({ "LaunchTemplateId": resource.id(), "MaxResults": 200 });
        let versions = described(api, asked).await?;
        versions.values().flatten().for_each(|version| launched(resource, Node(version)));
        Ok(())
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

/// Reads what the default and the latest version of each template launch.
async fn versions(api: &Api, templates: &mut [Resource]) -> Result<(), ApiError> {
    let asked = json!({ "LaunchTemplateVersion": ["$Default", "$Latest"], "MaxResults": 200 });
    // Without a template it answers for all of them; not more than a page of an emulator, whose others are asked for by themselves.
    let mut told = described(api, asked.clone()).await?;
    let missing = templates.iter().filter(|template| !told.contains_key(template.id()));
    let asked = missing.map(|template| {
        let mut asked = asked.clone();
        asked["LaunchTemplateId"] = template.id().into();
        asked
    });
    let asked: Vec<Value> = asked.collect();
    let others =
        super::at_once(asked.into_iter().map(|asked| async move { super::or_gone(described(api, asked).await) }));
    told.extend(others.await?.into_iter().flatten());
    for template in templates {
        told.remove(template.id()).unwrap_or_default().iter().for_each(|version| launched(template, Node(version)));
    }
    Ok(())
}

/// Reads versions, by the template they are of.
async fn described(api: &Api, asked: Value) -> Result<HashMap<String, Vec<Value>>, ApiError> {
    let mut versions: HashMap<String, Vec<Value>> = HashMap::new();
    let mut pages = api.pages(&EC2, "DescribeLaunchTemplateVersions", asked, Paging::EC2);
    // A template has 10,000 versions at most; see <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-launch-templates.html>.
    while let Some(page) = pages.next().await? {
        for version in page.list("launchTemplateVersionSet") {
            if let Some((id, data)) = version.text("launchTemplateId").zip(version.at("launchTemplateData")) {
                versions.entry(id.to_owned()).or_default().push(data.0.clone());
            }
        }
    }
    Ok(versions)
}

/// Remembers what a version names; a template that has to go goes before a placement group, too.
fn launched(template: &mut Resource, data: Node<'_>) {
    told_but(template, data, &["tagSpecificationSet", "userData"]);
    template.told_in(&json!({ "profile": data.text("iamInstanceProfile/name") }));
    ec2::uses(template, "ec2-placement-group", data.text("placement/groupName"));
    // `resolve:ssm:name` or `resolve:ssm:name:version`.
    if let Some(parameter) = data.text("imageId").and_then(|image| image.strip_prefix("resolve:ssm:")) {
        let name =
            if parameter.starts_with("arn:") { parameter } else { parameter.split(':').next().unwrap_or(parameter) };
        template.told_in(&json!({ "parameter": name }));
    }
}
