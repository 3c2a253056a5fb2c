//! Conditions of policy statements, as far as they can be known for an unsigned request.

use serde_json::Value;

/// Whether a condition holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    Yes,
    No,
    /// It asks for something the gateway does not know, such as the address a request would come from.
    Unknown,
}

/// Decides a `Condition` block: every entry must hold. Known are only questions about TLS.
pub(super) fn decide(block: &Value, tls: bool) -> Holds {
    let Some(operators) = block.as_object() else {
        return Holds::Unknown;
    };
    let entries = operators.iter().flat_map(|(operator, keys)| {
        keys.as_object().into_iter().flatten().map(move |(key, values)| entry(operator, key, values, tls))
    });
    entries.fold(Holds::Yes, |all, one| match (all, one) {
        (Holds::No, _) | (_, Holds::No) => Holds::No,
        (Holds::Unknown, _) | (_, Holds::Unknown) => Holds::Unknown,
        _ => Holds::Yes,
    })
}

fn entry(operator: &str, key: &str, values: &Value, tls: bool) -> Holds {
    let about_tls = key.eq_ignore_ascii_case("aws:SecureTransport");
    if !about_tls || !matches!(operator, "Bool" | "BoolIfExists") {
        return Holds::Unknown;
    }
    let wanted = |value: &Value| match value {
        Value::Bool(wanted) => Some(*wanted),
        Value::String(text) => text.to_ascii_lowercase().parse().ok(),
        _ => None,
    };
    let holds = match values {
        Value::Array(values) => values.iter().any(|value| wanted(value) == Some(tls)),
        value => wanted(value) == Some(tls),
    };
    if holds { Holds::Yes } else { Holds::No }
}
