//! A shell where a stack was left standing.

use std::ffi::OsString;

use terraproof::LeftBehind;
use terraproof::ledger::{Entry, LocalLedger};
use terraproof_local::Cloud;

use super::signals::Signals;
use super::{child, command_of};
use crate::tools::{Tools, cloud_variables};
use crate::{Error, Exit, console, ledger};

/// Opens a shell, or runs a command, in the directory of a stack, with its account and its variables.
pub(super) async fn enter(id: &str, words: &[OsString], signals: &mut Signals) -> Result<Exit, Error> {
    let entry = ledger::find(&LocalLedger::of_user()?, id)?;
    let cloud = cloud_of(&entry).await?;
    let (mut command, program, insistence) = command_of(words);
    if let Some(cloud) = &cloud {
        let tools = Tools::write(cloud.toolchain(), cloud.certificates(), Some(&entry.directory))?;
        command.envs(cloud_variables(cloud)).envs(tools.variables(std::env::var_os("PATH").as_deref()));
    }
    // What the test gave, so that a plain `terraform plan` asks for nothing and shows no change.
    if let Some(variables) = &entry.variables {
        let argument = format!("-var-file={}", variables.display());
        for subcommand in ["plan", "apply", "destroy", "console"] {
            command.env(format!("TF_CLI_ARGS_{subcommand}"), &argument);
        }
    }
    command.env("TF_CLI_CONFIG_FILE", entry.root.join("terraform.rc")).current_dir(&entry.directory);
    if words.is_empty() {
        console::say(&format!(
            "the stack {}, in {}; `exit` leaves it as it is then",
            entry.id,
            entry.directory.display()
        ));
    }
    child::run(command, &program, insistence, signals).await
}

async fn cloud_of(entry: &Entry) -> Result<Option<Cloud>, Error> {
    if entry.account.is_none() {
        return Ok(None);
    }
    let cloud = LeftBehind::of(entry.clone())?.cloud().await?;
    cloud.ok_or_else(|| Error::StackGone { id: entry.id.to_string() }).map(Some)
}
