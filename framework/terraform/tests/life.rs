//! The life of a configuration with a real terraform.
use std::fs;
use std::sync::{Arc, Mutex};

use serde_json::json;
use terraproof_terraform::{
    Action, Apply, Closure, Destroy, EventKind, Output, Plan, Show, Terraform, WorkingDirectory,
};

mod common;
use common::{configuration, initialised, var_file};

const TWO: &str = r#"
variable "name" { type = string }
resource "terraform_data" "a" { input = var.name }
resource "terraform_data" "b" { input = terraform_data.a.output }
output "name" { value = terraform_data.b.output }
output "big" { value = 12345678901234567890 }
"#;

#[tokio::test]
async fn a_configuration_is_planned_applied_unchanged_and_destroyed() {
    let directory = configuration(TWO);
    let terraform = initialised(directory.path()).await;
    let values = var_file(directory.path(), &[("name", json!("x"))]);

    let planned = terraform.plan(&Plan::new().var_file(&values)).await.unwrap();
    assert!(planned.has_changes && planned.summary.add == 2);
    assert!(planned.changes.iter().all(|change| change.action == Action::Create));

    let applied = terraform.apply(&Apply::new().var_file(&values)).await.unwrap();
    assert_eq!(applied.summary.add, 2);
    assert_eq!(applied.outputs.get::<String>("name").unwrap(), "x");
    assert_eq!(applied.outputs.get::<u64>("big").unwrap(), 12_345_678_901_234_567_890);
    assert_eq!(terraform.output(&Output::new()).await.unwrap(), applied.outputs);

    let again = terraform.plan(&Plan::new().var_file(&values)).await.unwrap();
    assert!(!again.has_changes && again.changes.is_empty());

    let state = terraform.show(&Show::new()).await.unwrap();
    assert_eq!(state["values"]["root_module"]["resources"].as_array().unwrap().len(), 2);
    assert!(terraform.version().await.unwrap()["terraform_version"].is_string());

    let destroyed = terraform.destroy(&Destroy::new().var_file(&values)).await.unwrap();
    assert_eq!(destroyed.summary.remove, 2);
}

#[tokio::test]
async fn a_saved_plan_is_applied_as_it_is() {
    let directory = configuration(TWO);
    let terraform = initialised(directory.path()).await;
    let values = var_file(directory.path(), &[("name", json!("x"))]);
    let plan = directory.path().join("saved");
    terraform.plan(&Plan::new().var_file(&values).out(&plan)).await.unwrap();
    let shown = terraform.show(&Show::new().plan_file(&plan)).await.unwrap();
    assert_eq!(shown["resource_changes"].as_array().unwrap().len(), 2);
    assert_eq!(terraform.apply(&Apply::new().plan_file(&plan)).await.unwrap().summary.add, 2);
}

#[tokio::test]
async fn a_changed_value_is_an_update_in_the_plan() {
    let directory = configuration(TWO);
    let terraform = initialised(directory.path()).await;
    terraform.apply(&Apply::new().var_file(var_file(directory.path(), &[("name", json!("x"))]))).await.unwrap();
    let values = var_file(directory.path(), &[("name", json!("y"))]);
    let planned = terraform.plan(&Plan::new().var_file(values)).await.unwrap();
    let actions: Vec<_> = planned.changes.iter().map(|change| (change.address.as_str(), &change.action)).collect();
    assert!(actions.contains(&("terraform_data.a", &Action::Update)), "{actions:?}");
    assert!(planned.output_changes.iter().any(|output| output.name == "name" && output.action == Action::Update));
}

#[tokio::test]
async fn events_tell_what_happens_while_it_happens() {
    let directory = configuration(TWO);
    let seen = Arc::new(Mutex::new(Vec::new()));
    let spawned = Arc::new(Mutex::new(Vec::new()));
    let (events, spawns) = (Arc::clone(&seen), Arc::clone(&spawned));
    let terraform: Terraform = initialised(directory.path())
        .await
        .on_event(Arc::new(move |event| events.lock().unwrap().push(event.clone())))
        .on_spawn(Arc::new(move |process| spawns.lock().unwrap().push(process.clone())));
    let values = var_file(directory.path(), &[("name", json!("x"))]);
    terraform.apply(&Apply::new().var_file(values)).await.unwrap();
    let seen = seen.lock().unwrap();
    assert!(matches!(&seen[0].kind, EventKind::Version { version } if !version.is_empty()));
    let completed = seen.iter().filter(|event| matches!(event.kind, EventKind::ApplyComplete { .. })).count();
    assert_eq!(completed, 2);
    assert!(seen.iter().all(|event| event.timestamp.is_some()));
    let spawned = spawned.lock().unwrap();
    assert_eq!((spawned.len(), spawned[0].command.as_str()), (1, "apply"));
}

#[tokio::test]
async fn a_copy_runs_like_the_original_and_leaves_it_untouched() {
    let project = tempfile::tempdir().unwrap();
    let example = project.path().join("examples/site");
    for directory in ["examples/site", "modules/site", "shared"] {
        fs::create_dir_all(project.path().join(directory)).unwrap();
    }
    fs::write(project.path().join("shared/x.tpl"), "hello ${name}").unwrap();
    let module =
        "output \"text\" { value = templatefile(\"${path.module}/../../shared/x.tpl\", { name = \"world\" }) }\n";
    fs::write(project.path().join("modules/site/main.tf"), module).unwrap();
    let main =
        "module \"site\" {\n  source = \"../../modules/site\"\n}\noutput \"text\" { value = module.site.text }\n";
    fs::write(example.join("main.tf"), main).unwrap();

    let into = tempfile::tempdir().unwrap();
    let copy = WorkingDirectory::copy(&Closure::read(&example).unwrap(), project.path(), into.path()).unwrap();
    let terraform = initialised(copy.path()).await;
    let applied = terraform.apply(&Apply::new()).await.unwrap();
    assert_eq!(applied.outputs.get::<String>("text").unwrap(), "hello world");
    assert_eq!(fs::read_dir(&example).unwrap().count(), 1);
}
