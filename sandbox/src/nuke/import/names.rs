//! What other tools call the kinds.

use crate::nuke::kinds::{self, About};

/// What cloud-nuke called a kind in other versions than the one whose names the kinds carry.
const CLOUD_NUKE_ALSO: [(&str, &str); 2] =
    [("TransitGatewaysVpcAttachment", "TransitGatewayVPCAttachment"), ("EC2PlacementGroup", "EC2PlacementGroups")];

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
const PARTS: [(&str, &str); 29] = [
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
