//! What the description of a resource names of others.

use std::fmt;

use percent_encoding::percent_decode_str;
use serde_json::Value;

/// Is a text in the description of a resource that may name another one.
///
/// What it says is for comparing alone: the environment of a function may hold a secret where a name is looked for.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Mention {
    /// What the text is called there, in small letters and one word: `kmskeyid`.
    pub(crate) key: String,
    pub(crate) text: String,
}

impl fmt::Debug for Mention {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_no_secret = self.text.starts_with("arn:") || self.text.starts_with("alias/");
        write!(f, "{}: {}", self.key, if is_no_secret { &self.text } else { "(a name)" })
    }
}

/// Parts of what a text is called that is a name and not an ARN, with the kinds that it may name.
pub(crate) const NAMED: [(&str, &str); 47] = [
    ("eventbus", "events-bus"),
    ("issuer", "cognito-pool"),
    ("param", "ssm-parameter"),
    ("cluster", "ecs-cluster"),
    ("bucket", "s3-bucket"),
    ("role", "iam-role"),
    ("profile", "iam-instance-profile"),
    ("loggroup", "logs-group"),
    ("awslogs-group", "logs-group"),
    ("kms", "kms-key"),
    ("keyid", "kms-key"),
    ("encryptionkey", "kms-key"),
    ("kms", "kms-alias"),
    ("keyid", "kms-alias"),
    ("keyname", "ec2-key-pair"),
    ("image", "ecr-repository"),
    ("repository", "ecr-repository"),
    ("queue", "sqs-queue"),
    ("topic", "sns-topic"),
    ("deliverystream", "firehose-stream"),
    ("stream", "kinesis-stream"),
    ("table", "dynamodb-table"),
    ("function", "lambda-function"),
    ("secret", "secretsmanager-secret"),
    ("parameter", "ssm-parameter"),
    ("valuefrom", "ssm-parameter"),
    ("launchconfiguration", "autoscaling-launch-configuration"),
    ("launchtemplate", "ec2-launch-template"),
    ("taskdefinition", "ecs-task-definition"),
    ("subnetgroup", "rds-subnet-group"),
    ("subnetgroup", "elasticache-subnet-group"),
    ("subnetgroup", "redshift-subnet-group"),
    ("parametergroup", "rds-parameter-group"),
    ("parametergroup", "elasticache-parameter-group"),
    ("dbinstanceidentifier", "rds-instance"),
    ("dbcluster", "rds-cluster"),
    ("vault", "backup-vault"),
    ("databasename", "glue-database"),
    ("parametergroup", "rds-cluster-parameter-group"),
    ("replicationgroup", "elasticache-replication-group"),
    ("eventbusname", "events-bus"),
    ("workgroup", "athena-workgroup"),
    ("project", "codebuild-project"),
    ("ecscluster", "ecs-cluster"),
    ("ecsservice", "ecs-service"),
    ("stackname", "cloudformation-stack"),
    ("loadbalancername", "elb-load-balancer"),
];
/// What the physical id of a part of a stack is called: it names anything.
pub(crate) const ANYTHING: &str = "physicalresourceid";
/// Texts that are documents, of which the ARNs count.
const DOCUMENTS: [&str; 2] = ["redrivepolicy", "assumerolepolicydocument"];
/// What tags are called; what people write there is told apart elsewhere, and names who made a thing as often as what it needs.
const TAGS: [&str; 3] = ["tags", "taglist", "tagset"];
/// How long a text may be that names something.
const LONGEST: usize = 2048;

/// Adds what a description names.
pub(super) fn collect(value: &Value, key: &str, mentions: &mut Vec<Mention>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields.iter().map(|(key, value)| (key.to_lowercase().replace('_', ""), value)) {
                if !TAGS.contains(&key.as_str()) {
                    collect(value, &key, mentions);
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| collect(value, key, mentions)),
        Value::String(text) if DOCUMENTS.contains(&key) => {
            let document = percent_decode_str(text).decode_utf8_lossy();
            document.split('"').filter(|part| part.starts_with("arn:")).for_each(|arn| add(key, arn, mentions));
        }
        Value::String(text) if may_name(key, text) => add(key, text, mentions),
        _ => {}
    }
}

fn add(key: &str, text: &str, mentions: &mut Vec<Mention>) {
    let mention = Mention { key: key.to_owned(), text: text.to_owned() };
    if let Err(place) = mentions.binary_search(&mention) {
        mentions.insert(place, mention);
    }
}

fn may_name(key: &str, text: &str) -> bool {
    let is_told_apart = text.starts_with("arn:")
        || text.starts_with("alias/")
        // Where somebody is named before the host, a password may be.
        || (text.starts_with("https://") && !text.contains('@'))
        || text.contains(".dkr.ecr.")
        || is_id(text);
    !text.is_empty()
        && text.len() <= LONGEST
        && (is_told_apart || key == ANYTHING || NAMED.iter().any(|(part, _)| key.contains(part)))
}

/// Tells an id as EC2 and its neighbours make them: `vpc-0a1b2c3d4e5f60718`.
fn is_id(text: &str) -> bool {
    text.rsplit_once('-').is_some_and(|(start, number)| {
        !start.is_empty() && number.len() >= 8 && number.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told(description: &Value) -> Vec<(String, String)> {
        let mut mentions = Vec::new();
        collect(description, "", &mut mentions);
        mentions.into_iter().map(|mention| (mention.key, mention.text)).collect()
    }

    #[test]
    fn ids_arns_and_names_that_are_called_so_are_remembered() {
        let description = json!({
            "VpcId": "vpc-0a1b2c3d", "State": "available", "Tags": [{ "Key": "by", "Value": "arn:aws:iam::1:role/ci" }],
            "Logging": { "TargetBucket": "logs" }, "Feed": "https://me:secret@example.com",
            "Roles": ["arn:aws:iam::1:role/x"], "KmsKeyId": "alias/mine",
        });
        let mut told = told(&description);
        told.sort();
        let expected = [
            ("kmskeyid", "alias/mine"),
            ("roles", "arn:aws:iam::1:role/x"),
            ("targetbucket", "logs"),
            ("vpcid", "vpc-0a1b2c3d"),
        ];
        assert_eq!(told, expected.map(|(key, text)| (key.to_owned(), text.to_owned())));
    }

    #[test]
    fn nothing_is_forgotten_however_much_is_named() {
        let all: Vec<Value> =
            (0..2000).map(|number| json!({ "PhysicalResourceId": format!("topic-{number}") })).collect();
        assert_eq!(told(&json!(all)).len(), 2000);
        assert_eq!(told(&json!([all, all])).len(), 2000, "each once");
    }

    #[test]
    fn of_a_document_its_arns_are() {
        let policy = "%7B%22deadLetterTargetArn%22%3A%22arn%3Aaws%3Asqs%3Aeu-west-1%3A1%3Adead%22%7D";
        for document in [policy, r#"{"deadLetterTargetArn":"arn:aws:sqs:eu-west-1:1:dead"}"#] {
            assert_eq!(told(&json!({ "RedrivePolicy": document }))[0].1, "arn:aws:sqs:eu-west-1:1:dead");
        }
        assert!(told(&json!({ "Policy": r#"{"Resource":"arn:aws:s3:::x"}"# })).is_empty());
    }
}
