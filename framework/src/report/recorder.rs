//! Writing down what happens, while it happens.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use terraproof_terraform::Redactor;
use tokio::time::Instant;

use super::{Event, Record};
use crate::Error;

/// Records one test: in memory for its report, and line by line in `events.jsonl`.
#[derive(Debug)]
pub(crate) struct Recorder {
    directory: PathBuf,
    start: Instant,
    redactor: Redactor,
    log: Mutex<Log>,
    doing: Mutex<Vec<String>>,
}

#[derive(Debug)]
struct Log {
    records: Vec<Record>,
    file: File,
    lost: Option<std::io::Error>,
}

/// Is something under way until it is dropped, for the sentence "stopped while ..".
#[derive(Debug)]
pub(crate) struct Doing {
    recorder: Arc<Recorder>,
    what: String,
}

impl Recorder {
    /// Opens `events.jsonl` in a directory, which is made.
    pub(crate) fn open(directory: PathBuf, redactor: Redactor) -> Result<Self, Error> {
        std::fs::create_dir_all(&directory).map_err(|source| Error::io("create the report in", &directory, source))?;
        let path = directory.join("events.jsonl");
        let file = OpenOptions::new().create(true).write(true).truncate(true).mode(0o600).open(&path);
        let file = file.map_err(|source| Error::io("create", &path, source))?;
        let log = Mutex::new(Log { records: Vec::new(), file, lost: None });
        Ok(Self { directory, start: Instant::now(), redactor, log, doing: Mutex::default() })
    }

    pub(crate) fn directory(&self) -> &Path {
        &self.directory
    }

    pub(crate) fn redactor(&self) -> &Redactor {
        &self.redactor
    }

    pub(crate) fn seconds(&self) -> f64 {
        self.start.elapsed().as_secs_f64()
    }

    /// Writes an event down. A full disk loses lines, not the test: the loss is reported at the end.
    pub(crate) fn record(&self, event: Event) {
        let record = Record { schema: 1, at: Timestamp::now(), offset: self.seconds(), event };
        let mut log = lock(&self.log);
        if let Ok(line) = serde_json::to_string(&record) {
            let line = format!("{}\n", self.redactor.redact(&line));
            if let Err(error) = log.file.write_all(line.as_bytes()) {
                log.lost.get_or_insert(error);
            }
        }
        log.records.push(record);
    }

    pub(crate) fn records(&self) -> Vec<Record> {
        lock(&self.log).records.clone()
    }

    /// Returns why lines of `events.jsonl` were lost, if any were.
    pub(crate) fn lost(&self) -> Option<String> {
        lock(&self.log).lost.as_ref().map(ToString::to_string)
    }

    /// Says what is under way.
    pub(crate) fn doing(self: &Arc<Self>, what: impl Into<String>) -> Doing {
        let what = what.into();
        lock(&self.doing).push(what.clone());
        Doing { recorder: Arc::clone(self), what }
    }

    /// Returns what was under way last.
    pub(crate) fn under_way(&self) -> Option<String> {
        lock(&self.doing).last().cloned()
    }
}

impl Drop for Doing {
    fn drop(&mut self) {
        let mut doing = lock(&self.recorder.doing);
        if let Some(index) = doing.iter().rposition(|what| *what == self.what) {
            doing.remove(index);
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
