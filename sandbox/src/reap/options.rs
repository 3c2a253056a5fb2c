//! The command line of `terraproof reap`.

use std::time::Duration;

use clap::Args;
use terraproof::RunId;

use super::judge::Selection;
use crate::duration;

/// Destroy what runs that died, or stacks that expired, left behind
///
/// Every stack is in the ledger before it exists. This destroys those whose test is dead, and those that have expired, with the terraform, the
/// variables and the state that are beside the entry; then what a kill hid from terraform, with its account of the localhost cloud; and
/// accounts whose test died before it had a stack. Stacks of running tests are left alone. Safe to run from cron, twice at once, and while
/// tests run.
#[derive(Debug, Args)]
#[command(after_help = "\
Ends with 0 when nothing is left, 3 when the deadline passed, 4 when something could not be destroyed, 5 when something in the ledger could not \
be read; 4 counts before 3, and 3 before 5. After a signal what is at work ends in an orderly way, and the rest stays for the next time.")]
pub(crate) struct Options {
    /// Only what was made at least this long ago (90s, 30m, 2h)
    #[arg(long, value_name = "TIME", value_parser = duration::parse)]
    older_than: Option<Duration>,
    /// Only this run
    #[arg(long, value_name = "RUN", value_parser = run_id)]
    run: Option<RunId>,
    /// Stacks that were kept with TERRAPROOF_KEEP as well, before they expire
    #[arg(long)]
    kept: bool,
    /// Say what would be done, and do nothing
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
    /// Stop after this long; what is left stays for the next time
    #[arg(long, value_name = "TIME", default_value = "30m", value_parser = duration::parse)]
    pub(super) deadline: Duration,
}

impl Options {
    pub(super) fn selection(&self) -> Selection {
        Selection { run: self.run.clone(), older_than: self.older_than, kept: self.kept }
    }
}

fn run_id(text: &str) -> Result<RunId, String> {
    RunId::parse(text)
        .ok_or_else(|| "a run is a letter and up to 15 more letters and digits, as in `r4k2m9xa`".to_owned())
}
