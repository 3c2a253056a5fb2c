//! What a shell takes from `terraproof.toml`.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use terraproof_local::gateway::{Behaviour, HostPattern};

use crate::Error;
use crate::configuration::Configuration;

/// The part of `terraproof.toml` that concerns the localhost cloud.
#[derive(Debug, Default)]
pub(crate) struct Settings {
    /// `[local] allow`: hosts that may be reached beside the registries.
    pub(crate) allow: Vec<HostPattern>,
    /// `[local.behaviour]`: what takes time in the gateway in the background, and what it limits.
    pub(crate) behaviour: Behaviour,
    /// `[terraform] binary`.
    pub(crate) binary: Option<PathBuf>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct File {
    local: Local,
    terraform: Terraform,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Local {
    allow: Vec<String>,
    behaviour: Behaviour,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Terraform {
    binary: Option<PathBuf>,
}

impl Settings {
    /// Reads the nearest file at or above the current directory; without one, nothing is set.
    pub(crate) fn read() -> Result<Self, Error> {
        let configuration = Configuration::nearest()?;
        Self::of(configuration.part()?, &configuration.path.unwrap_or_default())
    }

    fn of(file: File, path: &Path) -> Result<Self, Error> {
        let host =
            |host: String| host.parse().map_err(|source| Error::AllowedHost { path: path.to_owned(), host, source });
        let allow = file.local.allow.into_iter().map(host).collect::<Result<_, _>>()?;
        let beside = path.parent().unwrap_or(Path::new("/"));
        // A bare name is looked up in PATH, a path starts where the file is.
        let binary = file.terraform.binary.map(|binary| match binary.components().count() {
            1 => binary,
            _ => beside.join(binary),
        });
        Ok(Self { allow, behaviour: file.local.behaviour, binary })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Settings, Error> {
        let path = Path::new("/project/terraproof.toml");
        let wrong = |source: toml::de::Error| Error::Settings { path: path.to_owned(), source: source.into() };
        Settings::of(toml::from_str(text).map_err(wrong)?, path)
    }

    #[test]
    fn allowed_hosts_and_the_binary_are_read() {
        let text = "default = 'local'\n[local]\nallow = ['*.example.com']\n[terraform]\nbinary = 'bin/tofu'\n";
        let settings = parse(text).unwrap();
        assert_eq!(settings.allow[0].to_string(), "*.example.com");
        assert_eq!(settings.binary, Some("/project/bin/tofu".into()));
    }

    #[test]
    fn a_host_that_cannot_be_allowed_is_an_error_with_the_next_step() {
        let error = parse("[local]\nallow = ['*.amazonaws.com']").unwrap_err();
        assert!(error.to_string().contains("*.amazonaws.com"), "{error}");
        assert!(error.hint().is_some());
    }

    #[test]
    fn the_behaviour_of_the_localhost_cloud_is_read_and_a_misspelt_one_is_an_error() {
        let text = "[local.behaviour]\nnat_gateway_deleting = '20s'\nlimits.ec2 = { rate = 20.0, burst = 100 }\n";
        let behaviour = parse(text).unwrap().behaviour;
        assert_eq!(behaviour.nat_gateway_deleting.as_secs(), 20);
        assert_eq!(behaviour.limits["ec2"].burst, 100);
        assert!(parse("[local.behaviour]\nnat_gateway = '20s'").is_err());
    }
}
