//! Writing a journal.

use std::fs::File;
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::Serialize;

use super::{Header, History, JournalError, Record, Sink, history};

/// Is the journal of one apply. It is locked as long as it is open.
#[derive(Debug)]
pub(crate) struct Journal {
    sink: Box<dyn Sink>,
    /// Where it is, for errors.
    path: PathBuf,
    /// Lines that were not written yet.
    buffer: Vec<u8>,
}

/// Is a record with the time at which it was noted, for whoever asks what happened when.
#[derive(Serialize)]
struct Line<'a> {
    #[serde(flatten)]
    record: &'a Record,
    at: Timestamp,
}

/// How many bytes of outcomes wait in memory for the next fsync. Losing them costs a look each.
const BUFFERED: usize = 64 * 1024;

impl Journal {
    /// Begins a journal in a new file, which only its owner may read.
    pub(crate) fn create(path: &Path, header: Header) -> Result<Self, JournalError> {
        let io_error = |source| JournalError::Io { doing: "create", path: path.to_owned(), source };
        let file = File::options().create_new(true).append(true).mode(0o600).open(path).map_err(io_error)?;
        lock(&file, path)?;
        let mut journal = Self::over(Box::new(file), path);
        let begun = journal.begin(header).and_then(|()| sync_directory(path).map_err(io_error));
        if begun.is_err() {
            // One without a header is of no use to anybody.
            std::fs::remove_file(path).ok();
        }
        begun.map(|()| journal)
    }

    /// Opens the journal of an apply that did not finish, and says what is done already.
    ///
    /// A last line that was torn is taken away.
    pub(crate) fn resume(path: &Path) -> Result<(Self, History), JournalError> {
        let io_error = |doing| move |source| JournalError::Io { doing, path: path.to_owned(), source };
        history::refuse_device(path)?;
        let file = File::options().read(true).append(true).open(path).map_err(io_error("open"))?;
        lock(&file, path)?;
        let (history, whole) = history::read(&file, path)?;
        file.set_len(whole).map_err(io_error("write"))?;
        let mut journal = Self::over(Box::new(file), path);
        journal.begin(history.header.clone())?;
        Ok((journal, history))
    }

    /// Builds a journal over any sink.
    pub(crate) fn over(sink: Box<dyn Sink>, path: &Path) -> Self {
        Self { sink, path: path.to_owned(), buffer: Vec::new() }
    }

    pub(crate) fn begin(&mut self, header: Header) -> Result<(), JournalError> {
        self.note(&Record::Header(header))?;
        self.commit()
    }

    /// Adds a line, which the next [`Journal::commit`] makes durable.
    pub(crate) fn note(&mut self, record: &Record) -> Result<(), JournalError> {
        serde_json::to_writer(&mut self.buffer, &Line { record, at: Timestamp::now() })
            .map_err(|error| self.failed(error.into()))?;
        self.buffer.push(b'\n');
        if self.buffer.len() > BUFFERED { self.write() } else { Ok(()) }
    }

    /// Writes what was noted without waiting for the disk: it survives the death of the process, though not a loss of power.
    pub(crate) fn write(&mut self) -> Result<(), JournalError> {
        if self.buffer.is_empty() {
            return Ok(());
        }
        self.sink.append(&self.buffer).map_err(|source| self.failed(source))?;
        self.buffer.clear();
        Ok(())
    }

    /// Returns once everything noted is on disk.
    pub(crate) fn commit(&mut self) -> Result<(), JournalError> {
        self.write()?;
        self.sink.sync().map_err(|source| self.failed(source))
    }

    fn failed(&self, source: io::Error) -> JournalError {
        JournalError::Io { doing: "write", path: self.path.clone(), source }
    }
}

fn lock(file: &File, path: &Path) -> Result<(), JournalError> {
    match file.try_lock() {
        Ok(()) => Ok(()),
        Err(std::fs::TryLockError::WouldBlock) => Err(JournalError::Busy { path: path.to_owned() }),
        Err(std::fs::TryLockError::Error(source)) => {
            Err(JournalError::Io { doing: "lock", path: path.to_owned(), source })
        }
    }
}

/// Makes the file's name durable, as its content is.
fn sync_directory(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(parent) if parent.as_os_str().is_empty() => File::open(".")?.sync_all(),
        Some(parent) => File::open(parent)?.sync_all(),
        None => Ok(()),
    }
}
