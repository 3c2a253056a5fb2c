//! What was read from another tool's file, and how it is written down.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use toml::Value;

use super::Tool;
use crate::nuke::config::{OfKind, RuleText};

/// Holds what another tool's file means here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Imported {
    pub(super) kinds: BTreeSet<String>,
    pub(super) exclude_kinds: BTreeSet<String>,
    pub(super) disable_protection: BTreeSet<String>,
    pub(super) blocked_aliases: Vec<String>,
    /// `exclude` of every kind.
    pub(super) exclude: Vec<RuleText>,
    pub(super) kind: BTreeMap<String, OfKind>,
    /// What has no equivalent, one sentence each.
    pub(super) remarks: Vec<String>,
}

impl Imported {
    pub(super) fn remark(&mut self, remark: impl Into<String>) {
        let remark = remark.into();
        if !self.remarks.contains(&remark) {
            self.remarks.push(remark);
        }
    }

    /// Keeps a whole kind because something that would have kept a part of it cannot be said here.
    pub(super) fn keep_kind(&mut self, kind: &str, why: &str) {
        self.exclude_kinds.insert(kind.to_owned());
        self.remark(format!("{why}; all of `{kind}` is kept until you say it here"));
    }

    /// Leaves alone what the tool does not know, and therefore never deletes.
    pub(super) fn leave_alone(&mut self, tool: &str, kinds: impl Iterator<Item = &'static str>) {
        let kinds: Vec<String> = kinds.map(str::to_owned).collect();
        if !self.kinds.is_empty() || kinds.is_empty() {
            return;
        }
        self.remark(format!(
            "{tool} does not know, and never deletes: {}; they are in `exclude_kinds`, and hold back what they use: take out what is to go",
            kinds.join(", ")
        ));
        self.exclude_kinds.extend(kinds);
    }

    /// Writes `[nuke]` of `terraproof.toml`.
    pub(crate) fn toml(&self, tool: Tool) -> String {
        let from = match tool {
            Tool::CloudNuke => "cloud-nuke",
            Tool::AwsNuke => "aws-nuke",
        };
        let mut text = format!("# From a file of {from}. What has no equivalent here:\n");
        if self.remarks.is_empty() {
            text.push_str("# nothing.\n");
        }
        for remark in &self.remarks {
            text.push_str(&format!("# - {}\n", remark.replace(['\n', '\r'], " ")));
        }
        text.push_str("\n[nuke]\n");
        let lists = [
            ("kinds", self.kinds.iter().cloned().collect::<Vec<_>>()),
            ("exclude_kinds", self.exclude_kinds.iter().cloned().collect()),
            ("disable_protection", self.disable_protection.iter().cloned().collect()),
            ("blocked_aliases", self.blocked_aliases.clone()),
        ];
        for (name, values) in lists.into_iter().filter(|(_, values)| !values.is_empty()) {
            let values = Value::Array(values.into_iter().map(Value::String).collect());
            writeln!(text, "{name} = {values}").ok();
        }
        write_rules(&mut text, "nuke.exclude", &self.exclude);
        for (kind, rules) in &self.kind {
            write_rules(&mut text, &format!("nuke.kind.{kind}.include"), &rules.include);
            write_rules(&mut text, &format!("nuke.kind.{kind}.exclude"), &rules.exclude);
        }
        text
    }
}

fn write_rules(text: &mut String, place: &str, rules: &[RuleText]) {
    for rule in rules {
        writeln!(text, "\n[[{place}]]").ok();
        let lists = [
            ("name", &rule.name),
            ("id", &rule.id),
            ("called", &rule.called),
            ("alias", &rule.alias),
            ("region", &rule.region),
            ("without_tag", &rule.without_tag),
        ];
        for (name, values) in lists.into_iter().filter(|(_, values)| !values.is_empty()) {
            writeln!(text, "{name} = {}", list(values)).ok();
        }
        for (key, patterns) in &rule.tag {
            writeln!(text, "tag.{} = {}", quoted(key), list(&patterns.0)).ok();
        }
        let times = [
            ("older_than", &rule.older_than),
            ("newer_than", &rule.newer_than),
            ("before", &rule.before),
            ("after", &rule.after),
        ];
        for (name, value) in times {
            if let Some(value) = value {
                writeln!(text, "{name} = {}", quoted(value)).ok();
            }
        }
        if rule.not {
            text.push_str("not = true\n");
        }
    }
}

fn quoted(text: &str) -> String {
    Value::String(text.to_owned()).to_string()
}

fn list(values: &[String]) -> String {
    match values {
        [one] => quoted(one),
        values => Value::Array(values.iter().cloned().map(Value::String).collect()).to_string(),
    }
}
