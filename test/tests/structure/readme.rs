//! READMEs say what is true.

use std::fs;

use super::configuration::Configuration;
use super::tables;
use super::workspace::{modules_and_examples, read, root, shown};

#[test]
fn the_tables_of_every_readme_are_true() {
    for folder in modules_and_examples() {
        let path = folder.join("README.md");
        let readme = read(&path);
        let place = shown(&path);
        let fresh = tables::replaced_in(&readme, &tables::of(&Configuration::read(&folder)));
        let fresh = fresh.unwrap_or_else(|| panic!("`{place}` needs the lines\n{}{}", tables::BEGIN, tables::END));

        if fresh != readme && std::env::var_os("UPDATE").is_some() {
            fs::write(&path, &fresh).unwrap_or_else(|error| panic!("failed to write `{place}`: {error}"));
        } else {
            assert!(fresh == readme, "the tables of `{place}` are out of date: `just readme` writes them anew");
        }
    }
}

#[test]
fn every_readme_shows_how_to_use_the_folder() {
    for folder in modules_and_examples() {
        let readme = read(&folder.join("README.md"));
        let shows = readme.contains("```hcl\n") || readme.contains("```console\n") || readme.contains("```sh\n");
        assert!(shows, "`{}/README.md` needs a usage block", shown(&folder));
    }
}

#[test]
fn the_test_in_the_readme_is_one_that_runs() {
    let readme = read(&root().join("README.md"));
    let tests = read(&root().join("test/tests/static_site.rs"));

    let shown =
        readme.split("```rust").nth(1).and_then(|rest| rest.split("```").next()).expect("the README shows a test");

    let body =
        shown.split_once("#[terraproof::test]").map(|(_, body)| body).expect("the README's test has its attribute");
    assert!(tests.contains(body), "the test in README.md is not in test/tests/static_site.rs word for word");
}
