//! Running what is asked for, and telling it.

use std::fmt::{self, Write as _};
use std::path::Path;
use std::process::Command;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::against::{self, Contest};
use super::least::Kinds;
use super::measure::measure;
use super::options::Options;
use super::outcome::{Outcome, Step, ratio};
use super::workload::{LATENCY, Size};
use crate::error::Error;
use crate::machine::Machine;
use crate::report::{progress, sentence, write_json};

/// How many operations of a step are named.
const NAMED: usize = 6;

/// Holds one run of the benchmark.
#[derive(Debug, Serialize)]
struct Report {
    /// The version of this format.
    schema: u32,
    at: Timestamp,
    quick: bool,
    terraproof: String,
    latency_ms: u128,
    machine: Machine,
    outcomes: Vec<Outcome>,
    contests: Vec<Contest>,
    /// What could not be measured, and why.
    unmeasured: Vec<String>,
}

/// Runs the benchmark, writes the result into a directory, and returns what there is to read.
pub(crate) fn run(options: &Options, directory: &Path) -> Result<String, Error> {
    let (at, mut machine, command) = (Timestamp::now(), Machine::look(), options.command()?);
    if machine.is_busy() {
        progress(&format!("others use this machine (load {:.1}): expect noise", machine.load_before.unwrap_or(0.0)));
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.map_err(|source| Error::Runtime { source })?;
    let (kinds, size) = (kinds(&command)?, Size { quick: options.quick });
    let (mut outcomes, mut unmeasured) = (Vec::new(), Vec::new());
    for workload in options.workloads().into_iter().map(|name| name.workload(size)) {
        match runtime.block_on(measure(&workload, &command, kinds)) {
            Ok(outcome) => outcomes.push(outcome),
            Err(error) => unmeasured.push(format!("{}: {error}", workload.name)),
        }
    }
    let contests = runtime.block_on(against::contests(&options.against, &command, size))?;
    machine.look_again();
    let terraproof = said(&command, &["--version"])?.trim().to_owned();
    let report = Report {
        schema: 1,
        at,
        quick: options.quick,
        terraproof,
        latency_ms: LATENCY.as_millis(),
        machine,
        outcomes,
        contests,
        unmeasured,
    };
    let file = write_json(&report, directory, "nuke-", report.at)?;
    let told = format!("{report}\nwritten to {}", file.display());
    if report.unmeasured.is_empty() {
        Ok(told)
    } else {
        Err(Error::Unmeasured { told, what: report.unmeasured.join("\n") })
    }
}

/// Asks the command what it lists.
fn kinds(command: &Path) -> Result<Kinds, Error> {
    #[derive(Deserialize)]
    struct Kind {
        listed: String,
    }
    #[derive(Deserialize)]
    struct Table {
        kinds: Vec<Kind>,
    }
    let table: Table = serde_json::from_str(&said(command, &["nuke", "kinds", "--json"])?)?;
    let once = table.kinds.iter().filter(|kind| kind.listed == "once").count();
    Ok(Kinds { by_region: (table.kinds.len() - once) as u64, once: once as u64 })
}

fn said(command: &Path, arguments: &[&str]) -> Result<String, Error> {
    let output = Command::new(command).args(arguments).output();
    let output = output.map_err(|source| Error::io("run", command, source))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(Error::Child { what: format!("`terraproof {}`", arguments.join(" ")), exit: output.status.to_string(), said })
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let latency = self.latency_ms;
        writeln!(f, "\nnuke, {latency} ms a call{}", if self.quick { ", a tenth of everything" } else { "" })?;
        if !self.outcomes.is_empty() {
            self.write_outcomes(f)?;
        }
        for contest in &self.contests {
            write!(f, "\n{contest}")?;
        }
        Ok(())
    }
}

impl Report {
    fn write_outcomes(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let heads = ["seconds", "least", "ratio", "calls", "least", "ratio", "MB", "emulator s"];
        let [seconds, least_seconds, ratio_seconds, calls, least_calls, ratio_calls, memory, emulator] = heads;
        writeln!(
            f,
            "  {:<18} {seconds:>9} {least_seconds:>8} {ratio_seconds:>6}  {:<8} {calls:>7} {least_calls:>7} {ratio_calls:>6} {memory:>6} \
             {emulator:>10}",
            "", "bound by"
        )?;
        for outcome in &self.outcomes {
            for step in &outcome.steps {
                writeln!(f, "{}", row(outcome.workload, step))?;
            }
        }
        for outcome in &self.outcomes {
            write!(f, "{}", details(outcome))?;
        }
        writeln!(f, "\nAims")?;
        for aim in self.outcomes.iter().flat_map(|outcome| &outcome.aims) {
            writeln!(f, "  {}", sentence(aim))?;
        }
        Ok(())
    }
}

#[expect(clippy::cast_precision_loss, reason = "nobody makes 2^52 calls")]
fn row(workload: &str, step: &Step) -> String {
    let name = format!("{workload} {}", step.name);
    let bound = format!("{:?}", step.least.bound_by).to_lowercase();
    format!(
        "  {name:<18} {:>9.2} {:>8.2} {:>6.2}  {bound:<8} {:>7} {:>7} {:>6.2} {:>6.0} {:>10.2}",
        step.seconds,
        step.least.seconds,
        ratio(step.seconds, step.least.seconds),
        step.calls,
        step.least_calls,
        ratio(step.calls as f64, step.least_calls as f64),
        step.peak_megabytes,
        step.emulator_seconds,
    )
}

/// Names the most frequent operations, and what is not as it should be.
fn details(outcome: &Outcome) -> String {
    let Outcome { workload, about, resources, planned, .. } = outcome;
    let mut text = format!(
        "\n{workload}: {about}\n  {resources} resources made, {} planned, {} kept\n",
        planned.rows, planned.kept
    );
    for step in &outcome.steps {
        let mut operations: Vec<_> = step.by_operation.iter().collect();
        operations.sort_by_key(|(_, count)| std::cmp::Reverse(count.calls));
        let named = operations.iter().take(NAMED).map(|(name, count)| match (count.throttled, count.refused) {
            (0, 0) => format!("{name} {}", count.calls),
            (0, refused) => format!("{name} {} ({refused} refused)", count.calls),
            (throttled, _) => format!("{name} {} ({throttled} throttled)", count.calls),
        });
        writeln!(text, "  {}: {}", step.name, named.collect::<Vec<_>>().join(", ")).ok();
    }
    for named in &outcome.verdict.named {
        writeln!(text, "  {named}").ok();
    }
    text
}
