//! Job definitions of Batch.

use async_trait::async_trait;
use serde_json::json;

use super::{About, Deleted, Found, Kind, batch, needs};
use crate::nuke::api::{Api, ApiError, Node};
use crate::nuke::model::{Reference, Resource};

/// Revisions of job definitions that are active, by ARN. They are deregistered, and Batch forgets them later. It does not tell how old they are.
#[derive(Debug)]
pub(super) struct BatchJobDefinition;

const ABOUT: About = About {
    uses: &["ecr-repository", "efs-file-system", "iam-role", "logs-group", "secretsmanager-secret", "ssm-parameter"],
    age: false,
    aws_nuke: Some("BatchJobDefinition"),
    ..About::new("batch-job-definition", "AWS::Batch::JobDefinition")
};

#[async_trait]
impl Kind for BatchJobDefinition {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let asked = json!({ "status": "ACTIVE", "maxResults": 100 });
        for page in batch::pages(api, "DescribeJobDefinitions", asked).await? {
            found.extend(page.list("jobDefinitions").into_iter().filter_map(|definition| read(api, definition)));
        }
        Ok(())
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let answer = batch::asked(api, "DeregisterJobDefinition", json!({ "jobDefinition": resource.id() })).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}

fn read(api: &Api, definition: Node<'_>) -> Option<Resource> {
    if definition.text("status").is_some_and(|status| status != "ACTIVE") {
        return None;
    }
    let arn = definition.text("jobDefinitionArn")?;
    let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), arn));
    resource.name = arn.rsplit('/').next().map(str::to_owned);
    resource.tags = definition.tags("tags");
    // Parameters are what people write, passwords too.
    needs::told_but(&mut resource, definition, &["parameters", "tags"]);
    Some(resource)
}
