//! Running the command as a process of its own, and watching what it takes.

use std::fs::File;
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::time::{Duration, Instant};

use tokio::process::{Child, Command};

use crate::error::Error;

/// How often its memory is read. The peak is kept by the kernel: only what it gains in the last moment is lost.
const EVERY: Duration = Duration::from_millis(10);
/// How many of its last lines are kept.
const LINES: usize = 15;
/// The longest that one may take.
const LIMIT: Duration = Duration::from_secs(30 * 60);

/// Is a process that ended.
#[derive(Debug, Clone)]
pub(super) struct Ran {
    pub(super) wall: Duration,
    /// `VmHWM` (proc_pid_status(5)), in KiB.
    pub(super) peak: u64,
    /// The exit code; none after a signal.
    pub(super) code: Option<i32>,
    /// The end of what it said on standard error, or else on standard output.
    pub(super) said: String,
}

/// Runs a command to its end, or kills it as soon as `dies` says so. Its output goes into files beside each other in a directory.
pub(super) async fn run(
    mut command: Command,
    directory: &Path,
    name: &str,
    mut dies: impl FnMut() -> bool,
) -> Result<Ran, Error> {
    let (out, err) = (directory.join(format!("{name}.out")), directory.join(format!("{name}.err")));
    let create = |path: &Path| File::create(path).map_err(|source| Error::io("create", path, source));
    command.stdin(Stdio::null()).stdout(create(&out)?).stderr(create(&err)?).kill_on_drop(true);
    let program = command.as_std().get_program().to_owned();
    let started = Instant::now();
    let mut child = command.spawn().map_err(|source| Error::io("run", program.as_ref(), source))?;
    let (status, peak) = watch(&mut child, name, started, &mut dies).await?;
    let wall = started.elapsed();
    let said = end_of(&err).or_else(|| end_of(&out)).unwrap_or_default();
    Ok(Ran { wall, peak, code: status.code(), said })
}

/// Reads the last lines of what a process said, if it said anything.
fn end_of(path: &Path) -> Option<String> {
    let said = std::fs::read_to_string(path).ok()?;
    let lines: Vec<&str> = said.lines().collect();
    (!lines.is_empty()).then(|| lines[lines.len().saturating_sub(LINES)..].join("\n"))
}

/// Follows a process until it ends, or is to die.
async fn watch(
    child: &mut Child,
    name: &str,
    started: Instant,
    dies: &mut impl FnMut() -> bool,
) -> Result<(ExitStatus, u64), Error> {
    let id = child.id();
    let mut peak = 0;
    loop {
        peak = peak.max(id.and_then(memory).unwrap_or(0));
        if dies() {
            child.start_kill().map_err(|source| Error::io("kill", name.as_ref(), source))?;
        }
        match tokio::time::timeout(EVERY, child.wait()).await {
            Ok(status) => {
                let status = status.map_err(|source| Error::io("wait for", name.as_ref(), source))?;
                return Ok((status, peak));
            }
            Err(_) if started.elapsed() > LIMIT => {
                return Err(Error::Late { what: name.to_owned(), seconds: LIMIT.as_secs() });
            }
            Err(_) => {}
        }
    }
}

fn memory(id: u32) -> Option<u64> {
    crate::memory::parse(&std::fs::read_to_string(format!("/proc/{id}/status")).ok()?, "VmHWM:")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[tokio::test]
    async fn a_process_is_told_by_its_code_its_words_and_its_memory() {
        let directory = tempfile::tempdir().unwrap();
        let ran = run(
            shell("echo why >&2; head -c 100000 /dev/zero | wc -c >/dev/null; exit 3"),
            directory.path(),
            "x",
            || false,
        );
        let ran = ran.await.unwrap();
        assert_eq!((ran.code, ran.said.as_str()), (Some(3), "why"));
        assert!(ran.peak > 0);
    }

    #[tokio::test]
    async fn a_process_dies_when_it_is_told_to() {
        let directory = tempfile::tempdir().unwrap();
        let ran = run(shell("exec sleep 60"), directory.path(), "x", || true).await.unwrap();
        assert_eq!(ran.code, None);
    }
}
