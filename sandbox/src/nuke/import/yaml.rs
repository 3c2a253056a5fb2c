//! YAML as plain values.

use serde_json::{Map, Value};

/// Reads a document whose top is a table.
pub(super) fn read(text: &str) -> Result<Map<String, Value>, String> {
    let value: Option<Value> = serde_saphyr::from_str(text).map_err(|error| format!("it is not YAML: {error}"))?;
    match value {
        None | Some(Value::Null) => Ok(Map::new()),
        Some(Value::Object(fields)) => Ok(fields),
        Some(_) => Err("its top is not a table".to_owned()),
    }
}

/// Returns a value as text: names of accounts and patterns may look like numbers.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

/// Returns a list of texts; a text alone is a list of one.
pub(super) fn texts(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::Array(values)) => values.iter().filter_map(text).collect(),
        Some(value) => text(value).into_iter().collect(),
        None => Vec::new(),
    }
}

/// Tells whether a value is true, as text too.
pub(super) fn flag(value: Option<&Value>) -> bool {
    value.and_then(text).is_some_and(|text| text.eq_ignore_ascii_case("true"))
}
