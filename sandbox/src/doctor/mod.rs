//! `terraproof doctor`: one file for each area it looks at.

mod cache;
mod emulator;
mod finding;
mod gateway;
mod ledger;
mod network;
mod proxy;
mod python;
mod terraform;
mod text;
mod toolchain;

use clap::Args;
use terraproof_local::{Cache, Toolchain};

use self::finding::{Finding, Report};
use crate::{Error, Exit, console};

/// Look at this machine: what is used, why, and what is wrong
///
/// Explains what a test would use and why, and for each problem what to do. Nothing is installed, started or changed.
#[derive(Debug, Args)]
#[command(after_help = "Ends with 0 when a test in the localhost cloud would work, and with 1 otherwise.")]
pub(crate) struct Options {
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Try to reach the provider registries as well
    #[arg(long)]
    network: bool,
}

pub(crate) async fn run(options: &Options) -> Result<Exit, Error> {
    let report = Report::of(examined(options).await);
    let text = if options.json { report.json() } else { text::of(&report) };
    console::print(&text)?;
    Ok(if report.works { Exit::Done } else { Exit::Failed })
}

async fn examined(options: &Options) -> Vec<Finding> {
    let cache = Cache::from_environment();
    let toolchain = cache.as_ref().ok().and_then(Toolchain::find);
    let mut findings =
        vec![python::examine(toolchain.as_ref()).await, cache::examine(cache.as_ref(), toolchain.is_some())];
    findings.extend(toolchain::examine(toolchain.as_ref()));
    findings.push(terraform::examine(toolchain.as_ref()).await);
    if let Ok(cache) = &cache {
        findings.extend(emulator::examine(cache).await);
        findings.extend(gateway::examine(cache).await);
    }
    findings.push(proxy::examine());
    if options.network {
        findings.extend(network::examine().await);
    }
    findings.extend(ledger::examine());
    findings
}
