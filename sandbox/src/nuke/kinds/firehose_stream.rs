//! Data Firehose streams.

use async_trait::async_trait;
use serde_json::json;

use super::{About, Deleted, Found, Kind};
use crate::nuke::api::services::FIREHOSE;
use crate::nuke::api::{Api, ApiError};
use crate::nuke::model::{Reference, Resource, State};

/// Delivery streams, by name.
#[derive(Debug)]
pub(super) struct FirehoseStream;

const ABOUT: About = About {
    uses: &[
        "ec2-security-group",
        "ec2-subnet",
        "iam-role",
        "kinesis-stream",
        "kms-key",
        "lambda-function",
        "logs-group",
        "opensearch-domain",
        "redshift-cluster",
        "s3-bucket",
        "secretsmanager-secret",
    ],
    uses_in_detail: true,
    details: true,
    cloud_nuke: Some("KinesisFirehose"),
    aws_nuke: Some("FirehoseDeliveryStream"),
    ..About::new("firehose-stream", "AWS::KinesisFirehose::DeliveryStream")
};

#[async_trait]
impl Kind for FirehoseStream {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let mut after: Option<String> = None;
        loop {
            let asked = match &after {
                Some(after) => json!({ "Limit": 100, "ExclusiveStartDeliveryStreamName": after }),
                None => json!({ "Limit": 100 }),
            };
            let page = api.call(&FIREHOSE, "ListDeliveryStreams", asked).await?;
            let names = page.node().texts("DeliveryStreamNames");
            names.iter().for_each(|name| found.push(stream(api, name)));
            let last = names.last().cloned();
            if !page.node().flag("HasMoreDeliveryStreams") || last.is_none() || last == after {
                return Ok(());
            }
            after = last;
        }
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let asked = json!({ "DeliveryStreamName": resource.id() });
        let tags = api.call(&FIREHOSE, "ListTagsForDeliveryStream", asked.clone());
        let described = api.call(&FIREHOSE, "DescribeDeliveryStream", asked);
        let (described, tags) = futures_util::try_join!(described, tags)?;
        resource.created = described.node().time("DeliveryStreamDescription/CreateTimestamp");
        resource.identity = resource.created.map(|time| time.to_string());
        resource.told_in(&described.body);
        match described.text("DeliveryStreamDescription/DeliveryStreamStatus") {
            Some("DELETING") => resource.state = State::Deleting,
            Some(status @ "DELETING_FAILED") => {
                let said = described.text("DeliveryStreamDescription/FailureDescription/Details");
                resource.failure = Some(said.unwrap_or(status).to_owned());
            }
            _ => {}
        }
        resource.tags = tags.node().tags("Tags");
        Ok(())
    }

    async fn look(&self, api: &Api, ids: &[&str]) -> Result<Vec<Resource>, ApiError> {
        super::one_by_one(self, api, ids, |name| stream(api, name)).await
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let asked = json!({ "DeliveryStreamName": resource.id(), "AllowForceDelete": true });
        let answer = api.call(&FIREHOSE, "DeleteDeliveryStream", asked).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}

fn stream(api: &Api, name: &str) -> Resource {
    Resource::new(Reference::new(ABOUT.name, api.region(), name))
}
