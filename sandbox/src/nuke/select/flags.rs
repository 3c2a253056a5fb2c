//! Filters of the command line.

use clap::Args;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Age, Rule};
use crate::nuke::config::RuleText;
use crate::nuke::kinds;

/// The tag that carries the run which made a resource.
const RUN: &str = "terraproof:run";

/// Holds the filters of the command line. They are part of the plan, and judge again just before each delete.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Flags {
    /// Only this region; repeat it for more, `global` is what belongs to the whole account
    #[arg(long = "region", value_name = "REGION", help_heading = "Selection")]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) regions: Vec<String>,
    /// Only this kind, as `terraproof nuke kinds` lists it; repeat it for more
    #[arg(long = "kind", value_name = "KIND", help_heading = "Selection")]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) kinds: Vec<String>,
    /// Not this kind; repeat it for more
    #[arg(long = "exclude-kind", value_name = "KIND", help_heading = "Selection")]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) exclude_kinds: Vec<String>,
    /// Also what is of this CloudFormation type and has no kind of its own (AWS::Logs::QueryDefinition), through Cloud Control; repeat it for
    /// more
    #[arg(long = "cloud-control", value_name = "TYPE", help_heading = "Selection", value_parser = cloud_control)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) cloud_control: Vec<String>,
    /// Only what was made at least this long ago (90m, 24h, 7d); what does not tell its age stays
    #[arg(long, value_name = "TIME", allow_hyphen_values = true, help_heading = "Selection")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) older_than: Option<Age>,
    /// Only what was made less than this long ago
    #[arg(long, value_name = "TIME", allow_hyphen_values = true, help_heading = "Selection")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) newer_than: Option<Age>,
    /// Only what has this tag, with this value unless only the key is given; all of them, when repeated
    #[arg(long = "tag", value_name = "KEY[=VALUE]", help_heading = "Selection", value_parser = tag)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) tags: Vec<String>,
    /// Only what has a name that matches this regular expression; one of them, when repeated
    #[arg(long = "name", value_name = "REGEX", help_heading = "Selection", value_parser = pattern)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) names: Vec<String>,
    /// Only what carries the tag of this run
    #[arg(long, value_name = "RUN", help_heading = "Selection")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) run: Option<String>,
    /// Plan to switch off the deletion protection of this kind; repeat it for more
    #[arg(long = "disable-protection", value_name = "KIND", help_heading = "Safety")]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) disable_protection: Vec<String>,
}

impl Flags {
    /// Returns what has to hold, as rules; ages count back from `now`.
    pub(crate) fn rules(&self, now: Timestamp) -> Result<Vec<Rule>, String> {
        let mut rules = Vec::new();
        if let Some(age) = &self.older_than {
            rules.push(Rule::read(&RuleText { older_than: Some(age.to_string()), ..RuleText::default() }, now)?);
        }
        if let Some(age) = &self.newer_than {
            rules.push(Rule::read(&RuleText { newer_than: Some(age.to_string()), ..RuleText::default() }, now)?);
        }
        if !self.names.is_empty() {
            rules.push(Rule::read(&RuleText { name: self.names.clone(), ..RuleText::default() }, now)?);
        }
        for tag in &self.tags {
            let (key, value) = tag.split_once('=').map_or((tag.as_str(), None), |(key, value)| (key, Some(value)));
            rules.push(Rule::of_tag(key, value, format!("--tag {tag}"))?);
        }
        if let Some(run) = &self.run {
            rules.push(Rule::of_tag(RUN, Some(run), format!("--run {run}"))?);
        }
        Ok(rules)
    }

    /// Returns them as they were typed.
    pub(crate) fn typed(&self) -> Vec<String> {
        let mut typed = Vec::new();
        let lists = [
            ("region", &self.regions),
            ("kind", &self.kinds),
            ("exclude-kind", &self.exclude_kinds),
            ("cloud-control", &self.cloud_control),
            ("tag", &self.tags),
            ("name", &self.names),
            ("disable-protection", &self.disable_protection),
        ];
        for (name, values) in lists {
            typed.extend(values.iter().map(|value| format!("--{name} {value}")));
        }
        typed.extend(self.older_than.iter().map(|age| format!("--older-than {age}")));
        typed.extend(self.newer_than.iter().map(|age| format!("--newer-than {age}")));
        typed.extend(self.run.iter().map(|run| format!("--run {run}")));
        typed
    }
}

fn cloud_control(text: &str) -> Result<String, String> {
    if let Some(own) = kinds::all().iter().map(|kind| kind.about()).find(|about| about.cloudformation == text) {
        return Err(format!("it has a kind of its own, which knows more: `{}`", own.name));
    }
    match kinds::find(text) {
        Some(kind) if kind.about().cloudformation == text => Ok(text.to_owned()),
        _ => Err("a type is written as CloudFormation does: `AWS::Logs::QueryDefinition`".to_owned()),
    }
}

fn tag(text: &str) -> Result<String, String> {
    if text.is_empty() || text.starts_with('=') {
        return Err("a tag is written `key=value`, or `key`".to_owned());
    }
    Ok(text.to_owned())
}

fn pattern(text: &str) -> Result<String, String> {
    let rule = RuleText { name: vec![text.to_owned()], ..RuleText::default() };
    Rule::read(&rule, Timestamp::UNIX_EPOCH).map(|_| text.to_owned())
}
