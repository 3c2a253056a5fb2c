//! What the command line says and refuses without a call.
use std::fs;
use std::path::Path;

use assert_cmd::Command;

use crate::common::said;

fn nuke(directory: &Path, arguments: &[&str]) -> (String, String, i32) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_terraproof"));
    command.arg("nuke").args(arguments).current_dir(directory).env("XDG_STATE_HOME", directory);
    for name in ["TERRAPROOF_ACCOUNT", "TERRAPROOF_SANDBOX"] {
        command.env_remove(name);
    }
    said(&mut command)
}

fn project(toml: &str) -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("terraproof.toml"), toml).unwrap();
    directory
}

#[test]
fn a_configuration_is_checked_without_a_call() {
    let right = project("[nuke.kind.s3-bucket]\nexclude = { name = '^keep-' }\n");
    assert_eq!(nuke(right.path(), &["check"]).2, 0);
    for (toml, part) in [
        ("[nuke]\nexclud = {}\n", "exclud"),
        ("[nuke.kind.s3-bucket]\nexclude = { nam = 'x' }\n", "nam"),
        ("[nuke.kind.s3-buckets]\n", "did you mean `s3-bucket`?"),
        ("[nuke]\nexclude = { name = '(' }\n", "regular expression"),
        ("[nuke]\ninclude = {}\n", "would match everything"),
        ("[sandbox.x]\nkind = 'aws'\n", "account"),
        ("[nuke]\nexclude = { region = 'eu-west1' }\n", "did you mean `eu-west-1`?"),
    ] {
        let wrong = project(toml);
        let (stdout, stderr, code) = nuke(wrong.path(), &["check"]);
        assert_eq!((code, stdout.as_str()), (1, ""), "{toml}");
        assert!(stderr.contains(part) && stderr.contains("next:"), "{toml}: {stderr}");
    }
}

#[test]
fn a_mistake_on_the_command_line_is_told_before_any_call() {
    let directory = project("[sandbox.staging]\nkind = 'aws'\naccount = '111122223333'\nregions = ['eu-west-1']\n");
    fs::write(directory.path().join("journal.jsonl"), "{\"record\":\"header\",\"version\":1}\n").unwrap();
    for (arguments, part) in [
        (&["plan", "--older-than", "soon"][..], "not a span of time"),
        (&["plan", "--name", "("], "regular expression"),
        (&["plan", "--tag", "=x"], "key=value"),
        (&["plan", "--sandbox", "stagin"], "did you mean `staging`?"),
        (&["plan", "--kind", "bucket"], "did you mean `s3-bucket`?"),
        (&["plan", "--concurrency", "0"], "from 1 on"),
        (&["plan", "--max-percent", "101"], "101"),
        (&["plan"], "terraproof up --print-env"),
        (&["explain", "vpc-1"], "`--sandbox staging`"),
        (&["plan", "--region", "eu-west1"], "did you mean `eu-west-1`?"),
        (&["plan", "--region", "us-east-1", "--sandbox", "staging"], "does not name the region `us-east-1`"),
        (&["plan", "--older-than", "0"], "not a span of time"),
        (&["plan", "--older-than", "-1d"], "no time at all"),
        (&["plan", "--deadline", "0s"], "no time at all"),
        (&["show", "no-such-plan.json"], "no-such-plan.json"),
        (&["show", "-"], "not read from standard input"),
        (&["show", "."], "it is a directory"),
        (&["show", "/dev/zero"], "it is a device"),
        (&["apply", "journal.jsonl", "--yes"], "it is the journal of an apply"),
        (&["apply", "no-such-plan.json", "--yes"], "no-such-plan.json"),
    ] {
        let (stdout, stderr, code) = nuke(directory.path(), arguments);
        assert_eq!((code, stdout.as_str()), (1, ""), "{arguments:?}: {stderr}");
        assert!(stderr.contains(part), "{arguments:?}: {stderr}");
    }
}

#[test]
fn nothing_is_deleted_without_anybody_who_confirms() {
    let directory = project("");
    let (_, stderr, code) = nuke(directory.path(), &["run"]);
    assert_eq!(code, 6, "{stderr}");
    assert!(stderr.contains("there is no terminal to ask on") && stderr.contains("--yes"), "{stderr}");
}

#[test]
fn the_kinds_are_listed_with_what_is_known_of_each() {
    let directory = project("");
    let (stdout, _, code) = nuke(directory.path(), &["kinds", "--json"]);
    let document: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    let kinds = document["kinds"].as_array().unwrap();
    let vpc = kinds.iter().find(|kind| kind["kind"] == "ec2-vpc").unwrap();
    assert_eq!((code, &vpc["age"], &vpc["tags"]), (0, &false.into(), &true.into()));
}

#[test]
fn a_file_of_another_tool_is_imported_as_a_configuration_that_checks() {
    let directory = project("");
    fs::write(directory.path().join("nuke.yaml"), "s3: { exclude: { names_regex: ['^keep-'] } }\n").unwrap();
    let (stdout, stderr, code) = nuke(directory.path(), &["import", "--from", "cloud-nuke", "nuke.yaml"]);
    assert_eq!(code, 0, "{stderr}");
    let imported = project(&stdout);
    assert_eq!(nuke(imported.path(), &["check"]).2, 0, "{stdout}");
}

#[test]
fn a_program_that_asks_for_json_gets_json_of_what_went_wrong_too() {
    let directory = project("");
    for (arguments, code) in [
        (&["plan", "--sandbox", "nosuch"][..], 1),
        (&["explain", "vpc-1"], 1),
        (&["show", "no-such-plan.json"], 1),
        (&["apply", "no-such-plan.json"], 1),
        (&["run"], 6),
    ] {
        let (stdout, stderr, ended) = nuke(directory.path(), &[arguments, &["--json"]].concat());
        let document: serde_json::Value = serde_json::from_str(&stdout).unwrap();
        assert_eq!((ended, &document["exit_code"]), (code, &code.into()), "{arguments:?}: {stdout}");
        assert!(stderr.contains(document["error"].as_str().unwrap()), "{stderr}");
    }
}
