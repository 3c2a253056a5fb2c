//! One workload, from an empty account to what is left of it.

use std::path::Path;
use std::time::Instant;

use tokio::process::Command;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::TryRecvError;

use super::arena::{Arena, SANDBOX};
use super::bill::{Bill, deletes};
use super::child::{self, Ran};
use super::least::{self, Kinds, Least};
use super::outcome::{Outcome, Planned, Step};
use super::seed::Seeded;
use super::verify::Verdict;
use super::workload::{Apply, Workload};
use crate::error::Error;
use crate::report::progress;
use terraproof_local::gateway::{Behaviour, Call};

const PLAN: &str = "plan.json";

/// Measures a workload in an account of its own, which is dropped whatever happens.
pub(super) async fn measure(workload: &Workload, command: &Path, kinds: Kinds) -> Result<Outcome, Error> {
    progress(&format!("nuke {}: {}", workload.name, workload.about));
    let arena = Arena::open(workload).await?;
    let measured = in_arena(&arena, workload, command, kinds).await;
    arena.close().await?;
    measured
}

async fn in_arena(arena: &Arena, workload: &Workload, command: &Path, kinds: Kinds) -> Result<Outcome, Error> {
    let filling = Instant::now();
    let seeded = arena.fill(workload).await?;
    let before = arena.state(workload).await?;
    progress(&format!("  filled with {} in {:.0} s", seeded.made_in_all(), filling.elapsed().as_secs_f64()));
    arena.behave(workload.behaviour.clone());
    let run = Run { arena, workload, command };
    let mut steps = vec![run.plan(&seeded, kinds).await?];
    let planned = Planned::read(&arena.directory().join(PLAN))?;
    if workload.apply != Apply::Nothing {
        steps.push(run.apply(&seeded).await?);
    }
    arena.behave(Behaviour::default());
    let after = arena.state(workload).await?;
    let stays: Vec<String> = match workload.apply {
        Apply::Nothing => before.holdings.items.iter().map(|item| item.id.clone()).collect(),
        _ => seeded.stays.clone(),
    };
    Ok(Outcome::new(workload, (seeded.made_in_all(), planned), steps, Verdict::of(&before, &after, &stays)))
}

/// Is a workload under way.
struct Run<'a> {
    arena: &'a Arena,
    workload: &'a Workload,
    command: &'a Path,
}

impl Run<'_> {
    async fn plan(&self, seeded: &Seeded, kinds: Kinds) -> Result<Step, Error> {
        let mut command = self.nuke(&["plan", "--sandbox", SANDBOX, "--output", PLAN]);
        command.args(&self.workload.flags);
        let least = least::plan(self.workload, seeded, kinds);
        self.step("plan", least, async { self.run(command, "plan", || false).await }).await
    }

    async fn apply(&self, seeded: &Seeded) -> Result<Step, Error> {
        let least = least::apply(self.workload, seeded);
        let whole = async {
            let command = self.nuke(&["apply", PLAN, "--yes"]);
            let Apply::Killed(share) = self.workload.apply else {
                return self.run(command, "apply", || false).await;
            };
            let killed = self.run(command, "apply", self.after(share, seeded)).await?;
            let resumed = self.nuke(&["apply", PLAN, "--yes", "--resume", &journal(self.arena.directory())?]);
            let resumed = self.run(resumed, "resume", || false).await?;
            Ok(Ran { wall: killed.wall + resumed.wall, peak: killed.peak.max(resumed.peak), ..resumed })
        };
        self.step("apply", least, whole).await
    }

    /// Tells when so many deletes of what is to go were taken.
    fn after(&self, share: f64, seeded: &Seeded) -> impl FnMut() -> bool + use<> {
        let mut calls = self.arena.follow();
        let whole = seeded.goes.values().flat_map(|counts| counts.iter());
        let whole: u64 = whole.filter(|(kind, _)| !kind.ends_with("-attached")).map(|(_, count)| count).sum();
        #[expect(clippy::cast_precision_loss, reason = "nobody makes 2^52 resources")]
        let enough = whole as f64 * share;
        let mut seen = 0.0;
        move || {
            seen += f64::from(fresh_deletes(&mut calls));
            seen >= enough
        }
    }

    fn nuke(&self, arguments: &[&str]) -> Command {
        let mut command = self.arena.command(self.command);
        command.arg("nuke").args(arguments);
        command
    }

    async fn run(&self, command: Command, name: &str, dies: impl FnMut() -> bool) -> Result<Ran, Error> {
        child::run(command, self.arena.directory(), name, dies).await
    }

    async fn step(
        &self,
        name: &'static str,
        least: Least,
        work: impl Future<Output = Result<Ran, Error>>,
    ) -> Result<Step, Error> {
        let (mark, computed) = (self.arena.mark(), self.arena.computed());
        let ran = work.await?;
        let bill = Bill::of(&self.arena.calls_since(mark));
        let step = Step::new(name, &ran, &bill, &least, &self.workload.behaviour, self.arena.computed() - computed);
        progress(&format!("  {}", step.line()));
        if ran.code != Some(0) {
            progress(&format!("  it ended with {:?}: {}", ran.code, ran.said));
        }
        Ok(step)
    }
}

/// Counts the deletes that were taken since it was last asked.
fn fresh_deletes(calls: &mut Receiver<Call>) -> u32 {
    let mut count = 0;
    loop {
        match calls.try_recv() {
            Ok(call) => count += u32::from(deletes(&call)),
            Err(TryRecvError::Lagged(_)) => {}
            Err(TryRecvError::Empty | TryRecvError::Closed) => return count,
        }
    }
}

/// Finds the journal that lies beside the plan.
fn journal(directory: &Path) -> Result<String, Error> {
    let entries = std::fs::read_dir(directory).map_err(|source| Error::io("list", directory, source))?;
    let names = entries.flatten().filter_map(|entry| entry.file_name().into_string().ok());
    names.filter(|name| name.ends_with(".journal.jsonl")).max().ok_or_else(|| Error::Child {
        what: "`terraproof nuke apply`".to_owned(),
        exit: "no journal".to_owned(),
        said: String::new(),
    })
}
