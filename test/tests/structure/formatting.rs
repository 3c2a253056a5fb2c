//! Terraform code is formatted.

use std::process::{Command, Stdio};

use terraproof::local::{Cache, Progress, Toolchain};
use terraproof::terraform::{Binary, Search};

use super::workspace::root;

#[tokio::test]
async fn terraform_code_is_formatted() {
    let terraform = terraform().await;

    let output = Command::new(terraform.path())
        .args(["fmt", "-check", "-diff", "-recursive", "-no-color", "modules", "examples"])
        .current_dir(root())
        .env_remove("TF_CLI_CONFIG_FILE")
        .stdin(Stdio::null())
        .output()
        .expect("terraform starts");

    let diff = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "not formatted: `just fmt` does it\n{diff}");
}

/// Finds the terraform of this machine, or installs the embedded one.
async fn terraform() -> Binary {
    let search = Search::from_environment();
    if let Ok(found) = Binary::locate(&search).await {
        return found;
    }
    let cache = Cache::from_environment().expect("there is a place for the toolchain");
    let toolchain = Toolchain::install(&cache, Progress::default()).await.expect("the toolchain can be installed");
    let embedded = toolchain.terraform().expect("this platform has an embedded terraform, or one on PATH");
    Binary::locate(&search.embedded(embedded)).await.expect("the embedded terraform runs")
}
