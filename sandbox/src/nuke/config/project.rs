//! The `terraproof.toml` in use.

use std::path::PathBuf;

use sha2::{Digest as _, Sha256};
use terraproof::{Config, Sandbox};

use super::file::File;
use super::{Nuke, check, regions};
use crate::Error;
use crate::configuration::Configuration;
use crate::nuke::select::Flags;

/// Holds what the nearest `terraproof.toml` says, checked.
#[derive(Debug)]
pub(crate) struct Project {
    /// Where it is; without one, the defaults hold.
    pub(crate) path: Option<PathBuf>,
    pub(crate) config: Config,
    pub(crate) nuke: Nuke,
}

impl Project {
    /// Reads the nearest file at or above the current directory.
    pub(crate) fn read() -> Result<Self, Error> {
        Self::of(Configuration::nearest()?)
    }

    fn of(configuration: Configuration) -> Result<Self, Error> {
        let nuke = configuration.part::<File>()?.nuke;
        let Configuration { path, config, .. } = configuration;
        Ok(Self { path, config, nuke })
    }

    /// Refuses kinds and regions, of the file and of the command line, that there are not.
    pub(crate) fn check(&self, flags: &Flags) -> Result<(), Error> {
        check::kinds(&self.nuke, flags)?;
        regions::regions(&self.config, &self.nuke, flags)
    }

    /// Returns the digest of everything that a plan for a sandbox depends on.
    pub(crate) fn digest(&self, sandbox: &Sandbox) -> String {
        let written = serde_json::json!([sandbox, self.nuke]).to_string();
        let digest = Sha256::digest(written.as_bytes());
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project(text: &str) -> Result<Project, Error> {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("terraproof.toml");
        std::fs::write(&path, text).unwrap();
        Project::of(Configuration::of(Some(path))?)
    }

    #[test]
    fn a_plan_depends_on_the_filters_and_not_on_how_they_are_spelt() {
        let digest = |text| {
            let project = project(text).unwrap();
            project.digest(&project.config.sandboxes()["local"])
        };
        let short = digest("[nuke]\nexclude = { name = 'x' }");
        assert_eq!(short, digest("# a comment\n[[nuke.exclude]]\nname = ['x']"));
        assert_ne!(short, digest("[nuke]\nexclude = { name = 'y' }"));
    }

    #[test]
    fn an_unknown_key_outside_of_nuke_is_an_error_as_well() {
        assert!(project("[nukes]\n").is_err());
    }
}
