//! Fleets of EC2.

use async_trait::async_trait;
use serde_json::json;

use super::ec2::{self, Listing};
use super::{About, Deleted, Found, Kind};
use crate::nuke::api::services::EC2;
use crate::nuke::api::{Api, ApiError, Node};
use crate::nuke::model::Resource;

/// Fleets, with their instances: those of a fleet that is left come back. A deleted one is listed for days, its instances by themselves.
#[derive(Debug)]
pub(super) struct Ec2Fleet;

const ABOUT: About = About {
    uses: &["ec2-image", "ec2-launch-template", "ec2-subnet"],
    cost: 20,
    patience: 1800,
    aws_nuke: Some("EC2Fleet"),
    ..About::new("ec2-fleet", "AWS::EC2::EC2Fleet")
};

static LISTING: Listing =
    Listing::new("DescribeFleets", "fleetSet", |api, entry, found| found.extend(read(api, entry))).pages_of(100);

#[async_trait]
impl Kind for Ec2Fleet {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        LISTING.list(api, found).await
    }

    async fn look(&self, api: &Api, ids: &[&str]) -> Result<Vec<Resource>, ApiError> {
        LISTING.look(api, ids).await
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let asked = json!({ "FleetId": [resource.id()], "TerminateInstances": true });
        let answer = api.call(&EC2, "DeleteFleets", asked).await?;
        match answer.list("unsuccessfulFleetDeletionSet").first() {
            None => Ok(Deleted::Requested(answer.request_id)),
            Some(failed) => {
                let (code, message) = (failed.text_or_empty("error/code"), failed.text_or_empty("error/message"));
                let request = answer.request_id.clone();
                Err(ApiError::answered(EC2.name, "DeleteFleets", api.region(), 400, code, message, request))
            }
        }
    }
}

fn read(api: &Api, fleet: Node<'_>) -> Option<Resource> {
    // Deleted, whatever becomes of its instances.
    if fleet.text("fleetState").is_some_and(|state| state.starts_with("deleted")) {
        return None;
    }
    let mut resource = ec2::started(api, ABOUT.name, fleet.text("fleetId")?, fleet);
    resource.created = fleet.time("createTime");
    for configuration in fleet.list("launchTemplateConfigs") {
        let template = configuration.text("launchTemplateSpecification/launchTemplateId");
        ec2::uses(&mut resource, "ec2-launch-template", template);
    }
    super::told_of(&mut resource, fleet, &["launchTemplateConfigs"]);
    Some(resource)
}
