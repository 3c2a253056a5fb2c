//! Python with moto, Terraform, and a mirror of the AWS provider, installed once for this user.

mod download;
mod environment;
mod install;
mod leash;
mod manifest;
mod pip;
mod progress;
mod provider;
mod python;
mod requirements;
mod shelf;
mod staging;
mod terraform;
mod users;

use std::path::{Path, PathBuf};
use std::time::SystemTime;

pub use download::DownloadFailure;
pub use manifest::{ProviderVersion, Versions};
pub use progress::Progress;
pub use python::Python;
pub(crate) use requirements::{digest, hexadecimal};

use crate::{Cache, Error};

/// Names an installed toolchain.
///
/// It is complete: a half-installed one is never seen under its name, and nothing in it is written again. One that was not used for 30 days
/// is removed when another one is installed.
#[derive(Debug, Clone)]
pub struct Toolchain {
    directory: PathBuf,
    manifest: manifest::Manifest,
}

impl Toolchain {
    /// Finds the toolchain that this build needs, if it is installed, and notes that it is used.
    #[must_use]
    pub fn find(cache: &Cache) -> Option<Self> {
        let (directory, manifest) = manifest::find(&cache.toolchains())?;
        shelf::note_use(&directory, SystemTime::now());
        Some(Self { directory, manifest })
    }

    /// Finds the Python that an installation takes: what `TERRAPROOF_PYTHON` names and nothing else, otherwise the first on PATH that will do.
    ///
    /// # Errors
    /// None will do; [`Error::NoPython`] lists what was tried, and why each was refused.
    pub async fn find_python() -> Result<Python, Error> {
        Python::find().await
    }

    /// Finds the toolchain that this build needs, or installs it.
    ///
    /// One process installs, others wait for it. An installation that is interrupted, even by SIGKILL, is continued by the next call: what
    /// was downloaded completely is kept.
    ///
    /// # Errors
    /// There is no usable Python, the package index cannot be reached, what it sent is not what it should be, or the cache cannot be written.
    pub async fn install(cache: &Cache, progress: Progress) -> Result<Self, Error> {
        match Self::find(cache) {
            Some(toolchain) => Ok(toolchain),
            None => install::install(cache, progress).await,
        }
    }

    /// Returns the directory that holds everything, by the path it was installed as.
    #[must_use]
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// Returns the `terraform` command; `None` where the platform has no embedded one.
    #[must_use]
    pub fn terraform(&self) -> Option<&Path> {
        self.manifest.terraform.as_deref()
    }

    /// Returns the unpacked provider mirror, laid out as `HOST/NAMESPACE/NAME/VERSION/OS_ARCH/`; `None` where the platform has none.
    #[must_use]
    pub fn mirror(&self) -> Option<&Path> {
        self.manifest.mirror.as_deref()
    }

    /// Returns the Python interpreter that has moto.
    #[must_use]
    pub fn python(&self) -> &Path {
        &self.manifest.python
    }

    /// Returns what was installed.
    #[must_use]
    pub fn versions(&self) -> &Versions {
        &self.manifest.versions
    }
}
