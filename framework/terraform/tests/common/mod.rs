//! What the tests of this crate share.
#![allow(
    clippy::allow_attributes,
    clippy::unwrap_used,
    clippy::expect_used,
    dead_code,
    reason = "each test file is a crate of its own and uses a part"
)]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;
use terraproof_local::{Cache, Progress, Toolchain};
use terraproof_terraform::{Binary, Environment, Error, Init, Patience, Search, Terraform, Variables};
use tokio_util::sync::CancellationToken;

/// Finds a real terraform: the one a developer has, or else the one of the embedded toolchain, which is installed when it is missing.
pub(crate) async fn binary() -> Binary {
    let search = Search::from_environment();
    match Binary::locate(&search).await {
        Err(Error::NoBinary { .. }) => Binary::locate(&search.embedded(toolchain().await)).await.unwrap(),
        found => found.unwrap(),
    }
}

async fn toolchain() -> PathBuf {
    let cache = Cache::from_environment().unwrap();
    let toolchain = Toolchain::install(&cache, Progress::default()).await.unwrap();
    toolchain.terraform().expect("the embedded toolchain has no terraform for this platform").to_owned()
}

/// Builds the environment of a test: nothing of the developer's terraform settings.
pub(crate) fn environment() -> Environment {
    Environment::build(std::env::vars_os(), &[])
}

/// Writes a configuration of one file into a new directory.
pub(crate) fn configuration(main: &str) -> TempDir {
    let directory = TempDir::new().unwrap();
    fs::write(directory.path().join("main.tf"), main).unwrap();
    directory
}

/// Binds a real terraform to a directory and initialises it.
pub(crate) async fn initialised(directory: &Path) -> Terraform {
    let terraform = Terraform::new(binary().await, directory, environment());
    terraform.init(&Init::new()).await.unwrap();
    terraform
}

/// Writes variables beside a configuration and returns the file.
pub(crate) fn var_file(directory: &Path, values: &[(&str, serde_json::Value)]) -> PathBuf {
    let mut variables = Variables::new();
    for (name, value) in values {
        variables.set(*name, value.clone());
    }
    let path = directory.join("values.json");
    variables.write(&path).unwrap();
    path
}

/// Writes an executable that answers `version` like terraform and does with any other subcommand what the script says.
///
/// Another process writes it: a file that this process had open for writing could not be executed while another test forks.
pub(crate) fn fake(directory: &Path, script: &str) -> PathBuf {
    let version = "case \"$1 $2\" in 'version -json') echo '{\"terraform_version\":\"1.11.4\"}'; exit;; version*) echo 'Terraform v1.11.4'; exit;; esac";
    executable(directory, &format!("#!/bin/sh\n{version}\n{script}\n"))
}

/// Writes an executable named `terraform`.
pub(crate) fn executable(directory: &Path, text: &str) -> PathBuf {
    let path = directory.join("terraform");
    let mut shell = Command::new("sh");
    shell.args(["-c", "cat > \"$0\" && chmod 755 \"$0\""]).arg(&path).stdin(Stdio::piped());
    let mut shell = shell.spawn().unwrap();
    shell.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    assert!(shell.wait().unwrap().success());
    path
}

/// Binds a fake to its directory, with little patience.
pub(crate) async fn faked(directory: &Path, script: &str) -> Terraform {
    let binary = Binary::locate(&Search::default().explicit(fake(directory, script))).await.unwrap();
    Terraform::new(binary, directory, environment())
}

/// Patience for processes that are known to ignore signals.
pub(crate) fn impatient() -> Patience {
    Patience { interrupt: Duration::from_millis(200), terminate: Duration::from_millis(200) }
}

/// Waits until a file exists; the test runner bounds it.
pub(crate) async fn appears(path: &Path) -> String {
    loop {
        match fs::read_to_string(path) {
            Ok(text) if text.ends_with('\n') => return text.trim().to_owned(),
            _ => tokio::time::sleep(Duration::from_millis(5)).await,
        }
    }
}

/// Waits until a process is gone, or is a zombie that its parent has not waited for.
pub(crate) async fn ends(pid: &str) {
    let stat = PathBuf::from(format!("/proc/{pid}/stat"));
    while fs::read_to_string(&stat).is_ok_and(|stat| !stat.rsplit(") ").next().unwrap_or_default().starts_with('Z')) {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Fires a token once a file has appeared.
pub(crate) async fn fire_after(token: &CancellationToken, path: PathBuf) {
    appears(&path).await;
    token.cancel();
}
