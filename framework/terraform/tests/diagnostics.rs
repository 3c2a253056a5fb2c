//! What a person reads when terraform refuses.
use std::fs;

use serde_json::json;
use terraproof_terraform::{Apply, Error, Init, Plan, Terraform};

mod common;
use common::{binary, configuration, environment, faked, initialised, var_file};

#[tokio::test]
async fn an_error_names_the_original_file_and_line() {
    let directory = configuration("resource \"terraform_data\" \"a\" {\n  input = 1\n  colour = 2\n}\n");
    let terraform = Terraform::new(binary().await, directory.path(), environment()).source_directory("examples/site");
    terraform.init(&Init::new()).await.unwrap();
    let error = terraform.plan(&Plan::new()).await.unwrap_err();
    let text = error.to_string();
    assert!(text.contains("plan` (exit code 1)\n`examples/site/main.tf` line 3: "), "{text}");
    assert!(text.contains("Unsupported argument") && text.contains("colour"), "{text}");
    assert!(!error.is_transient() && !error.was_stopped());
}

#[tokio::test]
async fn an_invalid_configuration_is_an_answer_of_validate() {
    let directory = configuration("output \"x\" { value = local.nowhere }\n");
    let validation = initialised(directory.path()).await.validate().await.unwrap();
    assert!(!validation.valid);
    assert_eq!((validation.errors().count(), validation.diagnostics[0].line), (1, Some(1)));
}

#[tokio::test]
async fn a_variable_of_the_wrong_type_is_named() {
    let directory = configuration("variable \"size\" { type = number }\noutput \"size\" { value = var.size }\n");
    let terraform = initialised(directory.path()).await;
    let values = var_file(directory.path(), &[("size", json!("large"))]);
    let text = terraform.plan(&Plan::new().var_file(values)).await.unwrap_err().to_string();
    assert!(text.contains("var.size") && text.contains("number"), "{text}");
}

#[tokio::test]
async fn a_variable_that_is_missing_is_an_error_and_not_a_question() {
    let directory = configuration("variable \"size\" { type = number }\n");
    let text = initialised(directory.path()).await.apply(&Apply::new()).await.unwrap_err().to_string();
    assert!(text.contains("No value for required variable") && text.contains("\"size\""), "{text}");
}

#[tokio::test]
async fn the_log_is_complete_and_private() {
    use std::os::unix::fs::PermissionsExt;
    let directory = configuration("output \"x\" { value = 1 }\n");
    let log = directory.path().join("logs/terraform.log");
    let terraform = initialised(directory.path()).await.log_file(&log);
    terraform.apply(&Apply::new()).await.unwrap();
    let text = fs::read_to_string(&log).unwrap();
    assert!(text.starts_with("# 20") && text.contains(" apply -no-color -json "), "{text}");
    assert!(text.contains("\"type\":\"change_summary\"") && text.trim_end().ends_with("exit code 0"), "{text}");
    assert_eq!(fs::metadata(&log).unwrap().permissions().mode() & 0o777, 0o600);
}

#[tokio::test]
async fn garbage_is_an_error_that_says_so() {
    let directory = tempfile::tempdir().unwrap();
    let terraform = faked(directory.path(), "echo 'not json at all'").await;
    let error = terraform.show(&terraproof_terraform::Show::new()).await.unwrap_err();
    assert!(matches!(error, Error::Malformed { .. }), "{error}");
    assert!(terraform.plan(&Plan::new()).await.unwrap().changes.is_empty());
}

#[tokio::test]
async fn without_diagnostics_the_end_of_standard_error_is_shown() {
    let directory = tempfile::tempdir().unwrap();
    let terraform = faked(directory.path(), "echo 'panic: out of cheese' >&2; exit 11").await;
    let error = terraform.apply(&Apply::new()).await.unwrap_err();
    assert_eq!(error.to_string(), "run `terraform apply` (exit code 11)\npanic: out of cheese");
}
