//! Tells whether a process runs from a directory.

use std::path::Path;

/// Tells whether some process of this user runs a program of the directory, was called with a file of it, or has loaded one.
///
/// What cannot be found out counts as use.
#[cfg(target_os = "linux")]
pub(super) fn are_there(directory: &Path) -> bool {
    let Ok(processes) = std::fs::read_dir("/proc") else { return true };
    let is_process =
        |name: &std::ffi::OsStr| name.to_str().is_some_and(|name| name.bytes().all(|b| b.is_ascii_digit()));
    processes.flatten().filter(|entry| is_process(&entry.file_name())).any(|entry| uses(&entry.path(), directory))
}

#[cfg(target_os = "linux")]
fn uses(process: &Path, directory: &Path) -> bool {
    use std::os::unix::ffi::OsStrExt;

    let leads_there =
        |link: &str| std::fs::read_link(process.join(link)).is_ok_and(|target| target.starts_with(directory));
    // A path below the directory continues after its name; one that only begins like it does not.
    let name = [directory.as_os_str().as_bytes(), b"/"].concat();
    let names_it = |file: &str| {
        let text = std::fs::read(process.join(file)).unwrap_or_default();
        text.windows(name.len()).any(|window| window == name)
    };
    leads_there("exe") || leads_there("cwd") || names_it("cmdline") || names_it("maps")
}

#[cfg(not(target_os = "linux"))]
pub(super) fn are_there(directory: &Path) -> bool {
    let listed = std::process::Command::new("ps").args(["-axww", "-o", "command="]).output();
    let name = format!("{}/", directory.display());
    listed.map_or(true, |output| !output.status.success() || String::from_utf8_lossy(&output.stdout).contains(&name))
}

#[cfg(test)]
mod tests {
    use std::process::{Command, Stdio};

    use super::*;

    #[test]
    fn a_directory_is_used_as_long_as_a_program_of_it_runs() {
        let directory = tempfile::tempdir().unwrap();
        let program = directory.path().join("program");
        std::fs::copy("/bin/cat", &program).unwrap();
        assert!(!are_there(directory.path()));
        // Another test may hold the new file open while it starts a child of its own.
        let mut child = loop {
            match Command::new(&program).stdin(Stdio::piped()).stdout(Stdio::null()).spawn() {
                Err(error) if error.kind() == std::io::ErrorKind::ExecutableFileBusy => std::thread::yield_now(),
                child => break child.unwrap(),
            }
        };
        assert!(are_there(directory.path()));
        assert!(!are_there(&directory.path().with_extension("other")));
        drop(child.stdin.take());
        child.wait().unwrap();
        assert!(!are_there(directory.path()));
    }
}
