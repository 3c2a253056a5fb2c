//! The driver: a binary bound to a directory.

use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::events::Collected;
use crate::process::{Capture, CommandLog, Finished, Invocation, Patience, Spawned, Stop, run};
use crate::{Binary, Diagnostic, Environment, Error, Event, Failure, Redactor};

type OnEvent = Arc<dyn Fn(&Event) + Send + Sync>;
type OnSpawn = Arc<dyn Fn(&Spawned) + Send + Sync>;

/// How much of standard error is part of a failure.
const SHOWN_STDERR: usize = 4 << 10;

/// Runs terraform in one directory; each subcommand is a method, whose options are a value.
///
/// | option | default |
/// |---|---|
/// | `source_directory` | files are named as terraform names them |
/// | `log_file` | nothing is logged |
/// | `redactor` | a new one that knows nothing |
/// | `stop`, `deadline` | a command runs until it ends |
/// | `on_event`, `on_spawn` | nobody is told |
///
/// Commands run in their own process group with standard input closed. In memory, the first and the last MiB of each stream are kept; the
/// log has everything, except that a line of more than 16 MiB is cut there too.
#[derive(Clone)]
#[must_use]
pub struct Terraform {
    binary: Binary,
    directory: PathBuf,
    environment: Environment,
    source_directory: Option<PathBuf>,
    log: Option<PathBuf>,
    redactor: Redactor,
    stop: Stop,
    on_event: OnEvent,
    on_spawn: OnSpawn,
}

impl Terraform {
    /// Binds a binary to a directory and an environment.
    pub fn new(binary: Binary, directory: impl Into<PathBuf>, environment: Environment) -> Self {
        Self {
            binary,
            directory: directory.into(),
            environment,
            source_directory: None,
            log: None,
            redactor: Redactor::default(),
            stop: Stop::default(),
            on_event: Arc::new(|_| {}),
            on_spawn: Arc::new(|_| {}),
        }
    }

    /// Names the original of a copied configuration, as people should read it in diagnostics: best relative to the project.
    pub fn source_directory(mut self, path: impl Into<PathBuf>) -> Self {
        self.source_directory = Some(path.into());
        self
    }

    /// Appends the complete output of each command to a file of mode 0600, redacted, with a line for its start and its end.
    pub fn log_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.log = Some(path.into());
        self
    }

    /// Names the redactor whose secrets are kept out of log, events and errors. Sensitive outputs are added to it.
    pub fn redactor(mut self, redactor: Redactor) -> Self {
        self.redactor = redactor;
        self
    }

    /// Stops the running command when the token fires: exactly one SIGINT to terraform itself, then SIGTERM, then SIGKILL to the group.
    pub fn stop(mut self, token: CancellationToken, patience: Patience) -> Self {
        self.stop.token = token;
        self.stop.patience = patience;
        self
    }

    /// Stops the running command in the same manner when an instant (of std or of tokio) has passed.
    pub fn deadline(mut self, deadline: impl Into<Instant>) -> Self {
        self.stop.deadline = Some(deadline.into());
        self
    }

    /// Names who is told about each event; it must return quickly, because the stream waits for it.
    pub fn on_event(mut self, on_event: Arc<dyn Fn(&Event) + Send + Sync>) -> Self {
        self.on_event = on_event;
        self
    }

    /// Names who is told that a process was started, before anything of it is read.
    pub fn on_spawn(mut self, on_spawn: Arc<dyn Fn(&Spawned) + Send + Sync>) -> Self {
        self.on_spawn = on_spawn;
        self
    }

    /// Returns the binary.
    #[must_use]
    pub fn binary(&self) -> &Binary {
        &self.binary
    }

    /// Returns the directory in which commands run.
    #[must_use]
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// Runs a command that prints events.
    pub(crate) async fn stream(&self, argv: &[OsString]) -> Result<(Finished, Collected), Error> {
        let mut collected = Collected::default();
        let mut on_line = |line: &[u8]| {
            let Ok(line) = serde_json::from_slice::<Value>(line) else { return };
            if let Some(event) = Event::parse(&self.redactor.redact_value(&line), self.source_directory.as_deref()) {
                collected.add(&event, &line);
                (self.on_event)(&event);
            }
        };
        let finished = self.run(argv, Capture::ends(), true, &mut on_line).await?;
        Ok((finished, collected))
    }

    /// Runs a command that prints one JSON document; it is not logged, because it may hold secrets nobody knows yet.
    pub(crate) async fn document(&self, argv: &[OsString]) -> Result<(Finished, Option<Value>), Error> {
        let finished = self.run(argv, Capture::whole(), false, &mut |_| {}).await?;
        let document = finished.stdout.complete().and_then(|text| serde_json::from_slice(text).ok());
        Ok((finished, document))
    }

    async fn run(
        &self,
        argv: &[OsString],
        stdout: Capture,
        log_stdout: bool,
        on_line: &mut (dyn FnMut(&[u8]) + Send),
    ) -> Result<Finished, Error> {
        let invocation = Invocation {
            program: self.binary.path(),
            argv,
            directory: &self.directory,
            environment: &self.environment,
            stop: &self.stop,
            log: CommandLog::open(self.log.as_deref(), self.redactor.clone())?,
            log_stdout,
            stdout,
            on_line,
            on_spawn: &*self.on_spawn,
        };
        run(invocation).await
    }

    /// Makes the error of a command that did not succeed.
    pub(crate) fn failure(&self, argv: &[OsString], finished: &Finished, diagnostics: Vec<Diagnostic>) -> Failure {
        let mut diagnostics = diagnostics;
        diagnostics.sort_by_key(|diagnostic| diagnostic.severity);
        // Redacted before it is cut: half a secret would not be recognised.
        let stderr = self.redactor.redact(&finished.stderr.end(16 * SHOWN_STDERR)).into_owned();
        Failure {
            command: self.command(argv),
            exit: finished.exit,
            stopped: finished.stopped,
            diagnostics,
            stderr: stderr[stderr.ceil_char_boundary(stderr.len().saturating_sub(SHOWN_STDERR))..].to_owned(),
            log: self.log.clone(),
        }
    }

    /// Passes a successful command on and turns any other into an error.
    pub(crate) fn succeeded(
        &self,
        argv: &[OsString],
        finished: &Finished,
        diagnostics: &[Diagnostic],
    ) -> Result<(), Error> {
        if finished.exit.is_success() {
            return Ok(());
        }
        Err(Error::Failed(Box::new(self.failure(argv, finished, diagnostics.to_vec()))))
    }

    /// Makes the error of a command that succeeded and printed something else than it should.
    pub(crate) fn malformed(&self, argv: &[OsString], message: impl Into<String>) -> Error {
        Error::Malformed { command: self.command(argv), message: message.into() }
    }

    pub(crate) fn secrets(&self) -> &Redactor {
        &self.redactor
    }

    pub(crate) fn shown_directory(&self) -> Option<&Path> {
        self.source_directory.as_deref()
    }

    pub(crate) fn stopping(&self) -> &Stop {
        &self.stop
    }

    /// The program and the subcommand, as in `tofu apply`.
    fn command(&self, argv: &[OsString]) -> String {
        let subcommand = argv.first().map(|word| word.to_string_lossy()).unwrap_or_default();
        format!("{} {subcommand}", self.binary.product())
    }
}

impl fmt::Debug for Terraform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Terraform")
            .field("binary", &self.binary)
            .field("directory", &self.directory)
            .field("environment", &self.environment)
            .field("log", &self.log)
            .finish_non_exhaustive()
    }
}
