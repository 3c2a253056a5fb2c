//! How each tool is told to do the same work.

use std::path::Path;

use serde_json::json;
use tokio::process::Command;

use super::arena::{Arena, SANDBOX};
use super::workload::Workload;
use super::workloads::Name;
use crate::error::Error;

/// What the tools have in common: each is told to take these kinds and no other.
pub(super) const WORK: [(Name, &[Kind]); 3] = [
    (Name::Flat, &[INSTANCE, VOLUME, GROUP, ADDRESS, QUEUE, LOG_GROUP]),
    (Name::Global, &[BUCKET, ROLE, POLICY, PROFILE]),
    (
        Name::Graph,
        &[
            INSTANCE,
            VOLUME,
            GROUP,
            ADDRESS,
            NETWORK,
            SUBNET,
            INTERNET_GATEWAY,
            ROUTE_TABLE,
            NETWORK_ACL,
            NAT_GATEWAY,
            INTERFACE,
            ENDPOINT,
            BALANCER,
            TARGET_GROUP,
        ],
    ),
];

/// A kind by its name here, in aws-nuke, and in cloud-nuke, where what it has no name for is left out.
pub(super) type Kind = (&'static str, &'static [&'static str], Option<&'static str>);

const INSTANCE: Kind = ("ec2-instance", &["EC2Instance"], Some("ec2"));
const VOLUME: Kind = ("ec2-volume", &["EC2Volume"], Some("ebs"));
const GROUP: Kind = ("ec2-security-group", &["EC2SecurityGroup"], Some("security-group"));
const ADDRESS: Kind = ("ec2-address", &["EC2Address"], Some("eip"));
const QUEUE: Kind = ("sqs-queue", &["SQSQueue"], Some("sqs"));
const LOG_GROUP: Kind = ("logs-group", &["CloudWatchLogsLogGroup"], Some("cloudwatch-loggroup"));
const BUCKET: Kind = ("s3-bucket", &["S3Object", "S3Bucket"], Some("s3"));
const ROLE: Kind = ("iam-role", &["IAMRole", "IAMRolePolicy", "IAMRolePolicyAttachment"], Some("iam-role"));
const POLICY: Kind = ("iam-policy", &["IAMPolicy"], Some("iam-policy"));
const PROFILE: Kind =
    ("iam-instance-profile", &["IAMInstanceProfile", "IAMInstanceProfileRole"], Some("iam-instance-profile"));
const NETWORK: Kind = ("ec2-vpc", &["EC2VPC"], Some("vpc"));
const SUBNET: Kind = ("ec2-subnet", &["EC2Subnet"], Some("ec2-subnet"));
const INTERNET_GATEWAY: Kind =
    ("ec2-internet-gateway", &["EC2InternetGateway", "EC2InternetGatewayAttachment"], Some("internet-gateway"));
const ROUTE_TABLE: Kind = ("ec2-route-table", &["EC2RouteTable"], Some("route-table"));
const NETWORK_ACL: Kind = ("ec2-network-acl", &["EC2NetworkACL"], Some("network-acl"));
const NAT_GATEWAY: Kind = ("ec2-nat-gateway", &["EC2NATGateway"], Some("nat-gateway"));
const INTERFACE: Kind = ("ec2-network-interface", &["EC2NetworkInterface"], Some("network-interface"));
const ENDPOINT: Kind = ("ec2-vpc-endpoint", &["EC2VPCEndpoint"], Some("ec2-endpoint"));
const BALANCER: Kind = ("elbv2-load-balancer", &["ELBv2"], Some("elbv2"));
const TARGET_GROUP: Kind = ("elbv2-target-group", &["ELBv2TargetGroup"], None);

/// Builds the command of `terraproof`.
pub(super) fn ours(arena: &Arena, kinds: &[Kind], path: &Path) -> Command {
    let mut command = arena.command(path);
    command.args(["nuke", "run", "--yes", "--sandbox", SANDBOX, "--max-deletes", "100000", "--max-percent", "100"]);
    for (kind, ..) in kinds {
        command.args(["--kind", kind]);
    }
    command
}

/// Builds the command of aws-nuke. It does not start without a pause of three seconds.
pub(super) fn aws_nuke(arena: &Arena, workload: &Workload, kinds: &[Kind], path: &Path) -> Result<Command, Error> {
    let names: Vec<&str> = kinds.iter().flat_map(|(_, names, _)| names.iter().copied()).collect();
    let mut regions = workload.regions.clone();
    regions.push("global");
    let account = arena.account();
    // JSON is YAML as well.
    let mut configuration = json!({
        "regions": regions, "account-blocklist": ["999999999999"], "resource-types": { "targets": names }, "accounts": {},
    });
    // As its documentation advises: the default networks stay.
    let standing = |property| json!([{ "property": property, "value": "true" }]);
    configuration["accounts"][account] = json!({ "filters": {
        "EC2VPC": standing("IsDefault"), "EC2Subnet": standing("DefaultVPC"), "EC2InternetGateway": standing("DefaultVPC"),
        "EC2InternetGatewayAttachment": standing("DefaultVPC"), "EC2RouteTable": standing("DefaultVPC"),
    } });
    let file = arena.directory().join("aws-nuke.yaml");
    std::fs::write(&file, configuration.to_string()).map_err(|source| Error::io("write", &file, source))?;
    let mut command = arena.command(path);
    command.arg("--config").arg(file).args(["--no-dry-run", "--force", "--force-sleep", "3", "--quiet"]);
    Ok(command)
}

/// Builds the command of cloud-nuke.
pub(super) fn cloud_nuke(arena: &Arena, workload: &Workload, kinds: &[Kind], path: &Path) -> Command {
    let mut command = arena.command(path);
    command.args(["aws", "--force"]).env("DISABLE_TELEMETRY", "true");
    for region in workload.regions.iter().copied().chain(["global"]) {
        command.args(["--region", region]);
    }
    for name in kinds.iter().filter_map(|(.., name)| *name) {
        command.args(["--resource-type", name]);
    }
    command
}
