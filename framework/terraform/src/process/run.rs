//! One command from start to end.

use std::ffi::OsString;
use std::path::Path;
use std::pin::pin;
use std::process::Stdio;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rustix::process::Signal;
use tokio::net::unix::pipe::Receiver;
use tokio::process::{Child, Command};
use tokio::time::timeout;

use crate::process::group::Group;
use crate::process::ignored;
use crate::process::lines::{LineSink, read_lines};
use crate::process::pipe::pipe;
use crate::process::{Capture, CommandLog, Exit, Stop, StopCause};
use crate::{Environment, Error};

/// How long a grandchild may hold the pipes open after the command has ended.
const PIPES_AFTER_EXIT: Duration = Duration::from_secs(5);
/// How long the pipes may take to close after the whole group was killed.
const PIPES_AFTER_KILL: Duration = Duration::from_secs(1);

/// Takes each line of standard output.
type OnLine<'a> = &'a mut (dyn FnMut(&[u8]) + Send);

/// Describes a command that has just been started.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Spawned {
    /// The process id, which is the id of its process group too.
    pub pid: u32,
    /// The subcommand, as in `apply`.
    pub command: String,
}

/// Says what to run and who is told about it.
pub(crate) struct Invocation<'a> {
    pub(crate) program: &'a Path,
    pub(crate) argv: &'a [OsString],
    pub(crate) directory: &'a Path,
    pub(crate) environment: &'a Environment,
    pub(crate) stop: &'a Stop,
    pub(crate) log: CommandLog,
    /// Whether standard output goes to the log as it comes; not so when secrets in it are still unknown to the redactor.
    pub(crate) log_stdout: bool,
    pub(crate) stdout: Capture,
    pub(crate) on_line: OnLine<'a>,
    pub(crate) on_spawn: &'a (dyn Fn(&Spawned) + Send + Sync),
}

/// What is left of a command that has ended.
#[derive(Debug)]
pub(crate) struct Finished {
    pub(crate) exit: Exit,
    pub(crate) stopped: Option<StopCause>,
    pub(crate) stdout: Capture,
    pub(crate) stderr: Capture,
}

/// Runs a command to its end, or stops it.
///
/// When the future is dropped, the whole process group is killed.
pub(crate) async fn run(invocation: Invocation<'_>) -> Result<Finished, Error> {
    let Invocation { program, argv, directory, environment, stop, mut log, log_stdout, stdout, on_line, on_spawn } =
        invocation;
    let command = argv.first().map(|word| word.to_string_lossy().into_owned()).unwrap_or_default();
    if let Some(cause) = stop.already() {
        return Err(Error::NotStarted { command, cause });
    }
    if !directory.is_dir() {
        return Err(Error::NoDirectory { directory: directory.to_owned(), nearest: None });
    }
    log.header(program, argv);
    let (mut child, pipes) = spawn(program, argv, directory, environment)?;
    let mut group = Group::new(child.id());
    if let Some(pid) = child.id() {
        on_spawn(&Spawned { pid, command });
    }
    let log = Mutex::new(log);
    let mut out =
        Stream { capture: stdout, log: log_stdout.then_some(&log), text: String::new(), on_line: Some(on_line) };
    let mut err = Stream { capture: Capture::ends(), log: Some(&log), text: String::new(), on_line: None };
    let (exit, stopped) = {
        let mut reading = pin!(read_both(pipes, &mut out, &mut err));
        let mut read = false;
        let ended = {
            let mut waiting = pin!(wait(&mut child, &group, stop));
            loop {
                tokio::select! {
                    ended = &mut waiting => break ended,
                    () = &mut reading, if !read => read = true,
                }
            }
        };
        let ended = ended.map_err(|source| Error::Spawn { program: program.to_owned(), source })?;
        group.reaped();
        if !read && timeout(PIPES_AFTER_EXIT, &mut reading).await.is_err() {
            group.kill();
            // A process that left the group may still hold them: it is not waited for.
            timeout(PIPES_AFTER_KILL, &mut reading).await.ok();
        }
        group.kill();
        ended
    };
    let (stdout, stderr) = (out.capture, err.capture);
    log.lock().unwrap_or_else(PoisonError::into_inner).footer(exit);
    Ok(Finished { exit, stopped, stdout, stderr })
}

fn spawn(
    program: &Path,
    argv: &[OsString],
    directory: &Path,
    environment: &Environment,
) -> Result<(Child, (Receiver, Receiver)), Error> {
    ignored::restore_in_children();
    let failed = |source| Error::Spawn { program: program.to_owned(), source };
    let ((stdout, out), (stderr, err)) = (pipe().map_err(failed)?, pipe().map_err(failed)?);
    let child = Command::new(program)
        .args(argv)
        .current_dir(directory)
        .env_clear()
        .envs(environment.variables())
        .stdin(Stdio::null())
        .stdout(stdout)
        .stderr(stderr)
        .process_group(0)
        .kill_on_drop(true)
        .spawn()
        .map_err(failed)?;
    Ok((child, (out, err)))
}

/// Waits for the end; when asked to stop: exactly one SIGINT, then SIGTERM, then SIGKILL to the group.
async fn wait(child: &mut Child, group: &Group, stop: &Stop) -> std::io::Result<(Exit, Option<StopCause>)> {
    let cause = tokio::select! {
        biased;
        status = child.wait() => return Ok((status?.into(), None)),
        cause = stop.requested() => cause,
    };
    group.signal_leader(Signal::INT);
    if let Ok(status) = timeout(stop.patience.interrupt, child.wait()).await {
        return Ok((status?.into(), Some(cause)));
    }
    group.signal_leader(Signal::TERM);
    if let Ok(status) = timeout(stop.patience.terminate, child.wait()).await {
        return Ok((status?.into(), Some(cause)));
    }
    group.kill();
    Ok((child.wait().await?.into(), Some(cause)))
}

async fn read_both(pipes: (Receiver, Receiver), out: &mut Stream<'_>, err: &mut Stream<'_>) {
    let (stdout, stderr) = tokio::join!(read_lines(pipes.0, out), read_lines(pipes.1, err));
    for error in [stdout, stderr].into_iter().filter_map(Result::err) {
        tracing::warn!(%error, "a pipe of terraform cannot be read");
    }
}

/// Takes one stream: captures it, logs it, and hands its lines on.
struct Stream<'a> {
    capture: Capture,
    log: Option<&'a Mutex<CommandLog>>,
    /// Lines not yet written to the log: it is written once for everything that was available.
    text: String,
    on_line: Option<OnLine<'a>>,
}

impl LineSink for Stream<'_> {
    fn line(&mut self, line: &[u8]) {
        self.capture.push(line);
        self.capture.push(b"\n");
        if self.log.is_some() {
            self.text.push_str(&String::from_utf8_lossy(line));
            self.text.push('\n');
        }
        if let Some(on_line) = &mut self.on_line {
            on_line(line);
        }
    }

    fn pause(&mut self) {
        if let Some(log) = self.log.filter(|_| !self.text.is_empty()) {
            log.lock().unwrap_or_else(PoisonError::into_inner).write(&self.text);
        }
        self.text.clear();
    }
}
