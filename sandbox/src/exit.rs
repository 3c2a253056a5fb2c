//! What the command's exit code means.

use std::process::ExitCode;

/// Says how the command ended. These are all the exit codes there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// 0: it did what was asked.
    Done,
    /// 1: the command line, the configuration or the machine does not allow it; what to do is printed.
    Failed,
    /// 2: `nuke plan --detailed-exitcode` alone: the plan is not empty.
    PlanNotEmpty,
    /// 3: time was up before everything was done; what is left is still in the ledger, or in the plan.
    Deadline,
    /// 4: something could not be destroyed; the ledger keeps it, or the report names it, with the reason.
    Undestroyed,
    /// 5: something in the ledger could not be read, or something in an account could not be listed; it is left as it is.
    Unreadable,
    /// 6: refused for safety: another account, a production alias, a plan that does not hold any more, nobody who confirmed.
    Refused,
    /// `terraproof shell`: the code of the command that ran in it; 128 and the number of the signal that ended it; 127 if there is no such
    /// command.
    Command(u8),
    /// 128 and the number of the signal that ended it early, in an orderly way.
    Interrupted(u8),
}

impl Exit {
    /// Returns the number.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::PlanNotEmpty => 2,
            Self::Deadline => 3,
            Self::Undestroyed => 4,
            Self::Unreadable => 5,
            Self::Refused => 6,
            Self::Interrupted(code) | Self::Command(code) => code,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// What `--help` says about it.
pub(crate) const HELP: &str = "Exit codes: 0 done, 1 the command line, the configuration or the machine does not allow it, \
3 time was up, 4 something could not be destroyed, 5 something could not be read or listed, 6 refused for safety; 2 is a plan that is not empty, for `nuke plan --detailed-exitcode`. `terraproof shell` ends with the code of the command that it ran.";
