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
mod staging;
mod terraform;

use std::path::{Path, PathBuf};

pub use download::DownloadFailure;
pub use manifest::{ProviderVersion, Versions};
pub use progress::Progress;
pub(crate) use requirements::{digest, hexadecimal};

use crate::{Cache, Error};

/// Names an installed toolchain.
///
/// It is complete: a half-installed one is never seen under its name.
#[derive(Debug, Clone)]
pub struct Toolchain {
    directory: PathBuf,
    manifest: manifest::Manifest,
}

impl Toolchain {
    /// Finds the toolchain that this build needs, if it is installed.
    #[must_use]
    pub fn find(cache: &Cache) -> Option<Self> {
        manifest::find(&cache.toolchains()).map(|(directory, manifest)| Self { directory, manifest })
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

    /// Returns the directory that holds everything.
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
