//! The complete output of the commands of one directory, on disk.

use std::ffi::OsString;
use std::fs::File;
use std::io::Write;
use std::path::Path;

use jiff::Timestamp;

use crate::process::Exit;
use crate::{Error, Redactor, files};

/// Appends what commands print to a file of mode 0600, with secrets taken out.
///
/// A disk that fills up must not end an apply half-way: after the first write that fails, nothing more is written and a warning is logged.
#[derive(Debug)]
pub(crate) struct CommandLog {
    file: Option<File>,
    redactor: Redactor,
}

impl CommandLog {
    /// Opens the log; without a path, nothing is written.
    pub(crate) fn open(path: Option<&Path>, redactor: Redactor) -> Result<Self, Error> {
        let file = path.map(files::append_private).transpose()?;
        Ok(Self { file, redactor })
    }

    /// Writes the line that starts a command.
    pub(crate) fn header(&mut self, program: &Path, argv: &[OsString]) {
        let words: Vec<_> = std::iter::once(program.as_os_str()).chain(argv.iter().map(OsString::as_os_str)).collect();
        let words: Vec<_> = words.iter().map(|word| word.to_string_lossy()).collect();
        self.write(&format!("# {:.3} {}\n", Timestamp::now(), words.join(" ")));
    }

    /// Writes the line that ends a command.
    pub(crate) fn footer(&mut self, exit: Exit) {
        self.write(&format!("# {:.3} {exit}\n", Timestamp::now()));
    }

    /// Writes lines, redacted.
    pub(crate) fn write(&mut self, text: &str) {
        let Some(file) = &mut self.file else { return };
        if let Err(error) = file.write_all(self.redactor.redact(text).as_bytes()) {
            tracing::warn!(%error, "the terraform log cannot be written any more");
            self.file = None;
        }
    }
}
