//! From the command line to the exit code.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser as _;

use crate::cli::{Cli, Command};
use crate::{Error, Exit, console, doctor, down, gateway, ledger, nuke, reap, shell, up, version};

/// Runs the command line, prints what went wrong, and returns how it ended.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let exit = match Cli::try_parse_from(arguments) {
        Ok(cli) => started(cli).unwrap_or_else(|error| {
            console::complain(&error);
            exit_of(&error)
        }),
        Err(error) => {
            // Help that nobody reads any more is no failure.
            error.print().ok();
            if error.use_stderr() { Exit::Failed } else { Exit::Done }
        }
    };
    exit.into()
}

fn started(cli: Cli) -> Result<Exit, Error> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|source| Error::System { doing: "start the runtime", source })?;
    runtime.block_on(dispatched(cli.command))
}

async fn dispatched(command: Command) -> Result<Exit, Error> {
    match command {
        Command::Up(options) => up::run(&options).await,
        Command::Down => down::run().await,
        Command::Shell(options) => shell::run(&options).await,
        Command::Reap(options) => reap::run(&options).await,
        Command::Ledger(options) => ledger::run(&options),
        Command::Nuke(options) => nuke::run(&options).await,
        Command::Doctor(options) => doctor::run(&options).await,
        Command::Version => version::run().await,
        Command::Gateway(options) => gateway::serve(&options).await,
    }
}

/// A command that is not there ends with 127, as in every shell.
fn exit_of(error: &Error) -> Exit {
    match error {
        Error::Command { source, .. } if source.kind() == std::io::ErrorKind::NotFound => Exit::Command(127),
        Error::Command { .. } => Exit::Command(126),
        Error::Refused { .. } => Exit::Refused,
        _ => Exit::Failed,
    }
}
