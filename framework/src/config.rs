//! `terraproof.toml`: named sandboxes, and what passes into them.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use crate::{Error, nearest};

/// What `terraproof.toml` says; everything has a default, unknown keys are errors.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Config {
    /// The sandbox used unless `TERRAPROOF_SANDBOX` names another.
    default: String,
    sandbox: BTreeMap<String, Sandbox>,
    pub(crate) environment: Environment,
    pub(crate) local: Local,
    pub(crate) terraform: Terraform,
}

/// Where tests deploy to.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum Sandbox {
    /// The localhost cloud.
    Local {},
    /// A real account.
    Aws {
        account: String,
        #[serde(default)]
        role: Option<String>,
        #[serde(default)]
        profile: Option<String>,
        #[serde(default)]
        regions: Vec<String>,
    },
}

/// `[environment]`: what terraform may see of the environment outside.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Environment {
    /// Names of variables that pass; a `*` at the end stands for any rest.
    pub(crate) pass: Vec<String>,
}

/// `[local]`: what the localhost cloud lets through.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Local {
    /// Hosts that are tunnelled to; `*.example.org` allows every name below it.
    pub(crate) allow: Vec<String>,
}

/// `[terraform]`: which binary.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Terraform {
    pub(crate) binary: Option<std::path::PathBuf>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            default: "local".to_owned(),
            sandbox: BTreeMap::from([("local".to_owned(), Sandbox::Local {})]),
            environment: Environment::default(),
            local: Local::default(),
            terraform: Terraform::default(),
        }
    }
}

impl Config {
    /// Reads a file; one that is not there means the defaults.
    pub(crate) fn read(path: &Path) -> Result<Self, Error> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(source) => return Err(Error::io("read", path, source)),
        };
        Self::parse(&text).map_err(|source| {
            Error::configuration(format!("`{}` is not what it should be", path.display()))
                .with_hint("mend the line it names; keys that are not known are errors")
                .with_source(source)
        })
    }

    fn parse(text: &str) -> Result<Self, toml::de::Error> {
        let mut config: Self = toml::from_str(text)?;
        config.sandbox.entry("local".to_owned()).or_insert(Sandbox::Local {});
        Ok(config)
    }

    /// Returns the sandbox that `TERRAPROOF_SANDBOX` names, or the default one.
    pub(crate) fn chosen(&self, named: Option<&str>) -> Result<(String, Sandbox), Error> {
        let name = named.filter(|name| !name.is_empty()).unwrap_or(&self.default);
        if let Some(sandbox) = self.sandbox.get(name) {
            return Ok((name.to_owned(), sandbox.clone()));
        }
        let error = Error::configuration(format!("there is no sandbox `{name}` in terraproof.toml"));
        Err(match nearest::of(name, self.sandbox.keys().map(String::as_str)) {
            Some(near) => error.with_hint(format!("did you mean `{near}`?")),
            None => {
                let known: Vec<&str> = self.sandbox.keys().map(String::as_str).collect();
                error.with_hint(format!("there are: {}", known.join(", ")))
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_file_everything_is_local() {
        let config = Config::read(Path::new("/nowhere/terraproof.toml")).unwrap();
        assert_eq!(config.chosen(None).unwrap(), ("local".to_owned(), Sandbox::Local {}));
    }

    #[test]
    fn an_unknown_key_is_an_error_that_names_it() {
        let error = Config::parse("[local]\nalow = []").unwrap_err().to_string();
        assert!(error.contains("alow") && error.contains("allow"), "{error}");
    }

    #[test]
    fn an_account_of_the_real_cloud_is_read() {
        let config = Config::parse("[sandbox.staging]\nkind = \"aws\"\naccount = \"111122223333\"").unwrap();
        let (_, sandbox) = config.chosen(Some("staging")).unwrap();
        assert!(matches!(sandbox, Sandbox::Aws { account, .. } if account == "111122223333"));
    }

    #[test]
    fn an_unknown_sandbox_names_the_nearest() {
        let config = Config::parse("[sandbox.staging]\nkind = \"local\"").unwrap();
        assert_eq!(config.chosen(Some("stagin")).unwrap_err().hint(), Some("did you mean `staging`?"));
    }
}
