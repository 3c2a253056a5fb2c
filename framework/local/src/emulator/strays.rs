//! Processes of emulators that no state file names.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::build::SCRIPTS;
use crate::ProcessId;

/// Is a process of an emulator that nobody can find any more: its state file is gone, or is another instance's.
///
/// It ends by itself within seconds, unless it hangs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stray {
    /// The process.
    pub process: ProcessId,
    /// The state file that it was started with.
    pub state_file: PathBuf,
}

/// Lists those of this user, of all caches.
#[cfg(target_os = "linux")]
pub(super) fn all() -> Vec<Stray> {
    use std::os::unix::fs::MetadataExt as _;

    let own = rustix::process::getuid().as_raw();
    let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let pids = processes.filter(|process| process.metadata().is_ok_and(|metadata| metadata.uid() == own));
    let mut strays: Vec<Stray> = pids
        .filter_map(|process| {
            let pid = process.file_name().to_str()?.parse().ok()?;
            // Identified before it is looked at: one that ends meanwhile is not confused with the next of its number.
            let identity = ProcessId::of(pid)?;
            let (state_file, instance) = worker(&std::fs::read(process.path().join("cmdline")).ok()?)?;
            let is_stray = !is_named(&state_file, &instance, pid) && identity.is_alive();
            is_stray.then_some(Stray { process: identity, state_file })
        })
        .collect();
    strays.sort_by_key(|stray| stray.process.pid);
    strays
}

/// Elsewhere the command line of a process is not in a file.
#[cfg(not(target_os = "linux"))]
pub(super) fn all() -> Vec<Stray> {
    Vec::new()
}

/// Reads the state file and the instance out of a worker's command line: `python -I ../launcher.py STATE_FILE INSTANCE IDLE_SECONDS`.
#[cfg(target_os = "linux")]
fn worker(command_line: &[u8]) -> Option<(PathBuf, String)> {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;

    let words: Vec<&[u8]> = command_line.split(|byte| *byte == 0).collect();
    let [_python, b"-I", launcher, state_file, instance, ..] = words[..] else { return None };
    let (launcher, state_file) = (Path::new(OsStr::from_bytes(launcher)), Path::new(OsStr::from_bytes(state_file)));
    let instance = std::str::from_utf8(instance).ok()?;
    // `<home>/<instance>/launcher.py` and `<home>/state.json`
    let is_ours = launcher.ends_with(Path::new(instance).join(SCRIPTS[0].0))
        && launcher.ancestors().nth(2) == state_file.parent()
        && state_file.ends_with("state.json");
    is_ours.then(|| (state_file.to_owned(), instance.to_owned()))
}

/// Tells whether a state file names a worker, or will: one that is not ready is being started, and its workers are not all in it.
#[cfg(target_os = "linux")]
fn is_named(state_file: &Path, instance: &str, pid: u32) -> bool {
    let text = std::fs::read(state_file).unwrap_or_default();
    let state: Value = serde_json::from_slice(&text).unwrap_or_default();
    let workers = state["workers"].as_array();
    let has_worker = workers.is_some_and(|workers| workers.iter().any(|worker| worker["process"]["pid"] == pid));
    state["instance"] == instance && (has_worker || state["ready"] != true)
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::*;

    #[test]
    fn a_worker_is_told_by_its_command_line_and_nothing_else_is_taken_for_one() {
        let line = b"/v/bin/python\0-I\0/c/emulator/ab/one/launcher.py\0/c/emulator/ab/state.json\0one\x001800\x00";
        assert_eq!(worker(line), Some((PathBuf::from("/c/emulator/ab/state.json"), "one".to_owned())));
        for other in [
            b"/v/bin/python\0-I\0/c/emulator/ab/one/launcher.py\0/c/emulator/ab/state.json\0two\x001800\x00".as_slice(),
            b"/v/bin/python\0-I\0/else/one/launcher.py\0/c/emulator/ab/state.json\0one\0",
            b"vim\0/c/emulator/ab/one/launcher.py\0",
            b"",
        ] {
            assert_eq!(worker(other), None);
        }
    }

    #[test]
    fn a_worker_is_named_by_its_instance_and_number_or_while_it_is_started() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("state.json");
        assert!(!is_named(&file, "one", 7));
        let write = |ready| {
            let state = serde_json::json!({"instance": "one", "ready": ready, "workers": [{"process": {"pid": 7}}]});
            std::fs::write(&file, state.to_string()).unwrap();
        };
        write(true);
        assert!(is_named(&file, "one", 7) && !is_named(&file, "one", 8) && !is_named(&file, "two", 7));
        write(false);
        assert!(is_named(&file, "one", 8));
    }
}
