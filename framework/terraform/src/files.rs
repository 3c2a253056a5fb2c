//! File operations whose errors carry the path.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Component, Path, PathBuf};

use crate::Error;

/// Turns an io error into one that says what was done to which path.
pub(crate) trait AtPath<T> {
    /// Names the action as a verb phrase (`read`, `link`) and the path.
    fn at(self, action: &'static str, path: &Path) -> Result<T, Error>;
}

impl<T> AtPath<T> for io::Result<T> {
    fn at(self, action: &'static str, path: &Path) -> Result<T, Error> {
        self.map_err(|source| Error::Io { action, path: path.to_owned(), source })
    }
}

/// Writes a file that only its owner can read: created with mode 0600 under another name, synced, then renamed into place.
pub(crate) fn write_private(path: &Path, contents: &[u8]) -> Result<(), Error> {
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file =
        tempfile::Builder::new().prefix(".terraproof-").tempfile_in(directory).at("create a file in", directory)?;
    file.write_all(contents).at("write", path)?;
    file.as_file().sync_all().at("sync", path)?;
    file.persist(path).map_err(|error| error.error).at("rename a file into", path)?;
    File::open(directory).and_then(|directory| directory.sync_all()).at("sync", directory)
}

/// Opens a file for appending that only its owner can read.
pub(crate) fn append_private(path: &Path) -> Result<File, Error> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).at("create", parent)?;
    }
    OpenOptions::new().create(true).append(true).mode(0o600).open(path).at("open", path)
}

/// Removes `.` and resolves `..` without looking at the file system.
pub(crate) fn normalized(path: &Path) -> PathBuf {
    let mut result = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if matches!(result.components().next_back(), Some(Component::Normal(_))) => {
                result.pop();
            }
            other => result.push(other),
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_private_file_is_readable_by_its_owner_only_and_replaces_what_was_there() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("variables.json");
        fs::write(&path, "old").unwrap();
        write_private(&path, b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
    }

    #[test]
    fn paths_are_normalized_without_leaving_a_relative_root() {
        assert_eq!(normalized(Path::new("examples/x/../../modules/y/./main.tf")), Path::new("modules/y/main.tf"));
        assert_eq!(normalized(Path::new("../a/../b")), Path::new("../b"));
    }
}
