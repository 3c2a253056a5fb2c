//! HTTP and WebSocket APIs of API Gateway.

use async_trait::async_trait;

use super::{About, Deleted, Found, Kind, apigateway};
use crate::nuke::api::services::API_GATEWAY;
use crate::nuke::api::{Api, ApiError, Rest};
use crate::nuke::model::{Reference, Resource};

/// HTTP and WebSocket APIs, by id.
#[derive(Debug)]
pub(super) struct ApigatewayHttp;

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
    cloud_nuke: Some("APIGatewayV2"),
    aws_nuke: Some("APIGatewayV2API"),
    ..About::new("apigateway-http", "AWS::ApiGatewayV2::Api")
};

#[async_trait]
impl Kind for ApigatewayHttp {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let mut token: Option<String> = None;
        loop {
            let mut asked = Rest::get("/v2/apis").query("maxResults", "500");
            if let Some(token) = &token {
                asked = asked.query("nextToken", token);
            }
            let page = api.rest(&API_GATEWAY, "GetApis", asked).await?;
            for entry in page.list("items") {
                let Some(id) = entry.text("apiId") else { continue };
                let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), id));
                resource.name = entry.text("name").map(str::to_owned);
                resource.created = entry.time("createdDate");
                resource.tags = entry.tags("tags");
                found.push(resource);
            }
            let next = page.text("nextToken").map(str::to_owned);
            if next.is_none() || next == token {
                return Ok(());
            }
            token = next;
        }
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let part = |name: &str| {
            Rest::get(format!("/v2/apis/{}/{name}", Rest::segment(resource.id()))).query("maxResults", "500")
        };
        let parts = [
            ("GetIntegrations", part("integrations")),
            ("GetAuthorizers", part("authorizers")),
            ("GetStages", part("stages")),
        ];
        apigateway::told(api, resource, &parts).await
    }

    /// The listing tells everything but what the API calls.
    async fn look(&self, api: &Api, ids: &[&str]) -> Result<Vec<Resource>, ApiError> {
        super::named_by_listing(self, api, ids).await
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let path = format!("/v2/apis/{}", Rest::segment(resource.id()));
        let answer = api.rest(&API_GATEWAY, "DeleteApi", Rest::delete(path)).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}
