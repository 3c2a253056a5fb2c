//! Lambda functions.

use async_trait::async_trait;
use serde_json::{Value, json};

use super::{About, Deleted, Found, Kind, ec2, lambda, needs};
use crate::nuke::api::services::{EFS, LAMBDA};
use crate::nuke::api::{Answer, Api, ApiError, Node, Rest};
use crate::nuke::model::{Reference, Resource, Use};

/// Functions, by name, with their versions and aliases. Lambda tells when they were last changed, which is no earlier than when they were made.
///
/// Nothing tells a function from a later one of its name: revision, hash and date change with every update. So the name is its identity;
/// tags, age and rules are looked at again just before it goes, and one that was changed since is too young for a filter of age.
#[derive(Debug)]
pub(super) struct LambdaFunction;

const ABOUT: About = About {
    uses: &[
        "dynamodb-table",
        "ec2-security-group",
        "ec2-subnet",
        "ec2-vpc",
        "ecr-repository",
        "efs-file-system",
        "elasticache-cluster",
        "elasticache-replication-group",
        "elb-load-balancer",
        "elbv2-load-balancer",
        "events-bus",
        "firehose-stream",
        "iam-role",
        "kinesis-stream",
        "kms-key",
        "lambda-function",
        "lambda-layer",
        "logs-group",
        "opensearch-domain",
        "rds-cluster",
        "rds-instance",
        "rds-proxy",
        "s3-bucket",
        "secretsmanager-secret",
        "sns-topic",
        "sqs-queue",
        "ssm-parameter",
        "states-machine",
    ],
    uses_in_detail: true,
    needs: true,
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
        if let Some(function) = answer.node().at("Configuration").and_then(|function| read(api, function)) {
            *resource = function;
        }
        resource.tags = answer.node().tags("Tags");
        // The rest of `Code` is an address that is signed.
        resource.told_in(&json!({ "imageUri": answer.text("Code/ImageUri") }));
        Ok(())
    }

    /// Reads which file systems are behind its access points, where the outcomes of calls go that nobody waits for, and what its published
    /// versions run with: an alias may lead to any of them.
    async fn needs(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let points = resource.mentions.iter().filter_map(|mention| mention.text.split_once(":access-point/"));
        let points: Vec<String> = points.map(|(_, id)| id.to_owned()).collect();
        for id in points {
            let asked = Rest::get("/2015-02-01/access-points").query("AccessPointId", &id);
            let points = needs::if_any(api.rest(&EFS, "DescribeAccessPoints", asked).await)?;
            points.into_iter().for_each(|told| resource.told_in(&told.body));
        }
        let path = format!("/2019-09-25/functions/{}/event-invoke-config/list", Rest::segment(resource.id()));
        let told = needs::if_any(api.rest(&LAMBDA, "ListFunctionEventInvokeConfigs", Rest::get(path)).await)?;
        told.into_iter().for_each(|told| told_by_destinations(resource, &told));
        told_by_versions(api, resource).await
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

/// Remembers where the outcomes of a function go that is called without waiting for it.
fn told_by_destinations(resource: &mut Resource, configurations: &Answer) {
    for configuration in configurations.list("FunctionEventInvokeConfigs") {
        resource.told_in(&json!({ "destination": configuration.at("DestinationConfig").map(|node| node.0) }));
    }
}

/// Adds what the published versions of a function use.
async fn told_by_versions(api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
    let path = format!("/2015-03-31/functions/{}/versions", Rest::segment(resource.id()));
    let asked = |after: Option<&str>| {
        let asked = Rest::get(path.clone()).query("MaxItems", "50");
        after.map_or_else(|| asked.clone(), |after| asked.clone().query("Marker", after))
    };
    let pages = super::rest_pages(api, &LAMBDA, "ListVersionsByFunction", "NextMarker", asked).await;
    for page in needs::if_any(pages)?.unwrap_or_default() {
        for version in page.list("Versions").into_iter().filter(|version| version.text("Version") != Some("$LATEST")) {
            told_by_configuration(resource, version);
        }
    }
    Ok(())
}

fn read(api: &Api, function: Node<'_>) -> Option<Resource> {
    let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), function.text("FunctionName")?));
    resource.identity = Some(resource.id().to_owned());
    resource.created = function.text("LastModified").and_then(|text| text.replace("+0000", "Z").parse().ok());
    told_by_configuration(&mut resource, function);
    let group = function.text("LoggingConfig/LogGroup").map(str::to_owned);
    resource.told_in(&json!({ "logGroup": group.unwrap_or_else(|| format!("/aws/lambda/{}", resource.id())) }));
    Some(resource)
}

/// Adds what a version of the function uses, and remembers what it names.
fn told_by_configuration(resource: &mut Resource, function: Node<'_>) {
    let region = resource.reference.region.clone();
    for (list, kind) in [("SubnetIds", "ec2-subnet"), ("SecurityGroupIds", "ec2-security-group")] {
        for id in function.texts(&format!("VpcConfig/{list}")) {
            resource.uses(Use::of(Reference::new(kind, &region, id)));
        }
    }
    for layer in function.list("Layers") {
        layer
            .text("Arn")
            .into_iter()
            .for_each(|arn| resource.uses(Use::of(Reference::new("lambda-layer", &region, arn))));
    }
    if let Some(role) = function.text("Role").and_then(|arn| arn.rsplit('/').next()) {
        resource.uses(Use::of(Reference::global("iam-role", role)));
    }
    ec2::uses_key(resource, function.text("KMSKeyArn"));
    needs::told_but(resource, function, &["Environment"]);
    if let Some(Value::Object(variables)) = function.at("Environment/Variables").map(|variables| variables.0) {
        let variables = variables.iter().filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)));
        needs::told_by_variables(resource, variables);
    }
}
