//! The process in the background.

use std::time::Duration;

use clap::Args;
use rustix::process::setsid;
use terraproof_local::gateway::{Behaviour, Calls, HostPattern};
use terraproof_local::{Cache, Cloud, Emulator, ProcessId, Progress, Worker};
use tokio::signal::unix::{SignalKind, signal};
use tokio::time::{Instant, MissedTickBehavior, interval};

use super::state::{self, State};
use crate::tools::{Tools, cloud_variables};
use crate::{Error, Exit};

/// Without a call for this long, nobody uses it any more.
const IDLE_LIMIT: Duration = Duration::from_secs(30 * 60);

/// How often to look whether it is still wanted.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Run in the foreground until told to end
    #[arg(long, required = true)]
    serve: bool,
    /// Tunnel to this host
    #[arg(long, value_name = "HOST")]
    allow: Vec<HostPattern>,
    /// Take time and limit calls as this JSON says
    #[arg(long, value_name = "JSON", value_parser = behaviour)]
    behaviour: Option<Behaviour>,
}

fn behaviour(text: &str) -> Result<Behaviour, serde_json::Error> {
    serde_json::from_str(text)
}

/// Serves until nobody wants it any more; then drops the account.
pub(crate) async fn serve(options: &Options) -> Result<Exit, Error> {
    // A session of its own: neither the terminal's Ctrl-C nor its end reaches it. Who runs it by hand may lead a group already.
    setsid().ok();
    let mut terminated =
        signal(SignalKind::terminate()).map_err(|source| Error::System { doing: "listen to signals", source })?;
    let cache = Cache::from_environment()?;
    let cloud = Cloud::open(&cache, &options.allow, Progress::Quiet).await?;
    cloud.gateway().behave(options.behaviour.clone().unwrap_or_default());
    let workers = Emulator::find(&cache).await?.map(|emulator| emulator.workers().to_vec()).unwrap_or_default();
    let served = announce(&cache, &cloud, options);
    if let Ok(state) = &served {
        let calls = cloud.gateway().calls();
        tokio::select! {
            _ = terminated.recv() => {}
            () = unwanted(&cache, state, &workers, &calls) => {}
        }
        retire(&cache, state)?;
    }
    // An emulator that is gone took the account with it.
    if !cloud.was_lost() && cloud.is_alive().await {
        cloud.drop_account().await?;
    }
    served.map(|_| Exit::Done)
}

fn announce(cache: &Cache, cloud: &Cloud, options: &Options) -> Result<State, Error> {
    Tools::write(cloud.toolchain(), cloud.certificates(), None)?;
    let state = State {
        process: ProcessId::current(),
        address: cloud.gateway().address(),
        instance: cloud.instance().to_owned(),
        account: cloud.account().id.clone(),
        allow: options.allow.iter().map(ToString::to_string).collect(),
        behaviour: options.behaviour.clone().unwrap_or_default(),
        directory: cloud.certificates().to_owned(),
        variables: cloud_variables(cloud),
    };
    state::create_directory(cache)?;
    state.write(cache)?;
    Ok(state)
}

/// Waits until the state file names another gateway or none, the emulator is gone, or nobody called for a while.
async fn unwanted(cache: &Cache, state: &State, workers: &[Worker], calls: &Calls) {
    let mut ticks = interval(LOOK_AGAIN);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut seen = 0;
    let mut last_call = Instant::now();
    loop {
        ticks.tick().await;
        let count = calls.dropped() + calls.len() as u64;
        if count != seen {
            (seen, last_call) = (count, Instant::now());
        }
        // Processes only: a question to the emulator would keep it awake for ever.
        let emulator_lives = workers.iter().all(|worker| worker.process.is_alive());
        if last_call.elapsed() > IDLE_LIMIT || !is_named(cache, state) || !emulator_lives {
            return;
        }
    }
}

fn is_named(cache: &Cache, state: &State) -> bool {
    State::read(cache).is_ok_and(|named| named.is_some_and(|named| named.process == state.process))
}

/// Takes the state file away, if it is still about this gateway.
fn retire(cache: &Cache, state: &State) -> Result<(), Error> {
    if is_named(cache, state) { state::remove(&state::path(cache)) } else { Ok(()) }
}
