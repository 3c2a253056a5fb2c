//! What is known of a configuration before anything runs.
use std::fs;
use std::path::Path;

use terraproof_terraform::{Closure, Error, Variables};

mod common;
use common::configuration;

#[test]
fn local_modules_are_followed_and_each_directory_is_read_once() {
    let project = tempfile::tempdir().unwrap();
    let files = [
        (
            "root/main.tf",
            "module \"a\" { source = \"../a\" }\nmodule \"b\" { source = \"./b\" }\nresource \"random_pet\" \"x\" {}",
        ),
        (
            "a/main.tf",
            "module \"b\" { source = \"../root/b\" }\nterraform {\n required_providers {\n aws = {\n source = \"hashicorp/aws\"\n version = \">= 3.38\"\n }\n }\n}",
        ),
        ("root/b/main.tf.json", "{\"resource\": {\"terraform_data\": {\"x\": {}}}}"),
        ("root/.terraform.lock.hcl", "provider \"registry.terraform.io/hashicorp/aws\" {\n version = \"3.39.0\"\n}"),
    ];
    for (path, text) in files {
        fs::create_dir_all(project.path().join(path).parent().unwrap()).unwrap();
        fs::write(project.path().join(path), text).unwrap();
    }
    let closure = Closure::read(&project.path().join("root")).unwrap();
    let names: Vec<_> = closure.directories().iter().map(|path| path.file_name().unwrap().to_str().unwrap()).collect();
    assert_eq!(names, ["root", "a", "b"]);
    let required: Vec<_> = closure
        .required_providers()
        .iter()
        .map(|provider| (provider.short(), provider.constraint.as_deref()))
        .collect();
    assert_eq!(
        required,
        [("hashicorp/random", None), ("hashicorp/aws", Some(">= 3.38")), ("hashicorp/aws", Some("= 3.39.0"))]
    );
    assert!(!closure.has_remote_modules());
}

#[test]
fn a_directory_that_is_not_there_suggests_the_nearest() {
    let project = tempfile::tempdir().unwrap();
    fs::create_dir_all(project.path().join("examples/static-site")).unwrap();
    let error = Closure::read(&project.path().join("examples/statc-site")).unwrap_err();
    let nearest = project.path().join("examples/static-site");
    assert_eq!(error.hint(), Some(format!("did you mean `{}`?", nearest.display())));
}

#[test]
fn a_directory_without_configuration_is_an_error() {
    let directory = tempfile::tempdir().unwrap();
    assert!(matches!(Closure::read(directory.path()), Err(Error::NoConfiguration { .. })));
}

#[test]
fn a_syntax_error_names_file_line_and_column() {
    let directory = configuration("resource \"a_b\" \"c\" {\n  bucket =\n}\n");
    let error = Closure::read(directory.path()).unwrap_err().to_string();
    assert!(error.contains("main.tf` line 2, column ") && !error.contains('\n'), "{error}");
}

#[test]
fn a_module_that_is_not_there_names_its_caller() {
    let directory = configuration("module \"site\" { source = \"./nowhere\" }");
    let error = Closure::read(directory.path()).unwrap_err().to_string();
    assert!(error.contains("the module `site`") && error.contains("`./nowhere`"), "{error}");
}

#[test]
fn a_module_that_calls_itself_is_read_once() {
    let directory = configuration("module \"me\" { source = \"./.\" }");
    assert_eq!(Closure::read(directory.path()).unwrap().directories().len(), 1);
}

#[test]
fn an_undeclared_variable_is_named_and_the_nearest_suggested() {
    let directory = configuration("variable \"index_html\" {}\nvariable \"name\" {}");
    let closure = Closure::read(directory.path()).unwrap();
    let mut variables = Variables::new();
    closure.check_variables(variables.set("name", "x")).unwrap();
    let error = closure.check_variables(variables.set("index_htm", "x")).unwrap_err();
    assert!(error.to_string().starts_with("set the variable `index_htm`: "), "{error}");
    assert_eq!(error.hint().unwrap(), "did you mean `index_html`?");
}

#[test]
fn real_world_syntax_is_read() {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/syntax.tf")).unwrap();
    let closure = Closure::read(configuration(&text).path()).unwrap();
    assert_eq!(closure.outputs().len(), 2);
}
