//! Runs commands that end when we do.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::mpsc;

use crate::Error;

const LEASH: &str = include_str!("leash.py");

/// The most lines kept of what a command said.
const LINES: usize = 400;

/// Holds how a command ended and the last lines of what it said, stdout and stderr in the order they came.
#[derive(Debug)]
pub(super) struct Ended {
    pub(super) status: ExitStatus,
    pub(super) lines: Vec<String>,
}

/// Wraps a command so that it leads a process group of its own, and dies with this process.
///
/// `python` only runs the wrapper; `command` is what runs below it.
pub(super) fn leashed(python: &Path, command: &[&OsStr]) -> Command {
    let mut leashed = Command::new(python);
    leashed.args(["-E", "-s", "-c", LEASH]).args(command);
    leashed.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).process_group(0);
    leashed
}

/// Runs a leashed command; stops it when it says nothing for `silence`, and when this future is dropped.
pub(super) async fn run(
    mut command: Command,
    doing: &str,
    silence: Duration,
    mut heard: impl FnMut(&str),
) -> Result<Ended, Error> {
    let mut child = command.spawn().map_err(|source| Error::io("run", command.as_std().get_program(), source))?;
    let (sender, mut receiver) = mpsc::channel(64);
    let readers = [
        child.stdout.take().map(|pipe| read(pipe, sender.clone())),
        child.stderr.take().map(|pipe| read(pipe, sender)),
    ];
    let mut group = Group { child };
    let mut lines: Vec<String> = Vec::new();
    loop {
        match tokio::time::timeout(silence, receiver.recv()).await {
            Err(_) => return Err(Error::TimedOut { doing: doing.to_owned(), seconds: silence.as_secs() }),
            Ok(None) => break,
            Ok(Some(line)) => {
                heard(&line);
                lines.push(line);
                if lines.len() > LINES {
                    lines.remove(0);
                }
            }
        }
    }
    drop(readers);
    let ended = tokio::time::timeout(silence, group.child.wait()).await;
    let status = ended
        .map_err(|_| Error::TimedOut { doing: doing.to_owned(), seconds: silence.as_secs() })?
        .map_err(|source| Error::io("wait for", command.as_std().get_program(), source))?;
    Ok(Ended { status, lines })
}

/// Passes lines on until the pipe closes. The tasks end with the group, which holds the only other ends.
fn read(pipe: impl AsyncRead + Unpin + Send + 'static, sender: mpsc::Sender<String>) -> tokio::task::JoinHandle<()> {
    tokio::spawn(async move {
        let mut reader = BufReader::new(pipe);
        let mut line = Vec::new();
        while let Ok(1..) = reader.read_until(b'\n', &mut line).await {
            let text = String::from_utf8_lossy(&line).trim_end().to_owned();
            line.clear();
            if sender.send(text).await.is_err() {
                break;
            }
        }
    })
}

/// Kills the whole process group when dropped before its end.
struct Group {
    child: Child,
}

impl Drop for Group {
    fn drop(&mut self) {
        let pid = self.child.id().and_then(|pid| i32::try_from(pid).ok()).and_then(rustix::process::Pid::from_raw);
        if let Some(pid) = pid {
            rustix::process::kill_process_group(pid, rustix::process::Signal::KILL).ok();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ProcessId;

    fn shell(script: &str) -> Command {
        leashed(Path::new("python3"), &["sh".as_ref(), "-c".as_ref(), script.as_ref()])
    }

    #[tokio::test]
    async fn lines_and_exit_code_come_through() {
        let mut heard = Vec::new();
        let run = run(shell("echo one; echo two >&2; exit 3"), "try", Duration::from_secs(60), |line| {
            heard.push(line.to_owned())
        });
        let mut ended = run.await.unwrap();
        ended.lines.sort();
        assert_eq!((ended.status.code(), ended.lines.len(), heard.len()), (Some(3), 2, 2));
    }

    #[tokio::test]
    async fn a_command_that_says_nothing_is_stopped_with_its_children() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("pid");
        let script = format!("sleep 600 & echo $! > '{}'; echo started; wait", file.display());
        let error = run(shell(&script), "try", Duration::from_secs(2), |_| ()).await.unwrap_err();
        assert!(error.to_string().contains("failed to try: not done after 2 s"), "{error}");
        let pid = std::fs::read_to_string(file).unwrap().trim().parse().unwrap();
        let deadline = std::time::Instant::now() + Duration::from_secs(20);
        while ProcessId::of(pid).is_some() {
            assert!(std::time::Instant::now() < deadline, "the grandchild lives on");
            tokio::task::yield_now().await;
        }
    }
}
