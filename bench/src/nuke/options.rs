//! What is asked for on the command line.

use std::path::{Path, PathBuf};

use clap::Args;

use super::workloads::Name;
use crate::error::Error;

/// Measures `terraproof nuke`: time, calls and memory against the least possible, and what is left or wrongly gone.
#[derive(Debug, Clone, Args)]
pub(crate) struct Options {
    /// A tenth of everything: says whether the benchmark works.
    #[arg(long)]
    pub(super) quick: bool,
    /// Only this workload; repeat it for more.
    #[arg(long = "only", value_name = "WORKLOAD")]
    only: Vec<Name>,
    /// Run another tool on the same workloads: `cloud-nuke=PATH` or `aws-nuke=PATH`.
    #[arg(long, value_name = "TOOL=PATH")]
    pub(super) against: Vec<Rival>,
    /// The command to measure; the one that was built beside this program by default.
    #[arg(long, value_name = "PATH")]
    terraproof: Option<PathBuf>,
}

/// Is another tool that does the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rival {
    pub(super) tool: Tool,
    pub(super) path: PathBuf,
}

/// Says which tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tool {
    CloudNuke,
    AwsNuke,
}

impl Options {
    /// Returns the workloads that are wanted, in their order; with rivals and nothing named, none but theirs.
    pub(super) fn workloads(&self) -> Vec<Name> {
        match (self.only.is_empty(), self.against.is_empty()) {
            (true, true) => Name::ALL.to_vec(),
            (true, false) => Vec::new(),
            (false, _) => Name::ALL.into_iter().filter(|name| self.only.contains(name)).collect(),
        }
    }

    /// Finds the command that is measured.
    pub(super) fn command(&self) -> Result<PathBuf, Error> {
        let beside = || std::env::current_exe().ok().map(|program| program.with_file_name("terraproof"));
        let path = self.terraproof.clone().or_else(beside).unwrap_or_default();
        if path.is_file() { absolute(&path) } else { Err(Error::NoCommand { path }) }
    }
}

fn absolute(path: &Path) -> Result<PathBuf, Error> {
    std::path::absolute(path).map_err(|source| Error::io("find", path, source))
}

impl Tool {
    /// Returns what people call it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::CloudNuke => "cloud-nuke",
            Self::AwsNuke => "aws-nuke",
        }
    }
}

impl std::str::FromStr for Rival {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (name, path) = text.split_once('=').ok_or("`TOOL=PATH` is expected")?;
        let tool = match name {
            "cloud-nuke" => Tool::CloudNuke,
            "aws-nuke" => Tool::AwsNuke,
            other => return Err(format!("`{other}` is neither `cloud-nuke` nor `aws-nuke`")),
        };
        let path = absolute(path.as_ref()).map_err(|error| error.to_string())?;
        Ok(Self { tool, path })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rival_is_a_known_tool_and_a_path() {
        let rival: Rival = "aws-nuke=/opt/aws-nuke".parse().unwrap();
        assert_eq!(rival, Rival { tool: Tool::AwsNuke, path: "/opt/aws-nuke".into() });
        assert!("nuke=/x".parse::<Rival>().is_err() && "aws-nuke".parse::<Rival>().is_err());
    }
}
