use super::*;
use crate::nuke::config::Nuke;
use crate::nuke::model::{Reference, Resource, Tags};
use crate::nuke::safety::Untouchable;
use crate::nuke::select::{Flags, Judge, Selection, Verdict};

const CLOUD_NUKE: &str = "
S3:
  include:
    names_regex: ['^ci-']
    tags: { Environment: '^test$' }
  exclude:
    names_regex: ['-logs$']
    time_after: '2026-01-01T00:00:00Z'
    tags: { Keep: 'yes' }
  timeout: 10m
MacieMember:
  exclude: { names_regex: ['.*'] }
VPC:
  default_only: true
";

const AWS_NUKE: &str = "
regions: [global, eu-west-1]
account-blocklist: [999999999999]
blocklist-alias-keywords: [live]
resource-types:
  excludes: [EC2VPC]
accounts:
  111122223333:
    presets: [common]
    filters:
      S3Bucket:
        - type: glob
          value: 'state-*'
        - property: tag:Keep
          value: 'yes'
  444455556666:
    filters:
      SQSQueue: [{ property: Weight, value: 9 }]
presets:
  common:
    filters:
      IAMUserAccessKey: ['admin -> AKIA']
      __global__: [{ property: 'tag:team', value: platform }]
";

fn imported(tool: Tool, text: &str, account: Option<&str>) -> (String, Nuke) {
    let toml = import(tool, text, account).unwrap().toml(tool);
    let nuke = Nuke::parse(&toml).unwrap_or_else(|error| panic!("{error}: {toml}"));
    (toml, nuke)
}

fn goes(nuke: &Nuke, name: &str, created: &str, tags: &[(&str, &str)]) -> bool {
    let now = "2026-06-15T12:00:00Z".parse().unwrap();
    let selection = Selection::new(nuke, &Flags::default(), Untouchable::default(), now).unwrap();
    let mut bucket = Resource::new(Reference::new("s3-bucket", "eu-west-1", name));
    bucket.created = Some(created.parse().unwrap());
    bucket.tags = Tags::from_iter(tags.iter().copied());
    selection.judge(&bucket, Judge { now }) == Verdict::Delete
}

/// Tells whether a thing of a kind goes, of which nothing else is known than what it is called.
fn goes_called(nuke: &Nuke, kind: &str, id: &str, name: &str, also: &str) -> bool {
    let selection =
        Selection::new(nuke, &Flags::default(), Untouchable::default(), "2026-06-15T12:00:00Z".parse().unwrap())
            .unwrap();
    let mut thing = Resource::new(Reference::new(kind, "eu-west-1", id));
    thing.name = Some(name.to_owned());
    thing.also = [also].into_iter().filter(|also| !also.is_empty()).map(str::to_owned).collect();
    thing.tags = Tags::from_iter([("", ""); 0]);
    selection.judge(&thing, Judge { now: "2026-06-15T12:00:00Z".parse().unwrap() }) == Verdict::Delete
}

const QUEUE: &str = "https://sqs.eu-west-1.amazonaws.com/111122223333/";

#[test]
fn cloud_nuke_compares_what_each_kind_is_called_there() {
    let text = "
KMSCustomerKeys: { exclude: { names_regex: [alias/dedicated] } }
EventBridgeRule: { exclude: { names_regex: ['^default\\|plain$'] } }
SQS: { exclude: { names_regex: ['/keep$', '^https?://sqs.*/test-.*'] } }
BackupPlan: { exclude: { names_regex: ['^keep-'] } }
";
    let (toml, nuke) = imported(Tool::CloudNuke, text, None);
    let kept = [
        ("kms-key", "0a1b", "a description", "alias/dedicated-1"),
        ("kms-key", "0a1b", "without an alias", ""),
        ("events-rule", "arn:aws:events:eu-west-1:1:rule/plain", "plain", "default|plain"),
        ("sqs-queue", &format!("{QUEUE}keep"), "keep", ""),
        ("sqs-queue", &format!("{QUEUE}test-1"), "test-1", ""),
        ("backup-plan", "0a1b", "keep-1", ""),
    ];
    for (kind, id, name, also) in kept {
        assert!(!goes_called(&nuke, kind, id, name, also), "{kind} {name}: {toml}");
    }
    assert!(goes_called(&nuke, "kms-key", "0a1b", "a description", "alias/other"));
    assert!(goes_called(&nuke, "sqs-queue", &format!("{QUEUE}work"), "work", ""));
    assert!(nuke.exclude_kinds.contains(&"states-machine".to_owned()), "cloud-nuke does not know it: {toml}");
    assert!(!nuke.exclude_kinds.contains(&"sns-subscription".to_owned()), "it goes with its topic");

    let (toml, nuke) = imported(Tool::CloudNuke, "SQS: { include: { names_regex: ['^ci-'] } }", None);
    assert!(!goes_called(&nuke, "sqs-queue", &format!("{QUEUE}ci-1"), "ci-1", ""), "no URL begins so: {toml}");
    let (_, nuke) = imported(Tool::CloudNuke, "VPC: { include: { names_regex: ['^vpc-'] } }", None);
    assert!(!goes_called(&nuke, "ec2-vpc", "vpc-1", "vpc-1", ""), "only the tag is a name there");
    for text in [
        "SecretsManager: { exclude: { time_after: '2026-01-01T00:00:00Z' } }",
        "SQS: { include: { tags: { env: test } } }",
        "Snapshots: { include: { names_regex: ['x'] } }",
    ] {
        let (toml, nuke) = imported(Tool::CloudNuke, text, None);
        assert!(
            ["secretsmanager-secret", "sqs-queue", "ec2-snapshot"]
                .iter()
                .any(|kind| toml.contains(&format!("all of `{kind}`"))),
            "{toml}"
        );
        assert!(!nuke.exclude_kinds.is_empty());
    }
}

#[test]
fn aws_nuke_keeps_what_it_shows_and_what_a_property_of_the_thing_itself_says() {
    let text = "
accounts:
  111122223333:
    filters:
      EC2Instance: [{ property: Identifier, value: i-1 }]
      EC2SecurityGroup: [{ property: 'tag:Owner', value: '' }]
      EFSFileSystem: [token-1]
      EKSNodegroups: [{ type: glob, value: 'eks-1:*' }]
      LambdaLayer: [layer-1]
      RDSSnapshot: [{ property: ARN, value: 'arn:aws:rds:eu-west-1:111122223333:snapshot:snap-1' }]
      RDSDBCluster: [{ property: ARN, type: glob, value: 'arn:aws:rds:eu-west-1:1111*' }]
      EFSMountTarget: [{ type: contains, value: 'fsmt-' }]
      Route53HostedZone: [{ type: contains, value: '(learn.example.com.)' }, '/hostedzone/Z2 (b.)']
      SNSTopic: [{ type: glob, value: 'TopicARN:*:sandbox' }, { type: glob, value: 'TopicARN*tower-*' }]
      VPC: [vpc-1]
";
    let (toml, nuke) = imported(Tool::AwsNuke, text, None);
    let topic = "arn:aws:sns:eu-west-1:111122223333:";
    let kept = [
        ("ec2-instance", "i-1", "web", ""),
        ("ec2-security-group", "sg-1", "web", ""),
        ("efs-file-system", "fs-1", "data", "token-1"),
        ("efs-file-system", "fs-2", "its mount target stays there", ""),
        ("rds-cluster", "c-1", "c-1", ""),
        ("eks-node-group", "arn:aws:eks:eu-west-1:1:nodegroup/eks-1/ng/0a", "ng", ""),
        ("lambda-layer", "arn:aws:lambda:eu-west-1:1:layer:layer-1:1", "layer-1:1", ""),
        ("rds-snapshot", "snap-1", "snap-1", ""),
        ("route53-zone", "Z1", "learn.example.com.", ""),
        ("route53-zone", "Z2", "b.", ""),
        ("sns-topic", &format!("{topic}sandbox"), "sandbox", ""),
        ("sns-topic", &format!("{topic}tower-1"), "tower-1", ""),
    ];
    for (kind, id, name, also) in kept {
        assert!(!goes_called(&nuke, kind, id, name, also), "{kind} {name}: {toml}");
    }
    assert!(goes_called(&nuke, "sns-topic", &format!("{topic}other"), "other", ""));
    assert!(goes_called(&nuke, "route53-zone", "Z3", "c.", ""));
    assert!(
        toml.contains("the filters of `VPC` keep nothing: no kind here is that type; did you mean `EC2VPC`?"),
        "{toml}"
    );
}

#[test]
fn a_file_of_the_other_tool_or_of_none_is_refused() {
    for (tool, text, expected) in [
        (Tool::CloudNuke, AWS_NUKE, "--from aws-nuke"),
        (Tool::CloudNuke, "", "none of its sections"),
        (Tool::CloudNuke, "Something: {}", "none of its sections"),
        (Tool::AwsNuke, CLOUD_NUKE, "no `accounts"),
        (Tool::AwsNuke, "", "no `accounts"),
        (Tool::AwsNuke, "accounts: [1]", "no `accounts"),
        (Tool::AwsNuke, "accounts: { '1': {} }\nfilters: { IAMUser: [a] }", "`filters`"),
    ] {
        let error = import(tool, text, None).unwrap_err();
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn a_file_of_cloud_nuke_decides_as_it_does_there() {
    let (_, nuke) = imported(Tool::CloudNuke, CLOUD_NUKE, None);
    let (old, new) = ("2025-06-01T00:00:00Z", "2026-06-01T00:00:00Z");
    assert!(goes(&nuke, "ci-1", old, &[("Environment", "Test")]));
    assert!(!goes(&nuke, "ci-1", new, &[("Environment", "test")]));
    assert!(!goes(&nuke, "ci-1", old, &[("Environment", "prod")]));
    assert!(!goes(&nuke, "web", old, &[("Environment", "test")]));
    assert!(!goes(&nuke, "ci-logs", old, &[("Environment", "test")]));
    assert!(!goes(&nuke, "ci-1", old, &[("Environment", "test"), ("Keep", "YES")]));
}

#[test]
fn what_has_no_equivalent_is_a_comment_and_keeps() {
    let (toml, nuke) = imported(Tool::CloudNuke, CLOUD_NUKE, None);
    for part in ["# - `MacieMember`: no kind here is called that", "`S3.timeout`", "`VPC.default_only`"] {
        assert!(toml.contains(part), "{part}: {toml}");
    }
    assert!(nuke.exclude_kinds.contains(&"ec2-vpc".to_owned()));
}

#[test]
fn filters_and_presets_of_aws_nuke_keep_what_they_keep_there() {
    let (toml, nuke) = imported(Tool::AwsNuke, AWS_NUKE, Some("111122223333"));
    let old = "2025-06-01T00:00:00Z";
    assert!(goes(&nuke, "logs", old, &[]));
    assert!(!goes(&nuke, "state-1", old, &[]));
    assert!(!goes(&nuke, "logs", old, &[("Keep", "yes")]));
    assert!(!goes(&nuke, "logs", old, &[("team", "platform")]));
    assert!(nuke.exclude_kinds.contains(&"ec2-vpc".to_owned()));
    assert_eq!(nuke.blocked_aliases, ["live"]);
    assert_eq!(nuke.kind["iam-user"].exclude[0].called, ["^admin$"], "{toml}");
    assert!(toml.contains("regions = [..]"), "{toml}");
}

#[test]
fn a_filter_that_cannot_be_said_keeps_its_kind() {
    let (toml, nuke) = imported(Tool::AwsNuke, AWS_NUKE, None);
    assert!(nuke.exclude_kinds.contains(&"sqs-queue".to_owned()), "{toml}");
    assert!(toml.contains("the property `Weight`"), "{toml}");
}

#[test]
fn types_that_name_nothing_known_are_an_error_and_not_everything() {
    let text = "resource-types: { includes: [NoSuchThing] }\naccounts: {}";
    assert!(import(Tool::AwsNuke, text, None).unwrap_err().contains("NoSuchThing"));
}

#[test]
fn what_is_no_yaml_or_no_table_is_refused() {
    assert!(import(Tool::CloudNuke, "a: [", None).is_err());
    assert!(import(Tool::CloudNuke, "- a", None).is_err());
    assert!(import(Tool::AwsNuke, "accounts: {}", Some("1")).unwrap_err().contains("account 1"));
}

#[test]
fn each_list_of_targets_narrows_the_others() {
    let text = "resource-types: { targets: [S3Bucket, SQSQueue] }\naccounts: { '1': { resource-types: { targets: [SQSQueue] } } }";
    assert_eq!(imported(Tool::AwsNuke, text, None).1.kinds, ["sqs-queue"]);
    let nothing =
        "resource-types: { targets: [S3Bucket] }\naccounts: { '1': { resource-types: { targets: [SQSQueue] } } }";
    assert!(import(Tool::AwsNuke, nothing, None).unwrap_err().contains("nothing in common"));
}

#[test]
fn a_filter_of_objects_keeps_their_buckets_and_leaving_objects_out_does_not() {
    let old = "2025-06-01T00:00:00Z";
    let filter = "accounts: { '1': { filters: { S3Object: ['s3://state/a'] } } }";
    let (_, nuke) = imported(Tool::AwsNuke, filter, None);
    assert!(!goes(&nuke, "state", old, &[]) && goes(&nuke, "other", old, &[]));
    let filter = "accounts: { '1': { filters: { S3Object: [{ type: glob, value: '*/a' }] } } }";
    let is_left_out =
        |text: &str| imported(Tool::AwsNuke, text, None).1.exclude_kinds.contains(&"s3-bucket".to_owned());
    assert!(is_left_out(filter), "it does not tell whose it is");
    assert!(!is_left_out("resource-types: { excludes: [S3Object] }\naccounts: {}"));
}
