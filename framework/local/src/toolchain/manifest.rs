//! The file that says what a toolchain directory holds, and that it is complete.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::requirements;
use crate::{Error, files};

pub(super) const FILE: &str = "manifest.json";

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

    /// Tells whether all that it names is there: somebody may have cleaned up, moved the cache, or removed the Python below it.
    fn holds(&self, directory: &Path) -> bool {
        let commands = std::iter::once(&self.python).chain(&self.terraform);
        self.python.starts_with(directory)
            && commands.into_iter().all(|path| path.is_file())
            && self
                .files
                .iter()
                .all(|(path, size)| fs::metadata(directory.join(path)).is_ok_and(|metadata| metadata.len() == *size))
    }
}

/// Finds a complete toolchain of the digest that this build needs; with several Pythons the one that `current` names, else the newest.
pub(super) fn find(toolchains: &Path) -> Option<(PathBuf, Manifest)> {
    let digest = requirements::digest();
    let current = fs::read_link(toolchains.join("current")).ok().map(|target| toolchains.join(target));
    let mut found: Vec<PathBuf> = fs::read_dir(toolchains).ok()?.flatten().map(|entry| entry.path()).collect();
    found.retain(|path| path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with(&digest)));
    found.sort();
    let candidates = current.into_iter().chain(found.into_iter().rev());
    candidates.into_iter().find_map(|directory| {
        let manifest = Manifest::read(&directory)?;
        (manifest.digest == digest && manifest.holds(&directory)).then_some((directory, manifest))
    })
}
