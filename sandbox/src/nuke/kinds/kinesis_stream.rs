//! Kinesis data streams.

use async_trait::async_trait;
use serde_json::json;

use super::{About, Deleted, Found, Kind, ec2};
use crate::nuke::api::services::KINESIS;
use crate::nuke::api::{Api, ApiError};
use crate::nuke::model::{Reference, Resource, State};

/// Streams, by name.
#[derive(Debug)]
pub(super) struct KinesisStream;

const ABOUT: About = About {
    uses: &["kms-alias", "kms-key"],
    uses_in_detail: true,
    details: true,
    cost: 2,
    cloud_nuke: Some("KinesisStream"),
    aws_nuke: Some("KinesisStream"),
    ..About::new("kinesis-stream", "AWS::Kinesis::Stream")
};

#[async_trait]
impl Kind for KinesisStream {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let mut after: Option<String> = None;
        loop {
            let asked = json!({ "Limit": 1000, "ExclusiveStartStreamName": after });
            let asked = if after.is_none() { json!({ "Limit": 1000 }) } else { asked };
            let page = api.call(&KINESIS, "ListStreams", asked).await?;
            let names = page.node().texts("StreamNames");
            names.iter().for_each(|name| found.push(stream(api, name)));
            let last = names.last().cloned();
            if !page.node().flag("HasMoreStreams") || last.is_none() || last == after {
                return Ok(());
            }
            after = last;
        }
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let asked = json!({ "StreamName": resource.id() });
        let tags = api.call(&KINESIS, "ListTagsForStream", asked.clone());
        let (summary, tags) = futures_util::try_join!(api.call(&KINESIS, "DescribeStreamSummary", asked), tags)?;
        resource.created = summary.node().time("StreamDescriptionSummary/StreamCreationTimestamp");
        resource.identity = resource.created.map(|time| time.to_string());
        resource.told_in(&summary.body);
        ec2::uses_key(resource, summary.text("StreamDescriptionSummary/KeyId"));
        if summary.text("StreamDescriptionSummary/StreamStatus") == Some("DELETING") {
            resource.state = State::Deleting;
        }
        resource.tags = tags.node().tags("Tags");
        Ok(())
    }

    async fn look(&self, api: &Api, ids: &[&str]) -> Result<Vec<Resource>, ApiError> {
        super::one_by_one(self, api, ids, |name| stream(api, name)).await
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let asked = json!({ "StreamName": resource.id(), "EnforceConsumerDeletion": true });
        let answer = api.call(&KINESIS, "DeleteStream", asked).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}

fn stream(api: &Api, name: &str) -> Resource {
    Resource::new(Reference::new(ABOUT.name, api.region(), name))
}
