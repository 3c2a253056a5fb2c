//! The permissions that `docs/nuke-permissions.md` asks for, against the calls that are made.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;
use serde_json::Value;

use crate::place::Place;

/// What an operation's name begins with; the first four only read.
const VERBS: &str = "Describe|List|Get|BatchGet|Abort|Cancel|Change|Deactivate|Delete|Deprecate|Deregister|Detach|Disable|\
Disassociate|Modify|Purge|Put|Reject|Release|Remove|Replace|Revoke|Schedule|Set|Stop|Suspend|Terminate|Unsubscribe|Untag|Update";
const READING: [&str; 4] = ["Describe", "List", "Get", "BatchGet"];
/// What is called like an operation, and is a field.
const FIELDS: [&str; 2] = ["DeleteMarker", "SetIdentifier"];
/// Operations that do not stand beside their service, and are of one of several.
const OF_SERVICES: [(&str, &[&str]); 2] =
    [("ListTagsForResource", &["rds", "elasticache"]), ("ListFunctions", &["lambda"])];
/// How much a managed policy holds without its white space; see <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>.
const POLICY: usize = 6144;
const DOCUMENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/nuke-permissions.md");

/// Returns the actions behind an operation; see the Service Authorization Reference.
fn actions(service: &str, operation: &str) -> Vec<String> {
    let named: &[&str] = match (service, operation) {
        // Everybody may ask who they are.
        ("sts", "GetCallerIdentity") => &[],
        ("apigateway", operation) if operation.starts_with("Get") => &["apigateway:GET"],
        ("apigateway", operation) if operation.starts_with("Delete") => &["apigateway:DELETE"],
        ("s3", "ListBuckets") => &["s3:ListAllMyBuckets"],
        ("s3", "ListObjectVersions") => &["s3:ListBucketVersions"],
        ("s3", "ListMultipartUploads") => &["s3:ListBucketMultipartUploads"],
        ("s3", "GetBucketEncryption") => &["s3:GetEncryptionConfiguration"],
        ("s3", "GetBucketReplication") => &["s3:GetReplicationConfiguration"],
        ("s3", "ListBucketInventoryConfigurations") => &["s3:GetInventoryConfiguration"],
        ("s3", "ListBucketAnalyticsConfigurations") => &["s3:GetAnalyticsConfiguration"],
        ("s3", "GetBucketNotificationConfiguration") => &["s3:GetBucketNotification"],
        ("s3", "DeleteObject" | "DeleteObjects") => &["s3:DeleteObject", "s3:DeleteObjectVersion"],
        _ => {
            let prefix = match service {
                "cloudcontrol" => "cloudformation",
                "efs" => "elasticfilesystem",
                "elb" | "elbv2" => "elasticloadbalancing",
                "emr" => "elasticmapreduce",
                "opensearch" => "es",
                other => other,
            };
            return vec![format!("{prefix}:{operation}")];
        }
    };
    named.iter().map(|&action| action.to_owned()).collect()
}

/// Returns the code of the kinds, and of what else makes calls, without its tests.
fn sources() -> Vec<(String, String)> {
    let code = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/nuke");
    let kinds = fs::read_dir(code.join("kinds")).unwrap().map(|entry| entry.unwrap().path());
    let kinds = kinds.filter(|path| path.extension().is_some_and(|end| end == "rs"));
    let others = ["api/account.rs", "command/survey.rs"].map(|path| code.join(path));
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap();
        let text = text.split("#[cfg(test)]\nmod ").next().unwrap().to_owned();
        (path.file_name().unwrap().to_str().unwrap().to_owned(), text)
    };
    kinds.chain(others).map(read).collect()
}

/// Reads the names of the services by their constants.
fn services() -> BTreeMap<String, String> {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/nuke/api/services.rs")).unwrap();
    let constant = Regex::new(r#"const ([A-Z0-9_]+): Service =\s*Service::new\("([a-z0-9-]+)""#).unwrap();
    constant.captures_iter(&text).map(|found| (found[1].to_owned(), found[2].to_owned())).collect()
}

/// Finds the operations that the code names, by service.
fn named_in_code() -> BTreeSet<(String, String)> {
    let services = services();
    let imported = Regex::new(r"services::(?:\{([^}]*)\}|([A-Z0-9_]+))").unwrap();
    let beside = r"(?:&([A-Z0-9_]+),\s*|(?:text|text_or_empty|time|list|flag|node|get)\()?";
    let operation = Regex::new(&format!(r#"{beside}"((?:{VERBS})(?:[A-Z][A-Za-z0-9]*)?)"(:)?"#)).unwrap();
    let mut found = BTreeSet::new();
    let sources = sources();
    let imports = |text: &str| -> Vec<String> {
        let lists = imported.captures_iter(text).map(|hit| hit.get(1).or(hit.get(2)).unwrap().as_str().to_owned());
        let names: Vec<String> =
            lists.flat_map(|list| list.split(',').map(str::to_owned).collect::<Vec<_>>()).collect();
        names.iter().filter_map(|name| services.get(name.trim()).cloned()).collect()
    };
    for (file, text) in &sources {
        let mut own = imports(text);
        // What calls through what the kinds of its service have in common: `ec2_vpc.rs` through `ec2.rs`.
        let common = file.split_once('_').map(|(service, _)| format!("{service}.rs"));
        if let Some((_, common)) = sources.iter().find(|(name, _)| own.is_empty() && common.as_ref() == Some(name)) {
            own = imports(common);
        }
        for hit in operation.captures_iter(text) {
            let name = &hit[2];
            if hit.get(3).is_some() || hit[0].contains('(') || FIELDS.contains(&name) {
                continue;
            }
            let beside = hit.get(1).and_then(|constant| services.get(constant.as_str()));
            let listed = OF_SERVICES.iter().find(|(listed, _)| *listed == name).map(|(_, services)| *services);
            let of: Vec<&str> = match (beside, own.as_slice(), listed) {
                (Some(service), ..) | (_, [service], _) => vec![service],
                (_, _, Some(services)) => services.to_vec(),
                _ => panic!("{file}: which service is `{name}` of? put it into `OF_SERVICES`, or into `FIELDS`"),
            };
            found.extend(of.into_iter().map(|service| (service.to_owned(), name.to_owned())));
        }
    }
    // Put together from the sort of the entity.
    for entity in ["Role", "User", "Group"] {
        found.extend(["Detach", "Delete"].map(|verb| ("iam".to_owned(), format!("{verb}{entity}Policy"))));
    }
    found
}

/// Writes a policy, each service on lines of its own; what only describes is named at once.
fn policy(actions: &BTreeSet<String>) -> String {
    let mut services: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for action in actions {
        let (service, name) = action.split_once(':').unwrap();
        let describes = |other: &&String| other.starts_with(&format!("{service}:Describe"));
        let is_one_of_several = name.starts_with("Describe") && actions.iter().filter(describes).count() > 1;
        let written = if is_one_of_several { format!("{service}:Describe*") } else { action.clone() };
        services.entry(service).or_default().insert(format!("\"{written}\""));
    }
    let mut lines: Vec<String> = Vec::new();
    for actions in services.values() {
        let mut line = String::new();
        for action in actions {
            if !line.is_empty() && line.len() + action.len() > 110 {
                lines.push(std::mem::take(&mut line));
            }
            line = if line.is_empty() { action.clone() } else { format!("{line}, {action}") };
        }
        lines.push(line);
    }
    let actions = lines.join(",\n      ");
    format!(
        "{{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [{{\n    \"Effect\": \"Allow\",\n    \"Resource\": \"*\",\n    \
         \"Action\": [\n      {actions}\n    ]\n  }}]\n}}\n"
    )
}

/// Splits the document at its policies: what `plan` needs, and what `apply` needs besides.
fn documented() -> (String, [String; 2]) {
    let text = fs::read_to_string(DOCUMENT).unwrap();
    let policies: Vec<String> =
        Regex::new("(?s)```json\n(.*?)```").unwrap().captures_iter(&text).map(|found| found[1].to_owned()).collect();
    (text, policies.try_into().unwrap())
}

#[test]
fn the_documented_policies_allow_what_the_kinds_call_and_nothing_besides() {
    let mut needed = [BTreeSet::new(), BTreeSet::new()];
    for (service, operation) in named_in_code() {
        let reads = READING.iter().any(|verb| operation.starts_with(verb));
        needed[usize::from(!reads)].extend(actions(&service, &operation));
    }
    let right = needed.map(|actions| policy(&actions));
    let (mut text, written) = documented();
    if std::env::var_os("TERRAPROOF_REFRESH").is_some() {
        written.iter().zip(&right).for_each(|(written, right)| text = text.replacen(written, right, 1));
        fs::write(DOCUMENT, text).unwrap();
        return;
    }
    let again = "`TERRAPROOF_REFRESH=1 cargo test -p terraproof-sandbox --test nuke documented` writes it anew";
    for (written, right) in written.iter().zip(&right) {
        let beyond = |one: &str, other: &str| {
            one.lines().filter(|line| !other.contains(*line)).map(str::trim).collect::<Vec<_>>().join(" ")
        };
        let (missing, idle) = (beyond(right, written), beyond(written, right));
        assert!(written == right, "docs/nuke-permissions.md: lines to put in: {missing}; to take out: {idle}\n{again}");
    }
    for policy in right {
        let size = policy.chars().filter(|character| !character.is_whitespace()).count();
        assert!(size <= POLICY, "{size} characters are too many for one policy");
    }
}

fn allowed(policy: &str) -> Vec<String> {
    let policy: Value = serde_json::from_str(policy).unwrap();
    let actions = policy["Statement"][0]["Action"].as_array().unwrap().clone();
    actions.iter().map(|action| action.as_str().unwrap().to_owned()).collect()
}

fn allows(patterns: &[String], action: &str) -> bool {
    patterns.iter().any(|pattern| match pattern.strip_suffix('*') {
        Some(start) => action.starts_with(start),
        None => action == pattern,
    })
}

const SEED: &str = "
ec2 = client('ec2')
vpc = ec2.create_vpc(CidrBlock='10.9.0.0/16')['Vpc']['VpcId']
ec2.create_subnet(VpcId=vpc, CidrBlock='10.9.1.0/24')
make_queues('work'); make_role('ci'); client('sns').create_topic(Name='news')
client('iam').put_role_policy(RoleName='ci', PolicyName='in', PolicyDocument='{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\"}]}')
bucket = 'b' + client('sts').get_caller_identity()['Account']
client('s3').create_bucket(Bucket=bucket, CreateBucketConfiguration={'LocationConstraint': 'eu-west-1'})
client('s3').put_object(Bucket=bucket, Key='one', Body=b'x')
client('kms').create_key()
client('dynamodb').create_table(TableName='t', BillingMode='PAY_PER_REQUEST', KeySchema=[{'AttributeName': 'a', 'KeyType': 'HASH'}],
    AttributeDefinitions=[{'AttributeName': 'a', 'AttributeType': 'S'}])
client('logs').create_log_group(logGroupName='/a')
";

/// Returns the actions behind the calls that a command counted.
fn called(document: &str) -> BTreeSet<String> {
    let document: Value = serde_json::from_str(document).unwrap();
    let calls = document["accounts"][0]["calls"].as_object().unwrap();
    calls.keys().filter_map(|call| call.split_once(':')).flat_map(|(service, name)| actions(service, name)).collect()
}

#[test]
fn a_plan_and_an_apply_call_what_their_policies_allow() {
    let place = Place::open();
    place.python(SEED);
    let [plan, apply] = documented().1.map(|policy| allowed(&policy));
    let planned = place.nuke(&["plan", "-o", "plan.json", "--json"]);
    let beyond: Vec<String> = called(&planned.stdout).into_iter().filter(|action| !allows(&plan, action)).collect();
    assert_eq!(beyond, [""; 0], "`plan` calls what its policy does not allow");
    let applied = place.nuke(&["apply", "plan.json", "--yes", "--json"]);
    let calls = called(&applied.stdout);
    let beyond: Vec<&String> =
        calls.iter().filter(|action| !allows(&plan, action) && !allows(&apply, action)).collect();
    assert_eq!(beyond, [""; 0], "`apply` calls what the policies do not allow");
    assert!(calls.contains("s3:DeleteObjectVersion") && calls.contains("iam:DeleteRolePolicy"), "{calls:?}");
}
