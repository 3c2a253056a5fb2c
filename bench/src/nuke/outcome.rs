//! What a workload took, against what it could take.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use terraproof_local::gateway::Behaviour;

use super::bill::{Bill, Count};
use super::child::Ran;
use super::least::{Floor, Least};
use super::verify::Verdict;
use super::workload::Workload;
use crate::aim::Aim;
use crate::error::Error;
use crate::memory::megabytes;

/// The aims: calls, and time, in multiples of the least possible.
const CALLS: f64 = 1.2;
const TIME: f64 = 1.3;

/// Is what one workload took.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Outcome {
    pub(super) workload: &'static str,
    pub(super) about: &'static str,
    /// How many resources there were.
    pub(super) resources: u64,
    pub(super) planned: Planned,
    pub(super) steps: Vec<Step>,
    pub(super) peak_megabytes: f64,
    pub(super) verdict: Verdict,
    pub(super) aims: Vec<Aim>,
}

/// Counts what a plan holds.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct Planned {
    /// What is to happen: deletes, and uses that are cut.
    pub(super) rows: usize,
    /// What stays, with the reason.
    pub(super) kept: usize,
}

impl Planned {
    /// Reads a plan.
    pub(super) fn read(path: &Path) -> Result<Self, Error> {
        #[derive(Deserialize)]
        struct Plan {
            rows: Vec<IgnoredAny>,
            kept: Vec<IgnoredAny>,
        }
        let text = std::fs::read(path).map_err(|source| Error::io("read", path, source))?;
        let plan: Plan = serde_json::from_slice(&text)?;
        Ok(Self { rows: plan.rows.len(), kept: plan.kept.len() })
    }
}

/// Is what one command took.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Step {
    pub(super) name: &'static str,
    pub(super) exit_code: Option<i32>,
    pub(super) seconds: f64,
    pub(super) least: Floor,
    pub(super) calls: u64,
    pub(super) least_calls: u64,
    /// What the emulator computed meanwhile.
    pub(super) emulator_seconds: f64,
    pub(super) peak_megabytes: f64,
    pub(super) by_operation: BTreeMap<String, Count>,
}

impl Step {
    /// Puts together what a command took.
    pub(super) fn new(
        name: &'static str,
        ran: &Ran,
        bill: &Bill,
        least: &Least,
        behaviour: &Behaviour,
        emulator: Duration,
    ) -> Self {
        Self {
            name,
            exit_code: ran.code,
            seconds: ran.wall.as_secs_f64(),
            least: least.floor(behaviour, emulator, bill.total()),
            calls: bill.total(),
            least_calls: least.bill.total(),
            emulator_seconds: emulator.as_secs_f64(),
            peak_megabytes: megabytes(ran.peak),
            by_operation: bill.by_operation().clone(),
        }
    }

    /// Sums it up in a line.
    pub(super) fn line(&self) -> String {
        format!(
            "{}: {:.2} s (least {:.2}, by {:?}), {} calls (least {}), {:.0} MB, emulator {:.2} s",
            self.name,
            self.seconds,
            self.least.seconds,
            self.least.bound_by,
            self.calls,
            self.least_calls,
            self.peak_megabytes,
            self.emulator_seconds
        )
    }
}

impl Outcome {
    /// Judges a workload by its aims.
    pub(super) fn new(
        workload: &Workload,
        (resources, planned): (u64, Planned),
        steps: Vec<Step>,
        verdict: Verdict,
    ) -> Self {
        let peak_megabytes = steps.iter().map(|step| step.peak_megabytes).fold(0.0, f64::max);
        let mut aims = Vec::new();
        for step in &steps {
            let what = |what| format!("{} {}: {what}", workload.name, step.name);
            let calls = ratio(number(step.calls), number(step.least_calls));
            aims.push(Aim::at_most_steady(CALLS, "x", what("calls against the least possible"), calls));
            let time = ratio(step.seconds, step.least.seconds);
            aims.push(Aim::at_most_steady(TIME, "x", what("time against the least possible"), time));
            let failed = f64::from(u8::from(step.exit_code != Some(0)));
            aims.push(Aim::at_most_steady(0.0, "commands", what("failed"), failed));
        }
        if let Some(limit) = workload.memory {
            let what = format!("{}: peak of memory", workload.name);
            aims.push(Aim::at_most_steady(limit, "MB", what, peak_megabytes));
        }
        let what = format!("{}: wrongly gone, still there, or new", workload.name);
        aims.push(Aim::at_most_steady(0.0, "resources", what, number(verdict.count() as u64)));
        Self {
            workload: workload.name,
            about: workload.about,
            resources,
            planned,
            steps,
            peak_megabytes,
            verdict,
            aims,
        }
    }
}

/// Divides; nothing against nothing is 1.
pub(super) fn ratio(measured: f64, least: f64) -> f64 {
    if least > 0.0 { measured / least } else { 1.0 }
}

#[expect(clippy::cast_precision_loss, reason = "nobody makes 2^52 calls")]
fn number(count: u64) -> f64 {
    count as f64
}
