//! ECS task definitions.

use async_trait::async_trait;
use serde_json::json;

use super::{About, Deleted, Found, Kind, needs};
use crate::nuke::api::services::ECS;
use crate::nuke::api::{Api, ApiError, Paging};
use crate::nuke::model::{Reference, Resource};

/// Revisions of task definitions that are active, by ARN. They are deregistered, and deleted where the service allows it.
#[derive(Debug)]
pub(super) struct EcsTaskDefinition;

const ABOUT: About = About {
    uses: &[
        "dynamodb-table",
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
    details: true,
    cloud_nuke: None,
    aws_nuke: Some("ECSTaskDefinition"),
    ..About::new("ecs-task-definition", "AWS::ECS::TaskDefinition")
};

#[async_trait]
impl Kind for EcsTaskDefinition {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let asked = json!({ "status": "ACTIVE", "maxResults": 100 });
        let mut pages = api.pages(&ECS, "ListTaskDefinitions", asked, Paging::LOWER_NEXT_TOKEN);
        while let Some(page) = pages.next().await? {
            page.node().texts("taskDefinitionArns").iter().for_each(|arn| found.push(definition(api, arn)));
        }
        Ok(())
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let asked = json!({ "taskDefinition": resource.id(), "include": ["TAGS"] });
        let answer = api.call(&ECS, "DescribeTaskDefinition", asked).await?;
        if answer.text("taskDefinition/status").is_some_and(|status| status != "ACTIVE") {
            return Err(ApiError::absent("the task definition is not active any more"));
        }
        resource.created = answer.node().time("taskDefinition/registeredAt");
        resource.tags = answer.node().tags("tags");
        if let Some(definition) = answer.node().at("taskDefinition") {
            needs::told_but(resource, definition, &["registeredBy"]);
            for container in definition.list("containerDefinitions") {
                let variables = container.list("environment");
                let variables = variables.iter().filter_map(|one| Some((one.text("name")?, one.text("value")?)));
                needs::told_by_variables(resource, variables);
            }
        }
        Ok(())
    }

    async fn look(&self, api: &Api, ids: &[&str]) -> Result<Vec<Resource>, ApiError> {
        let known = super::one_by_one(self, api, ids, |arn| definition(api, arn)).await;
        match known {
            // One that was never there is a wrong parameter to this service.
            Err(error) if error.code == "ClientException" => super::look_by_listing(self, api, ids).await,
            known => known,
        }
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let answer = api.call(&ECS, "DeregisterTaskDefinition", json!({ "taskDefinition": resource.id() })).await?;
        let deleted = api.call(&ECS, "DeleteTaskDefinitions", json!({ "taskDefinitions": [resource.id()] })).await;
        match deleted {
            // Inactive, it costs nothing and cannot be run by anything new.
            Err(error) if error.class != crate::nuke::api::Class::Throttled => {}
            outcome => drop(outcome?),
        }
        Ok(Deleted::Requested(answer.request_id))
    }
}

fn definition(api: &Api, arn: &str) -> Resource {
    let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), arn));
    resource.name = arn.rsplit('/').next().map(str::to_owned);
    resource
}
