//! What a resource that stays needs, though it would not have to go before it: whatever its description names.

use std::collections::{BTreeSet, HashMap};

use crate::nuke::model::{ANYTHING, GLOBAL, Mention, NAMED, Reference, Resource};

/// Finds resources by what others call them.
#[derive(Debug)]
pub(super) struct Names<'a> {
    resources: &'a [&'a Resource],
    /// The id, its last part, and the name.
    by_name: HashMap<&'a str, Vec<usize>>,
}

impl<'a> Names<'a> {
    pub(super) fn new(resources: &'a [&'a Resource]) -> Self {
        let mut by_name: HashMap<&str, Vec<usize>> = HashMap::new();
        for (number, resource) in resources.iter().enumerate() {
            let names: BTreeSet<&str> =
                [resource.id(), last(resource.id()), resource.shown_name()].into_iter().collect();
            names.into_iter().for_each(|name| by_name.entry(name).or_default().push(number));
        }
        Self { resources, by_name }
    }

    /// Returns what a resource names; what a stack made is a part of it, and no need.
    pub(super) fn named_by(&self, resource: &Resource) -> BTreeSet<usize> {
        let mut named = BTreeSet::new();
        for mention in resource.mentions.iter().filter(|mention| mention.key != ANYTHING) {
            named.extend(self.named_in(&resource.reference, mention));
        }
        named.retain(|number| self.resources[*number].reference != resource.reference);
        named
    }

    /// Returns what a stack made, as it says itself.
    pub(super) fn made_by(&self, stack: &Resource) -> BTreeSet<usize> {
        let physical = stack.mentions.iter().filter(|mention| mention.key == ANYTHING);
        physical.flat_map(|mention| self.named_in(&stack.reference, mention)).collect()
    }

    fn named_in(&self, by: &Reference, mention: &Mention) -> Vec<usize> {
        if let Some(arn) = Arn::parse(&mention.text) {
            return self.of_arn(by, &arn);
        }
        let text = mention.text.as_str();
        if let Some((_, image)) = text.split_once(".dkr.ecr.") {
            let image = image.split_once('/').map_or(image, |(_, image)| image);
            let repository = image.split(['@', ':']).next().unwrap_or(image);
            return self.found(repository, |there| there.kind == "ecr-repository");
        }
        let bare = text.strip_prefix("s3://").unwrap_or(text).trim_end_matches('/');
        let is_named = |there: &Reference| {
            there.is_in_reach_of(&by.region)
                && (there.id == text
                    || mention.key == ANYTHING
                    || NAMED.iter().any(|(part, kind)| *kind == there.kind && mention.key.contains(part)))
        };
        // A function is called by its name with an alias or a version as well: `name:live`.
        let function = bare.split_once(':').filter(|_| mention.key.contains("function")).map_or(bare, |(name, _)| name);
        let last = if text.contains("://") { last(bare) } else { function };
        [bare, last].iter().flat_map(|name| self.found(name, is_named)).collect()
    }

    /// Finds what an ARN names: something of its service whose id or name is a part of it.
    fn of_arn(&self, by: &Reference, arn: &Arn<'_>) -> Vec<usize> {
        let is_named = |there: &Reference| {
            let family = there.kind.split('-').next().unwrap_or_default();
            let same_place = arn.region.is_empty() || there.region == arn.region || there.region == GLOBAL;
            arn.families().contains(&family) && same_place
        };
        let mut found = self.found(arn.text, |there| there.is_in_reach_of(&by.region) || is_named(there));
        for part in arn.parts() {
            found.extend(self.found(part, is_named));
        }
        found
    }

    fn found(&self, name: &str, is_it: impl Fn(&Reference) -> bool) -> Vec<usize> {
        let numbers = self.by_name.get(name).into_iter().flatten().copied();
        numbers.filter(|number| is_it(&self.resources[*number].reference)).collect()
    }
}

fn last(text: &str) -> &str {
    text.rsplit([':', '/']).next().filter(|last| !last.is_empty()).unwrap_or(text)
}

/// Services whose ARNs begin with the name itself, and not with the word for its type.
const UNTYPED: [&str; 4] = ["execute-api", "s3", "sns", "sqs"];

/// Is an Amazon Resource Name, taken apart.
struct Arn<'a> {
    text: &'a str,
    service: &'a str,
    region: &'a str,
    resource: &'a str,
}

impl<'a> Arn<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.strip_prefix("arn:")?.splitn(5, ':');
        let (_partition, service, region) = (parts.next()?, parts.next()?, parts.next()?);
        Some(Self { text, service, region, resource: parts.nth(1)? })
    }

    /// Returns the first parts of the names of the kinds of its service.
    fn families(&self) -> Vec<&'a str> {
        match self.service {
            "elasticloadbalancing" => vec!["elb", "elbv2"],
            "elasticfilesystem" => vec!["efs"],
            "cognito-idp" => vec!["cognito"],
            "es" => vec!["opensearch"],
            "execute-api" => vec!["apigateway"],
            service => vec![service],
        }
    }

    /// Returns every part of the resource between two of its separators, but for the word that says of which type it is; a secret's also
    /// without what is put behind its name.
    fn parts(&self) -> Vec<&'a str> {
        let mut parts = Vec::new();
        let typed = if UNTYPED.contains(&self.service) { None } else { self.resource.find([':', '/']) };
        for (place, piece) in self.resource.split(':').enumerate() {
            let is_typed = place == 0 && typed.is_some();
            let cuts: Vec<usize> = piece.match_indices('/').map(|(at, _)| at).collect();
            let starts = [0].into_iter().chain(cuts.iter().flat_map(|at| [*at, at + 1]));
            for start in starts {
                let ends = cuts.iter().copied().filter(|end| *end > start).chain([piece.len()]);
                let ends = ends.filter(|end| !(is_typed && start == 0 && Some(*end) == typed));
                parts.extend(ends.map(|end| &piece[start..end]));
            }
        }
        if self.service == "secretsmanager" {
            parts.extend(self.resource.rsplit(':').next().and_then(|name| name.rsplit_once('-')).map(|(name, _)| name));
        }
        parts.retain(|part| !part.is_empty() && *part != "*");
        parts
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn resource(kind: &str, region: &str, id: &str) -> Resource {
        Resource::new(Reference::new(kind, region, id))
    }

    fn named(description: &Value, there: &Resource) -> bool {
        let mut user = resource("cloudtrail-trail", "eu-west-1", "user");
        user.told_in(description);
        let resources = [&user, there];
        let names = Names::new(&resources);
        names.named_by(&user).contains(&1) || names.made_by(&user).contains(&1)
    }

    #[test]
    fn an_arn_names_what_it_ends_in_of_its_service() {
        for (arn, kind, region, id) in [
            ("arn:aws:iam::1:role/service/x", "iam-role", GLOBAL, "x"),
            ("arn:aws:kms:eu-west-1:1:key/0a1b", "kms-key", "eu-west-1", "0a1b"),
            ("arn:aws:kms:eu-west-1:1:alias/mine", "kms-alias", "eu-west-1", "alias/mine"),
            ("arn:aws:logs:eu-west-1:1:log-group:/aws/lambda/x:*", "logs-group", "eu-west-1", "/aws/lambda/x"),
            ("arn:aws:s3:::logs/prefix/*", "s3-bucket", "us-east-1", "logs"),
            ("arn:aws:dynamodb:eu-west-1:1:table/t/stream/2026", "dynamodb-table", "eu-west-1", "t"),
            ("arn:aws:sqs:eu-west-1:1:dead", "sqs-queue", "eu-west-1", "https://sqs.eu-west-1.amazonaws.com/1/dead"),
            ("arn:aws:lambda:eu-west-1:1:function:f:live", "lambda-function", "eu-west-1", "f"),
            ("arn:aws:ssm:eu-west-1:1:parameter/a/b", "ssm-parameter", "eu-west-1", "/a/b"),
        ] {
            assert!(named(&json!({ "Target": arn }), &resource(kind, region, id)), "{arn}");
        }
        let other = resource("sqs-queue", "us-east-1", "https://sqs.us-east-1.amazonaws.com/1/dead");
        assert!(!named(&json!({ "Target": "arn:aws:sqs:eu-west-1:1:dead" }), &other), "another region");
        let topic = resource("sns-topic", "eu-west-1", "arn:aws:sns:eu-west-1:1:dead");
        assert!(!named(&json!({ "Target": "arn:aws:sqs:eu-west-1:1:dead" }), &topic), "another service");
    }

    #[test]
    fn a_secret_is_named_with_what_is_put_behind_its_name() {
        let secret = resource("secretsmanager-secret", "eu-west-1", "db");
        assert!(named(&json!({ "valueFrom": "arn:aws:secretsmanager:eu-west-1:1:secret:db-AbCdEf" }), &secret));
    }

    #[test]
    fn the_word_for_a_type_is_no_name() {
        let group = |name: &str| resource("rds-parameter-group", "eu-west-1", name);
        let arn = json!({ "Arn": "arn:aws:rds:eu-west-1:1:pg:mine" });
        assert!(named(&arn, &group("mine")) && !named(&arn, &group("pg")));
        let role = |name: &str| resource("iam-role", GLOBAL, name);
        let arn = json!({ "Arn": "arn:aws:iam::1:role/role" });
        assert!(named(&arn, &role("role")));
        assert!(!named(&json!({ "Arn": "arn:aws:iam::1:role/x" }), &role("role")));
        let queue = resource("sqs-queue", "eu-west-1", "https://sqs.eu-west-1.amazonaws.com/1/queue");
        assert!(named(&json!({ "Arn": "arn:aws:sqs:eu-west-1:1:queue" }), &queue));
    }

    #[test]
    fn a_name_counts_where_it_is_called_one() {
        let logs = resource("s3-bucket", "eu-central-1", "logs");
        assert!(named(&json!({ "TargetBucket": "logs" }), &logs));
        assert!(!named(&json!({ "Comment": "logs" }), &logs));
        let group = resource("ec2-security-group", "eu-west-1", "sg-0a1b2c3d");
        assert!(named(&json!({ "Groups": ["sg-0a1b2c3d"] }), &group));
        let image = json!({ "image": "1.dkr.ecr.eu-west-1.amazonaws.com/team/app:v1" });
        assert!(named(&image, &resource("ecr-repository", "eu-west-1", "team/app")));
        let function = resource("lambda-function", "eu-west-1", "work");
        assert!(named(&json!({ "FunctionName": "work:$LATEST" }), &function));
        assert!(named(&json!({ "LOG_GROUP_NAME": "jobs" }), &resource("logs-group", "eu-west-1", "jobs")));
        assert!(named(&json!({ "EVENT_BUS_NAME": "jobs" }), &resource("events-bus", "eu-west-1", "jobs")));
        let issuer = json!({ "Issuer": "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf" });
        assert!(named(&issuer, &resource("cognito-pool", "eu-west-1", "eu-west-1_AbCdEf")));
        let mut cluster = resource("ecs-cluster", "eu-west-1", "arn:aws:ecs:eu-west-1:1:cluster/jobs");
        cluster.name = Some("jobs".to_owned());
        assert!(named(&json!({ "Cluster": "jobs" }), &cluster));
        let queue = resource("sqs-queue", "eu-west-1", "https://sqs.eu-west-1.amazonaws.com/1/jobs");
        assert!(named(&json!({ "PhysicalResourceId": "https://sqs.eu-west-1.amazonaws.com/1/jobs" }), &queue));
        assert!(named(&json!({ "PhysicalResourceId": "jobs" }), &queue));
    }
}
