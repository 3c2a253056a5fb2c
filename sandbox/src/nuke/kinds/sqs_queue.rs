//! SQS queues.

use async_trait::async_trait;
use serde_json::json;

use super::{About, Deleted, Found, Kind, ec2};
use crate::nuke::api::services::SQS;
use crate::nuke::api::{Api, ApiError, Paging};
use crate::nuke::model::{Reference, Resource};

/// Queues, named by their URLs, which is what the delete call takes.
#[derive(Debug)]
pub(super) struct SqsQueue;

const ABOUT: About = About {
    uses: &["kms-alias", "kms-key", "sqs-queue"],
    uses_in_detail: true,
    details: true,
    cloud_nuke: Some("SQS"),
    aws_nuke: Some("SQSQueue"),
    ..About::new("sqs-queue", "AWS::SQS::Queue")
};

/// What is asked of a queue: its age, its key, and where the messages go that nobody can handle.
const ATTRIBUTES: [&str; 3] = ["CreatedTimestamp", "KmsMasterKeyId", "RedrivePolicy"];

#[async_trait]
impl Kind for SqsQueue {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let mut pages = api.pages(&SQS, "ListQueues", json!({ "MaxResults": 1000 }), Paging::NEXT_TOKEN);
        while let Some(page) = pages.next().await? {
            for url in page.node().texts("QueueUrls") {
                found.push(queue(api, &url));
            }
        }
        Ok(())
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let asked = json!({ "QueueUrl": resource.id(), "AttributeNames": ATTRIBUTES });
        let tags = api.call(&SQS, "ListQueueTags", json!({ "QueueUrl": resource.id() }));
        let (attributes, tags) = futures_util::try_join!(api.call(&SQS, "GetQueueAttributes", asked), tags)?;
        resource.created = attributes.node().time("Attributes/CreatedTimestamp");
        resource.identity = attributes.text("Attributes/CreatedTimestamp").map(str::to_owned);
        resource.told_in(&attributes.body);
        ec2::uses_key(resource, attributes.text("Attributes/KmsMasterKeyId"));
        resource.tags = tags.node().tags("Tags");
        Ok(())
    }

    async fn look(&self, api: &Api, ids: &[&str]) -> Result<Vec<Resource>, ApiError> {
        super::one_by_one(self, api, ids, |url| queue(api, url)).await
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let answer = api.call(&SQS, "DeleteQueue", json!({ "QueueUrl": resource.id() })).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}

fn queue(api: &Api, url: &str) -> Resource {
    let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), url));
    resource.name = url.rsplit('/').next().map(str::to_owned);
    resource
}
