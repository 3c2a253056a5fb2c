//! What is asked for on the command line.

use clap::{Parser, Subcommand};
use serde::Serialize;

/// Measures the framework against bare terraform, the gateway against the emulator, and the memory of 20 stacks at once.
///
/// The result is printed and written to `target/bench/`. A missed aim is told and is no failure.
#[derive(Debug, Parser)]
#[command(name = "terraproof-bench", version)]
pub(crate) struct Options {
    /// Few rounds: says whether the benchmark works, in seconds.
    #[arg(long, conflicts_with = "full")]
    quick: bool,
    /// More rounds, and the memory of 20 AWS stacks at once: some ten minutes.
    #[arg(long)]
    full: bool,
    #[command(subcommand)]
    pub(crate) child: Option<Child>,
}

/// Says what else there is to do.
#[derive(Debug, Clone, Subcommand)]
pub(crate) enum Child {
    Nuke(crate::nuke::Options),
    /// Runs stacks in parallel and prints the peak of this process's memory.
    #[command(hide = true)]
    Memory {
        /// The kind of stack.
        kind: crate::stack::Kind,
        /// How many.
        count: usize,
    },
}

/// Says how thorough a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Level {
    Quick,
    Default,
    Full,
}

/// Holds the numbers of rounds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rounds {
    /// Pairs of lives of the stack without a provider.
    pub(crate) data_pairs: usize,
    /// Pairs of lives of the AWS stack.
    pub(crate) aws_pairs: usize,
    /// Pairs that are lived before and not counted.
    pub(crate) warm_up: usize,
    /// Pairs of batches of calls.
    pub(crate) batches: usize,
    /// Calls of a batch to the echo; a fifth of it to the emulator, which is slower.
    pub(crate) calls: usize,
}

impl Options {
    /// Returns how thorough this run is.
    pub(crate) fn level(&self) -> Level {
        match (self.quick, self.full) {
            (true, _) => Level::Quick,
            (_, true) => Level::Full,
            _ => Level::Default,
        }
    }
}

impl Level {
    /// Returns the numbers of rounds.
    pub(crate) fn rounds(self) -> Rounds {
        match self {
            Self::Quick => Rounds { data_pairs: 3, aws_pairs: 1, warm_up: 0, batches: 4, calls: 100 },
            Self::Default => Rounds { data_pairs: 15, aws_pairs: 7, warm_up: 1, batches: 20, calls: 500 },
            Self::Full => Rounds { data_pairs: 40, aws_pairs: 25, warm_up: 1, batches: 60, calls: 500 },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        use clap::CommandFactory as _;
        Options::command().debug_assert();
    }

    #[test]
    fn without_a_flag_a_run_is_neither_quick_nor_full() {
        assert_eq!(Options::parse_from(["bench"]).level(), Level::Default);
        assert_eq!(Options::parse_from(["bench", "--quick"]).level(), Level::Quick);
        assert_eq!(Options::parse_from(["bench", "--full"]).level(), Level::Full);
    }

    #[test]
    fn quick_and_full_exclude_each_other() {
        assert!(Options::try_parse_from(["bench", "--quick", "--full"]).is_err());
    }

    #[test]
    fn every_level_but_the_quick_one_lives_at_least_five_pairs() {
        for level in [Level::Default, Level::Full] {
            assert!(level.rounds().data_pairs >= 5 && level.rounds().aws_pairs >= 5);
        }
    }
}
