//! Where plans and journals lie, and what is remembered from one plan to the next.

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::Error;
use crate::nuke::seen;

/// Returns where a plan goes that nobody named a place for: `$XDG_STATE_HOME/terraproof/nuke/<sandbox>-<account>-<time>.json`.
pub(super) fn plan_path(sandbox: &str, account: &str, now: Timestamp) -> Result<PathBuf, Error> {
    let directory = directory().ok_or_else(|| {
        Error::nuke(
            "there is no place for the plan: neither `XDG_STATE_HOME` nor `HOME` is an absolute path",
            "name one with `-o FILE`",
        )
    })?;
    Ok(directory.join(file_name(sandbox, account, now)))
}

/// Returns where the memory of what an account held lies, if there is a place for it.
pub(super) fn memory_path(account: &str) -> Option<PathBuf> {
    Some(seen::path(&directory()?, account))
}

fn directory() -> Option<PathBuf> {
    let absolute = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let base = absolute("XDG_STATE_HOME").or_else(|| absolute("HOME").map(|home| home.join(".local/state")))?;
    Some(base.join("terraproof/nuke"))
}

/// Returns the name of a plan's file.
pub(super) fn file_name(sandbox: &str, account: &str, now: Timestamp) -> String {
    let plain =
        |character: char| if character.is_ascii_alphanumeric() || "-_".contains(character) { character } else { '-' };
    let sandbox: String = sandbox.chars().map(plain).collect();
    format!("{sandbox}-{account}-{}.json", stamp(now))
}

/// Returns where the journal of a new apply goes: beside its plan.
pub(super) fn journal_path(plan: &Path, now: Timestamp) -> PathBuf {
    plan.with_extension(format!("{}.journal.jsonl", stamp(now)))
}

/// Is a time in a file's name, to the millisecond: two applies of one plan have two journals.
fn stamp(now: Timestamp) -> String {
    now.strftime("%Y%m%dT%H%M%S%3fZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_journal_lies_beside_its_plan_and_names_are_plain() {
        let now = "2026-06-15T12:00:00.5Z".parse().unwrap();
        let name = file_name("team/a", "111122223333", now);
        assert_eq!(name, "team-a-111122223333-20260615T120000500Z.json");
        let journal = journal_path(Path::new("/x/plan.json"), now);
        assert_eq!(journal, Path::new("/x/plan.20260615T120000500Z.journal.jsonl"));
    }
}
