//! GuardDuty detectors.

use async_trait::async_trait;

use super::{About, Deleted, Found, Kind};
use crate::nuke::api::services::GUARDDUTY;
use crate::nuke::api::{Api, ApiError, Rest};
use crate::nuke::model::{Reference, Resource};

/// Detectors, by id: one of a region at most, with its filters, lists and findings.
#[derive(Debug)]
pub(super) struct GuarddutyDetector;

const ABOUT: About = About {
    details: true,
    cost: 5,
    cloud_nuke: Some("GuardDuty"),
    aws_nuke: Some("GuardDutyDetector"),
    ..About::new("guardduty-detector", "AWS::GuardDuty::Detector")
};

#[async_trait]
impl Kind for GuarddutyDetector {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let asked = |token: Option<&str>| {
            let asked = Rest::get("/detector").query("maxResults", "50");
            token.map_or_else(|| asked.clone(), |token| asked.clone().query("nextToken", token))
        };
        for page in super::rest_pages(api, &GUARDDUTY, "ListDetectors", "nextToken", asked).await? {
            let ids = page.node().texts("detectorIds");
            found.extend(ids.into_iter().map(|id| Resource::new(Reference::new(ABOUT.name, api.region(), id))));
        }
        Ok(())
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let detector = api.rest(&GUARDDUTY, "GetDetector", Rest::get(path(resource.id()))).await?;
        resource.created = detector.node().time("createdAt");
        resource.tags = detector.node().tags("tags");
        Ok(())
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let answer = api.rest(&GUARDDUTY, "DeleteDetector", Rest::delete(path(resource.id()))).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}

fn path(id: &str) -> String {
    format!("/detector/{}", Rest::segment(id))
}
