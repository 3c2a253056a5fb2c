//! A provider that a configuration requires.

use std::path::PathBuf;

/// Describes one place that requires a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequiredProvider {
    /// The complete source address, as in `registry.terraform.io/hashicorp/aws`.
    pub source: String,
    /// The version constraint, if there is one.
    pub constraint: Option<String>,
    /// The directory (or the lock file) that says so.
    pub declared_in: PathBuf,
}

impl RequiredProvider {
    /// Returns the address without the default host, as people write it: `hashicorp/aws`.
    #[must_use]
    pub fn short(&self) -> &str {
        short(&self.source)
    }
}

/// The hosts that a source without one means: Terraform's and OpenTofu's.
pub(crate) const DEFAULT_HOSTS: [&str; 2] = ["registry.terraform.io", "registry.opentofu.org"];

/// Drops a default host.
pub(crate) fn short(source: &str) -> &str {
    let without = |host: &&str| source.strip_prefix(*host)?.strip_prefix('/');
    DEFAULT_HOSTS.iter().find_map(without).unwrap_or(source)
}

/// Returns every address under which a provider of that source may be asked for.
pub(crate) fn addresses(source: &str) -> Vec<String> {
    let short = short(source);
    if short == source {
        return vec![source.to_owned()];
    }
    DEFAULT_HOSTS.iter().map(|host| format!("{host}/{short}")).collect()
}
