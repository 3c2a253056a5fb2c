//! `terraproof shell`.

mod common;

use std::io::{BufRead as _, BufReader};
use std::os::unix::process::CommandExt as _;
use std::process::Stdio;

use common::{Home, said};
use rustix::process::{Pid, Signal, kill_process};

#[test]
fn a_command_sees_its_account_and_ends_with_its_own_code() {
    let home = Home::new();
    let (stdout, stderr, code) =
        said(&mut home.terraproof(&["shell", "--", "sh", "-c", "echo $TERRAPROOF_ACCOUNT; exit 3"]));
    assert_eq!(code, 3, "{stderr}");
    let account = stdout.trim();
    assert_eq!(account.len(), 12, "{stdout}");
    assert!(stderr.contains(&format!("account {account} is dropped; it was empty")), "{stderr}");
    assert_eq!(home.accounts(), 0);
}

#[test]
fn what_the_account_still_held_is_named_and_dropped() {
    let home = Home::new();
    let python = terraproof_local::Toolchain::find(&home.cache()).unwrap().python().display().to_string();
    let program = "import boto3; boto3.client('sqs').create_queue(QueueName='jobs')";
    let (_, stderr, code) = said(&mut home.terraproof(&["shell", &python, "-c", program]));
    assert_eq!(code, 0, "{stderr}");
    assert!(stderr.contains("sqs Queue `jobs`"), "{stderr}");
    assert_eq!(home.accounts(), 0);
}

#[test]
fn profiles_and_endpoints_of_the_outside_do_not_get_in() {
    let home = Home::new();
    let mut command = home.terraproof(&["shell", "env"]);
    command.env("AWS_PROFILE", "production").env("AWS_ENDPOINT_URL_S3", "http://elsewhere");
    let (stdout, _, _) = said(&mut command);
    assert!(stdout.contains("AWS_ACCESS_KEY_ID="), "{stdout}");
    assert!(!stdout.contains("AWS_PROFILE") && !stdout.contains("elsewhere"), "{stdout}");
}

#[test]
fn where_path_has_no_terraform_the_embedded_one_is_there() {
    let home = Home::new();
    let Some(version) = terraproof_local::Toolchain::find(&home.cache()).unwrap().versions().terraform.clone() else {
        return;
    };
    let bare = home.path().join("bare");
    std::fs::create_dir(&bare).unwrap();
    let mut command = home.terraproof(&["shell", "terraform", "version"]);
    let (stdout, stderr, code) = said(command.env("PATH", bare));
    assert_eq!(code, 0, "{stderr}");
    assert!(stdout.contains(&format!("Terraform v{version}")), "{stdout}");
}

#[test]
fn a_command_that_is_not_there_ends_with_127_and_leaves_no_account() {
    let home = Home::new();
    let (_, stderr, code) = said(&mut home.terraproof(&["shell", "command-of-nowhere"]));
    assert_eq!(code, 127, "{stderr}");
    assert!(stderr.contains("error: failed to run `command-of-nowhere`"), "{stderr}");
    assert_eq!(home.accounts(), 0);
}

#[test]
fn without_a_command_the_shell_of_the_user_is_opened() {
    let home = Home::new();
    let mut command = home.terraproof(&["shell"]);
    let (stdout, stderr, code) =
        said(command.env("SHELL", "/bin/sh").write_stdin("echo in $TERRAPROOF_ACCOUNT\nexit 4\n"));
    assert_eq!(code, 4, "{stderr}");
    assert!(stdout.starts_with("in ") && stderr.contains("`exit` leaves and drops it"), "{stdout}{stderr}");
}

#[test]
fn an_interrupt_from_the_terminal_is_for_the_command_alone() {
    let home = Home::new();
    // Signal 0 goes to the whole group, as Ctrl-C does: the command and its parent.
    let script = "trap 'echo interrupted' INT; kill -INT 0; echo goes on";
    let output = home.process(&["shell", "--", "sh", "-c", script]).process_group(0).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "interrupted\ngoes on\n");
    assert_eq!(home.accounts(), 0);
}

#[test]
fn a_termination_is_passed_on_and_the_account_is_dropped() {
    let home = Home::new();
    let script = "trap 'exit 9' TERM; echo ready; while :; do sleep 0.05; done";
    let mut child = home.process(&["shell", "--", "sh", "-c", script]).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert_eq!(line, "ready\n");
    kill_process(Pid::from_child(&child), Signal::TERM).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(9));
    assert_eq!(home.accounts(), 0);
}
