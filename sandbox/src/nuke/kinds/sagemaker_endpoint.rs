//! Endpoints of SageMaker.

use async_trait::async_trait;
use serde_json::json;

use super::{ARN, About, Deleted, Found, Kind};
use crate::nuke::api::services::SAGEMAKER;
use crate::nuke::api::{Api, ApiError, Paging};
use crate::nuke::model::{Reference, Resource, State};

/// Endpoints, by name. Their configurations and models cost nothing, and stay.
#[derive(Debug)]
pub(super) struct SagemakerEndpoint;

const ABOUT: About = About {
    details: true,
    cost: 20,
    cloud_nuke: Some("SageMakerEndpoint"),
    aws_nuke: Some("SageMakerEndpoint"),
    ..About::new("sagemaker-endpoint", "AWS::SageMaker::Endpoint")
};

#[async_trait]
impl Kind for SagemakerEndpoint {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let mut pages = api.pages(&SAGEMAKER, "ListEndpoints", json!({ "MaxResults": 100 }), Paging::NEXT_TOKEN);
        while let Some(page) = pages.next().await? {
            for endpoint in page.list("Endpoints") {
                let (Some(name), Some(arn)) = (endpoint.text("EndpointName"), endpoint.text("EndpointArn")) else {
                    continue;
                };
                let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), name));
                resource.created = endpoint.time("CreationTime");
                resource.identity = resource.created.map(|time| time.to_string());
                resource.facts.insert(ARN.to_owned(), arn.into());
                if endpoint.text("EndpointStatus") == Some("Deleting") {
                    resource.state = State::Deleting;
                }
                found.push(resource);
            }
        }
        Ok(())
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        super::tags_by_arn(api, &SAGEMAKER, ("ListTags", "ResourceArn", "Tags"), resource).await
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let answer = api.call(&SAGEMAKER, "DeleteEndpoint", json!({ "EndpointName": resource.id() })).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}
