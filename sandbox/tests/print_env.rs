//! `eval "$(terraproof up --print-env)"`.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod common;

use std::fs;
use std::time::{Duration, Instant};

use common::{Home, said, wait};
use terraproof_local::{Emulator, ProcessId, Toolchain};

const CONFIGURATION: &str = r#"
provider "aws" {
  region = "us-east-1"
}

resource "aws_sqs_queue" "jobs" {
  name = "jobs"
}

resource "aws_s3_bucket" "files" {
  bucket = "print-env-files"
}

output "queue" {
  value = aws_sqs_queue.jobs.arn
}
"#;

fn environment(home: &Home) -> String {
    let (stdout, stderr, code) = said(&mut home.terraproof(&["up", "--print-env"]));
    assert_eq!(code, 0, "{stderr}");
    stdout
}

fn value<'a>(environment: &'a str, name: &str) -> &'a str {
    let line = environment.lines().find_map(|line| line.strip_prefix(&format!("export {name}='")));
    line.unwrap().trim_end_matches('\'')
}

/// Runs a script in a shell that evaluated the environment.
fn evaluated(home: &Home, script: &str) -> (String, String, i32) {
    let work = home.path().join("work");
    let script = format!("set -eu\nenvironment=\"$(\"$TERRAPROOF\" up --print-env)\"\neval \"$environment\"\n{script}");
    let mut command = assert_cmd::Command::new("sh");
    command.args(["-c", &script]).current_dir(work).env("TERRAPROOF", env!("CARGO_BIN_EXE_terraproof"));
    command.env("TERRAPROOF_CACHE", home.cache().path()).env("AWS_PROFILE", "production");
    said(&mut command)
}

#[test]
fn plain_terraform_applies_and_destroys_an_unmodified_configuration() {
    let home = Home::new();
    let work = home.path().join("work");
    fs::create_dir_all(&work).unwrap();
    fs::write(work.join("main.tf"), CONFIGURATION).unwrap();
    let script = "terraform init -no-color\nterraform apply -auto-approve -no-color\nterraform plan -detailed-exitcode -no-color\n\
                  terraform output -raw queue\nterraform destroy -auto-approve -no-color";
    let (stdout, stderr, code) = evaluated(&home, script);
    assert_eq!(code, 0, "{stdout}{stderr}");
    let account = value(&environment(&home), "TERRAPROOF_ACCOUNT").parse().unwrap();
    assert!(stdout.contains(&format!("arn:aws:sqs:us-east-1:{account}:jobs")), "{stdout}");
    assert!(wait(home.emulator().unwrap().holdings(&account)).unwrap().is_empty());
}

#[test]
fn an_sdk_works_unmodified_and_reaches_other_accounts_by_assuming_a_role() {
    let home = Home::new();
    fs::create_dir_all(home.path().join("work")).unwrap();
    let python = Toolchain::find(&home.cache()).unwrap().python().display().to_string();
    let program = "import boto3\n\
        sts = boto3.client('sts')\n\
        keys = sts.assume_role(RoleArn='arn:aws:iam::222233334444:role/x', RoleSessionName='test')['Credentials']\n\
        other = boto3.client('sts', aws_access_key_id=keys['AccessKeyId'], aws_secret_access_key=keys['SecretAccessKey'], aws_session_token=keys['SessionToken'])\n\
        print(sts.get_caller_identity()['Account'], other.get_caller_identity()['Account'])\n";
    fs::write(home.path().join("work/identity.py"), program).unwrap();
    let (stdout, stderr, code) = evaluated(&home, &format!("'{python}' identity.py; echo $TERRAPROOF_ACCOUNT"));
    assert_eq!(code, 0, "{stderr}");
    let lines: Vec<&str> = stdout.lines().collect();
    assert_eq!(lines[0], format!("{} 222233334444", lines[1]));
}

#[test]
fn each_call_leads_to_the_same_account_unless_another_is_named() {
    let home = Home::new();
    let first = environment(&home);
    assert_eq!(first, environment(&home));
    let (other, _, _) = said(&mut home.terraproof(&["up", "--print-env", "--account", "222233334444"]));
    assert_eq!(value(&other, "TERRAPROOF_ACCOUNT"), "222233334444");
    assert_eq!(value(&other, "HTTPS_PROXY"), value(&first, "HTTPS_PROXY"));
    assert_ne!(value(&other, "AWS_ACCESS_KEY_ID"), value(&first, "AWS_ACCESS_KEY_ID"));
}

#[test]
fn two_that_ask_at_once_share_one_gateway() {
    let home = Home::new();
    let ask = || home.process(&["up", "--print-env"]).stdout(std::process::Stdio::piped()).spawn().unwrap();
    let [one, other] = [ask(), ask()].map(|child| child.wait_with_output().unwrap().stdout);
    assert!(!one.is_empty());
    assert_eq!(String::from_utf8(one).unwrap(), String::from_utf8(other).unwrap());
}

#[test]
fn down_ends_the_gateway_and_the_next_one_is_another() {
    let home = Home::new();
    let first = environment(&home);
    let gateway = gateway(&home);
    let (stdout, _, _) = said(&mut home.terraproof(&["down"]));
    assert!(stdout.contains("gateway    ended"), "{stdout}");
    assert!(!gateway.is_alive());
    assert_ne!(value(&first, "TERRAPROOF_ACCOUNT"), value(&environment(&home), "TERRAPROOF_ACCOUNT"));
}

#[test]
fn the_gateway_ends_with_the_emulator() {
    let home = Home::new();
    environment(&home);
    let gateway = gateway(&home);
    wait(Emulator::stop(&home.cache())).unwrap();
    let deadline = Instant::now() + Duration::from_secs(60);
    while gateway.is_alive() {
        assert!(Instant::now() < deadline, "the gateway did not end");
        std::thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(fs::read_dir(home.cache().path().join("run")).unwrap().count(), 0);
}

fn gateway(home: &Home) -> ProcessId {
    let state = fs::read(home.cache().path().join("gateway/state.json")).unwrap();
    let state: serde_json::Value = serde_json::from_slice(&state).unwrap();
    serde_json::from_value(state["process"].clone()).unwrap()
}
