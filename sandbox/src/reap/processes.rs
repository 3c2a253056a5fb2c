//! The terraform that outlived its test.

use std::fs;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::Path;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use terraproof::ledger::{Entry, Owner};
use tokio::time::{Instant, sleep};

/// How long terraform may take to finish what is in flight and to write its state.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long the system may take to end what was killed.
const AFTER_KILL: Duration = Duration::from_secs(5);
/// How often a process that is not our child is looked at: nothing tells when it ends.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// Says what became of the processes that were still at work for a stack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stopped {
    /// There were none.
    None,
    /// Terraform ended after its one SIGINT, with its state written.
    Gracefully,
    /// Terraform did not, and was killed.
    Killed,
    /// Terraform was dead already; what it had left behind, such as a provider, was killed.
    Orphans(usize),
}

/// Ends what still works for an entry: one SIGINT to each terraform, then SIGKILL to what is left in its group.
///
/// A process is taken for the entry's only when it is the very one that the entry names, or when its environment names the entry's directory
/// as the framework sets it: numbers alone are reused.
pub(super) async fn stop(entry: &Entry, deadline: Instant) -> Stopped {
    let members = members(entry);
    if members.is_empty() {
        return Stopped::None;
    }
    let leaders: Vec<&Member> = members.iter().filter(|member| member.leads()).collect();
    for leader in leaders.iter().filter(|leader| is_first_interrupt(&entry.root, leader)) {
        leader.signal(Signal::INT);
    }
    ended(&leaders, deadline.min(Instant::now() + PATIENCE)).await;
    let graceful = leaders.iter().all(|leader| !leader.lives());
    let left: Vec<&Member> = members.iter().filter(|member| member.lives()).collect();
    for member in &left {
        member.kill();
    }
    ended(&left, Instant::now() + AFTER_KILL).await;
    match (leaders.len(), graceful) {
        (0, _) => Stopped::Orphans(left.len()),
        (_, true) => Stopped::Gracefully,
        (_, false) => Stopped::Killed,
    }
}

/// One process, told from a later one with its number.
#[derive(Debug)]
struct Member {
    process: Owner,
    group: Option<u32>,
}

impl Member {
    fn leads(&self) -> bool {
        self.group == Some(self.process.pid)
    }

    fn lives(&self) -> bool {
        self.process.is_alive() == Some(true)
    }

    fn signal(&self, signal: Signal) {
        if let Some(pid) = pid(self.process.pid).filter(|_| self.lives()) {
            // It may have ended since: that is what the signal is for.
            kill_process(pid, signal).ok();
        }
    }

    /// The group of a leader that lives is its own; any other process is killed alone.
    fn kill(&self) {
        if self.leads()
            && let Some(pid) = pid(self.process.pid).filter(|_| self.lives())
        {
            kill_process_group(pid, Signal::KILL).ok();
        }
        self.signal(Signal::KILL);
    }
}

async fn ended(members: &[&Member], deadline: Instant) {
    while members.iter().any(|member| member.lives()) && Instant::now() < deadline {
        sleep(LOOK_AGAIN).await;
    }
}

/// Two SIGINTs lose the state: what an earlier reaper interrupted is only waited for.
fn is_first_interrupt(root: &Path, leader: &Member) -> bool {
    let mark = root.join(format!(".interrupted-{}-{}", leader.process.pid, leader.process.start_time));
    match fs::DirBuilder::new().mode(0o700).create(mark) {
        Err(error) => error.kind() != std::io::ErrorKind::AlreadyExists,
        Ok(()) => true,
    }
}

fn members(entry: &Entry) -> Vec<Member> {
    let mut members = at_work_in(&entry.root);
    if let Some(process) = entry.process.as_ref().filter(|process| process.is_alive() == Some(true))
        && !members.iter().any(|member| member.process.pid == process.pid)
    {
        members.push(Member { process: process.clone(), group: Some(process.pid) });
    }
    members
}

/// Lists processes whose environment is the one that the framework builds for a stack with this root.
#[cfg(target_os = "linux")]
fn at_work_in(root: &Path) -> Vec<Member> {
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let pids = processes.filter_map(|process| process.file_name().to_str()?.parse::<u32>().ok());
    let own = std::process::id();
    pids.filter(|pid| *pid != own)
        .filter_map(|pid| {
            // Identified before it is looked at: one that ends meanwhile is not confused with the next of its number.
            let process = Owner::of(pid);
            let environment = fs::read(format!("/proc/{pid}/environ")).ok()?;
            let is_ours = is_of_stack(&environment, root) && process.is_alive() == Some(true);
            is_ours.then(|| Member { process, group: group(pid) })
        })
        .collect()
}

/// Elsewhere the environment of another process cannot be read: only the one that the entry names is known.
#[cfg(not(target_os = "linux"))]
fn at_work_in(_root: &Path) -> Vec<Member> {
    Vec::new()
}

#[cfg(target_os = "linux")]
fn is_of_stack(environment: &[u8], root: &Path) -> bool {
    use std::os::unix::ffi::OsStrExt as _;

    let file = [b"TF_CLI_CONFIG_FILE=", root.join("terraform.rc").as_os_str().as_bytes()].concat();
    let has = |wanted: &[u8]| environment.split(|byte| *byte == 0).any(|variable| variable == wanted);
    // Somebody's shell in the stack's directory has the file, but not what is set for every command that nobody watches.
    has(&file) && has(b"TF_IN_AUTOMATION=1") && has(b"TF_INPUT=0")
}

/// Reads field 5 of `/proc/<pid>/stat`, see proc(5).
#[cfg(target_os = "linux")]
fn group(pid: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    stat.rsplit_once(')')?.1.split_whitespace().nth(2)?.parse().ok()
}

fn pid(number: u32) -> Option<Pid> {
    i32::try_from(number).ok().and_then(Pid::from_raw)
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use std::os::unix::process::CommandExt as _;
    use std::process::{Child, Command};

    use super::*;
    use crate::reap::samples;

    fn entry_in(root: &Path) -> Entry {
        Entry { root: root.to_owned(), ..samples::entry("site") }
    }

    fn shell(root: &Path, script: &str) -> Child {
        let ready = root.join("ready");
        let child = Command::new("sh")
            .args(["-c", &format!("{script}; touch '{}'; while :; do sleep 0.02; done", ready.display())])
            .env("TF_CLI_CONFIG_FILE", root.join("terraform.rc"))
            .env("TF_IN_AUTOMATION", "1")
            .env("TF_INPUT", "0")
            .process_group(0)
            .spawn()
            .unwrap();
        let end = std::time::Instant::now() + Duration::from_secs(30);
        while !ready.exists() {
            assert!(std::time::Instant::now() < end, "the shell is not ready");
            std::thread::yield_now();
        }
        child
    }

    fn soon() -> Instant {
        Instant::now() + Duration::from_millis(200)
    }

    #[tokio::test]
    async fn one_that_ends_by_its_sigint_is_not_killed() {
        let root = tempfile::tempdir().unwrap();
        let mut child = shell(root.path(), "trap 'exit 7' INT");
        assert_eq!(stop(&entry_in(root.path()), Instant::now() + PATIENCE).await, Stopped::Gracefully);
        assert_eq!(child.wait().unwrap().code(), Some(7));
    }

    #[tokio::test]
    async fn one_that_ignores_it_is_killed_with_its_group() {
        let root = tempfile::tempdir().unwrap();
        let mut child = shell(root.path(), "trap '' INT; (sleep 300 &)");
        let entry = entry_in(root.path());
        assert_eq!(stop(&entry, soon()).await, Stopped::Killed);
        child.wait().unwrap();
        assert!(members(&entry).is_empty());
    }

    #[tokio::test]
    async fn what_a_dead_terraform_left_running_is_not_taken_for_it() {
        let root = tempfile::tempdir().unwrap();
        let mut leader = shell(root.path(), "(sleep 300 &)");
        leader.kill().unwrap();
        leader.wait().unwrap();
        let entry = entry_in(root.path());
        assert!(matches!(stop(&entry, soon()).await, Stopped::Orphans(1..)));
        assert!(members(&entry).is_empty());
    }

    #[tokio::test]
    async fn a_second_reaper_sends_no_second_sigint() {
        let root = tempfile::tempdir().unwrap();
        let count = root.path().join("count");
        let mut child = shell(root.path(), &format!("trap 'echo >> {}' INT", count.display()));
        let entry = entry_in(root.path());
        let leader = &members(&entry)[0];
        assert!(is_first_interrupt(root.path(), leader));
        assert_eq!(stop(&entry, soon()).await, Stopped::Killed);
        child.wait().unwrap();
        assert!(!count.exists());
    }

    #[tokio::test]
    async fn processes_of_others_are_not_touched() {
        let (root, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let mut child = shell(other.path(), ":");
        let mut reused = Owner::of(child.id());
        reused.start_time += 1;
        let entry = Entry { process: Some(reused), ..entry_in(root.path()) };
        assert_eq!(stop(&entry, soon()).await, Stopped::None);
        assert!(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
    }
}
