//! `terraproof shell`.

mod child;
mod farewell;
pub(crate) mod signals;
mod stack;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::Args;
use terraproof_local::{Cache, Cloud, Emulator, Progress, REGION, Toolchain};
use tokio::process::Command;

use self::child::Insistence;
use self::signals::Signals;
use crate::settings::Settings;
use crate::tools::{Tools, cloud_variables, misleads};
use crate::{Error, Exit, console};

/// Open a shell, or run a command, in a fresh account of the localhost cloud
///
/// In it, plain `terraform`, the AWS CLI and every SDK work unmodified: real host names, no endpoint settings, no keys of yours. Leaving the
/// shell says what the account still held, and drops the account with everything in it.
#[derive(Debug, Args)]
#[command(after_help = "\
The account is dropped however the shell ends. After a SIGKILL, which nobody can handle, `terraproof down` drops it.

With --stack nothing is dropped: the stack stays where it is, in the ledger.

Examples:
  terraproof shell
  terraproof shell --stack r4k2m9x0/site.works.static-site -- terraform state list
  terraproof shell aws s3 mb s3://example
  terraproof shell -- sh -c 'terraform init && terraform apply -auto-approve'")]
pub(crate) struct Options {
    /// The command to run, with its arguments; without one, $SHELL (or sh) is opened
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "COMMAND")]
    command: Vec<OsString>,
    /// Enter the account and the directory of a stack that a test left standing, by its id in `terraproof ledger list`
    #[arg(long, value_name = "ID")]
    stack: Option<String>,
}

pub(crate) async fn run(options: &Options) -> Result<Exit, Error> {
    let settings = Settings::read()?;
    let here = std::env::current_dir().map_err(|source| Error::io("find", ".", source))?;
    let cache = Cache::from_environment()?;
    // From here on no signal ends this process before the account, once there is one, is dropped.
    let mut signals = Signals::listen()?;
    tokio::select! {
        prepared = prepare(&cache) => prepared?,
        code = signals.any() => return Ok(Exit::Command(code)),
    }
    if let Some(id) = &options.stack {
        return stack::enter(id, &options.command, &mut signals).await;
    }
    let cloud = Cloud::open(&cache, &settings.allow, Progress::Auto).await?;
    let ended = entered(&cloud, &here, &options.command, &mut signals).await;
    let left = farewell::leave(&cloud).await;
    let exit = ended?;
    left.map(|()| exit)
}

/// Does what may take long and can be interrupted.
async fn prepare(cache: &Cache) -> Result<(), Error> {
    let toolchain = Toolchain::install(cache, Progress::Auto).await?;
    Emulator::start(cache, &toolchain).await?;
    Ok(())
}

/// Runs the shell or the command to its end.
async fn entered(cloud: &Cloud, here: &Path, words: &[OsString], signals: &mut Signals) -> Result<Exit, Error> {
    let tools = Tools::write(cloud.toolchain(), cloud.certificates(), Some(here))?;
    let (mut command, program, insistence) = command_of(words);
    if let Insistence::Shell = insistence {
        let id = &cloud.account().id;
        console::say(&format!("account {id} of the localhost cloud, in {REGION}; `exit` leaves and drops it"));
    }
    command.envs(cloud_variables(cloud)).envs(tools.variables(std::env::var_os("PATH").as_deref()));
    child::run(command, &program, insistence, signals).await
}

/// Prepares the command that was asked for, or the person's shell, without what would lead AWS tools elsewhere.
fn command_of(words: &[OsString]) -> (Command, PathBuf, Insistence) {
    let (program, arguments, insistence) = match words.split_first() {
        Some((program, arguments)) => (PathBuf::from(program), arguments, Insistence::Command),
        None => (own_shell(), [].as_slice(), Insistence::Shell),
    };
    let mut command = Command::new(&program);
    command.args(arguments);
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_str().is_some_and(misleads)) {
        command.env_remove(name);
    }
    (command, program, insistence)
}

fn own_shell() -> PathBuf {
    std::env::var_os("SHELL").filter(|shell| !shell.is_empty()).map_or_else(|| PathBuf::from("sh"), PathBuf::from)
}
