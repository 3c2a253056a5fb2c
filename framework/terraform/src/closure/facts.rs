//! What one file of a configuration declares.

use std::collections::BTreeMap;

/// Describes a declared input variable.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeclaredVariable {
    /// Its name.
    pub name: String,
    /// Whether its value is hidden.
    pub sensitive: bool,
    /// Whether it may be left out.
    pub has_default: bool,
}

/// Describes a declared output.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeclaredOutput {
    /// Its name.
    pub name: String,
    /// Whether its value is hidden.
    pub sensitive: bool,
}

/// Describes a `provider` block.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ProviderBlock {
    /// The local name, as in `aws`.
    pub name: String,
    /// The alias, if it has one.
    pub alias: Option<String>,
}

/// A `module` block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ModuleCall {
    pub(crate) name: String,
    pub(crate) source: String,
}

impl ModuleCall {
    /// Only these are local: <https://developer.hashicorp.com/terraform/language/modules/sources#local-paths>
    pub(crate) fn is_local(&self) -> bool {
        self.source.starts_with("./") || self.source.starts_with("../")
    }
}

/// An entry of `required_providers`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Requirement {
    pub(crate) source: Option<String>,
    pub(crate) constraint: Option<String>,
}

/// What one file, or all files of a directory, declare.
#[derive(Debug, Clone, Default)]
pub(crate) struct Facts {
    pub(crate) variables: Vec<DeclaredVariable>,
    pub(crate) outputs: Vec<DeclaredOutput>,
    pub(crate) providers: Vec<ProviderBlock>,
    pub(crate) modules: Vec<ModuleCall>,
    /// By local name.
    pub(crate) requirements: BTreeMap<String, Requirement>,
    /// Local provider names that resources and data sources use, explicitly or by their type.
    pub(crate) used: Vec<String>,
    /// The type of the `backend` block, or `cloud`.
    pub(crate) backend: Option<String>,
}

impl Facts {
    /// Adds what another file of the same directory declares; of two declarations (an override file) the later one counts.
    pub(crate) fn merge(&mut self, other: Self) {
        for variable in other.variables {
            self.variables.retain(|known| known.name != variable.name);
            self.variables.push(variable);
        }
        for output in other.outputs {
            self.outputs.retain(|known| known.name != output.name);
            self.outputs.push(output);
        }
        for module in other.modules {
            self.modules.retain(|known| known.name != module.name);
            self.modules.push(module);
        }
        for provider in other.providers {
            if !self.providers.contains(&provider) {
                self.providers.push(provider);
            }
        }
        self.requirements.extend(other.requirements);
        self.used.extend(other.used);
        self.backend = other.backend.or(self.backend.take());
    }
}
