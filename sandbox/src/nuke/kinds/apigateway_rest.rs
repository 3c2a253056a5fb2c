//! REST APIs of API Gateway.

use async_trait::async_trait;

use super::{About, Deleted, Found, Kind, apigateway};
use crate::nuke::api::services::API_GATEWAY;
use crate::nuke::api::{Api, ApiError, Rest};
use crate::nuke::model::{Reference, Resource};

/// REST APIs, by id.
#[derive(Debug)]
pub(super) struct ApigatewayRest;

const ABOUT: About = About {
    uses: &[
        "cognito-pool",
        "ec2-vpc-endpoint",
        "elbv2-load-balancer",
        "firehose-stream",
        "iam-role",
        "kinesis-stream",
        "lambda-function",
        "logs-group",
        "s3-bucket",
        "sns-topic",
        "sqs-queue",
        "states-machine",
    ],
    uses_in_detail: true,
    details: true,
    cloud_nuke: Some("APIGateway"),
    aws_nuke: Some("APIGatewayRestAPI"),
    ..About::new("apigateway-rest", "AWS::ApiGateway::RestApi")
};

#[async_trait]
impl Kind for ApigatewayRest {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let mut position: Option<String> = None;
        loop {
            let mut asked = Rest::get("/restapis").query("limit", "500");
            if let Some(position) = &position {
                asked = asked.query("position", position);
            }
            let page = api.rest(&API_GATEWAY, "GetRestApis", asked).await?;
            // The wire's name is `item`; the SDKs call it `items`.
            for entry in page.list("item").into_iter().chain(page.list("items")) {
                let Some(id) = entry.text("id") else { continue };
                let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), id));
                resource.name = entry.text("name").map(str::to_owned);
                resource.created = entry.time("createdDate");
                resource.tags = entry.tags("tags");
                super::told_of(&mut resource, entry, &["endpointConfiguration"]);
                found.push(resource);
            }
            let next = page.text("position").map(str::to_owned);
            if next.is_none() || next == position {
                return Ok(());
            }
            position = next;
        }
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let part = |name: &str| Rest::get(format!("/restapis/{}/{name}", Rest::segment(resource.id())));
        let parts = [
            ("GetResources", part("resources").query("embed", "methods").query("limit", "500")),
            ("GetAuthorizers", part("authorizers").query("limit", "500")),
            ("GetStages", part("stages")),
        ];
        apigateway::told(api, resource, &parts).await
    }

    /// The listing tells everything but what the API calls.
    async fn look(&self, api: &Api, ids: &[&str]) -> Result<Vec<Resource>, ApiError> {
        super::named_by_listing(self, api, ids).await
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let path = format!("/restapis/{}", Rest::segment(resource.id()));
        let answer = api.rest(&API_GATEWAY, "DeleteRestApi", Rest::delete(path)).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}
