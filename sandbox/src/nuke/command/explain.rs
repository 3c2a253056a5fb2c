//! `terraproof nuke explain`.

use clap::Args;
use jiff::Timestamp;
use serde_json::{Value, json};
use terraproof::Sandbox;

use super::accounts::Accounts;
use super::effort::Effort;
use super::opened::Opened;
use super::planned;
use super::survey::{Prepared, refuse_outside};
use crate::nuke::config::Project;
use crate::nuke::model::{Reference, Resource, Tags};
use crate::nuke::plan::Plan;
use crate::nuke::report::worst;
use crate::nuke::select::{Flags, first_seen};
use crate::{Error, Exit, console, duration};

/// Say why a resource would be deleted, or would stay
///
/// Lists the account as `plan` does, and writes nothing. `--kind` makes it quick; what uses the resource is then told only as far as it was
/// listed.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The id or the name of the resource
    #[arg(value_name = "ID")]
    id: String,
    #[command(flatten)]
    accounts: Accounts,
    #[command(flatten)]
    flags: Flags,
    #[command(flatten)]
    effort: Effort,
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
}

pub(super) async fn run(options: &Options) -> Result<Exit, Error> {
    let project = Project::read()?;
    project.check(&options.flags)?;
    let mut found = Vec::new();
    let mut exits = Vec::new();
    for (name, sandbox) in options.accounts.of(&project)? {
        match of_sandbox(&project, &name, &sandbox, options).await {
            Ok((explained, is_complete)) => {
                found.extend(explained);
                exits.push(if is_complete { Exit::Done } else { Exit::Unreadable });
            }
            Err(error) => exits.push(planned::complain(&name, &error)),
        }
    }
    let exit = worst(exits);
    if found.is_empty() && exit == Exit::Done {
        return Err(Error::nuke(
            format!("nothing that was listed has the id or the name `{}`", options.id),
            "`terraproof nuke show --all PLAN` names everything that a plan knows; `terraproof nuke kinds` what can be listed",
        ));
    }
    let text = if options.json {
        format!("{:#}\n", json!({ "resources": found.iter().map(Explained::json).collect::<Vec<_>>() }))
    } else {
        found.iter().map(Explained::text).collect::<Vec<_>>().join("\n")
    };
    console::print(&text)?;
    if exit == Exit::Unreadable {
        console::say("something could not be listed: the resource, or what uses it, may not be known");
    }
    Ok(exit)
}

async fn of_sandbox(
    project: &Project,
    name: &str,
    sandbox: &Sandbox,
    options: &Options,
) -> Result<(Vec<Explained>, bool), Error> {
    refuse_outside(name, sandbox, &options.flags)?;
    let opened = Opened::open(project, name, sandbox, options.effort.concurrency).await?;
    of_account(project, &opened, options).await
}

/// Is a resource with the reason for what becomes of it.
struct Explained {
    sandbox: String,
    resource: Resource,
    /// Whether it would go, and the reason why it stays or goes.
    goes: bool,
    why: String,
    used_by: Vec<Reference>,
    now: Timestamp,
}

async fn of_account(project: &Project, opened: &Opened, options: &Options) -> Result<(Vec<Explained>, bool), Error> {
    let prepared = Prepared::new(project, opened, &options.flags, options.effort.concurrency).await?;
    let doing = || format!("list the account of the sandbox `{}`", opened.name);
    let listing = prepared
        .list(opened.account_name(), options.effort.deadline)
        .await
        .ok_or_else(|| Error::Deadline { doing: doing(), seconds: options.effort.deadline.as_secs() })?;
    let complete = listing.not_listed.is_empty();
    let resources: Vec<Resource> = listing.judged.iter().map(|judged| judged.resource.clone()).collect();
    let named = |resource: &&Resource| {
        resource.id() == options.id
            || resource.shown_name() == options.id
            || resource.id().ends_with(&format!("/{}", options.id))
    };
    let plan = prepared.draft(opened, &options.flags, listing);
    let explained = resources.iter().filter(named).map(|resource| {
        let (goes, why) = fate(&plan, resource);
        let users = resources.iter().filter(|user| user.uses.iter().any(|used| used.of == resource.reference));
        Explained {
            sandbox: opened.name.clone(),
            resource: resource.clone(),
            goes,
            why,
            used_by: users.map(|user| user.reference.clone()).collect(),
            now: prepared.judge.now,
        }
    });
    Ok((explained.collect(), complete))
}

fn fate(plan: &Plan, resource: &Resource) -> (bool, String) {
    if plan.deletes().any(|row| *row.reference() == resource.reference) {
        let why = match &resource.goes_with {
            Some(parent) => format!("it goes with {parent}"),
            None => "every filter lets it through, no tag protects it, and nothing that stays uses it".to_owned(),
        };
        return (true, why);
    }
    match plan.kept.iter().find(|kept| kept.reference == resource.reference) {
        Some(kept) => (false, kept.reason.text.clone()),
        None => (false, "it is being deleted already, by whomever".to_owned()),
    }
}

impl Explained {
    fn text(&self) -> String {
        let resource = &self.resource;
        let verdict = if self.goes { "would be deleted" } else { "stays" };
        let why = console::plain(&self.why);
        let mut text = format!("{}, sandbox `{}`: {verdict}\nbecause   {why}\n", resource.reference, self.sandbox);
        let ago =
            |time: Timestamp| format!("{time:.0}, {} ago", duration::short(self.now.duration_since(time).as_secs()));
        let made = match (resource.created, first_seen(resource)) {
            (Some(created), _) => ago(created),
            (None, Some(seen)) => format!("not known; first seen at {}", ago(seen)),
            (None, None) => "not known".to_owned(),
        };
        let mut lines =
            vec![("name", resource.shown_name().to_owned()), ("made", made), ("tags", tags(&resource.tags))];
        if let Some(protection) = &resource.protection {
            lines.push(("protected", protection.clone()));
        }
        lines.extend(resource.uses.iter().map(|used| ("uses", used.of.to_string())));
        lines.extend(self.used_by.iter().map(|user| ("used by", user.to_string())));
        lines.iter().for_each(|(label, value)| text.push_str(&format!("{label:<9} {}\n", console::plain(value))));
        text
    }

    fn json(&self) -> Value {
        json!({
            "sandbox": self.sandbox, "resource": self.resource, "deleted": self.goes, "reason": self.why,
            "used_by": self.used_by,
        })
    }
}

fn tags(tags: &Tags) -> String {
    match tags {
        Tags::Known(tags) if tags.is_empty() => "none".to_owned(),
        Tags::Known(tags) => tags.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(", "),
        Tags::None => "the kind has none".to_owned(),
        Tags::Unread => "not read, as something else decides".to_owned(),
        Tags::Unreadable(why) => format!("cannot be read: {why}"),
    }
}
