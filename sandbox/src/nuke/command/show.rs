//! `terraproof nuke show`.

use std::path::PathBuf;

use clap::Args;
use jiff::Timestamp;

use crate::nuke::plan;
use crate::{Error, Exit, console};

/// Read a plan: what would go, what stays and why, what is unusual
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The plan
    #[arg(value_name = "PLAN")]
    plan: PathBuf,
    /// Every row, and every resource that stays
    #[arg(long)]
    all: bool,
    /// Print the plan itself, which is JSON
    #[arg(long)]
    pub(super) json: bool,
}

pub(super) fn run(options: &Options) -> Result<Exit, Error> {
    let plan = plan::read(&options.plan)?;
    if options.json {
        console::print(&plan::file_text(&options.plan)?)?;
    } else {
        console::print(&plan::text(&plan, Timestamp::now(), options.all))?;
    }
    Ok(Exit::Done)
}
