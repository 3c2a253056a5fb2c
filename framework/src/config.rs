//! `terraproof.toml`: named sandboxes, and what passes into them.

use std::collections::BTreeMap;
use std::path::Path;

use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use crate::{Error, nearest};

/// Holds what `terraproof.toml` says; everything has a default, unknown keys are errors.
///
/// ```
/// use std::path::Path;
///
/// let config = terraproof::Config::read(Path::new("/nowhere/terraproof.toml"))?;
/// assert!(config.sandboxes().contains_key("local"));
/// # Ok::<(), terraproof::Error>(())
/// ```
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The sandbox used unless `TERRAPROOF_SANDBOX` names another.
    default: String,
    sandbox: BTreeMap<String, Sandbox>,
    pub(crate) environment: Environment,
    pub(crate) local: Local,
    pub(crate) terraform: Terraform,
    /// What `terraproof nuke` may delete; that command checks what is in it.
    nuke: IgnoredAny,
}

/// Says where tests deploy to, and what the command keeps clean.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Sandbox {
    /// The localhost cloud.
    Local {
        /// The account that the command works on; without one, that of `terraproof up --print-env`. Tests open their own.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        account: Option<String>,
    },
    /// A real account.
    Aws {
        /// Its 12 digits, which STS has to confirm.
        account: String,
        /// The role to assume.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        role: Option<String>,
        /// The profile of the AWS configuration file; without one, the default chain of credentials.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        profile: Option<String>,
        /// The regions in use; none means every enabled one.
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
    /// What takes time in the gateway of `terraproof up`, which checks what is in it; a test has a gateway of its own.
    behaviour: IgnoredAny,
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
            sandbox: BTreeMap::from([("local".to_owned(), Sandbox::LOCAL)]),
            environment: Environment::default(),
            local: Local::default(),
            terraform: Terraform::default(),
            nuke: IgnoredAny,
        }
    }
}

impl Sandbox {
    const LOCAL: Self = Self::Local { account: None };
}

impl Config {
    /// Returns the sandboxes by name; `local` is always among them.
    #[must_use]
    pub fn sandboxes(&self) -> &BTreeMap<String, Sandbox> {
        &self.sandbox
    }

    /// Reads a file; one that is not there means the defaults.
    ///
    /// # Errors
    /// Fails when the file cannot be read, is not TOML, or has a key that is not known; the error names the line.
    pub fn read(path: &Path) -> Result<Self, Error> {
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
        config.sandbox.entry("local".to_owned()).or_insert(Sandbox::LOCAL);
        Ok(config)
    }

    /// Returns the named sandbox with its name, or the default one.
    ///
    /// # Errors
    /// Fails when there is none of that name; the hint names the nearest.
    pub fn chosen(&self, named: Option<&str>) -> Result<(String, Sandbox), Error> {
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
        assert_eq!(config.chosen(None).unwrap(), ("local".to_owned(), Sandbox::LOCAL));
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
    fn what_nuke_may_delete_is_left_to_the_command() {
        assert!(Config::parse("[nuke.kind.s3-bucket]\nexclude = { name = \"^keep-\" }").is_ok());
    }

    #[test]
    fn an_unknown_sandbox_names_the_nearest() {
        let config = Config::parse("[sandbox.staging]\nkind = \"local\"").unwrap();
        assert_eq!(config.chosen(Some("stagin")).unwrap_err().hint(), Some("did you mean `staging`?"));
    }
}
