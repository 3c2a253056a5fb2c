//! A secret is in no log, no event, no argument list and no error.
use std::fs;
use std::sync::{Arc, Mutex};

use serde_json::json;
use terraproof_terraform::{Apply, Init, Plan, Redactor, Terraform};

mod common;
use common::{binary, configuration, environment, var_file};

const SECRET: &str = "hunter2-\"quoted\"-<tag>";

#[tokio::test]
async fn a_secret_variable_leaks_nowhere() {
    let directory = configuration(
        "variable \"password\" { type = string }\nresource \"terraform_data\" \"a\" {\n  input = var.password\n  provisioner \"local-exec\" {\n    environment = { P = var.password }\n    command = \"echo leaked: $P; echo leaked: $P >&2; exit 1\"\n  }\n}\n",
    );
    let log = directory.path().join("terraform.log");
    let redactor = Redactor::default();
    redactor.add(SECRET);
    let events = Arc::new(Mutex::new(String::new()));
    let seen = Arc::clone(&events);
    let terraform = Terraform::new(binary().await, directory.path(), environment())
        .log_file(&log)
        .redactor(redactor)
        .on_event(Arc::new(move |event| seen.lock().unwrap().push_str(&format!("{event:?}"))));
    terraform.init(&Init::new()).await.unwrap();
    let values = var_file(directory.path(), &[("password", json!(SECRET))]);
    let error = terraform.apply(&Apply::new().var_file(values)).await.unwrap_err();

    let log = fs::read_to_string(log).unwrap();
    let events = events.lock().unwrap().clone();
    let error = format!("{error} {error:?}");
    assert!(log.contains("leaked: (sensitive)") && events.contains("leaked: (sensitive)"), "{log}");
    for text in [log, events, error] {
        assert!(!text.contains("hunter2"), "{text}");
    }
}

#[tokio::test]
async fn a_sensitive_output_is_known_to_the_test_and_to_nobody_else() {
    let directory = configuration("output \"token\" {\n  value     = \"very-secret-token\"\n  sensitive = true\n}\n");
    let log = directory.path().join("terraform.log");
    let redactor = Redactor::default();
    let terraform =
        Terraform::new(binary().await, directory.path(), environment()).log_file(&log).redactor(redactor.clone());
    terraform.init(&Init::new()).await.unwrap();
    let outputs = terraform.apply(&Apply::new()).await.unwrap().outputs;
    assert_eq!(outputs.get::<String>("token").unwrap(), "very-secret-token");
    assert_eq!(redactor.redact("it is very-secret-token"), "it is (sensitive)");
    terraform.plan(&Plan::new()).await.unwrap();
    assert!(!fs::read_to_string(log).unwrap().contains("very-secret-token"));
}

#[tokio::test]
async fn a_value_that_looks_like_a_secret_still_reaches_the_test_whole() {
    let directory = configuration("output \"n\" { value = 123456789 }\n");
    let redactor = Redactor::default();
    redactor.add("345678");
    let terraform = Terraform::new(binary().await, directory.path(), environment()).redactor(redactor);
    terraform.init(&Init::new()).await.unwrap();
    assert_eq!(terraform.apply(&Apply::new()).await.unwrap().outputs.get::<u64>("n").unwrap(), 123_456_789);
}
