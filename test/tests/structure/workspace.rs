//! Where the repository's modules, examples and tests are.

use std::fs;
use std::path::{Path, PathBuf};

/// Returns the root of the repository.
pub(crate) fn root() -> PathBuf {
    let test = Path::new(env!("CARGO_MANIFEST_DIR"));
    test.parent().expect("the crate lies in the repository").to_owned()
}

/// Lists the folders of `modules/`.
pub(crate) fn modules() -> Vec<PathBuf> {
    folders_of("modules")
}

/// Lists the folders of `examples/`.
pub(crate) fn examples() -> Vec<PathBuf> {
    folders_of("examples")
}

/// Lists the folders of `modules/` and of `examples/`.
pub(crate) fn modules_and_examples() -> Vec<PathBuf> {
    [modules(), examples()].concat()
}

/// Lists the files below a folder that end in an extension; what git ignores is left out.
pub(crate) fn files_below(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let walk = ignore::WalkBuilder::new(folder).require_git(false).build();
    let paths = walk.map(|entry| entry.expect("the folder is readable").into_path());
    let mut files: Vec<PathBuf> =
        paths.filter(|path| path.extension().is_some_and(|found| found == extension)).collect();
    files.sort();
    files
}

/// Shows a path relative to the root.
pub(crate) fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

/// Returns the last part of a path.
pub(crate) fn name_of(path: &Path) -> &str {
    path.file_name().and_then(|name| name.to_str()).expect("names are UTF-8")
}

/// Reads a file, or says which one cannot be read.
pub(crate) fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("failed to read `{}`: {error}", shown(path)))
}

fn folders_of(parent: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join(parent)).expect("the folder is there");
    let paths = entries.map(|entry| entry.expect("the folder is readable").path());
    let mut folders: Vec<PathBuf> = paths.filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}
