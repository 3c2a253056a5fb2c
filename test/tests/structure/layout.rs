//! Which folder needs what.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::configuration::Configuration;
use super::workspace::{examples, files_below, modules, modules_and_examples, name_of, read, root, shown};

/// Words that a configuration under test must not need.
const TRACES_OF_TESTING: [&str; 8] = [
    "127.0.0.1",
    "endpoints {",
    "force_path_style",
    "localhost",
    "moto",
    "skip_credentials_validation",
    "skip_requesting_account_id",
    "terraproof",
];

#[test]
fn every_example_has_a_test_file() {
    for example in examples() {
        let test = test_file_of(&example);
        assert!(test.is_file(), "`{}` has no tests: add `{}`", shown(&example), shown(&test));
    }
}

#[test]
fn every_test_file_is_named_after_an_example() {
    let expected: BTreeSet<PathBuf> = examples().iter().map(|example| test_file_of(example)).collect();
    let tests = root().join("test/tests");
    for file in files_below(&tests, "rs").into_iter().filter(|file| file.parent() == Some(&tests)) {
        assert!(expected.contains(&file), "`{}` tests no folder of `examples/`: rename it after one", shown(&file));
    }
}

#[test]
fn every_module_has_an_example() {
    let used: BTreeSet<PathBuf> = examples().iter().flat_map(|example| modules_used_by(example)).collect();
    for module in modules() {
        assert!(used.contains(&module), "no example uses `{0}`: add `examples/{1}`", shown(&module), name_of(&module));
    }
}

#[test]
fn every_module_and_example_has_the_usual_files() {
    for folder in modules_and_examples() {
        for file in ["README.md", "main.tf", "outputs.tf", "variables.tf", "versions.tf"] {
            assert!(folder.join(file).is_file(), "`{}` lacks `{file}`", shown(&folder));
        }
    }
}

#[test]
fn no_module_configures_a_provider() {
    for file in modules().iter().flat_map(|module| files_below(module, "tf")) {
        let configures = read(&file).lines().any(|line| line.trim_start().starts_with("provider \""));
        assert!(!configures, "`{}` has a provider block: it belongs to the caller", shown(&file));
    }
}

#[test]
fn no_configuration_knows_that_it_is_tested() {
    for file in modules_and_examples().iter().flat_map(|folder| files_below(folder, "tf")) {
        let content = read(&file).to_lowercase();
        for word in TRACES_OF_TESTING {
            assert!(!content.contains(word), "`{}` says `{word}`: the sandbox is the test's affair", shown(&file));
        }
    }
}

fn test_file_of(example: &Path) -> PathBuf {
    root().join("test/tests").join(name_of(example).replace('-', "_")).with_extension("rs")
}

/// Lists the folders of `modules/` that an example names as a source.
fn modules_used_by(example: &Path) -> Vec<PathBuf> {
    let sources = Configuration::read(example).sources;
    let local = sources.iter().filter(|source| source.starts_with("../"));
    local.filter_map(|source| example.join(source).canonicalize().ok()).map(relative_to_root).collect()
}

/// Writes a canonical path the way [`root`] does, which may go through a link.
fn relative_to_root(path: PathBuf) -> PathBuf {
    let canonical_root = root().canonicalize().expect("the root is there");
    path.strip_prefix(canonical_root).map(|rest| root().join(rest)).unwrap_or(path)
}
