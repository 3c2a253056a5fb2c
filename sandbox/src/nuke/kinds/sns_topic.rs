//! SNS topics.

use async_trait::async_trait;
use serde_json::json;

use super::{About, Deleted, Found, Kind};
use crate::nuke::api::services::SNS;
use crate::nuke::api::{Api, ApiError, Paging};
use crate::nuke::model::{Reference, Resource};

/// Topics, by ARN. SNS does not tell how old they are.
#[derive(Debug)]
pub(super) struct SnsTopic;

const ABOUT: About = About {
    age: false,
    details: true,
    cloud_nuke: Some("SNS"),
    aws_nuke: Some("SNSTopic"),
    ..About::new("sns-topic", "AWS::SNS::Topic")
};

#[async_trait]
impl Kind for SnsTopic {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let mut pages = api.pages(&SNS, "ListTopics", json!({}), Paging::NEXT_TOKEN);
        while let Some(page) = pages.next().await? {
            page.list("Topics")
                .iter()
                .filter_map(|topic| topic.text("TopicArn"))
                .for_each(|arn| found.push(topic(api, arn)));
        }
        Ok(())
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let tags = api.call(&SNS, "ListTagsForResource", json!({ "ResourceArn": resource.id() })).await?;
        resource.tags = tags.node().tags("Tags");
        Ok(())
    }

    async fn look(&self, api: &Api, ids: &[&str]) -> Result<Vec<Resource>, ApiError> {
        super::one_by_one(self, api, ids, |arn| topic(api, arn)).await
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let answer = api.call(&SNS, "DeleteTopic", json!({ "TopicArn": resource.id() })).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}

fn topic(api: &Api, arn: &str) -> Resource {
    let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), arn));
    resource.name = arn.rsplit(':').next().map(str::to_owned);
    resource
}
