//! Plans and journals in the state directory that nobody needs any more.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};

use super::store;
use crate::console;
use crate::nuke::journal::Record;

/// How long a plan without a journal stays: one that expired explains what was found.
const PLAN: SignedDuration = SignedDuration::from_hours(7 * 24);
/// How long the journal of an apply that came to its end stays, and its plan with it.
const FINISHED: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How long the journal of an apply stays that was stopped or killed.
const UNFINISHED: SignedDuration = SignedDuration::from_hours(90 * 24);
/// How many files go at once; the next command goes on.
const AT_ONCE: usize = 1000;
/// How much of a journal's end is read to see how the apply ended.
const TAIL: u64 = 4096;

/// Takes away what lies in the state directory for too long. That it cannot is no reason for a command to fail.
pub(super) fn tidy(now: Timestamp) {
    let Some(directory) = store::directory() else { return };
    let removed = prune(&directory, now);
    if removed > 0 {
        let what = if removed == 1 { "old plan or journal was" } else { "old plans and journals were" };
        console::say(&format!("{removed} {what} removed from `{}`", directory.display()));
    }
}

/// Holds a plan's file and the journals beside it.
#[derive(Debug, Default)]
struct Work {
    plan: Option<PathBuf>,
    journals: Vec<(Timestamp, PathBuf)>,
}

fn prune(directory: &Path, now: Timestamp) -> usize {
    let mut removed = 0;
    for ((made, _), work) in found(directory) {
        let mut is_needed = false;
        for (started, journal) in &work.journals {
            let age = now.duration_since(*started);
            let is_old = age > UNFINISHED || (age > FINISHED && is_finished(journal));
            if is_old && remove(journal) { removed += 1 } else { is_needed = true }
        }
        if let Some(plan) = work.plan.filter(|_| !is_needed && now.duration_since(made) > PLAN) {
            removed += usize::from(remove(&plan));
        }
        if removed >= AT_ONCE {
            break;
        }
    }
    removed
}

/// Finds what this command named itself, the oldest plan first; whatever else is there is nobody's business here.
fn found(directory: &Path) -> BTreeMap<(Timestamp, String), Work> {
    let mut found: BTreeMap<(Timestamp, String), Work> = BTreeMap::new();
    for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        let Some(name) = entry.file_name().into_string().ok().filter(|_| is_file) else { continue };
        match store::read_name(&name) {
            Some((plan, made, None)) => found.entry((made, plan.to_owned())).or_default().plan = Some(entry.path()),
            Some((plan, made, Some(started))) => {
                found.entry((made, plan.to_owned())).or_default().journals.push((started, entry.path()));
            }
            None => {}
        }
    }
    found
}

/// Tells whether an apply came to its end, by the last line of its journal.
fn is_finished(journal: &Path) -> bool {
    let tail = || -> std::io::Result<Vec<u8>> {
        let mut file = File::open(journal)?;
        let length = file.metadata()?.len();
        file.seek(SeekFrom::Start(length.saturating_sub(TAIL)))?;
        let mut tail = Vec::new();
        file.take(TAIL).read_to_end(&mut tail)?;
        Ok(tail)
    };
    let tail = tail().unwrap_or_default();
    let last = tail.strip_suffix(b"\n").and_then(|lines| lines.rsplit(|byte| *byte == b'\n').next());
    let record = last.and_then(|line| serde_json::from_slice(line).ok());
    matches!(record, Some(Record::Ended { how }) if how == "finished")
}

/// Removes a file, unless an apply has it locked; tells whether it did.
fn remove(path: &Path) -> bool {
    File::open(path).is_ok_and(|file| file.try_lock().is_ok() && fs::remove_file(path).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2026-06-15T12:00:00Z";

    fn lies(directory: &Path, name: &str, text: &str) -> PathBuf {
        let path = directory.join(name);
        fs::write(&path, text).unwrap();
        path
    }

    /// Removes what is to be removed of these, and returns what is left.
    fn left(files: &[(&str, &str)], locked: Option<&str>) -> Vec<String> {
        let directory = tempfile::tempdir().unwrap();
        for (name, text) in files {
            lies(directory.path(), name, text);
        }
        let lock = locked.map(|name| File::open(directory.path().join(name)).unwrap());
        if let Some(file) = &lock {
            file.lock().unwrap();
        }
        prune(directory.path(), NOW.parse().unwrap());
        let names = fs::read_dir(directory.path()).unwrap().map(|entry| entry.unwrap().file_name());
        let mut names: Vec<String> = names.map(|name| name.into_string().unwrap()).collect();
        names.sort();
        names
    }

    const ENDED: &str = "{\"record\":\"ended\",\"how\":\"finished\"}\n";
    const STOPPED: &str = "{\"record\":\"ended\",\"how\":\"deadline\"}\n";
    const MAY: &str = "a-111122223333-20260501T000000000Z.json";
    const OF_MAY: &str = "a-111122223333-20260501T000000000Z.20260501T000100000Z.journal.jsonl";

    #[test]
    fn a_plan_goes_a_week_after_it_was_made_and_the_journal_of_a_finished_apply_takes_it_along_after_a_month() {
        let (young, of_june) = (
            "a-111122223333-20260610T000000000Z.json",
            "b-c-111122223333-20260601T000000000Z.20260601T000100000Z.journal.jsonl",
        );
        let plan_of_june = "b-c-111122223333-20260601T000000000Z.json";
        assert_eq!(left(&[(MAY, "{}"), (young, "{}")], None), [young]);
        assert_eq!(left(&[(MAY, "{}"), (OF_MAY, ENDED)], None), [""; 0]);
        assert_eq!(left(&[(plan_of_june, "{}"), (of_june, ENDED)], None), [of_june, plan_of_june]);
    }

    #[test]
    fn an_apply_that_did_not_finish_keeps_its_plan_and_its_journal_for_a_season() {
        for unfinished in [STOPPED, "", "{\"record\":\"ended\",\"how\":\"finished\"}", "torn\n"] {
            assert_eq!(left(&[(MAY, "{}"), (OF_MAY, unfinished)], None), [OF_MAY, MAY], "{unfinished}");
        }
        let older = OF_MAY.replace("202605", "202601");
        assert_eq!(left(&[(&older, STOPPED)], None), [""; 0]);
    }

    #[test]
    fn what_is_in_use_and_what_somebody_else_put_there_stays() {
        assert_eq!(left(&[(MAY, "{}")], Some(MAY)), [MAY]);
        assert_eq!(left(&[(MAY, "{}"), (OF_MAY, ENDED)], Some(OF_MAY)), [OF_MAY, MAY]);
        for other in ["notes.json", "a-111122223333-20260501.json", "a-1-20260501T000000000Z.json", "x.journal.jsonl"] {
            assert_eq!(left(&[(other, ENDED)], None), [other]);
        }
    }
}
