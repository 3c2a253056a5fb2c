//! The CLI configuration file that sends each provider to its place.

use std::fmt::Write;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::files::{AtPath, write_private};
use crate::nearest::listed;
use crate::providers::required::{addresses, short};
use crate::providers::{ProviderOrigin, ProviderSources, Unavailable};
use crate::{Error, Product};

/// Holds the decision which provider comes from where, as a CLI configuration.
///
/// With both a mirror and the registry allowed for one provider, an unreachable registry fails `init`: so each has exactly one place.
/// <https://developer.hashicorp.com/terraform/cli/config/config-file#provider-installation>
#[derive(Debug, Clone)]
pub struct CliConfig {
    sources: ProviderSources,
    origins: Vec<ProviderOrigin>,
    product: Product,
}

impl CliConfig {
    pub(crate) fn new(sources: ProviderSources, origins: Vec<ProviderOrigin>, product: Product) -> Self {
        Self { sources, origins, product }
    }

    /// Returns where each provider comes from, in order of the source addresses.
    #[must_use]
    pub fn origins(&self) -> &[ProviderOrigin] {
        &self.origins
    }

    /// Tells whether a provider has to come from the registry.
    #[must_use]
    pub fn needs_registry(&self) -> bool {
        self.origins.iter().any(|origin| origin.mirrored.is_none())
    }

    /// Returns the directory in which `init` keeps what the registry served, when it is used.
    pub(crate) fn plugin_cache(&self) -> Option<&Path> {
        self.sources.plugin_cache.as_deref().filter(|_| self.needs_registry())
    }

    /// Says what to do when there is no network and the mirror does not satisfy a constraint; `None` when the mirror serves all.
    #[must_use]
    pub fn offline_hint(&self) -> Option<String> {
        let missing = self.origins.iter().find(|origin| origin.mirrored.is_none())?;
        let provider = short(&missing.source);
        Some(match missing.held.as_slice() {
            [] => format!("allow the network: the mirror does not hold `{provider}`"),
            held => format!(
                "change the constraint of `{provider}` to one that {} satisfies, or allow the network",
                versions(held)
            ),
        })
    }

    /// Writes the file, and beside it, for OpenTofu, a view of the mirror under the host that is asked for.
    ///
    /// # Errors
    /// When something cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), Error> {
        if let Some(cache) = self.plugin_cache() {
            fs::create_dir_all(cache).at("create", cache)?;
        }
        let view = path.with_extension("mirror");
        let mut mirrors = vec![self.sources.mirror.clone().unwrap_or_default()];
        if self.make_view(&view)? {
            mirrors = vec![view];
        }
        write_private(path, self.text(&mirrors).as_bytes())
    }

    fn text(&self, mirrors: &[PathBuf]) -> String {
        let mut text = String::from("disable_checkpoint = true\n");
        if let Some(cache) = self.plugin_cache() {
            writeln!(text, "plugin_cache_dir = {}", quoted(&cache.display().to_string())).ok();
            // Without it, a configuration that brings no lock file downloads everything again.
            text.push_str("plugin_cache_may_break_dependency_lock_file = true\n");
        }
        let mirrored = self.origins.iter().filter(|origin| origin.mirrored.is_some());
        let patterns: Vec<String> =
            mirrored.flat_map(|origin| addresses(&origin.source)).map(|address| quoted(&address)).collect();
        let patterns = patterns.join(", ");
        text.push_str("provider_installation {\n");
        for mirror in mirrors.iter().filter(|_| !patterns.is_empty()) {
            let mirror = quoted(&mirror.display().to_string());
            writeln!(text, "  filesystem_mirror {{\n    path    = {mirror}\n    include = [{patterns}]\n  }}").ok();
        }
        writeln!(text, "  direct {{\n    exclude = [{patterns}]\n  }}\n}}").ok();
        text
    }

    /// Makes links `HOST/NAMESPACE/NAME` for what the mirror holds under another host than the product asks for.
    fn make_view(&self, view: &Path) -> Result<bool, Error> {
        let Some(mirror) = &self.sources.mirror else { return Ok(false) };
        let asked = |origin: &ProviderOrigin| match self.product {
            Product::Tofu if short(&origin.source) != origin.source => {
                format!("registry.opentofu.org/{}", short(&origin.source))
            }
            _ => origin.source.clone(),
        };
        let held = self.origins.iter().filter_map(|origin| Some((asked(origin), origin.address.clone()?)));
        let held: Vec<(String, String)> = held.collect();
        if held.iter().all(|(asked, address)| asked == address) {
            return Ok(false);
        }
        if view.exists() {
            fs::remove_dir_all(view).at("remove", view)?;
        }
        for (asked, address) in held {
            let link = view.join(asked);
            if let Some(parent) = link.parent() {
                fs::create_dir_all(parent).at("create", parent)?;
            }
            symlink(mirror.join(address), &link).at("link", &link)?;
        }
        Ok(true)
    }

    /// Turns a failed `init` into an error about the provider that neither place had.
    pub(crate) fn explain(&self, failure: Failure) -> Error {
        let blamed = |origin: &&ProviderOrigin| {
            origin.mirrored.is_none() && failure.errors().any(|error| about(&error.text(), short(&origin.source)))
        };
        let Some(origin) = self.origins.iter().find(blamed) else { return Error::Failed(Box::new(failure)) };
        if failure.stopped.is_some() || failure.transient().is_some() {
            return Error::Failed(Box::new(failure));
        }
        let provider = short(&origin.source).to_owned();
        let said = failure
            .errors()
            .find(|error| about(&error.text(), &provider))
            .map(|error| error.detail.clone())
            .unwrap_or_default();
        Error::ProviderUnavailable(Box::new(Unavailable {
            constraint: origin.constraint.clone(),
            held: self.sources.mirror.as_ref().map(|_| origin.held.iter().map(ToString::to_string).collect()),
            registry: said.lines().next().unwrap_or_default().to_owned(),
            failure,
            provider,
        }))
    }
}

/// Whether a message is about installing a provider; a message is wrapped, and a name may be a part of another.
fn about(message: &str, provider: &str) -> bool {
    let names = |c: char| c.is_ascii_alphanumeric() || "/-_.".contains(c);
    message.to_lowercase().contains("provider")
        && message.split(|c| !names(c)).any(|word| word.trim_end_matches('.').ends_with(provider))
}

fn versions(held: &[semver::Version]) -> String {
    let held: Vec<String> = held.iter().map(ToString::to_string).collect();
    listed(held.iter().map(String::as_str))
}

/// Writes a string for HCL; `${` and `%{` would start a template.
fn quoted(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"").replace("${", "$${").replace("%{", "%%{");
    format!("\"{escaped}\"")
}
