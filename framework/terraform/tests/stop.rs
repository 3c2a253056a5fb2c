//! How a command is stopped, and what it can leave behind: nothing.
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use terraproof_terraform::{Apply, Error, Patience, Plan};
use tokio_util::sync::CancellationToken;

mod common;
use common::{appears, configuration, ends, faked, fire_after, impatient, initialised};

#[tokio::test]
async fn terraform_gets_one_interrupt_finishes_and_releases_the_state() {
    let directory = configuration(
        "resource \"terraform_data\" \"a\" {\n  provisioner \"local-exec\" { command = \"echo > started; sleep 1; echo done > done\" }\n}\nresource \"terraform_data\" \"b\" { input = terraform_data.a.id }\n",
    );
    let token = CancellationToken::new();
    let terraform = initialised(directory.path()).await.stop(token.clone(), Patience::default());
    let apply = Apply::new();
    let (applied, ()) = tokio::join!(terraform.apply(&apply), fire_after(&token, directory.path().join("started")));
    let error = applied.unwrap_err();
    assert!(error.was_stopped() && !error.is_transient(), "{error}");
    assert!(error.to_string().contains("stopped because it was asked to stop"), "{error}");
    let state = fs::read_to_string(directory.path().join("terraform.tfstate")).unwrap();
    assert!(state.contains("\"name\": \"a\"") && !state.contains("\"name\": \"b\""), "{state}");
    assert!(!directory.path().join(".terraform.tfstate.lock.info").exists());
}

#[tokio::test]
async fn exactly_one_interrupt_is_sent() {
    let directory = tempfile::tempdir().unwrap();
    let script = "n=0; trap 'n=$((n+1)); echo $n > interrupts' INT; trap 'exit 3' TERM; echo > started; while :; do sleep 0.02; done";
    let token = CancellationToken::new();
    let terraform = faked(directory.path(), script).await.stop(token.clone(), impatient());
    let plan = Plan::new();
    let (planned, ()) = tokio::join!(terraform.plan(&plan), fire_after(&token, directory.path().join("started")));
    let error = planned.unwrap_err();
    assert_eq!(fs::read_to_string(directory.path().join("interrupts")).unwrap().trim(), "1");
    assert!(error.to_string().contains("(exit code 3)"), "{error}");
}

#[tokio::test]
async fn a_command_that_ignores_every_signal_is_killed_with_its_children() {
    let directory = tempfile::tempdir().unwrap();
    let script = "trap '' INT TERM; sh -c 'trap \"\" INT TERM; echo $$ > child; while :; do sleep 1; done' & while :; do sleep 1; done";
    let token = CancellationToken::new();
    let terraform = faked(directory.path(), script).await.stop(token.clone(), impatient());
    let plan = Plan::new();
    let (planned, ()) = tokio::join!(terraform.plan(&plan), fire_after(&token, directory.path().join("child")));
    let error = planned.unwrap_err();
    assert!(error.was_stopped() && error.to_string().contains("ended by signal 9"), "{error}");
    ends(&appears(&directory.path().join("child")).await).await;
}

#[tokio::test]
async fn a_deadline_that_passes_stops_the_command() {
    let directory = tempfile::tempdir().unwrap();
    let terraform = faked(directory.path(), "trap 'exit 1' INT; while :; do sleep 0.02; done").await;
    let terraform = terraform.deadline(Instant::now() + Duration::from_millis(300));
    let error = terraform.plan(&Plan::new()).await.unwrap_err();
    assert!(error.to_string().contains("stopped because its time was up"), "{error}");
}

#[tokio::test]
async fn nothing_is_started_once_it_was_asked_to_stop() {
    let directory = tempfile::tempdir().unwrap();
    let token = CancellationToken::new();
    token.cancel();
    let terraform = faked(directory.path(), "echo > started").await.stop(token, impatient());
    let error = terraform.apply(&Apply::new()).await.unwrap_err();
    assert!(matches!(error, Error::NotStarted { .. }) && error.was_stopped());
    assert!(!directory.path().join("started").exists());
}

#[tokio::test]
async fn a_grandchild_that_holds_the_pipes_open_does_not_hold_us_up_and_is_killed() {
    let directory = tempfile::tempdir().unwrap();
    let script =
        "sh -c 'echo $$ > child; while :; do sleep 1; done' & while [ ! -s child ]; do sleep 0.01; done; exit 0";
    let terraform = faked(directory.path(), script).await;
    terraform.plan(&Plan::new()).await.unwrap();
    ends(&appears(&directory.path().join("child")).await).await;
}

#[tokio::test]
async fn a_future_that_is_dropped_takes_its_processes_along() {
    let directory = tempfile::tempdir().unwrap();
    let child = directory.path().join("child");
    let script = "sh -c 'echo $$ > child; while :; do sleep 1; done' & while :; do sleep 1; done";
    let terraform = faked(directory.path(), script).await;
    let plan = Plan::new();
    let pid = tokio::select! {
        _ = terraform.plan(&plan) => panic!("it cannot end"),
        pid = appears(&child) => pid,
    };
    ends(&pid).await;
}

/// A shell ignores SIGINT in its background jobs, and a child inherits that.
#[tokio::test]
async fn a_command_is_interrupted_even_where_sigint_was_ignored_before() {
    let test = std::env::current_exe().unwrap();
    let script = format!("trap '' INT; exec '{}' --exact exactly_one_interrupt_is_sent", test.display());
    let output = tokio::process::Command::new("sh").args(["-c", &script]).output().await.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

const VICTIM: &str = "TERRAPROOF_TEST_VICTIM";

#[tokio::test]
#[ignore = "is started by the test below, and killed"]
async fn victim() {
    if let Some(directory) = std::env::var_os(VICTIM) {
        initialised(Path::new(&directory)).await.apply(&Apply::new()).await.unwrap();
    }
}

#[tokio::test]
async fn terraform_comes_to_its_end_when_its_caller_is_killed() {
    let directory = configuration(
        "resource \"terraform_data\" \"a\" {\n  provisioner \"local-exec\" { command = \"echo > started; sleep 1; echo one; echo two\" }\n}\nresource \"terraform_data\" \"b\" { input = terraform_data.a.id }\n",
    );
    let mut victim = tokio::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "victim", "--ignored", "--nocapture"])
        .env(VICTIM, directory.path())
        .stdout(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    appears(&directory.path().join("started")).await;
    victim.kill().await.unwrap();

    let state = directory.path().join("terraform.tfstate");
    let lock = directory.path().join(".terraform.tfstate.lock.info");
    let end = Instant::now() + Duration::from_secs(30);
    let complete = || fs::read_to_string(&state).is_ok_and(|state| state.contains("\"name\": \"b\"")) && !lock.exists();
    while !complete() {
        assert!(Instant::now() < end, "terraform did not end in an orderly way");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
