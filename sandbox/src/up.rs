//! `terraproof up`.

use clap::Args;
use terraproof_local::{AccountId, Cache, Emulator, Progress, Toolchain};

use crate::settings::Settings;
use crate::{Error, Exit, console, gateway, print_env, version};

/// Start the localhost cloud, installing it the first time
///
/// Installs the toolchain the first time (Python packages, Terraform and the AWS provider, some 400 MB in the cache directory) and starts
/// the emulator. What is there already is left as it is.
#[derive(Debug, Args)]
#[command(after_help = "The emulator ends by itself after 30 idle minutes, or with `terraproof down`.")]
pub(crate) struct Options {
    /// Print shell commands that lead into an account of the localhost cloud
    ///
    /// For scripts: after `eval "$(terraproof up --print-env)"`, plain `terraform` and every AWS tool of that shell work in the localhost
    /// cloud. A gateway in the background makes it so. It ends with `terraproof down`, or after 30 minutes without a call; every script that
    /// asks meanwhile gets the same account.
    #[arg(long)]
    print_env: bool,
    /// Lead into this account (12 digits) and not into the shared one
    #[arg(long, value_name = "ID", requires = "print_env")]
    account: Option<AccountId>,
}

pub(crate) async fn run(options: &Options) -> Result<Exit, Error> {
    let cache = Cache::from_environment()?;
    let toolchain = Toolchain::install(&cache, Progress::Auto).await?;
    let before = Emulator::find(&cache).await?;
    let emulator = Emulator::start(&cache, &toolchain).await?;
    if options.print_env {
        let settings = Settings::read()?;
        let state = gateway::ensure(&cache, &emulator, &settings).await?;
        let lines = print_env::lines(&state, options.account.as_ref()).await?;
        console::print(&lines)?;
    } else {
        let is_new = before.is_none_or(|before| before.instance() != emulator.instance());
        console::print(&described(&toolchain, &emulator, is_new))?;
    }
    Ok(Exit::Done)
}

fn described(toolchain: &Toolchain, emulator: &Emulator, is_new: bool) -> String {
    let ports: Vec<String> = emulator.workers().iter().map(|worker| format!("127.0.0.1:{}", worker.port)).collect();
    let pids: Vec<String> = emulator.workers().iter().map(|worker| worker.process.to_string()).collect();
    let state = if is_new { "started" } else { "already running" };
    format!(
        "toolchain  {}\n           in {}\nemulator   {state}: pid {} on {}\n\
         next       `cargo test`, or `terraproof shell`; `terraproof down` stops it\n",
        version::of_toolchain(toolchain).join(", "),
        toolchain.directory().display(),
        pids.join(", "),
        ports.join(", "),
    )
}
