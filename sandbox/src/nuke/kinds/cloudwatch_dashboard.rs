//! CloudWatch dashboards.

use async_trait::async_trait;
use serde_json::{Value, json};

use super::{About, Deleted, Found, Kind, Reach};
use crate::nuke::api::services::CLOUDWATCH;
use crate::nuke::api::{Api, ApiError, Paging};
use crate::nuke::model::{Reference, Resource, Tags};

/// Dashboards, by name: one set for all regions. CloudWatch tells when they were last changed.
#[derive(Debug)]
pub(super) struct CloudwatchDashboard;

const ABOUT: About = About {
    reach: Reach::Global,
    tags: false,
    batch: 100,
    cloud_nuke: Some("CloudWatchDashboard"),
    aws_nuke: Some("CloudWatchDashboard"),
    ..About::new("cloudwatch-dashboard", "AWS::CloudWatch::Dashboard")
};

#[async_trait]
impl Kind for CloudwatchDashboard {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let mut pages = api.pages(&CLOUDWATCH, "ListDashboards", json!({}), Paging::NEXT_TOKEN);
        while let Some(page) = pages.next().await? {
            for dashboard in page.list("DashboardEntries") {
                let Some(name) = dashboard.text("DashboardName") else { continue };
                let mut resource = Resource::new(Reference::global(ABOUT.name, name));
                resource.created = dashboard.time("LastModified");
                resource.tags = Tags::None;
                found.push(resource);
            }
        }
        Ok(())
    }

    async fn delete(&self, api: &Api, resources: &[Resource]) -> Vec<Result<Deleted, ApiError>> {
        let names: Vec<Value> = resources.iter().map(|resource| resource.id().into()).collect();
        match api.call(&CLOUDWATCH, "DeleteDashboards", json!({ "DashboardNames": names })).await {
            Ok(answer) => names.iter().map(|_| Ok(Deleted::Requested(answer.request_id.clone()))).collect(),
            Err(error) => names.iter().map(|_| Err(error.clone())).collect(),
        }
    }
}
