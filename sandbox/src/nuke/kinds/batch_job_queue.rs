//! Job queues of Batch.

use async_trait::async_trait;
use serde_json::json;

use super::{About, Deleted, Found, Kind, batch, ec2};
use crate::nuke::api::{Api, ApiError, Node};
use crate::nuke::model::Resource;

/// Job queues, by name; they go before the environments that do their work. Batch does not tell how old they are.
#[derive(Debug)]
pub(super) struct BatchJobQueue;

const ABOUT: About = About {
    uses: &["batch-compute-environment"],
    age: false,
    patience: 1800,
    aws_nuke: Some("BatchJobQueue"),
    ..About::new("batch-job-queue", "AWS::Batch::JobQueue")
};

#[async_trait]
impl Kind for BatchJobQueue {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        for page in batch::pages(api, "DescribeJobQueues", json!({ "maxResults": 100 })).await? {
            found.extend(page.list("jobQueues").into_iter().filter_map(|queue| read(api, queue)));
        }
        Ok(())
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        batch::disabled_and_deleted(api, resource, ("UpdateJobQueue", "DeleteJobQueue", "jobQueue")).await
    }
}

fn read(api: &Api, queue: Node<'_>) -> Option<Resource> {
    let mut resource = batch::started(api, ABOUT.name, queue, ("jobQueueName", "jobQueueArn"))?;
    for order in queue.list("computeEnvironmentOrder") {
        let environment = order.text("computeEnvironment").and_then(|arn| arn.rsplit('/').next());
        ec2::uses(&mut resource, "batch-compute-environment", environment);
    }
    Some(resource)
}
