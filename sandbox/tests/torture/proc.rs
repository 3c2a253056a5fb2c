//! Processes as the system sees them.

use std::fs;
use std::path::Path;

/// Is one process that works below a directory.
#[derive(Debug, Clone)]
pub(crate) struct Process {
    pub(crate) pid: i32,
    pub(crate) command: String,
}

/// Lists processes whose working directory is, or was, below a directory: terraform, providers, provisioners.
pub(crate) fn working_below(directory: &Path) -> Vec<Process> {
    let all = fs::read_dir("/proc").unwrap().flatten();
    let pids = all.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    let works_there = |pid: &i32| fs::read_link(format!("/proc/{pid}/cwd")).is_ok_and(|cwd| cwd.starts_with(directory));
    let command = |pid: i32| {
        let words = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        String::from_utf8_lossy(&words).replace('\0', " ").trim().to_owned()
    };
    pids.filter(works_there)
        .map(|pid| Process { pid, command: command(pid) })
        .filter(|it| !it.command.is_empty())
        .collect()
}
