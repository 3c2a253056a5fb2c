//! REST APIs of API Gateway.

use async_trait::async_trait;

use super::{About, Deleted, Found, Kind, apigateway};
use crate::nuke::api::services::API_GATEWAY;
use crate::nuke::api::{Api, ApiError, Rest};
use crate::nuke::model::Resource;

/// REST APIs, by id.
#[derive(Debug)]
pub(super) struct ApigatewayRest;

const ABOUT: About = About {
    uses: apigateway::USES,
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
        for page in apigateway::listed(api, ("GetRestApis", "/restapis"), ("limit", "position")).await? {
            // The wire's name is `item`; the SDKs call it `items`.
            for entry in page.list("item").into_iter().chain(page.list("items")) {
                let Some(mut resource) = apigateway::started(api, ABOUT.name, entry, "id") else { continue };
                super::told_of(&mut resource, entry, &["endpointConfiguration"]);
                found.push(resource);
            }
        }
        Ok(())
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
