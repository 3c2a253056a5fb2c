//! Deciding for each provider the one place it comes from.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use semver::Version;

use crate::providers::mirror::{Held, held};
use crate::providers::{CliConfig, RequiredProvider};
use crate::{Constraint, Product};

/// Names the places from which providers may come.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProviderSources {
    /// A directory in terraform's mirror layout, best unpacked (`HOST/NAMESPACE/NAME/VERSION/OS_ARCH/`), so that `init` links.
    pub mirror: Option<PathBuf>,
    /// A directory that keeps what the registry served.
    pub plugin_cache: Option<PathBuf>,
}

/// Says where a provider comes from, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ProviderOrigin {
    /// The complete source address.
    pub source: String,
    /// All constraints on it, joined by commas.
    pub constraint: String,
    /// The newest version of the mirror that satisfies them; `None` when the registry has to serve it.
    pub mirrored: Option<Version>,
    /// The versions the mirror holds, newest first.
    pub held: Vec<Version>,
    /// The address below which the mirror holds it.
    pub(crate) address: Option<String>,
}

impl ProviderSources {
    /// Decides where each provider comes from: the mirror when it holds a version that satisfies all constraints, else the registry.
    ///
    /// A constraint that cannot be read sends its provider to the registry, where terraform says what is wrong with it.
    #[must_use]
    pub fn cli_config(&self, required: &[RequiredProvider], product: Product) -> CliConfig {
        let mut constraints: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for provider in required {
            constraints.entry(&provider.source).or_default().extend(provider.constraint.as_deref());
        }
        let origins = constraints.into_iter().map(|(source, constraints)| self.origin(source, &constraints)).collect();
        CliConfig::new(self.clone(), origins, product)
    }

    fn origin(&self, source: &str, constraints: &[&str]) -> ProviderOrigin {
        let held = self.mirror.as_deref().map(|mirror: &Path| held(mirror, source)).unwrap_or_default();
        let parsed: Result<Vec<Constraint>, _> = constraints.iter().map(|constraint| constraint.parse()).collect();
        let allowed = |held: &&Held| {
            let stable_or_named = held.version.pre.is_empty() || !constraints.is_empty();
            parsed
                .as_ref()
                .is_ok_and(|all| stable_or_named && all.iter().all(|constraint| constraint.allows(&held.version)))
        };
        let chosen = held.iter().find(allowed);
        let mut unique = constraints.to_vec();
        unique.dedup();
        ProviderOrigin {
            source: source.to_owned(),
            constraint: unique.join(", "),
            mirrored: chosen.map(|held| held.version.clone()),
            address: chosen.map(|held| held.address.clone()),
            held: held.into_iter().map(|held| held.version).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::providers::mirror::tests::mirror;

    const AWS: &str = "registry.terraform.io/hashicorp/aws";

    fn origin(constraints: &[&str]) -> Option<String> {
        let mirror = mirror(&[(AWS, "3.39.0"), (AWS, "2.70.0")]);
        let sources = ProviderSources { mirror: Some(mirror.path().to_owned()), plugin_cache: None };
        let required: Vec<_> = constraints
            .iter()
            .map(|constraint| RequiredProvider {
                source: AWS.to_owned(),
                constraint: Some((*constraint).to_owned()),
                declared_in: "x".into(),
            })
            .collect();
        let config = sources.cli_config(&required, Product::Terraform);
        config.origins()[0].mirrored.as_ref().map(ToString::to_string)
    }

    #[test]
    fn the_newest_version_that_satisfies_every_constraint_is_taken_from_the_mirror() {
        assert_eq!(origin(&[">= 2.0"]).as_deref(), Some("3.39.0"));
        assert_eq!(origin(&[">= 2.0", "< 3.0"]).as_deref(), Some("2.70.0"));
    }

    #[test]
    fn what_the_mirror_does_not_satisfy_comes_from_the_registry() {
        assert_eq!(origin(&["~> 5.0"]), None);
        assert_eq!(origin(&["not a constraint"]), None);
    }
}
