//! One line of a plan: a resource, and what is to happen to it.

use serde::{Deserialize, Serialize};

use crate::nuke::model::{Reference, Resource};

/// Is one step that a plan allows, and `apply` may take.
///
/// A resource has one row for each step: the one that deletes it, and before that the one that switches its protection off, or ends a use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Row {
    /// What is to happen.
    pub(crate) action: Action,
    /// The resource as the listing told it.
    pub(crate) resource: Resource,
}

/// Says what is to happen to a resource.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Action {
    /// It is deleted; one that [goes with](Resource::goes_with) another is gone when that one is.
    Delete,
    /// Its use of these is ended, without deleting it.
    Cut {
        /// What it uses until then.
        uses: Vec<Reference>,
    },
    /// Its deletion protection is switched off.
    Unprotect,
}

impl Row {
    pub(crate) fn new(resource: Resource, action: Action) -> Self {
        Self { action, resource }
    }

    pub(crate) fn delete(resource: Resource) -> Self {
        Self::new(resource, Action::Delete)
    }

    pub(crate) fn reference(&self) -> &Reference {
        &self.resource.reference
    }
}

impl Action {
    /// Returns the verb: `delete`, `cut` or `unprotect`.
    pub(crate) fn verb(&self) -> &'static str {
        match self {
            Self::Delete => "delete",
            Self::Cut { .. } => "cut",
            Self::Unprotect => "unprotect",
        }
    }
}
