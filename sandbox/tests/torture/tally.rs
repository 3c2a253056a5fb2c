//! What came of all the kills.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::ExitStatus;

use serde_json::{Value, json};

use crate::blow::Blow;
use crate::say;
use crate::traces::Traces;

const PHASES: [&str; 7] = ["starting", "preparing", "applying", "checking", "destroying", "ending", "over"];

/// Is one death, and what was left of it.
#[derive(Debug)]
pub(crate) struct Death {
    /// How, and in which phase.
    pub(crate) fate: (Blow, &'static str),
    /// `None` when it did not come in time.
    pub(crate) status: Option<ExitStatus>,
    pub(crate) torn: Vec<PathBuf>,
    pub(crate) alone: Traces,
    pub(crate) after: Traces,
    pub(crate) reap_code: Option<i32>,
    pub(crate) reap_seconds: f64,
    /// From the blow until nothing was left.
    pub(crate) clean_seconds: f64,
}

impl Death {
    /// Lists what must not be.
    pub(crate) fn problems(&self) -> Vec<String> {
        let (blow, phase) = self.fate;
        let mut problems = Vec::new();
        match self.status {
            None => problems.push("did not end in time".to_owned()),
            Some(status) if phase != "over" && status.signal() != Some(blow.signal().as_raw()) && phase != "ending" => {
                problems.push(format!("ended with {status}"));
            }
            Some(_) => {}
        }
        if blow.is_orderly() && self.alone.count() > 0 {
            problems.push(format!("left something although it could clean up: {:?}", self.alone));
        }
        if self.after.count() > 0 {
            problems.push(format!("left something after reap: {:?}", self.after));
        }
        if self.reap_code != Some(0) {
            problems.push(format!("reap ended with {:?}", self.reap_code));
        }
        if !self.torn.is_empty() {
            problems.push(format!("corrupted {:?}", self.torn));
        }
        problems.into_iter().map(|problem| format!("{blow} while {phase}: {problem}")).collect()
    }
}

/// Collects deaths.
#[derive(Debug)]
pub(crate) struct Tally {
    seed: u64,
    pub(crate) deaths: Vec<Death>,
    /// Accounts that are still open after all reaps, and how much they hold.
    pub(crate) ownerless: Vec<(String, usize)>,
}

impl Tally {
    pub(crate) fn new(seed: u64) -> Self {
        Self { seed, deaths: Vec::new(), ownerless: Vec::new() }
    }

    pub(crate) fn add(&mut self, death: Death) {
        self.deaths.push(death);
    }

    pub(crate) fn problems(&self) -> Vec<String> {
        let open = |(account, resources): &(String, usize)| {
            format!("the account {account} is still open after all reaps, and holds {resources}")
        };
        self.deaths.iter().flat_map(Death::problems).chain(self.ownerless.iter().map(open)).collect()
    }

    /// Prints the table, and writes it to `torture.json` beside the reports.
    pub(crate) fn publish(&self) {
        say(&self.table());
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("terraproof");
        fs::create_dir_all(&directory).unwrap();
        let file = directory.join("torture.json");
        fs::write(&file, serde_json::to_string_pretty(&self.json()).unwrap()).unwrap();
        say(&format!("written to {}", file.display()));
    }

    fn table(&self) -> String {
        let mut table = format!("\n{:<22}{}\n", "kills by phase", PHASES.map(|phase| format!("{phase:>11}")).concat());
        for blow in Blow::ALL {
            let counts = PHASES.map(|phase| format!("{:>11}", self.count(|death| death.fate == (blow, phase))));
            table += &format!("{:<22}{}\n", blow.to_string(), counts.concat());
        }
        for (name, value) in self.facts() {
            table += &format!("{name:<58}{}\n", value.as_str().map_or_else(|| value.to_string(), str::to_owned));
        }
        table
    }

    /// Returns the figures under their names, in the order in which they are read.
    fn facts(&self) -> Vec<(&'static str, Value)> {
        let sum = |amount: fn(&Death) -> usize| json!(self.deaths.iter().map(amount).sum::<usize>());
        let orderly = |death: &&Death| death.fate.0.is_orderly();
        let resources = |orderly_ones: bool| -> usize {
            self.deaths
                .iter()
                .filter(|death| orderly(death) == orderly_ones)
                .map(|death| death.alone.resources.len())
                .sum()
        };
        let (clean, reap) = (self.seconds(|death| death.clean_seconds), self.seconds(|death| death.reap_seconds));
        vec![
            ("kills", json!(self.deaths.len())),
            ("resources left by the signal alone, INT TERM HUP", json!(resources(true))),
            ("resources left by the signal alone, KILL", json!(resources(false))),
            ("processes left by the signal alone", sum(|death| death.alone.processes.len())),
            ("stacks left to reap", json!(self.count(|death| !death.alone.ledger.is_empty()))),
            ("leftovers after reap (must be 0)", sum(|death| death.after.count())),
            ("state files corrupted (must be 0)", sum(|death| death.torn.len())),
            ("accounts still open after the reaps (must be 0)", json!(self.ownerless.len())),
            ("seconds from the signal until clean, median and most", json!(clean)),
            ("seconds of the reap, median and most", json!(reap)),
            ("seed", json!(self.seed)),
        ]
    }

    fn seconds(&self, of: fn(&Death) -> f64) -> [f64; 2] {
        let mut seconds: Vec<f64> = self.deaths.iter().map(|death| (of(death) * 10.0).round() / 10.0).collect();
        seconds.sort_by(f64::total_cmp);
        let at = |index: usize| seconds.get(index).copied().unwrap_or(0.0);
        [at(seconds.len() / 2), at(seconds.len().saturating_sub(1))]
    }

    fn count(&self, which: impl Fn(&Death) -> bool) -> usize {
        self.deaths.iter().filter(|death| which(death)).count()
    }

    fn json(&self) -> Value {
        let mut kills: BTreeMap<String, BTreeMap<&str, usize>> = BTreeMap::new();
        for death in &self.deaths {
            *kills.entry(death.fate.0.to_string()).or_default().entry(death.fate.1).or_default() += 1;
        }
        let facts: serde_json::Map<String, Value> =
            self.facts().into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        json!({ "kills_by_signal_and_phase": kills, "facts": facts, "problems": self.problems() })
    }
}
