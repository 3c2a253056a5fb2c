//! What was measured: as JSON, and as tables.

use std::fmt::{self, Write as _};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::Serialize;

use crate::aim::{Aim, Verdict};
use crate::comparison::{Comparison, Measure};
use crate::error::Error;
use crate::machine::Machine;
use crate::options::Level;
use crate::statistics::Summary;

/// Holds one run of the benchmark.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    /// The version of this format.
    pub(crate) schema: u32,
    pub(crate) at: Timestamp,
    pub(crate) level: Level,
    /// Whether the measured code was compiled with optimisation.
    pub(crate) optimised: bool,
    pub(crate) terraproof: &'static str,
    pub(crate) terraform: String,
    pub(crate) machine: Machine,
    pub(crate) sections: Vec<Section>,
}

/// Holds what one benchmark found.
#[derive(Debug, Serialize)]
pub(crate) struct Section {
    pub(crate) title: String,
    /// What is compared with what.
    pub(crate) about: &'static str,
    pub(crate) comparisons: Vec<Comparison>,
    pub(crate) measures: Vec<Measure>,
    pub(crate) aims: Vec<Aim>,
}

impl Report {
    /// Writes `<time>.json` and `latest.json` into a directory and returns the first.
    pub(crate) fn write(&self, directory: &Path) -> Result<PathBuf, Error> {
        write_json(self, directory, "", self.at)
    }
}

/// Writes `<prefix><time>.json` and `<prefix>latest.json` into a directory and returns the first.
pub(crate) fn write_json(
    report: &impl Serialize,
    directory: &Path,
    prefix: &str,
    at: Timestamp,
) -> Result<PathBuf, Error> {
    std::fs::create_dir_all(directory).map_err(|source| Error::io("create", directory, source))?;
    let text = serde_json::to_string_pretty(report)? + "\n";
    let named = directory.join(format!("{prefix}{}", at.strftime("%Y-%m-%dT%H-%M-%SZ.json")));
    for file in [directory.join(format!("{prefix}latest.json")), named.clone()] {
        std::fs::write(&file, &text).map_err(|source| Error::io("write", &file, source))?;
    }
    Ok(named)
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for section in &self.sections {
            writeln!(f, "\n{section}")?;
        }
        writeln!(f, "\nAims")?;
        for aim in self.sections.iter().flat_map(|section| &section.aims) {
            writeln!(f, "  {}", sentence(aim))?;
        }
        Ok(())
    }
}

impl fmt::Display for Section {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = format!("{}\n  {}\n", self.title, self.about);
        if !self.comparisons.is_empty() {
            let columns = ["with ms (min median max)", "without ms (min median max)", "overhead ms (min median max)"];
            let [with, without, overhead] = columns;
            writeln!(text, "  {:<24} {with:>30} {without:>30} {overhead:>30} {:>7}", "", "ratio")?;
        }
        for row in &self.comparisons {
            let [with, without, overhead] = [&row.with_ms, &row.without_ms, &row.overhead_ms].map(numbers);
            writeln!(text, "  {:<24} {with:>30} {without:>30} {overhead:>30} {:>7.3}", row.name, row.ratio)?;
        }
        for row in &self.measures {
            writeln!(text, "  {:<55} {:>30} {}", row.name, numbers(&row.summary), row.unit)?;
        }
        f.write_str(text.trim_end())
    }
}

/// Minimum, median and maximum in columns; a single number stands in the middle one.
fn numbers(summary: &Summary) -> String {
    match summary.count {
        1 => format!("{:9} {:9.3} {:9}", "", summary.median, ""),
        _ => format!("{:9.3} {:9.3} {:9.3}", summary.min, summary.median, summary.max),
    }
}

/// Says of an aim whether it is met.
pub(crate) fn sentence(aim: &Aim) -> String {
    let verdict = match aim.verdict {
        Verdict::Met => "met    ",
        Verdict::Missed => "MISSED ",
        Verdict::Unclear => "unclear",
    };
    let noise = if aim.noise > 0.0 { format!(" (± {:.3})", aim.noise) } else { String::new() };
    format!("{verdict} {}: {:.3}{noise} {unit}, at most {} {unit}", aim.what, aim.measured, aim.limit, unit = aim.unit)
}

/// Tells on standard error what is going on.
pub(crate) fn progress(text: &str) {
    eprintln!("  .. {text}");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> Report {
        let comparison = Comparison::paired("apply", &[12.9, 13.0, 13.1], &[10.0, 10.0, 10.0]);
        let aims = vec![Aim::at_most(5.0, "ms", "apply: overhead", &comparison.overhead_ms)];
        let section = Section {
            title: "Life".to_owned(),
            about: "with, without",
            comparisons: vec![comparison],
            measures: vec![Measure::of("peak", "MB", &[42.0])],
            aims,
        };
        Report {
            schema: 1,
            at: Timestamp::UNIX_EPOCH,
            level: Level::Quick,
            optimised: true,
            terraproof: "0.1.0",
            terraform: "terraform 1.15.5".to_owned(),
            machine: Machine::look(),
            sections: vec![section],
        }
    }

    #[test]
    fn the_tables_tell_medians_ratios_and_aims() {
        let text = report().to_string();
        assert!(text.contains("12.900    13.000    13.100"), "{text}");
        assert!(text.contains("1.300") && text.contains("42.000           MB"), "{text}");
        assert!(text.contains("met     apply: overhead: 3.000"), "{text}");
    }

    #[test]
    fn the_result_is_written_under_its_time_and_as_the_latest() {
        let directory = tempfile::tempdir().unwrap();
        let file = report().write(&directory.path().join("bench")).unwrap();
        assert!(file.ends_with("bench/1970-01-01T00-00-00Z.json"));
        let latest = std::fs::read_to_string(file.with_file_name("latest.json")).unwrap();
        let value: serde_json::Value = serde_json::from_str(&latest).unwrap();
        assert_eq!(value["sections"][0]["comparisons"][0]["with_ms"]["median"], 13.0);
        assert_eq!(value["sections"][0]["aims"][0]["verdict"], "met");
    }
}
