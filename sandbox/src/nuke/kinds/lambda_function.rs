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
        "firehose-stream",
        "iam-role",
        "kinesis-stream",
        "kms-key",
        "lambda-function",
        "lambda-layer",
        "logs-group",
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

    /// Reads which file systems are behind its access points, and where the outcomes of calls go that nobody waits for.
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

/// Remembers where the outcomes of a function go that is called without waiting for it.
fn told_by_destinations(resource: &mut Resource, configurations: &Answer) {
    for configuration in configurations.list("FunctionEventInvokeConfigs") {
        resource.told_in(&json!({ "destination": configuration.at("DestinationConfig").map(|node| node.0) }));
    }
}

fn read(api: &Api, function: Node<'_>) -> Option<Resource> {
    let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), function.text("FunctionName")?));
    resource.identity = Some(resource.id().to_owned());
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
    needs::told_but(&mut resource, function, &["Environment"]);
    resource.told_in(&named_in_environment(function));
    let group = function.text("LoggingConfig/LogGroup").map(str::to_owned);
    resource.told_in(&json!({ "logGroup": group.unwrap_or_else(|| format!("/aws/lambda/{}", resource.id())) }));
    Some(resource)
}

/// Returns the variables that may name what the function works on: `TABLE_NAME=orders`. What may be a secret itself is none of them.
fn named_in_environment(function: Node<'_>) -> Value {
    const SECRET: [&str; 5] = ["secret", "password", "token", "key", "credential"];
    let Some(Value::Object(variables)) = function.at("Environment/Variables").map(|node| node.0) else {
        return Value::Null;
    };
    let may_be_told = |(name, value): &(&String, &Value)| {
        let name = name.to_lowercase();
        let value = value.as_str().unwrap_or_default();
        value.starts_with("arn:") || !(value.contains('@') || SECRET.iter().any(|part| name.contains(part)))
    };
    let told = variables.iter().filter(may_be_told);
    told.map(|(name, value)| (name.clone(), value.clone())).collect()
}
