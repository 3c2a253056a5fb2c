//! Health checks of Route 53.

use async_trait::async_trait;
use serde_json::json;

use super::{About, Deleted, Found, Kind, Reach};
use crate::nuke::api::services::ROUTE53;
use crate::nuke::api::{Api, ApiError, Node, Rest};
use crate::nuke::model::{Reference, Resource, Use};

/// Health checks, by id; one that is computed goes before those that it is made of. Route 53 does not tell how old they are.
#[derive(Debug)]
pub(super) struct Route53HealthCheck;

const ABOUT: About = About {
    uses: &["cloudwatch-alarm", "route53-health-check"],
    reach: Reach::Global,
    age: false,
    details: true,
    aws_nuke: Some("Route53HealthCheck"),
    ..About::new("route53-health-check", "AWS::Route53::HealthCheck")
};

#[async_trait]
impl Kind for Route53HealthCheck {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let asked = |token: Option<&str>| {
            let asked = Rest::get("/2013-04-01/healthcheck").query("maxitems", "100");
            token.map_or_else(|| asked.clone(), |token| asked.clone().query("marker", token))
        };
        for page in super::rest_pages(api, &ROUTE53, "ListHealthChecks", "NextMarker", asked).await? {
            found.extend(page.list("HealthChecks").into_iter().filter_map(read));
        }
        Ok(())
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let tags = Rest::get(format!("/2013-04-01/tags/healthcheck/{}", Rest::segment(resource.id())));
        let answer = api.rest(&ROUTE53, "ListTagsForResource", tags).await?;
        resource.tags = answer.node().tags("ResourceTagSet/Tags");
        resource.name = resource.tags.get("Name").map(str::to_owned);
        Ok(())
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let path = format!("/2013-04-01/healthcheck/{}", Rest::segment(resource.id()));
        let answer = api.rest(&ROUTE53, "DeleteHealthCheck", Rest::delete(path)).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}

fn read(check: Node<'_>) -> Option<Resource> {
    let mut resource = Resource::new(Reference::global(ABOUT.name, check.text("Id")?));
    resource.identity = check.text("CallerReference").map(str::to_owned);
    for child in check.texts("HealthCheckConfig/ChildHealthChecks") {
        resource.uses(Use::of(Reference::global(ABOUT.name, child)));
    }
    let alarm = check.at("HealthCheckConfig/AlarmIdentifier");
    if let Some((name, region)) = alarm.and_then(|alarm| alarm.text("Name").zip(alarm.text("Region"))) {
        resource.told_in(&json!({ "alarm": format!("arn:aws:cloudwatch:{region}::alarm:{name}") }));
    }
    let service = check.text("LinkedService/ServicePrincipal");
    resource.built_in = service.map(|service| format!("managed by {service}"));
    Some(resource)
}
