//! `terraproof nuke run`: plan and apply, for cron.

use std::sync::Arc;

use clap::Args;
use futures_util::future::join_all;
use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::accounts::Accounts;
use super::again::Again;
use super::apply::{Book, Stop, Work};
use super::effort::{Effort, Limits};
use super::planned::{self, Planned, Wish};
use super::{confirm, prune};
use crate::nuke::config::Project;
use crate::nuke::plan::Caps;
use crate::nuke::report::{self, Report, worst};
use crate::nuke::select::Flags;
use crate::{Error, Exit, console};

/// Plan and apply in one go, under caps; for cron
///
/// Refuses a plan that deletes more than 500 resources, or more than 80 % of what could be deleted, unless `--max-deletes`,
/// `--max-percent` or `[nuke]` say otherwise. An account whose plan is refused stays as it is; the others go on. Plans and journals lie in `$XDG_STATE_HOME/terraproof/nuke`.
#[derive(Debug, Args)]
pub(crate) struct Options {
    #[command(flatten)]
    accounts: Accounts,
    #[command(flatten)]
    flags: Flags,
    #[command(flatten)]
    limits: Limits,
    /// Do not ask for the names of the accounts
    #[arg(long, help_heading = "Safety")]
    yes: bool,
    #[command(flatten)]
    effort: Effort,
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
}

pub(super) async fn run(options: &Options) -> Result<Exit, Error> {
    let deadline = Instant::now() + options.effort.deadline;
    if !options.yes {
        confirm::refuse_without_terminal()?;
    }
    let project = Arc::new(Project::read()?);
    project.check(&options.flags)?;
    let wish = Wish {
        flags: &options.flags,
        concurrency: options.effort.concurrency,
        deadline: options.effort.deadline,
        output: None,
    };
    let plans = planned::plan_all(&project, options.accounts.of(&project)?, &wish).await;
    let caps = options.limits.caps(&project.nuke).or(Caps::OF_RUN);
    // Accounts are asked about one after the other, and worked on together.
    let allowed: Vec<(String, Result<Planned, Error>)> = plans
        .into_iter()
        .map(|(name, planned)| (name, planned.and_then(|planned| allow(planned, caps, options))))
        .collect();
    let stop = Stop::listen()?;
    let applied = allowed.into_iter().map(|(name, planned)| async {
        let ended = match planned {
            Ok(planned) => apply(planned, &project, &stop, options, deadline).await,
            Err(error) => Err(error),
        };
        (name, ended)
    });
    let ended = join_all(applied).await;
    prune::tidy(Timestamp::now());
    tell(ended, options)
}

fn allow(planned: Planned, caps: Caps, options: &Options) -> Result<Planned, Error> {
    caps.refuse(&planned.plan, &planned.path)?;
    confirm::confirm(&planned.plan, options.yes)?;
    Ok(planned)
}

async fn apply(
    planned: Planned,
    project: &Project,
    stop: &Stop,
    options: &Options,
    deadline: Instant,
) -> Result<Report, Error> {
    let journal = Book::open(&planned.plan, &planned.path, None)?;
    let concurrency = options.effort.concurrency;
    let Planned { plan, opened, path } = planned;
    Work { again: Again::default(), plan, path, opened, journal, concurrency, deadline }.apply(project, stop).await
}

fn tell(ended: Vec<(String, Result<Report, Error>)>, options: &Options) -> Result<Exit, Error> {
    let mut exits = Vec::new();
    let mut documents: Vec<Value> = Vec::new();
    let mut ends = Vec::new();
    for (name, ended) in ended {
        match ended {
            Ok(report) => {
                ends.push(format!("{name} {}", report.exit().code()));
                if !options.json {
                    console::print(&report::text(&report, Timestamp::now()))?;
                }
                documents.push(report::json(&report));
                exits.push(report.exit());
            }
            Err(error) => {
                let exit = planned::complain(&name, &error);
                ends.push(format!("{name} {}", exit.code()));
                documents.push(json!({
                    "sandbox": name, "error": console::sentence(&error), "hint": error.hint(), "exit_code": exit.code(),
                }));
                exits.push(exit);
            }
        }
    }
    let exit = worst(exits);
    if !options.json && ends.len() > 1 {
        console::print(&format!("exit {}: of the sandboxes, {}\n", exit.code(), ends.join(", ")))?;
    }
    if options.json {
        console::print(&format!("{:#}\n", json!({ "accounts": documents, "exit_code": exit.code() })))?;
    }
    Ok(exit)
}
