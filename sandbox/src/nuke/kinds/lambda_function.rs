//! Lambda functions.

use async_trait::async_trait;

use super::{About, Deleted, Found, Kind, ec2, lambda};
use crate::nuke::api::services::LAMBDA;
use crate::nuke::api::{Api, ApiError, Node, Rest};
use crate::nuke::model::{Reference, Resource, Use};

/// Functions, by name, with their versions and aliases. Lambda tells when they were last changed, which is no earlier than when they were made.
///
/// Nothing tells a function from a later one of its name: revision, hash and date change with every update. So the name is its identity;
/// tags, age and rules are looked at again just before it goes, and one that was changed since is too young for a filter of age.
#[derive(Debug)]
pub(super) struct LambdaFunction;

const ABOUT: About = About {
    uses: &["ec2-security-group", "ec2-subnet", "iam-role", "kms-key", "lambda-layer"],
    details: true,
    cloud_nuke: Some("LambdaFunction"),
    aws_nuke: Some("LambdaFunction"),
    ..About::new("lambda-function", "AWS::Lambda::Function")
};

#[async_trait]
impl Kind for LambdaFunction {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        for page in lambda::pages(api, "ListFunctions", "/2015-03-31/functions/").await? {
            page.list("Functions").into_iter().for_each(|function| found.extend(read(api, function)));
        }
        Ok(())
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let path = format!("/2015-03-31/functions/{}", Rest::segment(resource.id()));
        let answer = api.rest(&LAMBDA, "GetFunction", Rest::get(path)).await?;
        resource.tags = answer.node().tags("Tags");
        if let Some(function) = answer.node().at("Configuration").and_then(|function| read(api, function)) {
            let tags = resource.tags.clone();
            *resource = function;
            resource.tags = tags;
        }
        Ok(())
    }

    async fn look(&self, api: &Api, ids: &[&str]) -> Result<Vec<Resource>, ApiError> {
        super::one_by_one(self, api, ids, |name| Resource::new(Reference::new(ABOUT.name, api.region(), name))).await
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let path = format!("/2015-03-31/functions/{}", Rest::segment(resource.id()));
        let answer = api.rest(&LAMBDA, "DeleteFunction", Rest::delete(path)).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}

fn read(api: &Api, function: Node<'_>) -> Option<Resource> {
    let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), function.text("FunctionName")?));
    resource.created = function.text("LastModified").and_then(|text| text.replace("+0000", "Z").parse().ok());
    for (list, kind) in [("SubnetIds", "ec2-subnet"), ("SecurityGroupIds", "ec2-security-group")] {
        for id in function.texts(&format!("VpcConfig/{list}")) {
            resource.uses(Use::of(Reference::new(kind, api.region(), id)));
        }
    }
    for layer in function.list("Layers") {
        layer
            .text("Arn")
            .into_iter()
            .for_each(|arn| resource.uses(Use::of(Reference::new("lambda-layer", api.region(), arn))));
    }
    if let Some(role) = function.text("Role").and_then(|arn| arn.rsplit('/').next()) {
        resource.uses(Use::of(Reference::global("iam-role", role)));
    }
    ec2::uses_key(&mut resource, function.text("KMSKeyArn"));
    Some(resource)
}
