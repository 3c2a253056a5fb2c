//! A provider that neither place had.

use std::fmt;

use crate::Failure;
use crate::nearest::listed;

/// Says which provider could not be had, and what there was instead.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Unavailable {
    /// The provider as people write it: `hashicorp/aws`.
    pub provider: String,
    /// All constraints on it; empty when there is none.
    pub constraint: String,
    /// The versions the mirror holds, newest first; `None` without a mirror.
    pub held: Option<Vec<String>>,
    /// What became of asking the registry, in terraform's words.
    pub registry: String,
    /// The `init` that failed.
    pub failure: Failure,
}

impl Unavailable {
    pub(crate) fn hint(&self) -> String {
        match self.held.as_deref() {
            Some(held @ [_, ..]) => format!(
                "change the constraint to one that {} satisfies, or allow the network",
                listed(held.iter().map(String::as_str))
            ),
            _ => "allow the network, or add the provider to the mirror".to_owned(),
        }
    }
}

impl fmt::Display for Unavailable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "get the provider `{}`", self.provider)?;
        if !self.constraint.is_empty() {
            write!(f, " `{}`", self.constraint)?;
        }
        match self.held.as_deref() {
            None => write!(f, ": there is no mirror")?,
            Some([]) => write!(f, ": the mirror does not hold it")?,
            Some(held) => write!(f, ": the mirror holds {}", listed(held.iter().map(String::as_str)))?,
        }
        write!(f, ", and the registry did not help: {}", self.registry)
    }
}
