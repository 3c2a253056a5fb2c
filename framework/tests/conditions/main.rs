//! Every line of `docs/conditions.md`, so that it compiles, and every condition in it, so that it is found.
#![cfg(feature = "full")]
#![allow(clippy::unwrap_used, clippy::allow_attributes, reason = "tests may panic, their helpers too")]
#![expect(dead_code, reason = "the lines are compiled and not run")]

mod machines;
mod probes;
mod services;

use std::fs;
use std::path::Path;

/// Takes a line that is only compiled.
fn compiles<T>(_line: &T) {}

fn page() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/conditions.md")).unwrap()
}

/// Joins what rustfmt broke.
fn without_blanks(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace()).collect::<String>().replace(",)", ")")
}

#[test]
fn every_line_of_the_page_is_compiled_here() {
    let page = page();
    let own = [include_str!("machines.rs"), include_str!("probes.rs"), include_str!("services.rs")].concat();
    let own = without_blanks(&own);
    let rows = page.lines().filter(|line| line.starts_with("| ") && line.contains('`'));
    let lines = rows.flat_map(|row| row.rsplit(" | ").next().unwrap().split('`').skip(1).step_by(2));
    let handles = page.lines().filter(|line| line.starts_with("let ")).map(|line| line.trim_end_matches(';'));
    let missing: Vec<_> = lines.chain(handles).filter(|line| !own.contains(&without_blanks(line))).collect();
    assert_eq!(missing, Vec::<&str>::new(), "put them into a file of `framework/tests/conditions`");
}

/// Lists the public functions below a folder that return what a wait takes.
fn conditions(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            conditions(&path, found);
            continue;
        }
        for function in fs::read_to_string(&path).unwrap().split("pub fn ").skip(1) {
            let signature = function.split('{').next().unwrap();
            if signature.contains("-> Check") {
                found.push(signature.split(['(', '<']).next().unwrap().to_owned());
            }
        }
    }
}

#[test]
fn every_condition_over_aws_is_on_the_page() {
    let (page, mut found) = (page(), Vec::new());
    conditions(&Path::new(env!("CARGO_MANIFEST_DIR")).join("aws/src"), &mut found);
    found.retain(|name| name != "map" && !page.contains(&format!(".{name}(")));
    assert_eq!(found, Vec::<String>::new(), "put them into `docs/conditions.md`");
}
