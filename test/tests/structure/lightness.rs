//! What a test that needs no AWS handle does not pay for.

use std::process::Command;

use super::workspace::root;

#[test]
fn without_a_feature_of_aws_no_aws_crate_is_built() {
    for features in [&["--no-default-features", "--features", "local,macros"][..], &[], &["--features", "dns,tls"]] {
        let crates = crates_of("terraproof", features);

        assert!(crates.iter().any(|name| name == "tokio"), "the listing cannot be read: {crates:?}");
        let aws: Vec<_> = crates.iter().filter(|name| is_of_aws(name)).collect();
        assert!(aws.is_empty(), "terraproof with {features:?} builds {aws:?}");
    }
}

#[test]
fn one_service_brings_no_other() {
    let crates = crates_of("terraproof", &["--features", "aws-sqs"]);

    let services: Vec<_> = crates.iter().filter_map(|name| name.strip_prefix("aws-sdk-")).collect();
    // What aws-config itself needs to assume a role.
    assert!(services.iter().all(|&service| ["sqs", "sts"].contains(&service)), "{services:?}");
}

/// `aws-lc-rs` is cryptography, and no way to an account.
fn is_of_aws(name: &str) -> bool {
    let apart = name.starts_with("aws-") || name == "terraproof-aws";
    apart && !name.starts_with("aws-lc-")
}

/// Lists what is compiled for a package, without its tests.
fn crates_of(package: &str, features: &[&str]) -> Vec<String> {
    let mut tree = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    tree.args(["tree", "--offline", "--locked", "--edges", "normal,build", "--prefix", "none", "--format", "{p}"]);
    let output = tree.args(["--package", package]).args(features).current_dir(root()).output();
    let output = output.expect("cargo starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8(output.stdout).expect("the listing is text");
    lines.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()
}
