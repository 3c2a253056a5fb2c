//! What is used as terraform, and what is refused.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::path::Path;

use terraproof_terraform::{Binary, Error, Product, Search};

mod common;
use common::{binary, executable};

async fn refused(script: &str) -> Error {
    let directory = tempfile::tempdir().unwrap();
    executable(directory.path(), script);
    let search = Search { path: Some(directory.path().into()), ..Search::default() };
    Binary::locate(&search).await.unwrap_err()
}

#[tokio::test]
async fn a_real_terraform_says_what_it_is() {
    let binary = binary().await;
    assert!(*binary.version() >= binary.product().minimum());
    assert!(binary.path().is_absolute() && !binary.found().is_empty());
}

#[tokio::test]
async fn what_is_not_terraform_is_refused_with_its_answer() {
    let error = refused("#!/bin/sh\necho 'terraform: the game, version 3'\n").await;
    let text = error.to_string();
    assert!(text.contains("(on PATH): it is not terraform: it answered `terraform: the game, version 3`"), "{text}");
    assert!(error.hint().unwrap().contains("`TERRAPROOF_TERRAFORM`"));
}

#[tokio::test]
async fn a_shim_that_fails_is_refused_with_what_it_said() {
    let text = refused("#!/bin/sh\necho 'no version is set' >&2\nexit 126\n").await.to_string();
    assert!(text.ends_with("`version` ended with exit code 126; it answered `no version is set`"), "{text}");
}

#[tokio::test]
async fn a_terraform_that_is_too_old_names_the_minimum() {
    let old = "#!/bin/sh\n[ \"$2\" = -json ] && echo '{\"terraform_version\":\"1.4.7\"}' || echo 'Terraform v1.4.7'\n";
    let text = refused(old).await.to_string();
    assert!(text.ends_with("terraform 1.4.7 is too old, at least 1.5.0 is needed"), "{text}");
}

#[tokio::test]
async fn opentofu_is_recognised() {
    let directory = tempfile::tempdir().unwrap();
    let tofu = "#!/bin/sh\n[ \"$2\" = -json ] && echo '{\"terraform_version\":\"1.8.0\"}' || echo 'OpenTofu v1.8.0'\n";
    let path = executable(directory.path(), tofu);
    let binary = Binary::locate(&Search::default().explicit(path)).await.unwrap();
    assert_eq!((binary.product(), binary.found()), (Product::Tofu, "named explicitly"));
}

#[tokio::test]
async fn a_path_that_leads_nowhere_is_an_error_and_nothing_else_is_tried() {
    let search = Search { variable: Some("/nowhere/terraform".into()), ..Search::from_environment() };
    let error = Binary::locate(&search).await.unwrap_err();
    let text = "use `/nowhere/terraform` (named by TERRAPROOF_TERRAFORM): there is no such executable file";
    assert_eq!(error.to_string(), text);
}

#[tokio::test]
async fn without_any_terraform_the_error_says_where_it_was_looked_for() {
    let search = Search { path: Some(Path::new("/nowhere").into()), ..Search::default() };
    let error = Binary::locate(&search).await.unwrap_err();
    assert!(error.to_string().contains("on `PATH`") && error.hint().is_some(), "{error}");
}
