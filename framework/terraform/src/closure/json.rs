//! Reading the JSON syntax. <https://developer.hashicorp.com/terraform/language/syntax/json>

use serde_json::{Map, Value};

use crate::closure::facts::{DeclaredOutput, DeclaredVariable, Facts, ModuleCall, ProviderBlock, Requirement};
use crate::closure::hcl::Invalid;
use crate::closure::implied::provider_of;

/// Reads what a file declares.
pub(crate) fn parse(text: &str) -> Result<Facts, Invalid> {
    let root: Value = serde_json::from_str(text).map_err(|error| Invalid {
        line: error.line(),
        column: error.column(),
        message: error.to_string(),
    })?;
    let mut facts = Facts::default();
    for object in objects(&root) {
        for (name, body) in labelled(object.get("variable")) {
            let has_default = body.get("default").is_some();
            facts.variables.push(DeclaredVariable { name, sensitive: is_true(body, "sensitive"), has_default });
        }
        for (name, body) in labelled(object.get("output")) {
            facts.outputs.push(DeclaredOutput { name, sensitive: is_true(body, "sensitive") });
        }
        for (name, body) in labelled(object.get("module")) {
            facts.modules.extend(text_of(body, "source").map(|source| ModuleCall { name, source }));
        }
        for (name, body) in labelled(object.get("provider")) {
            facts.used.push(name.clone());
            facts.providers.push(ProviderBlock { name, alias: text_of(body, "alias") });
        }
        for kind in ["resource", "data", "ephemeral"] {
            facts.used.extend(used(object.get(kind)));
        }
        object.get("terraform").into_iter().flat_map(objects).for_each(|settings| read_settings(settings, &mut facts));
    }
    Ok(facts)
}

fn read_settings(settings: &Map<String, Value>, facts: &mut Facts) {
    facts.backend = labelled(settings.get("backend")).into_iter().next().map(|(name, _)| name).or(facts.backend.take());
    if settings.contains_key("cloud") {
        facts.backend = Some("cloud".to_owned());
    }
    for entries in settings.get("required_providers").into_iter().flat_map(objects) {
        for (name, value) in entries {
            let requirement = match value {
                Value::String(constraint) => Requirement { source: None, constraint: Some(constraint.clone()) },
                Value::Object(fields) => {
                    Requirement { source: text_of(fields, "source"), constraint: text_of(fields, "version") }
                }
                _ => continue,
            };
            facts.requirements.insert(name.clone(), requirement);
        }
    }
}

/// A block may be written as one object or as an array of objects.
fn objects(value: &Value) -> Vec<&Map<String, Value>> {
    match value {
        Value::Object(object) => vec![object],
        Value::Array(values) => values.iter().filter_map(Value::as_object).collect(),
        _ => Vec::new(),
    }
}

fn labelled(value: Option<&Value>) -> Vec<(String, &Map<String, Value>)> {
    let blocks = value.into_iter().flat_map(objects).flatten();
    blocks.flat_map(|(name, bodies)| objects(bodies).into_iter().map(|body| (name.clone(), body))).collect()
}

fn used(value: Option<&Value>) -> Vec<String> {
    let mut names = Vec::new();
    for (kind, bodies) in value.into_iter().flat_map(objects).flatten() {
        let Some(implied) = provider_of(kind) else { continue };
        for (_, body) in labelled(Some(bodies)) {
            let named = text_of(body, "provider").and_then(|name| name.split('.').next().map(str::to_owned));
            names.push(named.unwrap_or_else(|| implied.to_owned()));
        }
    }
    names
}

fn text_of(body: &Map<String, Value>, name: &str) -> Option<String> {
    body.get(name).and_then(Value::as_str).map(str::to_owned)
}

fn is_true(body: &Map<String, Value>, name: &str) -> bool {
    body.get(name).and_then(Value::as_bool).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_json_file_says_what_it_declares() {
        let facts = parse(
            r#"{"terraform": {"required_providers": {"aws": {"source": "hashicorp/aws", "version": "~> 3.0"}}},
                "variable": {"name": {"sensitive": true}, "size": {"default": 1}},
                "module": [{"a": {"source": "./a"}}],
                "resource": {"random_pet": {"x": {}}, "aws_vpc": {"y": {"provider": "amazon.west"}}},
                "output": {"url": {"value": "x"}}}"#,
        )
        .unwrap();
        assert_eq!(facts.requirements["aws"].constraint.as_deref(), Some("~> 3.0"));
        assert_eq!(facts.variables.len(), 2);
        assert!(
            facts
                .variables
                .iter()
                .any(|variable| variable.name == "name" && variable.sensitive && !variable.has_default)
        );
        let mut used = facts.used.clone();
        used.sort();
        assert_eq!((used, facts.modules[0].name.as_str()), (vec!["amazon".to_owned(), "random".to_owned()], "a"));
    }

    #[test]
    fn a_syntax_error_has_its_line() {
        assert_eq!(parse("{\n\"a\": ,\n}").unwrap_err().line, 2);
    }
}
