//! What a journal promises.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use super::{Header, Journal, JournalError, Record, Target};
use crate::nuke::plan::Row;
use crate::nuke::simulation::things::thing;

fn header() -> Header {
    Header::new("sha256:1", "111122223333", "2026-01-01T00:00:00Z".parse().unwrap())
}

fn row(id: &str) -> Row {
    Row::delete(thing(id, &[]))
}

/// Writes the journal of an apply that was killed after one of two rows.
fn killed(path: &Path) {
    let mut journal = Journal::create(path, header()).unwrap();
    for id in ["a", "b"] {
        journal.note(&Record::Intended(Target::of(&row(id)))).unwrap();
    }
    let requested = Record::Requested { target: Target::of(&row("a")), request_id: Some("1".into()) };
    journal.note(&requested).unwrap();
    journal.note(&Record::Gone(Target::of(&row("a")))).unwrap();
    journal.commit().unwrap();
}

#[test]
fn what_was_seen_to_be_gone_is_done_and_what_was_intended_is_not() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("journal");
    killed(&path);
    let (_journal, history) = Journal::resume(&path).unwrap();
    assert!(history.is_done(&row("a")) && !history.is_done(&row("b")));
    assert_eq!((history.header.clone(), history.ended), (header(), false));
}

#[test]
fn a_torn_last_line_is_taken_away() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("journal");
    killed(&path);
    fs::File::options().append(true).open(&path).unwrap().write_all(b"{\"record\":\"gone\",\"act").unwrap();
    let (mut journal, _) = Journal::resume(&path).unwrap();
    journal.note(&Record::Gone(Target::of(&row("b")))).unwrap();
    journal.commit().unwrap();
    drop(journal);
    assert!(Journal::resume(&path).unwrap().1.is_done(&row("b")));
}

#[test]
fn garbage_in_its_midst_is_an_error_that_names_the_line() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("journal");
    killed(&path);
    let text = fs::read_to_string(&path).unwrap().replace("intended", "intend\0d");
    fs::write(&path, text).unwrap();
    let error = Journal::resume(&path).unwrap_err();
    assert!(matches!(error, JournalError::Line { line: 2, .. }), "{error}");
}

#[test]
fn an_empty_file_and_another_version_are_no_journals_of_ours() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("journal");
    fs::write(&path, "").unwrap();
    assert!(matches!(Journal::resume(&path), Err(JournalError::NoHeader { .. })));
    drop(fs::remove_file(&path));
    drop(Journal::create(&path, Header { version: 2, ..header() }).unwrap());
    assert!(matches!(Journal::resume(&path), Err(JournalError::Version { found: 2, .. })));
}

#[test]
fn two_applies_cannot_share_a_journal() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("journal");
    let _first = Journal::create(&path, header()).unwrap();
    assert!(matches!(Journal::resume(&path), Err(JournalError::Busy { .. })));
}

#[test]
fn no_journal_is_written_over() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("journal");
    killed(&path);
    assert!(matches!(Journal::create(&path, header()), Err(JournalError::Io { .. })));
}

#[test]
fn a_device_is_no_journal() {
    for device in ["/dev/full", "/dev/zero", "/tmp"] {
        assert!(matches!(Journal::resume(Path::new(device)), Err(JournalError::NoFile { .. })), "{device}");
    }
}
