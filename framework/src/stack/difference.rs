//! What a plan would change, attribute by attribute.

use serde_json::Value;

use super::configured::Configured;

/// How many attributes of one resource are shown, and how much of a value.
const SHOWN: usize = 8;
const LENGTH: usize = 80;

/// Describes the resources that a plan changes: `update aws_sqs_queue.this (delay_seconds: 0 -> 5)`.
///
/// Takes the document that `terraform show -json` prints for a saved plan.
pub(super) fn changes(plan: &Value) -> Vec<String> {
    entries(plan, "resource_changes")
        .filter_map(|entry| {
            let actions: Vec<&str> = entry["change"]["actions"].as_array()?.iter().filter_map(Value::as_str).collect();
            if matches!(actions.as_slice(), ["no-op" | "read"]) {
                return None;
            }
            let address = entry["address"].as_str()?;
            Some(format!("{} {address}{}", actions.join(" and "), shown(&attributes(&entry["change"]))))
        })
        .collect()
}

/// Describes the resources that somebody else changed: gone, or different in an attribute that the configuration sets.
///
/// What the configuration leaves to the cloud changes by itself, as a role's list of policies does when the next resource
/// attaches one. And where it says nothing a provider stores `null` one time and an empty collection the next.
pub(super) fn drift(plan: &Value) -> Vec<String> {
    let configured = Configured::of(plan);
    entries(plan, "resource_drift")
        .filter_map(|entry| {
            let address = entry["address"].as_str()?;
            if entry["change"]["after"].is_null() {
                return Some(format!("{address} (gone)"));
            }
            let mut differing = attributes(&entry["change"]);
            differing.retain(|(name, _)| configured.sets(address, name));
            (!differing.is_empty()).then(|| format!("{address}{}", shown(&differing)))
        })
        .collect()
}

fn entries<'v>(plan: &'v Value, list: &str) -> impl Iterator<Item = &'v Value> {
    plan[list].as_array().into_iter().flatten()
}

/// Lists the attributes that differ, with both values; sensitive and unknown ones by that word.
fn attributes(change: &Value) -> Vec<(&str, String)> {
    let mut differing = Vec::new();
    let Some(after) = change["after"].as_object() else { return differing };
    let (unknown, before) = (&change["after_unknown"], &change["before"]);
    let names = after.keys().chain(unknown.as_object().into_iter().flat_map(|names| names.keys()));
    let mut names: Vec<&String> = names.collect();
    names.sort();
    names.dedup();
    for name in names {
        let (old, new) = (&before[name], after.get(name).unwrap_or(&Value::Null));
        let is_unknown = unknown[name] == Value::Bool(true);
        if !is_unknown && same(old, new) {
            continue;
        }
        let secret = is_marked(&change["before_sensitive"][name]) || is_marked(&change["after_sensitive"][name]);
        let said = match (secret, is_unknown) {
            (true, _) => format!("{name}: (sensitive)"),
            (false, true) => format!("{name}: {} -> (known after apply)", short(old)),
            (false, false) => format!("{name}: {} -> {}", short(old), short(new)),
        };
        differing.push((name.as_str(), said));
    }
    differing
}

/// Tells whether anything below is marked; a mark may lie deep inside a list or a map.
fn is_marked(marks: &Value) -> bool {
    match marks {
        Value::Bool(marked) => *marked,
        Value::Array(items) => items.iter().any(is_marked),
        Value::Object(fields) => fields.values().any(is_marked),
        _ => false,
    }
}

fn same(old: &Value, new: &Value) -> bool {
    match (old, new) {
        (Value::Object(old_fields), Value::Object(new_fields)) => {
            let names = old_fields.keys().chain(new_fields.keys());
            names.into_iter().all(|name| same(&old[name], &new[name]))
        }
        (Value::Array(old), Value::Array(new)) if old.len() == new.len() => {
            old.iter().zip(new).all(|(old, new)| same(old, new))
        }
        _ => old == new || (is_empty(old) && is_empty(new)),
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.values().all(is_empty),
        _ => false,
    }
}

fn shown(differing: &[(&str, String)]) -> String {
    let more = differing.len().saturating_sub(SHOWN);
    let some = differing.iter().take(SHOWN).map(|(_, said)| said.as_str()).collect::<Vec<_>>().join(", ");
    match (differing.is_empty(), more) {
        (true, _) => String::new(),
        (false, 0) => format!(" ({some})"),
        (false, more) => format!(" ({some} and {more} more)"),
    }
}

fn short(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(LENGTH) {
        Some((cut, _)) => format!("{}..", &text[..cut]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// A plan in which `a.b`, configured with `x` and `tags`, changes.
    fn changed(change: &Value) -> Value {
        let entries = json!([{"address": "a.b", "change": change}]);
        let resource = json!({"address": "a.b", "expressions": {"x": {}, "tags": {}}});
        json!({"resource_changes": entries, "resource_drift": entries, "configuration": {"root_module": {"resources": [resource]}}})
    }

    #[test]
    fn a_change_shows_attribute_before_and_after() {
        let plan = changed(&json!({"actions": ["update"], "before": {"x": 1, "y": 2}, "after": {"x": 5, "y": 2}}));
        assert_eq!(changes(&plan), ["update a.b (x: 1 -> 5)"]);
        assert_eq!(drift(&plan), ["a.b (x: 1 -> 5)"]);
    }

    #[test]
    fn a_value_that_is_not_known_yet_is_a_change() {
        let change =
            json!({"actions": ["delete", "create"], "before": {"id": "x"}, "after": {}, "after_unknown": {"id": true}});
        assert_eq!(changes(&changed(&change)), [r#"delete and create a.b (id: "x" -> (known after apply))"#]);
    }

    #[test]
    fn nothing_and_empty_are_the_same_to_a_look_for_drift() {
        let change = json!({"actions": ["update"], "before": {"tags": null, "s": "", "l": [{"m": null}]}, "after": {"tags": {}, "s": null, "l": [{"m": {}}]}});
        assert!(drift(&changed(&change)).is_empty());
    }

    #[test]
    fn what_the_configuration_leaves_to_the_cloud_may_change() {
        let change = json!({"actions": ["update"], "before": {"policies": []}, "after": {"policies": ["p"]}});
        assert!(drift(&changed(&change)).is_empty());
    }

    #[test]
    fn a_sensitive_value_is_not_shown() {
        let change = json!({"actions": ["update"], "before": {"p": "old"}, "after": {"p": "new"}, "after_sensitive": {"p": true}});
        assert_eq!(changes(&changed(&change)), ["update a.b (p: (sensitive))"]);
    }

    #[test]
    fn what_is_gone_is_drift() {
        let change = json!({"actions": ["delete"], "before": {"x": 1}, "after": null});
        assert_eq!(drift(&changed(&change)), ["a.b (gone)"]);
    }

    #[test]
    fn an_unchanged_resource_is_not_listed() {
        assert!(changes(&changed(&json!({"actions": ["no-op"], "before": {"x": 1}, "after": {"x": 1}}))).is_empty());
    }
}
