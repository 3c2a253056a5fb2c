//! Reading the journal of an apply that did not finish.

use std::collections::HashSet;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use super::record::Target;
use super::{Header, JournalError, Record};
use crate::nuke::plan::Row;

/// Holds what a journal says was done.
#[derive(Debug, Clone)]
pub(crate) struct History {
    /// Which apply it was.
    pub(crate) header: Header,
    /// What came to a good end.
    done: HashSet<Target>,
    /// What was asked to go, or was about to be.
    asked: HashSet<Target>,
    /// Whether the apply came to its own end, and was not killed.
    pub(crate) ended: bool,
}

impl History {
    /// Tells whether a row was seen to be done. What was only intended or requested has to be looked at again.
    pub(crate) fn is_done(&self, row: &Row) -> bool {
        self.done.contains(&Target::of(row))
    }

    /// Tells whether a row's request left, or was about to: what is gone since then went by that.
    pub(crate) fn was_asked(&self, row: &Row) -> bool {
        self.asked.contains(&Target::of(row))
    }

    /// Returns how many rows are done.
    pub(crate) fn done(&self) -> usize {
        self.done.len()
    }

    fn new(header: Header) -> Self {
        Self { header, done: HashSet::new(), asked: HashSet::new(), ended: false }
    }

    fn take(&mut self, record: Record) {
        match record {
            Record::Gone(target) => {
                self.done.insert(target);
            }
            Record::Intended(target) => {
                self.asked.insert(target);
            }
            Record::Ended { .. } => self.ended = true,
            Record::Header(_) => self.ended = false,
            _ => {}
        }
    }
}

/// Reads a journal; with the number of bytes that its whole lines take.
pub(super) fn read(source: impl Read, path: &Path) -> Result<(History, u64), JournalError> {
    let mut reader = BufReader::new(source);
    let (mut history, mut whole, mut number): (Option<History>, u64, usize) = (None, 0, 0);
    let mut line = Vec::new();
    loop {
        line.clear();
        let length = reader.read_until(b'\n', &mut line).map_err(|source| JournalError::Io {
            doing: "read",
            path: path.to_owned(),
            source,
        })?;
        // A last line without its end was being written when the process was killed.
        if length == 0 || line.last() != Some(&b'\n') {
            break;
        }
        number += 1;
        match &mut history {
            Some(history) => history.take(parse(&line, number, path)?),
            None => history = Some(first(&line, path)?),
        }
        whole += length as u64;
    }
    let history = history.ok_or_else(|| JournalError::NoHeader { path: path.to_owned() })?;
    Ok((history, whole))
}

fn parse(line: &[u8], number: usize, path: &Path) -> Result<Record, JournalError> {
    serde_json::from_slice(line).map_err(|error| JournalError::Line {
        path: path.to_owned(),
        line: number,
        reason: error.to_string(),
    })
}

fn first(line: &[u8], path: &Path) -> Result<History, JournalError> {
    match serde_json::from_slice(line) {
        Ok(Record::Header(header)) if header.version == Header::VERSION => Ok(History::new(header)),
        Ok(Record::Header(header)) => Err(JournalError::Version { path: path.to_owned(), found: header.version }),
        _ => Err(JournalError::NoHeader { path: path.to_owned() }),
    }
}

/// Opens a file just long enough to read the history, without locking it.
pub(crate) fn read_file(path: &Path) -> Result<History, JournalError> {
    refuse_device(path)?;
    let open = |source| JournalError::Io { doing: "open", path: path.to_owned(), source };
    let file = File::open(path).map_err(open)?;
    Ok(read(file, path)?.0)
}

/// Refuses what is no file: a device may never end, and a pipe may never begin.
pub(super) fn refuse_device(path: &Path) -> Result<(), JournalError> {
    match std::fs::metadata(path) {
        Ok(about) if !about.is_file() => Err(JournalError::NoFile { path: path.to_owned() }),
        _ => Ok(()),
    }
}
