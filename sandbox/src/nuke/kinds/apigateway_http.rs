//! HTTP and WebSocket APIs of API Gateway.

use async_trait::async_trait;

use super::{About, Deleted, Found, Kind, apigateway};
use crate::nuke::api::services::API_GATEWAY;
use crate::nuke::api::{Api, ApiError, Rest};
use crate::nuke::model::Resource;

/// HTTP and WebSocket APIs, by id.
#[derive(Debug)]
pub(super) struct ApigatewayHttp;

const ABOUT: About = About {
    uses: apigateway::USES,
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
        for page in apigateway::listed(api, ("GetApis", "/v2/apis"), ("maxResults", "nextToken")).await? {
            let entries = page.list("items").into_iter();
            found.extend(entries.filter_map(|entry| apigateway::started(api, ABOUT.name, entry, "apiId")));
        }
        Ok(())
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
