//! What a plan intends to change.

use serde::Serialize;
use serde_json::Value;

/// Says what terraform does to a resource.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Action {
    /// Nothing.
    NoOp,
    /// Make it.
    Create,
    /// Look it up.
    Read,
    /// Change it in place.
    Update,
    /// Destroy it and make another.
    Replace,
    /// Destroy it.
    Delete,
    /// Give it another address.
    Move,
    /// Take it into the state.
    Import,
    /// Drop it from the state and let it live.
    Forget,
    /// Something this crate does not know, in terraform's word.
    Other(String),
}

impl Action {
    pub(crate) fn parse(word: &str) -> Self {
        match word {
            "noop" | "no-op" => Self::NoOp,
            "create" => Self::Create,
            "read" => Self::Read,
            "update" => Self::Update,
            "replace" => Self::Replace,
            "delete" => Self::Delete,
            "move" => Self::Move,
            "import" => Self::Import,
            "remove" | "forget" => Self::Forget,
            other => Self::Other(other.to_owned()),
        }
    }
}

/// Describes one resource that a plan changes, or that drifted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PlannedChange {
    /// The address of the resource, as in `module.site.aws_s3_bucket.this`.
    pub address: String,
    /// The address it had before, when it moves.
    pub previous_address: Option<String>,
    /// What happens to it.
    pub action: Action,
    /// Why, in terraform's word (`tainted`, `cannot_update`, ..), when it says.
    pub reason: Option<String>,
}

impl PlannedChange {
    pub(crate) fn parse(change: &Value) -> Self {
        Self {
            address: text(change, &["resource", "addr"]).unwrap_or_default(),
            previous_address: text(change, &["previous_resource", "addr"]),
            action: Action::parse(&text(change, &["action"]).unwrap_or_default()),
            reason: text(change, &["reason"]),
        }
    }
}

/// Describes what a plan does to an output.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct OutputChange {
    /// The name of the output.
    pub name: String,
    /// What happens to it.
    pub action: Action,
    /// Whether its value is hidden.
    pub sensitive: bool,
}

/// Counts what an operation changed, or a plan would change.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Summary {
    /// Resources made.
    pub add: u64,
    /// Resources changed in place.
    pub change: u64,
    /// Resources destroyed.
    pub remove: u64,
    /// Resources taken into the state.
    pub import: u64,
}

impl Summary {
    pub(crate) fn parse(changes: &Value) -> Self {
        let count = |name: &str| changes.get(name).and_then(Value::as_u64).unwrap_or_default();
        Self { add: count("add"), change: count("change"), remove: count("remove"), import: count("import") }
    }
}

/// Looks up a text inside nested objects; empty texts count as absent.
pub(crate) fn text(value: &Value, path: &[&str]) -> Option<String> {
    let found = path.iter().try_fold(value, |value, key| value.get(key))?;
    found.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}
