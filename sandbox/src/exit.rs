//! What the command's exit code means.

use std::process::ExitCode;

/// Says how the command ended. These are all the exit codes there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// 0: it did what was asked.
    Done,
    /// 1: the command line, the configuration or the machine does not allow it; what to do is printed.
    Failed,
    /// `terraproof shell`: the code of the command that ran in it; 128 and the number of the signal that ended it; 127 if there is no such
    /// command.
    Command(u8),
}

impl Exit {
    /// Returns the number.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Command(code) => code,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// What `--help` says about it.
pub(crate) const HELP: &str = "Exit codes: 0 done, 1 the command line, the configuration or the machine does not allow it. \
`terraproof shell` ends with the code of the command that it ran.";
