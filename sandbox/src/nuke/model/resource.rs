//! One thing that an account holds.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::mention::collect;
use super::{Mention, Reference, Tags, Use};

/// Is one thing that an account holds, as its listing tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Resource {
    /// Kind, region and id.
    #[serde(flatten)]
    pub(crate) reference: Reference,
    /// The name that people gave it, where that is not the id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    /// What else it is called: the aliases of a key, `BUS|RULE` of a rule.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) also: Vec<String>,
    /// When it was made, where the service tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) created: Option<Timestamp>,
    /// A time at which it was there, where no service tells when it was made: it is at least as old.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) seen: Option<Timestamp>,
    /// What makes it unique over time where the id does not: a role's `AROA..` id, a bucket's creation date.
    ///
    /// Something of the same name with another value here is not what the plan meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) identity: Option<String>,
    /// Its tags.
    pub(crate) tags: Tags,
    /// What it uses, and therefore goes before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) uses: Vec<Use>,
    /// What its description names of others: what stays needs that, though it would not have to go before it.
    #[serde(skip)]
    pub(crate) mentions: Vec<Mention>,
    /// Whether it is there or on its way out.
    pub(crate) state: State,
    /// Why an earlier deletion of it came to nothing, which the service had taken: a stack with a bucket that is not empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) failure: Option<String>,
    /// The protection that refuses its deletion and can be switched off: `termination protection`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) protection: Option<String>,
    /// Why nobody may delete it: `service-linked role`, `belongs to the default VPC`, `managed by AWS`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) built_in: Option<String>,
    /// What it is deleted with: the main route table goes with its VPC, and is not deleted by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) goes_with: Option<Reference>,
    /// What its kind needs for deleting it: `{"attached_policies": [..]}`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) facts: BTreeMap<String, Value>,
}

/// Tells whether a resource is there or on its way out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum State {
    /// It is there.
    Present,
    /// It is being deleted, by whomever; it still blocks what it uses.
    Deleting,
}

impl Resource {
    /// Starts a resource that is present, with tags that were not read.
    pub(crate) fn new(reference: Reference) -> Self {
        Self {
            reference,
            name: None,
            also: Vec::new(),
            created: None,
            seen: None,
            identity: None,
            tags: Tags::Unread,
            uses: Vec::new(),
            mentions: Vec::new(),
            state: State::Present,
            failure: None,
            protection: None,
            built_in: None,
            goes_with: None,
            facts: BTreeMap::new(),
        }
    }

    pub(crate) fn id(&self) -> &str {
        &self.reference.id
    }

    /// Returns the name people know it by: the name, or the id where it has none.
    pub(crate) fn shown_name(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.reference.id)
    }

    /// Adds a use; one that is there already is not added twice, and no thing uses itself.
    pub(crate) fn uses(&mut self, used: Use) {
        if used.of != self.reference && !self.uses.contains(&used) {
            self.uses.push(used);
        }
    }

    /// Remembers what a description of it, as the service gave it, names of others.
    pub(crate) fn told_in(&mut self, description: &Value) {
        collect(description, "", &mut self.mentions);
    }

    /// Returns a fact as a list of strings; empty when there is none.
    pub(crate) fn fact_list(&self, name: &str) -> Vec<String> {
        let values = self.facts.get(name).and_then(Value::as_array).into_iter().flatten();
        values.filter_map(Value::as_str).map(str::to_owned).collect()
    }
}
