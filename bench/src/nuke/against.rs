//! The same work done by other tools, on the same emulator, with the same latency, in the same run.

use std::fmt;
use std::path::Path;
use std::time::Instant;

use serde::Serialize;
use serde_json::json;
use terraproof_local::gateway::Behaviour;
use tokio::process::Command;

use super::arena::{Arena, SANDBOX};
use super::bill::Bill;
use super::child;
use super::options::{Rival, Tool};
use super::verify::Verdict;
use super::workload::{Size, Workload};
use super::workloads::Name;
use crate::error::Error;
use crate::memory::megabytes;
use crate::report::progress;

/// What the tools have in common: each is told to take these kinds and no other.
const WORK: [(Name, &[Kind]); 3] = [
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
type Kind = (&'static str, &'static [&'static str], Option<&'static str>);

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

/// Is what each tool took for one workload.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Contest {
    workload: &'static str,
    takes: Vec<Take>,
}

/// Is what one tool took.
#[derive(Debug, Clone, Serialize)]
struct Take {
    tool: &'static str,
    exit_code: Option<i32>,
    seconds: f64,
    calls: u64,
    peak_megabytes: f64,
    verdict: Verdict,
    /// The end of what it said, where it failed.
    #[serde(skip_serializing_if = "String::is_empty")]
    said: String,
}

/// Runs every tool on every workload that they share; nothing without a rival.
pub(super) async fn contests(rivals: &[Rival], command: &Path, size: Size) -> Result<Vec<Contest>, Error> {
    let mut contests = Vec::new();
    for (name, kinds) in WORK.iter().filter(|_| !rivals.is_empty()) {
        let mut workload = name.workload(size);
        workload.seed.insert("alias".to_owned(), json!({ "name": "a-sandbox" }));
        let mut takes = vec![take(&workload, kinds, None, command).await?];
        for rival in rivals {
            takes.push(take(&workload, kinds, Some(rival.tool), &rival.path).await?);
        }
        contests.push(Contest { workload: workload.name, takes });
    }
    Ok(contests)
}

async fn take(workload: &Workload, kinds: &[Kind], tool: Option<Tool>, path: &Path) -> Result<Take, Error> {
    let arena = Arena::open(workload).await?;
    let taken = in_arena(&arena, workload, kinds, tool, path).await;
    arena.close().await?;
    taken
}

async fn in_arena(
    arena: &Arena,
    workload: &Workload,
    kinds: &[Kind],
    tool: Option<Tool>,
    path: &Path,
) -> Result<Take, Error> {
    let name = tool.map_or("terraproof", Tool::name);
    progress(&format!("{name} on {}", workload.name));
    let seeded = arena.fill(workload).await?;
    let before = arena.state(workload).await?;
    let command = match tool {
        None => ours(arena, kinds, path),
        Some(Tool::AwsNuke) => aws_nuke(arena, workload, kinds, path)?,
        Some(Tool::CloudNuke) => cloud_nuke(arena, workload, kinds, path),
    };
    arena.behave(workload.behaviour.clone());
    let (mark, started) = (arena.mark(), Instant::now());
    let ran = child::run(command, arena.directory(), name, || started.elapsed() > LONGEST).await?;
    let bill = Bill::of(&arena.calls_since(mark));
    arena.behave(Behaviour::default());
    let verdict = Verdict::of(&before, &arena.state(workload).await?, &seeded.stays);
    Ok(Take {
        tool: name,
        exit_code: ran.code,
        seconds: ran.wall.as_secs_f64(),
        calls: bill.total(),
        peak_megabytes: megabytes(ran.peak),
        verdict,
        said: if ran.code == Some(0) { String::new() } else { ran.said },
    })
}

/// A tool that takes longer is killed, and what is left counts.
const LONGEST: std::time::Duration = std::time::Duration::from_secs(15 * 60);

fn ours(arena: &Arena, kinds: &[Kind], path: &Path) -> Command {
    let mut command = arena.command(path);
    command.args(["nuke", "run", "--yes", "--sandbox", SANDBOX, "--max-deletes", "100000", "--max-percent", "100"]);
    for (kind, ..) in kinds {
        command.args(["--kind", kind]);
    }
    command
}

/// Without its pause before the start it would be three seconds faster: it does not go below that.
fn aws_nuke(arena: &Arena, workload: &Workload, kinds: &[Kind], path: &Path) -> Result<Command, Error> {
    let names: Vec<&str> = kinds.iter().flat_map(|(_, names, _)| names.iter().copied()).collect();
    let mut regions = workload.regions.clone();
    regions.push("global");
    let account = arena.account();
    // JSON is YAML as well.
    let mut configuration = json!({
        "regions": regions, "account-blocklist": ["999999999999"], "resource-types": { "targets": names }, "accounts": {},
    });
    configuration["accounts"][account] = json!({});
    let file = arena.directory().join("aws-nuke.yaml");
    std::fs::write(&file, configuration.to_string()).map_err(|source| Error::io("write", &file, source))?;
    let mut command = arena.command(path);
    command.arg("--config").arg(file).args(["--no-dry-run", "--force", "--force-sleep", "3", "--quiet"]);
    Ok(command)
}

fn cloud_nuke(arena: &Arena, workload: &Workload, kinds: &[Kind], path: &Path) -> Command {
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

impl fmt::Display for Contest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} by each tool: seconds, calls, MB, left, wrongly gone, exit code", self.workload)?;
        for take in &self.takes {
            let Take { tool, seconds, calls, peak_megabytes, verdict, .. } = take;
            let (missed, wrong) = (verdict.missed + verdict.new, verdict.wrong);
            let code = take.exit_code.map_or_else(|| "killed".to_owned(), |code| code.to_string());
            writeln!(
                f,
                "  {tool:<12} {seconds:>9.2} {calls:>8} {peak_megabytes:>6.0} {missed:>6} {wrong:>6} {code:>7}"
            )?;
        }
        Ok(())
    }
}
