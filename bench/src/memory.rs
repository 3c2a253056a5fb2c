//! Benchmark: the peak of our own memory with many stacks in parallel.

use std::path::PathBuf;
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use terraproof::{Scope, TestInfo};
use tokio::process::Command;
use tokio::time::timeout;

use crate::aim::Aim;
use crate::comparison::Measure;
use crate::error::Error;
use crate::options::Level;
use crate::report::{Section, progress};
use crate::reports;
use crate::stack::Kind;

/// The aim, in megabytes, and for how many stacks.
const LIMIT: f64 = 60.0;
const STACKS: usize = 20;
/// The longest that a process may take.
const PATIENCE: Duration = Duration::from_secs(30 * 60);

/// Holds the memory of a process, in KiB, as its child tells it.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Memory {
    /// Before the first stack.
    start: u64,
    /// At its highest.
    peak: u64,
}

/// Measures one stack alone and twenty at once, in processes that do nothing else; AWS stacks only in a full run.
pub(crate) fn measure(level: Level) -> Result<Section, Error> {
    let kinds: &[Kind] = if level == Level::Full { &[Kind::Data, Kind::Aws] } else { &[Kind::Data] };
    let (mut measures, mut aims) = (Vec::new(), Vec::new());
    for &kind in kinds {
        let alone = in_a_process(kind, 1)?;
        let together = in_a_process(kind, STACKS)?;
        let row =
            |name: &str, kibibytes| Measure::of(format!("{}: {name}", kind.title()), "MB", &[megabytes(kibibytes)]);
        measures.push(row("before the first stack", together.start));
        measures.push(row("peak with one stack", alone.peak));
        measures.push(row("peak with 20 stacks in parallel", together.peak));
        let what = format!("{}: {STACKS} in parallel, our own memory", kind.title());
        aims.push(Aim::at_most_steady(LIMIT, "MB", what, megabytes(together.peak)));
    }
    Ok(Section {
        title: "Memory of our own process".to_owned(),
        about: "VmHWM of a process that runs 20 tests at once, one stack and one scope each",
        comparisons: Vec::new(),
        measures,
        aims,
    })
}

/// Turns KiB into megabytes.
#[expect(clippy::cast_precision_loss, reason = "no process has 2^52 KiB")]
pub(crate) fn megabytes(kibibytes: u64) -> f64 {
    kibibytes as f64 * 1024.0 / 1e6
}

fn in_a_process(kind: Kind, count: usize) -> Result<Memory, Error> {
    progress(&format!("memory: {count} x {}", kind.title()));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|source| Error::Runtime { source })?;
    let program = std::env::current_exe().map_err(|source| Error::io("find", "this program".as_ref(), source))?;
    let output = runtime.block_on(async {
        let mut command = Command::new(&program);
        command.args(["memory", kind.word(), &count.to_string()]).stdin(Stdio::null()).kill_on_drop(true);
        timeout(PATIENCE, command.output()).await
    });
    let what = format!("{count} stacks of {}", kind.title());
    let output = output.map_err(|_| Error::Late { what: what.clone(), seconds: PATIENCE.as_secs() })?;
    let output = output.map_err(|source| Error::io("run", &program, source))?;
    match serde_json::from_slice(&output.stdout) {
        Ok(memory) if output.status.success() => Ok(memory),
        _ => {
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            Err(Error::Child { what, exit: output.status.to_string(), said })
        }
    }
}

/// Runs the stacks in this process, each in a test of its own as a test binary does, and returns its memory as JSON.
pub(crate) fn run_here(kind: Kind, count: usize) -> Result<String, Error> {
    let start = status("VmRSS:")?;
    let failures: Mutex<Vec<String>> = Mutex::default();
    std::thread::scope(|threads| {
        for number in 0..count {
            let failures = &failures;
            threads.spawn(move || {
                if let Err(failure) = test(kind, number) {
                    failures.lock().unwrap_or_else(PoisonError::into_inner).push(failure);
                }
            });
        }
    });
    let failures = failures.into_inner().unwrap_or_else(PoisonError::into_inner);
    if let Some(failure) = failures.into_iter().next() {
        return Err(Error::Framework { failure });
    }
    Ok(serde_json::to_string(&Memory { start, peak: status("VmHWM:")? })?)
}

fn test(kind: Kind, number: usize) -> Result<(), String> {
    let info = TestInfo::new(format!("bench::memory_{number}")).manifest_dir(env!("CARGO_MANIFEST_DIR")).file(file!());
    let report: Arc<Mutex<Option<PathBuf>>> = Arc::default();
    let noted = Arc::clone(&report);
    let result = terraproof::run(info, async move |t: &Scope| {
        noted.lock().unwrap_or_else(PoisonError::into_inner).replace(t.report_directory().to_owned());
        let stack = t.stack(kind.configuration()).var("name", t.unique("memory")).apply().await?;
        stack.expect_no_changes().await?;
        Ok(())
    });
    result.map_err(|failure| format!("{failure:?}"))?;
    if let Some(report) = report.lock().unwrap_or_else(PoisonError::into_inner).take() {
        reports::remove(&report);
    }
    Ok(())
}

/// Reads a line of `/proc/self/status` (proc_pid_status(5)), in KiB.
fn status(field: &str) -> Result<u64, Error> {
    let path = "/proc/self/status".as_ref();
    let text = std::fs::read_to_string(path).map_err(|source| Error::io("read", path, source))?;
    parse(&text, field).ok_or_else(|| Error::io("find the memory in", path, std::io::ErrorKind::InvalidData.into()))
}

/// Finds a line of `/proc/PID/status` and returns its number.
pub(crate) fn parse(text: &str, field: &str) -> Option<u64> {
    text.lines().find_map(|line| line.strip_prefix(field))?.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_peak_is_read_from_its_own_line() {
        let text = "Name:\tbench\nVmPeak:\t  900 kB\nVmHWM:\t   43210 kB\nVmRSS:\t   30000 kB\n";
        assert_eq!(parse(text, "VmHWM:"), Some(43_210));
        assert_eq!(parse(text, "VmNone:"), None);
    }

    #[test]
    fn megabytes_are_a_million_bytes() {
        assert!((megabytes(1000) - 1.024).abs() < 1e-12);
    }
}
