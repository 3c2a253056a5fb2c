//! What a reap did.

use std::path::PathBuf;

use jiff::Timestamp;
use serde::Serialize;
use terraproof::ledger::Entry;

use super::judge::{Because, Why};
use super::tenants::Vacated;
use crate::Exit;

/// Is everything that a reap has to tell.
#[derive(Debug, Default)]
pub(super) struct Report {
    pub(super) stacks: Vec<Reaped>,
    pub(super) left_alone: Vec<(String, Because)>,
    pub(super) orphans: Vec<Orphan>,
    pub(super) accounts: Vec<Vacated>,
    /// Files of the ledger that cannot be understood, and why.
    pub(super) unreadable: Vec<(PathBuf, String)>,
    pub(super) ended: Option<Ended>,
    pub(super) dry_run: bool,
}

/// Is what became of one entry.
#[derive(Debug)]
pub(super) struct Reaped {
    pub(super) id: String,
    pub(super) account: Option<String>,
    pub(super) created: Timestamp,
    pub(super) why: Why,
    pub(super) result: Outcome,
    /// What a person should know besides.
    pub(super) notes: Vec<String>,
    /// What terraform did not know of, and went with the account.
    pub(super) left: Vec<String>,
    pub(super) seconds: f64,
}

/// Says what became of one entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "result", content = "detail", rename_all = "snake_case")]
pub(super) enum Outcome {
    /// It would be reaped.
    Planned,
    /// Terraform destroyed what its state held.
    Destroyed,
    /// Nothing existed, or nothing exists any more; the text says why.
    Closed(String),
    /// Terraform could not, and dropping the account took everything; the text says what went wrong.
    Dropped(String),
    /// Another process has its lock.
    Elsewhere,
    /// Somebody else took it out of the ledger in the meantime.
    Gone,
    /// Its owner came back, or it was kept, in the meantime.
    Spared(String),
    /// It is still there; the text says why.
    Failed(String),
    /// Time was up, or a signal came.
    NotReached,
}

/// Is a working directory without an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Orphan {
    pub(super) path: PathBuf,
    #[serde(flatten)]
    pub(super) fate: Fate,
}

/// Says what became of a working directory, or of an account, without an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "fate", content = "reason", rename_all = "snake_case")]
pub(super) enum Fate {
    /// It would be removed.
    Planned,
    Removed,
    /// It stays, as somebody wanted it.
    Kept(String),
    /// It stays: its state names what may still exist, or it cannot be removed.
    Failed(String),
}

/// Says what ended a reap early.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Ended {
    Deadline,
    Signal(u8),
}

impl Reaped {
    pub(super) fn new(entry: &Entry, why: Why, result: Outcome) -> Self {
        Self {
            id: entry.id.to_string(),
            account: entry.account.clone(),
            created: entry.created,
            why,
            result,
            notes: Vec::new(),
            left: Vec::new(),
            seconds: 0.0,
        }
    }
}

impl Report {
    /// Returns how the command ends: a signal's code, else 4 before 3 before 5.
    pub(super) fn exit(&self) -> Exit {
        let failed = self.stacks.iter().any(|stack| matches!(stack.result, Outcome::Failed(_)))
            || self.orphans.iter().any(|orphan| matches!(orphan.fate, Fate::Failed(_)))
            || self.accounts.iter().any(|account| matches!(account.fate, Fate::Failed(_)));
        match self.ended {
            Some(Ended::Signal(code)) => Exit::Interrupted(code),
            _ if failed => Exit::Undestroyed,
            Some(Ended::Deadline) => Exit::Deadline,
            None if !self.unreadable.is_empty() => Exit::Unreadable,
            None => Exit::Done,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reap::samples::entry;

    fn report(result: Outcome, ended: Option<Ended>, unreadable: usize) -> Report {
        let stacks = vec![Reaped::new(&entry("site"), Why::OwnerDead, result)];
        let unreadable = vec![(PathBuf::from("/x"), String::new()); unreadable];
        Report { stacks, unreadable, ended, ..Report::default() }
    }

    #[test]
    fn what_could_not_be_destroyed_comes_before_the_deadline_and_that_before_the_unreadable() {
        let failed = || Outcome::Failed(String::new());
        assert_eq!(report(failed(), Some(Ended::Deadline), 1).exit(), Exit::Undestroyed);
        assert_eq!(report(Outcome::NotReached, Some(Ended::Deadline), 1).exit(), Exit::Deadline);
        assert_eq!(report(Outcome::Destroyed, None, 1).exit(), Exit::Unreadable);
        assert_eq!(report(Outcome::Destroyed, None, 0).exit(), Exit::Done);
        assert_eq!(report(failed(), Some(Ended::Signal(130)), 1).exit().code(), 130);
    }

    #[test]
    fn what_is_reaped_elsewhere_is_no_failure() {
        assert_eq!(report(Outcome::Elsewhere, None, 0).exit(), Exit::Done);
    }
}
