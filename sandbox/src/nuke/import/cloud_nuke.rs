//! cloud-nuke's file: <https://github.com/gruntwork-io/cloud-nuke>, Configuration.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::names::{self, Compared};
use super::{Imported, yaml};
use crate::nuke::config::{Patterns, RuleText};

/// The tag that is the name of most of what EC2 has.
const NAME: &str = "Name";
/// Sections of aws-nuke's file.
const OF_AWS_NUKE: [&str; 4] = ["accounts", "presets", "resource-types", "account-blocklist"];

pub(super) fn import(file: &Map<String, Value>) -> Result<Imported, String> {
    if let Some(section) = OF_AWS_NUKE.iter().find(|section| file.contains_key(**section)) {
        return Err(format!("`{section}` is a section of aws-nuke's file: import it with `--from aws-nuke`"));
    }
    if file.keys().all(|name| names::of_cloud_nuke(name).is_empty()) {
        return Err("none of its sections is a kind of cloud-nuke that is known here".to_owned());
    }
    let mut imported = Imported::default();
    let includes_bare_keys =
        |filters: &Value| filters.get("include_unaliased_keys").is_some_and(|value| yaml::flag(Some(value)));
    if !file.iter().any(|(name, filters)| is_of_keys(name) && includes_bare_keys(filters)) {
        let bare = RuleText { alias: vec![".*".to_owned()], not: true, ..RuleText::default() };
        imported.kind.entry(KEYS.to_owned()).or_default().exclude.push(bare);
    }
    for (name, filters) in file {
        let kinds = names::of_cloud_nuke(name);
        if kinds.is_empty() {
            let meant = names::meant(name, |about| about.cloud_nuke);
            imported.remark(format!("`{name}`: no kind here is called that, and what it says is lost{meant}"));
        }
        for kind in kinds {
            of_kind(&mut imported, name, kind, filters);
        }
    }
    imported.remark(
        "what does not tell its age stays under a filter of time; cloud-nuke deletes it, and ignores the filter for it",
    );
    let named = file.keys().flat_map(|name| names::of_cloud_nuke(name)).collect();
    imported.leave_alone("cloud-nuke", names::unknown_to_cloud_nuke(&named).into_iter());
    Ok(imported)
}

/// The kind of which cloud-nuke takes only what has an alias, unless it is told otherwise.
const KEYS: &str = "kms-key";

fn is_of_keys(name: &str) -> bool {
    names::of_cloud_nuke(name).contains(&KEYS)
}

fn of_kind(imported: &mut Imported, name: &str, kind: &str, filters: &Value) {
    let Value::Object(fields) = filters else { return };
    for (key, value) in fields {
        let asks_time = ["time_after", "time_before"].iter().any(|time| value.get(time).is_some());
        if asks_time && names::tells_another_time(kind) {
            imported.keep_kind(
                kind,
                &format!("`{name}.{key}`: cloud-nuke compares another time than that of its creation"),
            );
            continue;
        }
        match key.as_str() {
            "include" => match included(kind, value) {
                Ok(rules) => imported.kind.entry(kind.to_owned()).or_default().include.extend(rules),
                Err(why) => imported.keep_kind(kind, &format!("`{name}.include`: {why}")),
            },
            "exclude" => match rule(value, false) {
                Ok(rules) => imported.kind.entry(kind.to_owned()).or_default().exclude.extend(rules),
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
            "include_unaliased_keys" if kind == KEYS => {}
            other => imported.keep_kind(kind, &format!("`{name}.{other}` is not understood")),
        }
    }
}

/// Reads `include`, of which all has to hold, for what cloud-nuke compares names of this kind with.
fn included(kind: &str, value: &Value) -> Result<Vec<RuleText>, String> {
    let mut rules = rule(value, true)?;
    if rules.iter().any(|rule| !rule.tag.is_empty()) && !names::reads_tags(kind) {
        return Err("cloud-nuke does not read tags of this kind, and includes nothing".to_owned());
    }
    for rule in &mut rules {
        let names = std::mem::take(&mut rule.name);
        match names::compared(kind) {
            Compared::Name => rule.name = names,
            Compared::Id => rule.id = names,
            Compared::Alias => rule.alias = names,
            Compared::Tag | Compared::Nothing if names.is_empty() => {}
            Compared::Tag if rule.tag.contains_key(NAME) => {
                return Err("`names_regex` and `tags` both ask for the tag `Name`".to_owned());
            }
            Compared::Tag => drop(rule.tag.insert(NAME.to_owned(), Patterns(names))),
            Compared::Nothing => return Err("cloud-nuke knows no name of this kind, and includes nothing".to_owned()),
        }
    }
    Ok(rules)
}

/// Reads `include` as the one rule of which all has to hold, and `exclude` as rules any of which keeps: these compare a name with whatever
/// the thing is called.
fn rule(value: &Value, include: bool) -> Result<Vec<RuleText>, String> {
    let Value::Object(fields) = value else { return Ok(Vec::new()) };
    let mut parts = Vec::new();
    let mut tags: BTreeMap<String, Patterns> = BTreeMap::new();
    for (key, value) in fields {
        match key.as_str() {
            "names_regex" => {
                let name = yaml::texts(Some(value));
                name.iter().try_for_each(|pattern| checked(pattern))?;
                match include {
                    _ if name.is_empty() => {}
                    true => parts.push(RuleText { name, ..RuleText::default() }),
                    false => parts.push(RuleText { called: name, ..RuleText::default() }),
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
    Ok(if include { together(&parts, tag_rules) } else { [parts, tag_rules].concat() })
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
    if pattern.is_empty() {
        return Err("an empty pattern matches everything".to_owned());
    }
    regex::Regex::new(pattern).map(drop).map_err(|_| format!("`{pattern}` is no regular expression here"))
}

fn time(value: &Value) -> Result<String, String> {
    let text = yaml::text(value).unwrap_or_default();
    match text.parse::<jiff::Timestamp>() {
        Ok(_) => Ok(text),
        Err(_) => Err(format!("`{text}` is no time")),
    }
}
