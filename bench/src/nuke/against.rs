//! The same work done by other tools, on the same emulator, with the same latency, in the same run.

use std::fmt;
use std::path::Path;
use std::time::{Duration, Instant};

use serde::Serialize;
use serde_json::json;
use terraproof_local::gateway::Behaviour;

use super::arena::Arena;
use super::bill::Bill;
use super::child;
use super::options::{Rival, Tool};
use super::tools::{Kind, WORK, aws_nuke, cloud_nuke, ours};
use super::verify::Verdict;
use super::workload::{Size, Workload};
use crate::error::Error;
use crate::memory::megabytes;
use crate::report::progress;

/// Is what each tool took for one workload.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Contest {
    workload: &'static str,
    takes: Vec<Take>,
}

/// Is what one tool took.
#[derive(Debug, Clone, Serialize)]
struct Take {
    tool: &'static str,
    exit_code: Option<i32>,
    seconds: f64,
    calls: u64,
    peak_megabytes: f64,
    verdict: Verdict,
    /// The end of what it said, where it failed.
    #[serde(skip_serializing_if = "String::is_empty")]
    said: String,
}

/// Runs every tool on every workload that they share; nothing without a rival.
pub(super) async fn contests(rivals: &[Rival], command: &Path, size: Size) -> Result<Vec<Contest>, Error> {
    let mut contests = Vec::new();
    for (name, kinds) in WORK.iter().filter(|_| !rivals.is_empty()) {
        let mut workload = name.workload(size);
        workload.seed.insert("alias".to_owned(), json!({ "name": "a-sandbox" }));
        leave_out(&mut workload, "graph", "endpoint");
        leave_out(&mut workload, "graph", "association");
        leave_out(&mut workload, "everywhere", "profiles");
        let longest = if size.quick { LONGEST / 10 } else { LONGEST };
        let bout = Bout { workload: &workload, kinds, longest };
        let mut takes = vec![bout.take(None, command).await?];
        for rival in rivals {
            takes.push(bout.take(Some(rival.tool), &rival.path).await?);
        }
        contests.push(Contest { workload: workload.name, takes });
    }
    Ok(contests)
}

/// Leaves out what the emulator does not do as other tools need it: a deleted endpoint stays in its listing for ever, a route table stays
/// associated with a subnet that is gone, and the listing of instance profiles does not say whether it goes on.
fn leave_out(workload: &mut Workload, function: &str, part: &str) {
    if let Some(parameters) = workload.seed.get_mut(function) {
        parameters[part] = json!(false);
    }
}

/// A tool that takes longer is killed, and what is left counts.
const LONGEST: Duration = Duration::from_secs(15 * 60);

/// Is one workload that each tool takes in turn.
struct Bout<'a> {
    workload: &'a Workload,
    kinds: &'a [Kind],
    longest: Duration,
}

impl Bout<'_> {
    async fn take(&self, tool: Option<Tool>, path: &Path) -> Result<Take, Error> {
        let arena = Arena::open(self.workload).await?;
        let taken = self.in_arena(&arena, tool, path).await;
        arena.close().await?;
        if let Ok(take) = &taken {
            progress(&format!("{}: {take}", self.workload.name));
        }
        taken
    }

    async fn in_arena(&self, arena: &Arena, tool: Option<Tool>, path: &Path) -> Result<Take, Error> {
        let (workload, name) = (self.workload, tool.map_or("terraproof", Tool::name));
        let seeded = arena.fill(workload).await?;
        let before = arena.state(workload).await?;
        let command = match tool {
            None => ours(arena, self.kinds, path),
            Some(Tool::AwsNuke) => aws_nuke(arena, workload, self.kinds, path)?,
            Some(Tool::CloudNuke) => cloud_nuke(arena, workload, self.kinds, path),
        };
        arena.behave(workload.behaviour.clone());
        let (mark, started) = (arena.mark(), Instant::now());
        let ran = child::run(command, arena.directory(), name, || started.elapsed() > self.longest).await?;
        let bill = Bill::of(&arena.calls_since(mark));
        arena.behave(Behaviour::default());
        let verdict = Verdict::of(&before, &arena.state(workload).await?, &seeded.stays);
        Ok(Take {
            tool: name,
            exit_code: ran.code,
            seconds: ran.wall.as_secs_f64(),
            calls: bill.total(),
            peak_megabytes: megabytes(ran.peak),
            verdict,
            said: if ran.code == Some(0) { String::new() } else { ran.said },
        })
    }
}

impl fmt::Display for Contest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} by each tool: seconds, calls, MB, left, wrongly gone, exit code", self.workload)?;
        for take in &self.takes {
            writeln!(f, "  {take}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Take {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { tool, seconds, calls, peak_megabytes, verdict, .. } = self;
        let (missed, wrong) = (verdict.missed + verdict.new, verdict.wrong);
        let code = self.exit_code.map_or_else(|| "killed".to_owned(), |code| code.to_string());
        write!(f, "{tool:<12} {seconds:>9.2} {calls:>8} {peak_megabytes:>6.0} {missed:>6} {wrong:>6} {code:>7}")
    }
}
