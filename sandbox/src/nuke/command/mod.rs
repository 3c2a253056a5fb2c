//! `terraproof nuke`: one file for each subcommand.

mod accounts;
mod again;
mod apply;
mod check;
mod confirm;
mod effort;
mod explain;
mod import;
mod kinds;
mod once;
mod opened;
mod plan;
mod planned;
mod progress;
mod prune;
mod second;
mod show;
mod store;
mod survey;

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::{Error, Exit, console};

/// Plan what to delete from a sandbox account, then delete exactly that
///
/// `plan` lists an account and writes a plan; `show` lets a person read it; `apply` deletes what it lists and nothing else, each resource
/// only once nothing uses it any more. Only accounts that `terraproof.toml` lists are ever touched, and what is not known is kept.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  terraproof nuke plan --sandbox staging --older-than 24h -o plan.json
  terraproof nuke show --all plan.json
  terraproof nuke apply plan.json
  terraproof nuke run --all-sandboxes --older-than 24h --yes

Exit codes:
  0  clean
  1  the command line or the configuration is wrong, or an account cannot be reached
  2  the plan is not empty (`plan --detailed-exitcode` alone)
  3  the deadline passed
  4  some deletes failed, are stuck, or were not confirmed
  5  something could not be listed or read: whether anything is there is not known
  6  refused for safety
Of several accounts the worst counts: 6, 1, 4, 3, 5, 2, 0. After a signal it is 128 and its number.")]
pub(crate) struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Plan(plan::Options),
    Show(show::Options),
    Apply(apply::Options),
    Run(once::Options),
    Kinds(kinds::Options),
    Explain(explain::Options),
    /// Check `[nuke]` in terraproof.toml, without a call
    Check,
    Import(import::Options),
}

pub(crate) async fn run(options: &Options) -> Result<Exit, Error> {
    let ended = dispatched(&options.command).await;
    match &ended {
        Err(error) if options.command.is_json() => console::print(&format!("{:#}\n", refusal(error)))?,
        _ => {}
    }
    ended
}

async fn dispatched(command: &Command) -> Result<Exit, Error> {
    match command {
        Command::Plan(options) => plan::run(options).await,
        Command::Show(options) => show::run(options),
        Command::Apply(options) => apply::run(options).await,
        Command::Run(options) => once::run(options).await,
        Command::Kinds(options) => kinds::run(options),
        Command::Explain(options) => explain::run(options).await,
        Command::Check => check::run(),
        Command::Import(options) => import::run(options),
    }
}

impl Command {
    /// Tells whether a program reads the answer.
    fn is_json(&self) -> bool {
        match self {
            Self::Plan(options) => options.json,
            Self::Show(options) => options.json,
            Self::Apply(options) => options.json,
            Self::Run(options) => options.json,
            Self::Kinds(options) => options.json,
            Self::Explain(options) => options.json,
            Self::Check | Self::Import(_) => false,
        }
    }
}

/// Says for programs why a command, or its part for one account, came to nothing.
fn refusal(error: &Error) -> Value {
    json!({ "error": console::sentence(error), "hint": error.hint(), "exit_code": planned::exit_of(error).code() })
}
