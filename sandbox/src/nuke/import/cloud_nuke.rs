//! cloud-nuke's file: <https://github.com/gruntwork-io/cloud-nuke>, Configuration.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{Imported, names, yaml};
use crate::nuke::config::{Patterns, RuleText};

pub(super) fn import(file: &Map<String, Value>) -> Imported {
    let mut imported = Imported::default();
    for (name, filters) in file {
        let kinds = names::of_cloud_nuke(name);
        if kinds.is_empty() {
            imported.remark(format!("`{name}`: there is no such kind, so nothing of it is ever deleted"));
        }
        for kind in kinds {
            of_kind(&mut imported, name, kind, filters);
        }
    }
    imported.remark(
        "what does not tell its age stays under a filter of time; cloud-nuke deletes it, and ignores the filter for it",
    );
    imported
}

fn of_kind(imported: &mut Imported, name: &str, kind: &str, filters: &Value) {
    let Value::Object(fields) = filters else { return };
    for (key, value) in fields {
        match key.as_str() {
            "include" => match rule(value, true) {
                Ok(Some(rule)) => imported.kind.entry(kind.to_owned()).or_default().include.extend(rule),
                Ok(None) => {}
                Err(why) => imported.keep_kind(kind, &format!("`{name}.include`: {why}")),
            },
            "exclude" => match rule(value, false) {
                Ok(Some(rules)) => imported.kind.entry(kind.to_owned()).or_default().exclude.extend(rules),
                Ok(None) => {}
                Err(why) => imported.keep_kind(kind, &format!("`{name}.exclude`: {why}")),
            },
            "timeout" => imported
                .remark(format!("`{name}.timeout`: every kind has its own patience; `--deadline` limits the whole")),
            "protect_until_expire" => {
                if !yaml::flag(Some(value)) {
                    imported
                        .remark(format!("`{name}.protect_until_expire`: the tag `cloud-nuke-after` always protects"));
                }
            }
            "default_only" if yaml::flag(Some(value)) => {
                imported
                    .keep_kind(kind, &format!("`{name}.default_only`: what AWS made by default is never deleted here"));
            }
            "default_only" => {}
            "include_unaliased_keys" => {
                imported.remark(format!(
                    "`{name}.include_unaliased_keys`: keys without an alias are no case of their own here"
                ));
            }
            other => imported.keep_kind(kind, &format!("`{name}.{other}` is not understood")),
        }
    }
}

/// Reads `include` as the one rule of which all has to hold, and `exclude` as rules any of which keeps.
fn rule(value: &Value, include: bool) -> Result<Option<Vec<RuleText>>, String> {
    let Value::Object(fields) = value else { return Ok(None) };
    let mut parts = Vec::new();
    let mut tags: BTreeMap<String, Patterns> = BTreeMap::new();
    for (key, value) in fields {
        match key.as_str() {
            "names_regex" => {
                let name = yaml::texts(Some(value));
                name.iter().try_for_each(|pattern| checked(pattern))?;
                if !name.is_empty() {
                    parts.push(RuleText { name, ..RuleText::default() });
                }
            }
            "time_after" => parts.push(RuleText { after: Some(time(value)?), ..RuleText::default() }),
            "time_before" => parts.push(RuleText { before: Some(time(value)?), ..RuleText::default() }),
            "tags" => tags.extend(tag_patterns(value, include)?),
            // Long deprecated; its value was compared without regard to case, and `true` by default.
            "tag" => {
                let pattern = fields.get("tag_value").and_then(yaml::text).unwrap_or_else(|| "true".to_owned());
                tags.extend(yaml::text(value).map(|key| (key, Patterns(vec![format!("(?i){pattern}")]))));
            }
            "tag_value" | "tags_operator" => {}
            other => return Err(format!("`{other}` is not understood")),
        }
    }
    let all_tags =
        fields.get("tags_operator").and_then(yaml::text).is_some_and(|text| text.eq_ignore_ascii_case("and"));
    let tag_rules: Vec<RuleText> = if all_tags && !tags.is_empty() {
        vec![RuleText { tag: tags, ..RuleText::default() }]
    } else {
        tags.into_iter().map(|tag| RuleText { tag: [tag].into(), ..RuleText::default() }).collect()
    };
    Ok(Some(if include { together(&parts, tag_rules) } else { [parts, tag_rules].concat() }))
}

/// Makes the rules of `include`: everything has to hold, and of the tags any rule.
fn together(parts: &[RuleText], tag_rules: Vec<RuleText>) -> Vec<RuleText> {
    let mut base = RuleText::default();
    for part in parts {
        base.name.extend(part.name.iter().cloned());
        base.after = part.after.clone().or(base.after);
        base.before = part.before.clone().or(base.before);
    }
    if tag_rules.is_empty() {
        return if base == RuleText::default() { Vec::new() } else { vec![base] };
    }
    tag_rules.into_iter().map(|rule| RuleText { tag: rule.tag, ..base.clone() }).collect()
}

/// cloud-nuke lowers the value of a tag before it looks at it. An upper-case letter in a pattern therefore never matches there; what is
/// meant is clear, and keeps more where it excludes.
fn tag_patterns(value: &Value, include: bool) -> Result<BTreeMap<String, Patterns>, String> {
    let Value::Object(fields) = value else { return Err("`tags` is not a table".to_owned()) };
    let mut patterns = BTreeMap::new();
    for (key, value) in fields {
        let pattern = yaml::text(value).ok_or_else(|| format!("the tag `{key}` has no pattern"))?;
        checked(&pattern)?;
        let meant = if include && pattern.chars().any(char::is_uppercase) { pattern } else { format!("(?i){pattern}") };
        patterns.insert(key.clone(), Patterns(vec![meant]));
    }
    Ok(patterns)
}

fn checked(pattern: &str) -> Result<(), String> {
    regex::Regex::new(pattern).map(drop).map_err(|_| format!("`{pattern}` is no regular expression here"))
}

fn time(value: &Value) -> Result<String, String> {
    let text = yaml::text(value).unwrap_or_default();
    match text.parse::<jiff::Timestamp>() {
        Ok(_) => Ok(text),
        Err(_) => Err(format!("`{text}` is no time")),
    }
}
