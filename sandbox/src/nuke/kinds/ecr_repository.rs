//! ECR repositories.

use async_trait::async_trait;
use serde_json::{Value, json};

use super::{About, Deleted, Found, Kind, ec2};
use crate::nuke::api::services::ECR;
use crate::nuke::api::{Api, ApiError, Paging};
use crate::nuke::model::{Reference, Resource};

/// Repositories, by name, with their images.
#[derive(Debug)]
pub(super) struct EcrRepository;

const ABOUT: About = About {
    uses: &["kms-key"],
    details: true,
    cloud_nuke: Some("ECRRepository"),
    aws_nuke: Some("ECRRepository"),
    ..About::new("ecr-repository", "AWS::ECR::Repository")
};

#[async_trait]
impl Kind for EcrRepository {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let asked = json!({ "maxResults": 1000 });
        let mut pages = api.pages(&ECR, "DescribeRepositories", asked, Paging::LOWER_NEXT_TOKEN);
        while let Some(page) = pages.next().await? {
            for repository in page.list("repositories") {
                let (Some(name), Some(arn)) = (repository.text("repositoryName"), repository.text("repositoryArn"))
                else {
                    continue;
                };
                let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), name));
                resource.created = repository.time("createdAt");
                resource.told_in(repository.0);
                ec2::uses_key(&mut resource, repository.text("encryptionConfiguration/kmsKey"));
                resource.identity = resource.created.map(|time| time.to_string());
                resource.facts.insert("arn".to_owned(), arn.into());
                found.push(resource);
            }
        }
        Ok(())
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let arn = resource.facts.get("arn").and_then(Value::as_str).unwrap_or_default();
        let tags = api.call(&ECR, "ListTagsForResource", json!({ "resourceArn": arn })).await?;
        resource.tags = tags.node().tags("tags");
        Ok(())
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let answer =
            api.call(&ECR, "DeleteRepository", json!({ "repositoryName": resource.id(), "force": true })).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}
