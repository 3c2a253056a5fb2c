//! The command line.

use clap::{Parser, Subcommand};

use crate::{doctor, exit, gateway, ledger, nuke, reap, shell, up};

/// Builds a cloud on localhost, in which plain Terraform and every AWS tool work unmodified.
///
/// Nothing here needs an account, and nothing costs anything: the AWS that answers is a process on this machine.
#[derive(Debug, Parser)]
#[command(name = "terraproof", version, max_term_width = 100, arg_required_else_help = true, after_help = exit::HELP)]
#[command(disable_help_subcommand = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Up(up::Options),
    /// Stop the localhost cloud, and forget everything in it
    ///
    /// Ends the emulator and the gateway in the background. All accounts go with them: those of shells that are still open, and those that a
    /// killed shell left behind. What is installed stays.
    Down,
    Shell(shell::Options),
    Reap(reap::Options),
    Ledger(ledger::Options),
    Nuke(Box<nuke::Options>),
    Doctor(doctor::Options),
    /// Show the versions of everything that takes part
    Version,
    /// Serve as the gateway in the background; `up --print-env` starts it
    #[command(hide = true)]
    Gateway(gateway::Options),
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
