//! `terraproof nuke plan`.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::accounts::Accounts;
use super::effort::{Effort, Limits};
use super::planned::{self, Planned, Wish};
use super::prune;
use crate::nuke::config::Project;
use crate::nuke::plan::{self, Caps};
use crate::nuke::report::worst;
use crate::nuke::select::Flags;
use crate::{Error, Exit, console};

/// List an account, decide, and write a plan; nothing is changed
///
/// The plan lists what `apply` would delete, and why the rest stays. It holds for two hours, for the same account, caller and
/// configuration.
#[derive(Debug, Args)]
pub(crate) struct Options {
    #[command(flatten)]
    accounts: Accounts,
    #[command(flatten)]
    flags: Flags,
    #[command(flatten)]
    limits: Limits,
    #[command(flatten)]
    effort: Effort,
    /// Write the plan here, a directory for several accounts; without it, to `$XDG_STATE_HOME/terraproof/nuke`
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// End with 2 when the plan is not empty
    #[arg(long)]
    detailed_exitcode: bool,
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
}

pub(super) async fn run(options: &Options) -> Result<Exit, Error> {
    let project = Arc::new(Project::read()?);
    project.check(&options.flags)?;
    let wish = Wish {
        flags: &options.flags,
        concurrency: options.effort.concurrency,
        deadline: options.effort.deadline,
        output: options.output.as_deref(),
    };
    let plans = planned::plan_all(&project, options.accounts.of(&project)?, &wish).await;
    let caps = options.limits.caps(&project.nuke);
    let mut exits = Vec::new();
    let mut documents = Vec::new();
    for (name, ended) in &plans {
        let exit = match ended {
            Ok(planned) => told(planned, caps, options)?,
            Err(error) => planned::complain(name, error),
        };
        documents.push(document(name, ended, exit));
        exits.push(exit);
    }
    prune::tidy(Timestamp::now());
    let exit = worst(exits);
    if options.json {
        console::print(&format!("{:#}\n", json!({ "accounts": documents, "exit_code": exit.code() })))?;
    }
    Ok(exit)
}

fn told(planned: &Planned, caps: Caps, options: &Options) -> Result<Exit, Error> {
    let plan = &planned.plan;
    if !options.json {
        let path = planned.path.display();
        let text = plan::text(plan, Timestamp::now(), false);
        let next = format!(
            "written   {path}\nnext      `terraproof nuke show --all {path}`, then `terraproof nuke apply {path}`\n"
        );
        console::print(&format!("{text}\n{}", if plan.is_empty() { "" } else { &next }))?;
    }
    if let Err(error) = caps.refuse(plan, &planned.path) {
        return Ok(planned::complain(&plan.sandbox, &error));
    }
    Ok(match () {
        () if plan.is_incomplete() => Exit::Unreadable,
        () if options.detailed_exitcode && !plan.is_empty() => Exit::PlanNotEmpty,
        () => Exit::Done,
    })
}

fn document(name: &str, ended: &Result<Planned, Error>, exit: Exit) -> Value {
    match ended {
        Ok(planned) => json!({
            "sandbox": name, "account": planned.plan.account, "alias": planned.plan.alias, "plan": planned.path,
            "digest": planned.plan.digest, "expires": planned.plan.expires, "regions": planned.plan.regions,
            "summary": planned.plan.summary, "not_listed": planned.plan.not_listed, "not_offered": planned.plan.not_offered,
            "calls": planned.opened.account.counts().by_operation(), "exit_code": exit.code(),
        }),
        Err(error) => json!({
            "sandbox": name, "error": console::sentence(error), "hint": error.hint(), "exit_code": exit.code(),
        }),
    }
}
