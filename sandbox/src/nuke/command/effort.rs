//! How hard to try, and for how long.

use std::time::Duration;

use clap::Args;

use crate::duration;

/// Says how many calls may be on their way at once, and when to stop.
#[derive(Debug, Clone, Args)]
pub(super) struct Effort {
    /// How many calls may be on their way at once, for each account
    #[arg(long, value_name = "N", default_value = "32", value_parser = at_least_one, help_heading = "Effort")]
    pub(super) concurrency: usize,
    /// Stop after this long (90s, 30m, 2h)
    #[arg(long, value_name = "TIME", default_value = "1h", allow_hyphen_values = true, value_parser = some_time, help_heading = "Effort")]
    pub(super) deadline: Duration,
}

fn some_time(text: &str) -> Result<Duration, String> {
    let some = |time: Duration| if time.is_zero() { Err(format!("`{text}` is no time at all")) } else { Ok(time) };
    duration::parse(text).and_then(some)
}

fn at_least_one(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|count| *count > 0).ok_or_else(|| "a number from 1 on".to_owned())
}

/// Limits what a plan may delete.
#[derive(Debug, Clone, Copy, Args)]
pub(super) struct Limits {
    /// Refuse a plan that deletes more than this
    #[arg(long, value_name = "N", help_heading = "Safety")]
    max_deletes: Option<usize>,
    /// Refuse a plan that deletes more than this share of what could be deleted; it counts from 21 deletes on
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(0..=100), help_heading = "Safety")]
    max_percent: Option<u8>,
}

impl Limits {
    /// Takes what the configuration says where the command line says nothing.
    pub(super) fn caps(self, nuke: &crate::nuke::config::Nuke) -> crate::nuke::plan::Caps {
        use crate::nuke::plan::Caps;
        let said = Caps { deletes: self.max_deletes, percent: self.max_percent };
        said.or(Caps { deletes: nuke.max_deletes, percent: nuke.max_percent })
    }
}
