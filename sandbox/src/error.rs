//! What can go wrong, each with its next step.

use std::io;
use std::path::{Path, PathBuf};

use terraproof_local::{AccountId, gateway};

/// Says why a command could not do what was asked.
///
/// `Display` is the sentence, [`Error::hint`] the next step, and [`std::error::Error::source`] the cause.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The localhost cloud could not be installed, started or asked.
    #[error(transparent)]
    Local(#[from] terraproof_local::Error),
    /// The ledger could not be used, or what it leads to.
    #[error(transparent)]
    Framework(#[from] terraproof::Error),
    /// The ledger has no such stack.
    #[error("there is no stack `{id}` in the ledger")]
    NoStack {
        /// What was asked for.
        id: String,
        /// The one that was probably meant.
        nearest: Option<String>,
    },
    /// The stack is in the ledger, and nowhere else any more.
    #[error("the emulator in which the stack `{id}` lived is gone, and the stack with it")]
    StackGone {
        /// The stack.
        id: String,
    },
    /// Nobody confirmed what cannot be undone.
    #[error("not forgotten: {reason}")]
    NotConfirmed {
        /// What was missing.
        reason: &'static str,
    },
    /// No usable terraform, or its files could not be written.
    #[error("failed to {0}")]
    Terraform(#[from] terraproof_terraform::Error),
    /// A file or directory could not be used.
    #[error("failed to {doing} `{}`", path.display())]
    Io {
        /// What was tried, as a verb.
        doing: &'static str,
        /// The file or directory.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The answer could not be printed.
    #[error("failed to print")]
    Print {
        /// What the system said.
        source: io::Error,
    },
    /// The system refused what every command needs.
    #[error("failed to {doing}")]
    System {
        /// What was tried, as a verb with its object.
        doing: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// `terraproof.toml` is not TOML, or not of the right shape.
    #[error("`{}` is not what it should be", path.display())]
    Settings {
        /// The file.
        path: PathBuf,
        /// What the parser said.
        source: Box<toml::de::Error>,
    },
    /// `[local] allow` holds something that is not a host.
    #[error("`{}` allows `{host}`, which cannot be allowed", path.display())]
    AllowedHost {
        /// The file.
        path: PathBuf,
        /// What it says.
        host: String,
        /// What is wrong with it.
        source: gateway::Error,
    },
    /// A flag, or `[nuke]` in `terraproof.toml`, says something that cannot be; or an account cannot be reached.
    #[error("{sentence}")]
    Nuke {
        /// What is wrong.
        sentence: String,
        /// The next step.
        hint: Option<String>,
    },
    /// nuke refuses, for safety; nothing was deleted.
    #[error("refused: {sentence}")]
    Refused {
        /// Why.
        sentence: String,
        /// The next step.
        hint: String,
    },
    /// The gateway in the background did not start.
    #[error("the gateway in the background ended at start: {detail}")]
    GatewayEnded {
        /// What it said last.
        detail: String,
    },
    /// Something took longer than it may.
    #[error("failed to {doing}: not done after {seconds} s")]
    TimedOut {
        /// What was tried, as a verb with its object.
        doing: String,
        /// The limit.
        seconds: u64,
    },
    /// The time that the command line allows was up; nothing was changed.
    #[error("failed to {doing}: not done after {seconds} s")]
    Deadline {
        /// What was tried, as a verb with its object.
        doing: String,
        /// The limit.
        seconds: u64,
    },
    /// The gateway gave no credentials for an account.
    #[error("failed to get credentials for account `{account}`: {detail}")]
    Credentials {
        /// The account.
        account: AccountId,
        /// What was seen.
        detail: String,
    },
    /// A command of the user could not be started.
    #[error("failed to run `{command}`")]
    Command {
        /// The command.
        command: String,
        /// What the system said.
        source: io::Error,
    },
}

impl Error {
    pub(crate) fn io(doing: &'static str, path: impl AsRef<Path>, source: io::Error) -> Self {
        Self::Io { doing, path: path.as_ref().to_owned(), source }
    }

    pub(crate) fn nuke(sentence: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Nuke { sentence: sentence.into(), hint: Some(hint.into()) }
    }

    pub(crate) fn refused(sentence: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Refused { sentence: sentence.into(), hint: hint.into() }
    }

    /// Returns the next step, where one is known.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Local(error) => return error.hint(),
            Self::Terraform(error) => return error.hint(),
            Self::Framework(error) => return error.hint().map(str::to_owned),
            Self::NoStack { nearest: Some(nearest), .. } => return Some(format!("did you mean `{nearest}`?")),
            Self::NoStack { .. } => "`terraproof ledger list` shows what there is",
            Self::Nuke { hint, .. } => return hint.clone(),
            Self::Refused { hint, .. } => hint,
            Self::StackGone { .. } => "`terraproof reap` closes its entry",
            Self::NotConfirmed { .. } => {
                "destroy it with `terraproof reap`; to forget it all the same, type its id when asked, or pass `--yes`"
            }
            Self::AllowedHost { source, .. } => return source.hint(),
            Self::Print { .. } => return None,
            Self::Io { .. } => {
                "check that the directory exists and is writable, or set `TERRAPROOF_CACHE` to one that is"
            }
            Self::System { .. } => "look at the limits on processes and open files (`ulimit -a`)",
            Self::Settings { .. } => "mend the line it names",
            Self::GatewayEnded { .. } | Self::TimedOut { .. } => "run `terraproof down`, and try again",
            Self::Deadline { .. } => "give it more with `--deadline`, or less to do with `--region` or `--kind`",
            Self::Credentials { .. } => "run `terraproof doctor`",
            Self::Command { .. } => "check the spelling and `PATH`",
        };
        Some(hint.to_owned())
    }
}
