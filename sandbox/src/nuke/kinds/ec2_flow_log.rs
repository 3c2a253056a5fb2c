//! Flow logs.

use async_trait::async_trait;

use super::ec2::{self, Listing};
use super::{About, Deleted, Found, Kind};

use crate::nuke::api::{Api, ApiError, Node};
use crate::nuke::model::{Reference, Resource, Use};

/// Flow logs. One that is left behind makes its log group again, and so goes before it.
#[derive(Debug)]
pub(super) struct Ec2FlowLog;

const ABOUT: About = About {
    uses: &[
        "ec2-network-interface",
        "ec2-subnet",
        "ec2-transit-gateway",
        "ec2-transit-gateway-attachment",
        "ec2-vpc",
        "firehose-stream",
        "iam-role",
        "logs-group",
        "s3-bucket",
    ],
    batch: 200,
    ..About::new("ec2-flow-log", "AWS::EC2::FlowLog")
};

static LISTING: Listing =
    Listing::new("DescribeFlowLogs", "flowLogSet", |api, entry, found| found.extend(read(api, entry)))
        .by("flow-log-id");

#[async_trait]
impl Kind for Ec2FlowLog {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        LISTING.list(api, found).await
    }

    async fn look(&self, api: &Api, ids: &[&str]) -> Result<Vec<Resource>, ApiError> {
        LISTING.look(api, ids).await
    }

    async fn delete(&self, api: &Api, resources: &[Resource]) -> Vec<Result<Deleted, ApiError>> {
        ec2::requested_for_all(api, "DeleteFlowLogs", "FlowLogId", resources).await
    }
}

fn read(api: &Api, log: Node<'_>) -> Option<Resource> {
    let mut resource = ec2::started(api, ABOUT.name, log.text("flowLogId")?, log);
    resource.created = log.time("creationTime");
    let watched = log.text("resourceId");
    let kind = watched.and_then(|id| WATCHED.iter().find(|(start, _)| id.starts_with(start)));
    if let Some((_, kind)) = kind {
        ec2::uses(&mut resource, kind, watched);
    }
    let destination = log.text("logDestination").filter(|arn| arn.contains(":log-group:"));
    let in_arn = destination.and_then(|arn| arn.split(":log-group:").nth(1)?.split(':').next());
    ec2::uses(&mut resource, "logs-group", log.text("logGroupName").or(in_arn));
    if let Some(role) = log.text("deliverLogsPermissionArn").and_then(|arn| arn.rsplit('/').next()) {
        resource.uses(Use::of(Reference::global("iam-role", role)));
    }
    let told = ["deliverCrossAccountRole", "deliverLogsPermissionArn", "logDestination", "logGroupName"];
    super::told_of(&mut resource, log, &told);
    Some(resource)
}

/// What is watched, by the start of its id.
const WATCHED: [(&str, &str); 5] = [
    ("vpc-", "ec2-vpc"),
    ("subnet-", "ec2-subnet"),
    ("eni-", "ec2-network-interface"),
    ("tgw-attach-", "ec2-transit-gateway-attachment"),
    ("tgw-", "ec2-transit-gateway"),
];
