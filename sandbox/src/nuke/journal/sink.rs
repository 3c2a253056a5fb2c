//! Where the lines of a journal go.

use std::fmt;
use std::fs::File;
use std::io::{self, Write as _};

/// Takes lines, and keeps them through a loss of power when asked.
pub(crate) trait Sink: fmt::Debug + Send {
    /// Adds lines at the end; where that fails, on a full disk, nothing of them is left there to be taken for a line later.
    fn append(&mut self, lines: &[u8]) -> io::Result<()>;

    /// Returns once everything added is on disk.
    fn sync(&mut self) -> io::Result<()>;
}

impl Sink for File {
    fn append(&mut self, lines: &[u8]) -> io::Result<()> {
        let whole = self.metadata()?.len();
        self.write_all(lines).inspect_err(|_| {
            // Where even that fails, the torn line is the last one, and resuming takes it away.
            self.set_len(whole).ok();
        })
    }

    fn sync(&mut self) -> io::Result<()> {
        self.sync_data()
    }
}

/// Is a journal's file that does not outlive its test.
#[cfg(test)]
#[derive(Debug, Clone, Default)]
pub(crate) struct Memory {
    pub(crate) text: std::sync::Arc<std::sync::Mutex<Vec<u8>>>,
}

#[cfg(test)]
impl Sink for Memory {
    fn append(&mut self, lines: &[u8]) -> io::Result<()> {
        self.text.lock().unwrap().extend_from_slice(lines);
        Ok(())
    }

    fn sync(&mut self) -> io::Result<()> {
        Ok(())
    }
}
