//! `terraproof nuke` from the command line: what it refuses without a call, and a whole life against the localhost cloud.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod common;

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use common::{Home, said};
use terraproof_local::Toolchain;

fn nuke(directory: &Path, arguments: &[&str]) -> (String, String, i32) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_terraproof"));
    command.arg("nuke").args(arguments).current_dir(directory).env("XDG_STATE_HOME", directory);
    for name in ["TERRAPROOF_ACCOUNT", "TERRAPROOF_SANDBOX"] {
        command.env_remove(name);
    }
    said(&mut command)
}

fn project(toml: &str) -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("terraproof.toml"), toml).unwrap();
    directory
}

#[test]
fn a_configuration_is_checked_without_a_call() {
    let right = project("[nuke.kind.s3-bucket]\nexclude = { name = '^keep-' }\n");
    assert_eq!(nuke(right.path(), &["check"]).2, 0);
    for (toml, part) in [
        ("[nuke]\nexclud = {}\n", "exclud"),
        ("[nuke.kind.s3-bucket]\nexclude = { nam = 'x' }\n", "nam"),
        ("[nuke.kind.s3-buckets]\n", "did you mean `s3-bucket`?"),
        ("[nuke]\nexclude = { name = '(' }\n", "regular expression"),
        ("[nuke]\ninclude = {}\n", "would match everything"),
        ("[sandbox.x]\nkind = 'aws'\n", "account"),
    ] {
        let wrong = project(toml);
        let (stdout, stderr, code) = nuke(wrong.path(), &["check"]);
        assert_eq!((code, stdout.as_str()), (1, ""), "{toml}");
        assert!(stderr.contains(part) && stderr.contains("next:"), "{toml}: {stderr}");
    }
}

#[test]
fn a_mistake_on_the_command_line_is_told_before_any_call() {
    let directory = project("[sandbox.staging]\nkind = 'aws'\naccount = '111122223333'\n");
    for (arguments, part) in [
        (&["plan", "--older-than", "soon"][..], "not a span of time"),
        (&["plan", "--name", "("], "regular expression"),
        (&["plan", "--tag", "=x"], "key=value"),
        (&["plan", "--sandbox", "stagin"], "did you mean `staging`?"),
        (&["plan", "--kind", "bucket"], "did you mean `s3-bucket`?"),
        (&["plan", "--concurrency", "0"], "from 1 on"),
        (&["plan", "--max-percent", "101"], "101"),
        (&["plan"], "terraproof up --print-env"),
        (&["show", "no-such-plan.json"], "no-such-plan.json"),
        (&["apply", "no-such-plan.json", "--yes"], "no-such-plan.json"),
    ] {
        let (stdout, stderr, code) = nuke(directory.path(), arguments);
        assert_eq!((code, stdout.as_str()), (1, ""), "{arguments:?}: {stderr}");
        assert!(stderr.contains(part), "{arguments:?}: {stderr}");
    }
}

#[test]
fn nothing_is_deleted_without_anybody_who_confirms() {
    let directory = project("");
    let (_, stderr, code) = nuke(directory.path(), &["run"]);
    assert_eq!(code, 6, "{stderr}");
    assert!(stderr.contains("there is no terminal to ask on") && stderr.contains("--yes"), "{stderr}");
}

#[test]
fn the_kinds_are_listed_with_what_is_known_of_each() {
    let directory = project("");
    let (stdout, _, code) = nuke(directory.path(), &["kinds", "--json"]);
    let document: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    let kinds = document["kinds"].as_array().unwrap();
    let vpc = kinds.iter().find(|kind| kind["kind"] == "ec2-vpc").unwrap();
    assert_eq!((code, &vpc["age"], &vpc["tags"]), (0, &false.into(), &true.into()));
}

#[test]
fn a_file_of_another_tool_is_imported_as_a_configuration_that_checks() {
    let directory = project("");
    fs::write(directory.path().join("nuke.yaml"), "s3: { exclude: { names_regex: ['^keep-'] } }\n").unwrap();
    let (stdout, stderr, code) = nuke(directory.path(), &["import", "--from", "cloud-nuke", "nuke.yaml"]);
    assert_eq!(code, 0, "{stderr}");
    let imported = project(&stdout);
    assert_eq!(nuke(imported.path(), &["check"]).2, 0, "{stdout}");
}

const SEED: &str = "import boto3
ec2, sqs = boto3.client('ec2', region_name='eu-west-1'), boto3.client('sqs', region_name='eu-west-1')
vpc = ec2.create_vpc(CidrBlock='10.9.0.0/16')['Vpc']['VpcId']
ec2.create_subnet(VpcId=vpc, CidrBlock='10.9.1.0/24')
for name in ['one', 'two']: sqs.create_queue(QueueName=name)
sqs.create_queue(QueueName='vip', tags={'cloud-nuke-excluded': 'true'})
";
const LEFT: &str = "import boto3
ec2, sqs = boto3.client('ec2', region_name='eu-west-1'), boto3.client('sqs', region_name='eu-west-1')
print(sorted(url.split('/')[-1] for url in sqs.list_queues().get('QueueUrls', [])), [vpc['IsDefault'] for vpc in ec2.describe_vpcs()['Vpcs']])
";

/// One account, from a plan to an empty account, through the command line and the real host names.
#[test]
fn an_account_is_planned_shown_applied_and_empty() {
    let home = Home::new();
    let work = home.path().join("work");
    fs::create_dir_all(&work).unwrap();
    fs::write(work.join("seed.py"), SEED).unwrap();
    fs::write(work.join("left.py"), LEFT).unwrap();
    let python = Toolchain::find(&home.cache()).unwrap().python().display().to_string();
    let terraproof = env!("CARGO_BIN_EXE_terraproof");
    let script = format!(
        "set -x; printf '[sandbox.playing]\\nkind = \"aws\"\\naccount = \"%s\"\\nregions = [\"eu-west-1\"]\\n' \
         $TERRAPROOF_ACCOUNT > terraproof.toml
         '{python}' seed.py
         '{terraproof}' nuke plan --sandbox playing --region eu-west-1 -o plan.json --detailed-exitcode; echo plan=$?
         '{terraproof}' nuke show --all plan.json; echo show=$?
         '{terraproof}' nuke apply plan.json; echo unconfirmed=$?
         sed 's/\"one\"/\"vip\"/' plan.json > edited.json; '{terraproof}' nuke apply edited.json --yes; echo edited=$?
         '{terraproof}' nuke explain vip --sandbox playing --region eu-west-1 --kind sqs-queue; echo explain=$?
         '{terraproof}' nuke apply plan.json --yes; echo apply=$?
         '{python}' left.py
         '{terraproof}' nuke plan --sandbox playing --region eu-west-1 --detailed-exitcode; echo again=$?
         sed -i 's/account = \"./account = \"0/' terraproof.toml; '{terraproof}' nuke plan --sandbox playing; echo other=$?"
    );
    let (stdout, stderr, _) = said(&mut home.terraproof(&["shell", "--", "sh", "-c", &script]));
    for part in [
        "plan=2",
        "show=0",
        "unconfirmed=6",
        "edited=6",
        "explain=0",
        "apply=0",
        "['vip'] [True]",
        "again=0",
        "other=6",
        "its tag `cloud-nuke-excluded` protects it",
    ] {
        assert!(stdout.contains(part), "{part}: {stdout}{stderr}");
    }
}
