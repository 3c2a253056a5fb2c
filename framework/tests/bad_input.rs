//! What a wrong call gets: a sentence that says where, what, and what to do next.
#![allow(clippy::unwrap_used, clippy::allow_attributes, reason = "tests may panic, their helpers too")]

mod support;

use std::collections::BTreeMap;

use support::{fixture, left_in_ledger, run, words};
use terraproof::{Scope, TestResult};

/// Runs a body that has to fail and returns what a person reads.
fn refused<F>(name: &str, body: F) -> String
where
    F: for<'s> AsyncFnOnce(&'s Scope) -> TestResult + Send + 'static,
{
    let failure = run(name, body).unwrap_err();
    assert_eq!(left_in_ledger(name), 0);
    words(&failure)
}

#[test]
fn a_wrong_path_names_the_nearest_configuration() {
    let said = refused("wrong_path", async |t: &Scope| {
        t.stack("framework/tests/fixtures/orderd").apply().await?;
        Ok(())
    });
    assert!(said.contains("did you mean `framework/tests/fixtures/ordered`?"), "{said}");
}

#[test]
fn a_syntax_error_is_shown_with_file_and_line() {
    let said = refused("syntax", async |t: &Scope| {
        t.stack(fixture("broken")).apply().await?;
        Ok(())
    });
    assert!(said.contains("broken/main.tf` line "), "{said}");
}

#[test]
fn a_variable_that_is_not_declared_is_named() {
    let said = refused("undeclared", async |t: &Scope| {
        t.stack(fixture("refusing")).var("size", 1).var("sizes", 2).apply().await?;
        Ok(())
    });
    assert!(said.contains("`sizes`") && said.contains("did you mean `size`?"), "{said}");
}

#[test]
fn a_variable_of_the_wrong_type_is_named_in_terraforms_words() {
    let said = refused("wrong_type", async |t: &Scope| {
        t.stack(fixture("refusing")).var("size", vec!["a"]).apply().await?;
        Ok(())
    });
    assert!(said.contains("Invalid value for input variable") && said.contains("size"), "{said}");
}

#[test]
fn a_value_that_terraform_cannot_have_is_refused_before_anything_runs() {
    let said = refused("not_json", async |t: &Scope| {
        t.stack(fixture("refusing")).var("size", BTreeMap::from([((1, 2), 3)])).apply().await?;
        Ok(())
    });
    assert!(said.contains("the value of the variable `size` cannot be written as JSON"), "{said}");
}

#[test]
fn an_output_that_does_not_exist_lists_those_that_do() {
    let said = refused("no_output", async |t: &Scope| {
        let stack = t.stack(fixture("outputs")).apply().await?;
        stack.output::<String>("greting")?;
        Ok(())
    });
    assert!(said.contains("`greeting`, `password` and `ports`") && said.contains("did you mean `greeting`?"), "{said}");
}

#[test]
fn an_output_of_another_type_says_what_it_is_and_what_was_asked() {
    let said = refused("output_type", async |t: &Scope| {
        let stack = t.stack(fixture("outputs")).apply().await?;
        stack.output::<Vec<String>>("greeting")?;
        Ok(())
    });
    assert!(said.contains("`greeting`") && said.contains("it is a string"), "{said}");
}

#[test]
fn a_stack_name_used_twice_is_refused() {
    let said = refused("twice", async |t: &Scope| {
        t.stack(fixture("outputs")).apply().await?;
        t.stack(fixture("outputs")).apply().await?;
        Ok(())
    });
    assert!(said.contains("the stack `outputs` is there already") && said.contains("named"), "{said}");
}

#[test]
fn a_rejection_that_was_expected_passes_and_its_words_can_be_checked() {
    run("rejected", async |t: &Scope| {
        let rejection = t.stack(fixture("refusing")).var("size", -1).expect_rejected().await?;
        rejection.mentions("must be a positive number, not a number that is negative")?;
        Ok(())
    })
    .unwrap();
}

#[test]
fn a_configuration_that_was_accepted_instead_of_rejected_fails() {
    let said = refused("accepted", async |t: &Scope| {
        t.stack(fixture("refusing")).var("size", 1).expect_rejected().await?;
        Ok(())
    });
    assert!(said.starts_with("`refusing` was accepted"), "{said}");
}

#[test]
fn a_secret_is_in_no_file_of_the_report_and_in_no_error() {
    const SECRET: &str = "correct horse \"battery\" staple";
    let said = refused("secret", async |t: &Scope| {
        let stack = t.stack(fixture("outputs")).secret_var("password", SECRET).apply().await?;
        assert_eq!(stack.output::<String>("password")?, SECRET);
        t.note(format!("the password is {SECRET}"));
        stack.output::<u8>("password")?;
        Ok(())
    });
    assert!(!said.contains("battery"), "{said}");
    let report = said.lines().find_map(|line| line.strip_prefix("report: ")).unwrap();
    let mut files = Vec::new();
    for file in std::fs::read_dir(report).unwrap() {
        let path = file.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(!text.contains("battery"), "{text}");
        files.push(path.file_name().unwrap().to_string_lossy().into_owned());
    }
    files.sort();
    let expected = [
        "diagnostics.txt",
        "environment.outputs.txt",
        "events.jsonl",
        "failure.txt",
        "index.html",
        "plan.txt",
        "state.outputs.json",
        "terraform.outputs.log",
        "timeline.txt",
    ];
    assert_eq!(files, expected);
}

#[test]
fn a_terraform_that_is_not_terraform_is_refused() {
    let said = refused("not_terraform", async |t: &Scope| {
        t.stack(fixture("outputs")).binary("/bin/echo").apply().await?;
        Ok(())
    });
    assert!(said.contains("it is not terraform"), "{said}");
}
