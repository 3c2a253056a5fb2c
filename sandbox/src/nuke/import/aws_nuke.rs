//! aws-nuke's configuration: <https://ekristen.github.io/aws-nuke/config/>.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{Imported, matcher, names, yaml};
use crate::nuke::config::RuleText;

/// Where filters stand that hold for every kind.
const EVERYWHERE: &str = "__global__";

pub(super) fn import(file: &Map<String, Value>, account: Option<&str>) -> Result<Imported, String> {
    if !file.get("accounts").is_some_and(Value::is_object) {
        return Err("it has no `accounts: { <id>: .. }`, without which aws-nuke does nothing".to_owned());
    }
    let mut imported = Imported::default();
    for (key, value) in file {
        match key.as_str() {
            "regions" => {
                let regions = yaml::texts(Some(value)).join(", ");
                imported.remark(format!(
                    "`regions` ({regions}): belong to a sandbox, `regions = [..]` of `[sandbox.<name>]`"
                ));
            }
            "blocklist" | "account-blocklist" | "account-blacklist" => {
                imported.remark(format!("`{key}`: an account that `terraproof.toml` does not list is never touched"));
            }
            "blocklist-alias-keywords" => imported.blocked_aliases = yaml::texts(Some(value)),
            "bypass-alias-check-accounts" => {
                imported.remark(format!(
                    "`{key}`: the alias is always looked at; an account without one is no case of its own"
                ));
            }
            "resource-types" => resource_types(&mut imported, value)?,
            "settings" => settings(&mut imported, value),
            "feature-flags" => feature_flags(&mut imported, value),
            "accounts" | "presets" => {}
            // What is to keep something must not be lost.
            other if other.contains("filter") || value.is_object() => {
                return Err(format!("`{other}` is not a section of aws-nuke's file"));
            }
            other => imported.remark(format!("`{other}`: is not understood")),
        }
    }
    accounts(&mut imported, file, account)?;
    imported.leave_alone("aws-nuke", names::unknown_to(|about| about.aws_nuke));
    Ok(imported)
}

fn accounts(imported: &mut Imported, file: &Map<String, Value>, only: Option<&str>) -> Result<(), String> {
    let none = Map::new();
    let accounts = file.get("accounts").and_then(Value::as_object).unwrap_or(&none);
    let presets = file.get("presets").and_then(Value::as_object).unwrap_or(&none);
    if let Some(only) = only.filter(|only| !accounts.contains_key(*only)) {
        return Err(format!("it says nothing of account {only}"));
    }
    let wanted: Vec<_> = accounts.iter().filter(|(id, _)| only.is_none_or(|only| only == *id)).collect();
    for (id, account) in &wanted {
        imported.remark(format!("account {id}: belongs to a sandbox, `account = \"{id}\"` of `[sandbox.<name>]`"));
        for preset in yaml::texts(account.get("presets")) {
            match presets.get(&preset) {
                Some(preset) => filters(imported, preset.get("filters")),
                None => return Err(format!("account {id} names the preset `{preset}`, which is not there")),
            }
        }
        filters(imported, account.get("filters"));
        if let Some(types) = account.get("resource-types") {
            resource_types(imported, types)?;
        }
    }
    if wanted.len() > 1 {
        imported.remark("filters of all accounts are one here, so more is kept; `--account` imports those of one");
    }
    Ok(())
}

fn filters(imported: &mut Imported, filters: Option<&Value>) {
    for (name, list) in filters.and_then(Value::as_object).into_iter().flatten() {
        let list: Vec<&Value> = list.as_array().map_or_else(|| vec![list], |list| list.iter().collect());
        let kinds = names::of_aws_nuke(name);
        if let (true, Some(whole)) = (kinds.is_empty(), names::whole_of(name)) {
            list.iter().for_each(|filter| filter_of_a_part(imported, name, whole, filter));
            continue;
        }
        if kinds.is_empty() && name != EVERYWHERE {
            let meant = names::meant(name, |about| about.aws_nuke);
            imported.remark(format!("the filters of `{name}` keep nothing: no kind here is that type{meant}"));
            continue;
        }
        for filter in list {
            if filter.get("group").is_some() {
                imported
                    .remark(format!("groups of filters of `{name}`: each filter keeps by itself, which keeps more"));
            }
            one_filter(imported, name, &kinds, filter);
        }
    }
}

/// A part that aws-nuke keeps holds its whole there: it cannot be deleted. Here the part goes with the whole.
fn filter_of_a_part(imported: &mut Imported, name: &str, whole: &str, filter: &Value) {
    match matcher::rules_of_owner(filter, name) {
        Ok(rules) => add(&mut imported.kind.entry(whole.to_owned()).or_default().exclude, rules),
        Err(why) => imported.keep_kind(whole, &format!("`{name}`, a part of `{whole}` here: {why}")),
    }
}

fn one_filter(imported: &mut Imported, name: &str, kinds: &[&str], filter: &Value) {
    if name == EVERYWHERE {
        match matcher::rules(filter, None) {
            Ok(rules) => add(&mut imported.exclude, rules),
            Err(why) => {
                // Nothing else can stand for a filter of everything: nothing is deleted until it is said here.
                let everything = RuleText { name: vec![".*".to_owned()], ..RuleText::default() };
                add(&mut imported.exclude, vec![everything]);
                imported.remark(format!("`{name}`: {why}; everything is kept until you say it here"));
            }
        }
    }
    for kind in kinds {
        match matcher::rules(filter, Some(kind)) {
            Ok(rules) if rules.is_empty() => {
                imported.remark(format!("`{name}`: what AWS makes by default is never deleted here"));
            }
            Ok(rules) => add(&mut imported.kind.entry((*kind).to_owned()).or_default().exclude, rules),
            Err(why) => imported.keep_kind(kind, &format!("`{name}`: {why}")),
        }
    }
}

fn add<T: PartialEq>(list: &mut Vec<T>, more: Vec<T>) {
    for item in more {
        if !list.contains(&item) {
            list.push(item);
        }
    }
}

fn resource_types(imported: &mut Imported, types: &Value) -> Result<(), String> {
    for (key, value) in types.as_object().into_iter().flatten() {
        let listed = yaml::texts(Some(value));
        match key.as_str() {
            "targets" | "includes" => {
                let kinds = mapped(imported, key, &listed);
                if kinds.is_empty() && !listed.is_empty() {
                    return Err(format!("`{key}` names no kind that is known here: {}", listed.join(", ")));
                }
                narrow(imported, kinds)?;
            }
            "excludes" => {
                let kinds = mapped(imported, key, &listed);
                imported.exclude_kinds.extend(kinds);
            }
            "cloud-control" | "alternatives" => {
                imported.remark(format!("`resource-types.{key}`: which API deletes a kind is not chosen here"));
            }
            other => imported.remark(format!("`resource-types.{other}`: is not understood")),
        }
    }
    Ok(())
}

/// Takes what every list of targets names: aws-nuke deletes only that.
fn narrow(imported: &mut Imported, kinds: Vec<String>) -> Result<(), String> {
    if kinds.is_empty() {
        return Ok(());
    }
    let kinds: BTreeSet<String> = kinds.into_iter().collect();
    if imported.kinds.is_empty() {
        imported.kinds = kinds;
        return Ok(());
    }
    imported.kinds.retain(|kind| kinds.contains(kind));
    if imported.kinds.is_empty() {
        return Err("the lists of `targets` have nothing in common, so that nothing would be deleted".to_owned());
    }
    Ok(())
}

fn mapped(imported: &mut Imported, key: &str, listed: &[String]) -> Vec<String> {
    let mut kinds = Vec::new();
    for name in listed {
        let found = names::of_aws_nuke(name);
        if let (true, "excludes", Some(whole)) =
            (found.is_empty(), key, names::whole_of(name).filter(|_| name != "S3Object"))
        {
            imported.remark(format!("`{name}` in `{key}`: a part that stays keeps its whole, all of `{whole}`"));
            kinds.push(whole.to_owned());
        } else if found.is_empty() {
            imported.remark(format!("`{name}` in `{key}`: there is no such kind"));
        }
        kinds.extend(found.into_iter().map(str::to_owned));
    }
    kinds
}

fn settings(imported: &mut Imported, settings: &Value) {
    for (name, values) in settings.as_object().into_iter().flatten() {
        for (setting, value) in values.as_object().into_iter().flatten() {
            let kinds = names::of_aws_nuke(name);
            match setting.as_str() {
                "DisableDeletionProtection" if !kinds.is_empty() => {
                    if yaml::flag(Some(value)) {
                        imported.disable_protection.extend(kinds.into_iter().map(str::to_owned));
                    }
                }
                _ => imported.remark(format!("`settings.{name}.{setting}`: has no equivalent")),
            }
        }
    }
}

fn feature_flags(imported: &mut Imported, flags: &Value) {
    for (flag, value) in flags.as_object().into_iter().flatten() {
        if flag != "disable-deletion-protection" {
            imported.remark(format!("`feature-flags.{flag}`: has no equivalent"));
            continue;
        }
        for (name, _) in value.as_object().into_iter().flatten().filter(|(_, value)| yaml::flag(Some(value))) {
            let kinds = names::of_aws_nuke(name);
            imported.disable_protection.extend(kinds.into_iter().map(str::to_owned));
        }
    }
}
