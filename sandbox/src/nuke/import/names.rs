//! What other tools call the kinds.

use std::collections::BTreeSet;

use crate::nuke::kinds::{self, About};

/// What cloud-nuke called a kind in other versions than the one whose names the kinds carry.
const CLOUD_NUKE_ALSO: [(&str, &str); 2] =
    [("TransitGatewaysVpcAttachment", "TransitGatewayVPCAttachment"), ("EC2PlacementGroup", "EC2PlacementGroups")];

/// Kinds whose tags cloud-nuke does not read.
const TAGLESS: [&str; 28] = [
    "acm-certificate",
    "autoscaling-launch-configuration",
    "backup-vault",
    "cloudwatch-alarm",
    "cloudwatch-dashboard",
    "ec2-host",
    "ec2-transit-gateway",
    "ec2-transit-gateway-attachment",
    "ec2-transit-gateway-route-table",
    "ecr-repository",
    "efs-file-system",
    "eks-cluster",
    "elasticache-cluster",
    "elasticache-parameter-group",
    "elasticache-subnet-group",
    "elb-load-balancer",
    "elbv2-load-balancer",
    "events-rule",
    "firehose-stream",
    "iam-group",
    "iam-policy",
    "kinesis-stream",
    "lambda-layer",
    "logs-group",
    "opensearch-domain",
    "redshift-cluster",
    "sns-topic",
    "sqs-queue",
];

/// Kinds that not every version of cloud-nuke knows, so that they are left alone unless the file names them.
const NEWER: [&str; 3] = ["codebuild-project", "cognito-pool", "elbv2-target-group"];
/// What is one kind to cloud-nuke and two here: its name, and the kind that does not carry it. A file decides about both.
const CLOUD_NUKE_BOTH: [(&str, &str); 1] = [("Elasticache", "elasticache-replication-group")];

/// What aws-nuke called a type before it renamed it.
const AWS_NUKE_ALSO: [(&str, &str); 4] = [
    ("RDSCluster", "RDSDBCluster"),
    ("BackupVault", "AWSBackupVault"),
    ("BackupPlan", "AWSBackupPlan"),
    ("EventBridgeRule", "CloudWatchEventsRule"),
];

/// Types of aws-nuke that are a part of a kind here, gone with it, and without whose deletion aws-nuke cannot delete the whole.
const PARTS: [(&str, &str); 49] = [
    ("EFSMountTarget", "efs-file-system"),
    ("EKSFargateProfile", "eks-cluster"),
    ("EKSFargateProfiles", "eks-cluster"),
    ("AWSBackupSelection", "backup-plan"),
    ("BackupSelection", "backup-plan"),
    ("AWSBackupVaultAccessPolicy", "backup-vault"),
    ("BackupVaultAccessPolicy", "backup-vault"),
    ("IAMServiceSpecificCredential", "iam-user"),
    ("ECSTask", "ecs-cluster"),
    ("ECSClusterInstance", "ecs-cluster"),
    ("CognitoUserPoolDomain", "cognito-pool"),
    ("CognitoUserPoolClient", "cognito-pool"),
    ("TransferServerUser", "transfer-server"),
    ("LifecycleHook", "autoscaling-group"),
    ("AutoScalingLifecycleHook", "autoscaling-group"),
    ("DynamoDBTableItem", "dynamodb-table"),
    ("S3MultipartUpload", "s3-bucket"),
    ("S3AccessPoint", "s3-bucket"),
    ("ECRImage", "ecr-repository"),
    ("GlueJobRun", "glue-job"),
    ("IAMRolePolicy", "iam-role"),
    ("IAMRolePolicyAttachment", "iam-role"),
    ("IAMUserPolicy", "iam-user"),
    ("IAMUserPolicyAttachment", "iam-user"),
    ("IAMUserPolicyAttachement", "iam-user"),
    ("IAMUserAccessKey", "iam-user"),
    ("IAMUserAccessKeys", "iam-user"),
    ("IAMUserGroupAttachment", "iam-user"),
    ("IAMUserHTTPSGitCredential", "iam-user"),
    ("IAMUserMFADevice", "iam-user"),
    ("IAMUserSSHPublicKey", "iam-user"),
    ("IAMVirtualMFADevice", "iam-user"),
    ("IAMLoginProfile", "iam-user"),
    ("IAMSigningCertificate", "iam-user"),
    ("IAMGroupPolicy", "iam-group"),
    ("IAMGroupPolicyAttachment", "iam-group"),
    ("IAMInstanceProfileRole", "iam-instance-profile"),
    ("EC2InternetGatewayAttachment", "ec2-internet-gateway"),
    ("EC2VPNGatewayAttachment", "ec2-vpn-gateway"),
    ("CloudWatchEventsTarget", "events-rule"),
    ("EventBridgeRuleTarget", "events-rule"),
    ("Route53ResourceRecordSet", "route53-zone"),
    ("S3Object", "s3-bucket"),
    ("BackupRecoveryPoint", "backup-vault"),
    ("BatchComputeEnvironmentState", "batch-compute-environment"),
    ("BatchJobQueueState", "batch-job-queue"),
    ("CloudFrontDistributionDeployment", "cloudfront-distribution"),
    ("SageMakerNotebookInstanceState", "sagemaker-notebook"),
    ("AWSBackupRecoveryPoint", "backup-vault"),
];

/// Says what cloud-nuke compares `names_regex` with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compared {
    /// What is the name here.
    Name,
    /// The tag `Name`, and nothing where it is not there.
    Tag,
    Id,
    /// What is an alias here.
    Alias,
    /// Nothing: whatever is to be included, nothing is.
    Nothing,
}

/// Returns what cloud-nuke compares `names_regex` with for a kind: what its `aws/resources` pass as the name.
pub(super) fn compared(kind: &str) -> Compared {
    match kind {
        "sqs-queue" => Compared::Id,
        "kms-key" | "events-rule" => Compared::Alias,
        "ec2-dhcp-options" | "ec2-snapshot" | "ec2-transit-gateway-attachment" | "ec2-transit-gateway-route-table" => {
            Compared::Nothing
        }
        "ec2-image" | "ec2-key-pair" | "ec2-launch-template" | "ec2-placement-group" | "ec2-security-group" => {
            Compared::Name
        }
        kind if kind.starts_with("ec2-") => Compared::Tag,
        _ => Compared::Name,
    }
}

/// Tells whether cloud-nuke reads tags of a kind; where it does not, a filter that asks for some includes nothing.
pub(super) fn reads_tags(kind: &str) -> bool {
    !TAGLESS.contains(&kind)
}

/// Tells whether cloud-nuke takes something else for the time of a thing than when it was made: its last use, the last of its versions.
pub(super) fn tells_another_time(kind: &str) -> bool {
    ["lambda-layer", "secretsmanager-secret"].contains(&kind)
}

/// Finds the kinds that cloud-nuke calls so, in any case and number: its files are written in several.
pub(super) fn of_cloud_nuke(name: &str) -> Vec<&'static str> {
    let mut kinds = named(renamed(&CLOUD_NUKE_ALSO, name), |about| about.cloud_nuke);
    let both = CLOUD_NUKE_BOTH.iter().filter(|(theirs, _)| plain(theirs) == plain(name));
    kinds.extend(both.map(|(_, kind)| *kind));
    kinds
}

/// Finds the kinds that aws-nuke calls so, or CloudFormation, by whose names aws-nuke reaches the rest.
pub(super) fn of_aws_nuke(name: &str) -> Vec<&'static str> {
    let kinds = named(renamed(&AWS_NUKE_ALSO, name), |about| about.aws_nuke);
    if kinds.is_empty() { named(name, |about| Some(about.cloudformation)) } else { kinds }
}

/// Returns the kinds that a tool has no name for, but for those that go with what they are for.
pub(super) fn unknown_to(theirs: fn(&About) -> Option<&'static str>) -> impl Iterator<Item = &'static str> {
    let abouts = kinds::all().iter().map(|kind| kind.about());
    abouts.filter(move |about| theirs(about).is_none() && !about.follows).map(|about| about.name)
}

/// Returns the kinds that cloud-nuke does not know, or may not know and the file does not name.
pub(super) fn unknown_to_cloud_nuke(named: &BTreeSet<&'static str>) -> Vec<&'static str> {
    let newer = NEWER.into_iter().filter(|kind| !named.contains(kind));
    unknown_to(|about| about.cloud_nuke).chain(newer).collect()
}

/// Says which name of a tool's was probably meant.
pub(super) fn meant(name: &str, theirs: fn(&About) -> Option<&'static str>) -> String {
    let wanted = plain(name);
    let likeness = |known: &&str| {
        let known = plain(known);
        if known.ends_with(&wanted) { 1.0 } else { strsim::jaro_winkler(&wanted, &known) }
    };
    let known = kinds::all().iter().filter_map(|kind| theirs(kind.about()));
    let likely = known.filter(|known| likeness(known) > 0.85);
    let nearest = likely.max_by(|one, other| likeness(one).total_cmp(&likeness(other)));
    nearest.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default()
}

/// Finds the kind of which a type of aws-nuke is a part.
pub(super) fn whole_of(name: &str) -> Option<&'static str> {
    PARTS.iter().find(|(part, _)| part.eq_ignore_ascii_case(name)).map(|(_, whole)| *whole)
}

fn renamed<'a>(also: &[(&'static str, &'a str)], name: &'a str) -> &'a str {
    also.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)).map_or(name, |(_, now)| *now)
}

fn named(name: &str, theirs: impl Fn(&About) -> Option<&'static str>) -> Vec<&'static str> {
    let wanted = plain(name);
    let abouts = kinds::all().iter().map(|kind| kind.about());
    let same = abouts.filter(|about| theirs(about).is_some_and(|theirs| plain(theirs) == wanted));
    same.map(|about| about.name).collect()
}

/// Takes away what differs between versions of a file: capitals, and the plural.
fn plain(name: &str) -> String {
    let lower = name.to_ascii_lowercase();
    lower.strip_suffix('s').map(str::to_owned).unwrap_or(lower)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_older_and_newer_versions_are_the_same_kind() {
        for name in ["IAMRole", "IAMRoles", "iamroles"] {
            assert_eq!(of_cloud_nuke(name), ["iam-role"], "{name}");
        }
        assert_eq!(of_cloud_nuke("IAMInstanceProfiles"), ["iam-instance-profile"]);
        assert_eq!(of_cloud_nuke("ElasticacheSubnetGroups"), ["elasticache-subnet-group"]);
        assert_eq!(of_cloud_nuke("TransitGatewaysVpcAttachment"), ["ec2-transit-gateway-attachment"]);
        assert_eq!(of_cloud_nuke("ElastiCache"), ["elasticache-cluster", "elasticache-replication-group"]);
        assert_eq!(of_aws_nuke("RDSCluster"), ["rds-cluster"]);
        assert_eq!(of_aws_nuke("EC2Vpc"), ["ec2-vpc"]);
        assert_eq!(
            (of_aws_nuke("AWSBackupVault"), of_aws_nuke("EKSNodegroups")),
            (vec!["backup-vault"], vec!["eks-node-group"])
        );
    }

    #[test]
    fn no_two_kinds_are_called_alike() {
        for kind in kinds::all() {
            let about = kind.about();
            for (found, name) in [
                (about.cloud_nuke.map(of_cloud_nuke), about.cloud_nuke),
                (about.aws_nuke.map(of_aws_nuke), about.aws_nuke),
            ] {
                let mut found = found.unwrap_or(vec![about.name]);
                found.retain(|kind| !CLOUD_NUKE_BOTH.iter().any(|(_, both)| kind == both) || *kind == about.name);
                assert_eq!(found, [about.name], "{name:?}");
            }
        }
    }

    #[test]
    fn every_part_is_of_a_kind_there_is() {
        for (part, whole) in PARTS {
            assert!(kinds::all().iter().any(|kind| kind.about().name == whole), "{part}: {whole}");
            assert!(of_aws_nuke(part).is_empty(), "{part} is a kind");
        }
    }
}
