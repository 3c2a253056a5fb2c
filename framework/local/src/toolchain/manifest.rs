//! The file that says what a toolchain directory holds, and that it is complete.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::requirements;
use crate::{Error, files};

pub(super) const FILE: &str = "manifest.json";

/// The interpreter, below the directory.
pub(super) const PYTHON: &str = "python/bin/python";

/// Lists the versions of what a toolchain holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Versions {
    /// The Python interpreter, such as `3.12.1`.
    pub python: String,
    /// moto, which plays AWS.
    pub moto: String,
    /// The embedded Terraform, where there is one.
    pub terraform: Option<String>,
    /// What the mirror holds.
    pub providers: Vec<ProviderVersion>,
}

/// Names a provider of the mirror.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderVersion {
    /// Its source address, such as `hashicorp/aws`.
    pub source: String,
    /// Its version.
    pub version: String,
}

/// Describes one installed toolchain. It is the last file written before the directory gets its name.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Manifest {
    pub(super) digest: String,
    pub(super) python: PathBuf,
    pub(super) terraform: Option<PathBuf>,
    pub(super) mirror: Option<PathBuf>,
    pub(super) versions: Versions,
    /// Files that must be there with exactly this size, relative to the directory.
    pub(super) files: Vec<(PathBuf, u64)>,
}

impl Manifest {
    pub(super) fn write(&self, directory: &Path) -> Result<(), Error> {
        let text = serde_json::to_vec_pretty(self).map_err(|error| Error::io("describe", directory, error.into()))?;
        files::write(&directory.join(FILE), &text, 0o644)
    }

    fn read(directory: &Path) -> Option<Self> {
        serde_json::from_str(&files::read(&directory.join(FILE)).ok()??).ok()
    }

    /// Returns the directory as which it was installed: commands and scripts in it name their files by this path.
    fn root(&self) -> Option<&Path> {
        let root = self.python.ancestors().nth(Path::new(PYTHON).components().count())?;
        (root.is_absolute() && self.python.ends_with(PYTHON)).then_some(root)
    }

    /// Tells whether it was installed as this directory, by whatever path that is reached.
    fn is_at(&self, directory: &Path) -> bool {
        let identity = |path: &Path| path.metadata().ok().map(|it| (it.dev(), it.ino()));
        self.root().and_then(identity).is_some_and(|root| identity(directory) == Some(root))
    }

    /// Tells whether all that it names is there: somebody may have cleaned up, or removed the Python below it.
    fn is_whole(&self) -> bool {
        let Some(root) = self.root() else { return false };
        let has_size = |(path, size): &(PathBuf, u64)| fs::metadata(root.join(path)).is_ok_and(|it| it.len() == *size);
        let mut commands = std::iter::once(&self.python).chain(&self.terraform);
        commands.all(|path| path.is_file()) && self.files.iter().all(has_size)
    }
}

/// Finds a complete toolchain of the digest that this build needs; with several Pythons the one that `current` names, else the newest.
///
/// Returns the directory as which it was installed, which may be another path to the one that was looked into.
pub(super) fn find(toolchains: &Path) -> Option<(PathBuf, Manifest)> {
    let digest = requirements::digest();
    let current = fs::read_link(toolchains.join("current")).ok().map(|target| toolchains.join(target));
    let mut found: Vec<PathBuf> = fs::read_dir(toolchains).ok()?.flatten().map(|entry| entry.path()).collect();
    found.retain(|path| path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with(&digest)));
    found.sort();
    let candidates = current.into_iter().chain(found.into_iter().rev());
    candidates.into_iter().find_map(|directory| {
        let manifest = Manifest::read(&directory)?;
        let fits = manifest.digest == digest && manifest.is_at(&directory) && manifest.is_whole();
        fits.then(|| (manifest.root().map_or(directory, Path::to_owned), manifest))
    })
}

/// Tells whether a directory holds what was a toolchain installed right there, and is none any more.
pub(super) fn is_broken(directory: &Path) -> bool {
    directory.is_dir()
        && Manifest::read(directory).is_none_or(|manifest| manifest.is_at(directory) && !manifest.is_whole())
}

#[cfg(test)]
pub(super) mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    /// Makes something that passes for a toolchain of this build which was installed as `root`.
    pub(in crate::toolchain) fn install(directory: &Path, root: &Path) {
        fs::create_dir_all(directory.join("python/bin")).unwrap();
        fs::write(directory.join(PYTHON), "").unwrap();
        let versions = Versions { python: String::new(), moto: String::new(), terraform: None, providers: Vec::new() };
        let (digest, python) = (requirements::digest(), root.join(PYTHON));
        let manifest = Manifest { digest, python, terraform: None, mirror: None, versions, files: Vec::new() };
        manifest.write(directory).unwrap();
    }

    fn name() -> String {
        format!("{}-cp312", requirements::digest())
    }

    #[test]
    fn a_toolchain_is_found_by_any_path_and_named_as_it_was_installed() {
        let directory = tempfile::tempdir().unwrap();
        let [real, link] = ["real", "link"].map(|name| directory.path().join(name));
        let root = real.join(name());
        install(&root, &root);
        symlink(&real, &link).unwrap();
        assert_eq!(find(&link).unwrap().0, root);
        assert!(!is_broken(&link.join(name())));

        // Installed through the link, found by the real path.
        install(&root, &link.join(name()));
        assert_eq!(find(&real).unwrap().0, link.join(name()));
        assert!(!is_broken(&root));
    }

    #[test]
    fn a_toolchain_that_was_moved_is_not_found_but_not_called_broken() {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path().join(name());
        install(&root, Path::new("/elsewhere/toolchain/x"));
        assert!(find(directory.path()).is_none());
        assert!(!is_broken(&root));
    }

    #[test]
    fn a_toolchain_that_lost_a_file_or_its_manifest_is_broken() {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path().join(name());
        install(&root, &root);
        fs::remove_file(root.join(PYTHON)).unwrap();
        assert!(find(directory.path()).is_none() && is_broken(&root));
        fs::remove_file(root.join(FILE)).unwrap();
        assert!(is_broken(&root) && !is_broken(&directory.path().join("nothing")));
    }
}
