//! Finds the running emulator, or starts one.

use std::net::SocketAddr;
use std::time::Duration;

use futures_util::future::try_join_all;
use serde::Deserialize;

use super::state::{self, State, Token};
use super::worker::{self, Place, Started};
use super::{Emulator, PROTOCOL, client, stop};
use crate::lock::FileLock;
use crate::{Cache, Error, Toolchain, files};

/// The launcher, and what it imports.
pub(super) const SCRIPTS: [(&str, &str); 3] = [
    ("launcher.py", include_str!("launcher.py")),
    ("holdings.py", include_str!("holdings.py")),
    ("repairs.py", include_str!("repairs.py")),
];

/// How long the workers may take to answer.
const READY_LIMIT: Duration = Duration::from_secs(60);

/// How long a worker that broke a connection may take to end.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// How long the emulator may be idle before it ends.
const IDLE: Duration = Duration::from_secs(1800);

/// How long to wait for another process that starts or stops the emulator.
pub(super) const LOCK_LIMIT: Duration = Duration::from_secs(90);

#[derive(Debug, Deserialize)]
struct Status {
    instance: String,
    accounts: usize,
}

pub(super) async fn find(cache: &Cache) -> Result<Option<Emulator>, Error> {
    match State::read(cache)? {
        Some(state) if state.ready && answers(&state).await => Ok(Some(Emulator { state: state.into() })),
        _ => Ok(None),
    }
}

pub(super) async fn start(cache: &Cache, toolchain: &Toolchain) -> Result<Emulator, Error> {
    if let Some(emulator) = find(cache).await?
        && emulator.state.toolchain == toolchain.digest()
    {
        return Ok(emulator);
    }
    files::create_private_directory(&cache.emulator())?;
    let _lock = FileLock::acquire(&state::lock(cache), LOCK_LIMIT, || ()).await?;
    if let Some(emulator) = find(cache).await?
        && (emulator.state.toolchain == toolchain.digest() || is_used(&emulator.state).await)
    {
        return Ok(emulator);
    }
    // What is left is dead, half-started, or idle with another toolchain.
    stop::stop_locked(cache).await?;
    launch(cache, toolchain).await
}

/// Tells whether every worker runs and answers as this instance.
pub(super) async fn answers(state: &State) -> bool {
    if !state.lives() {
        return false;
    }
    statuses(state).await.is_ok_and(|statuses| statuses.iter().all(|status| status.instance == state.instance))
}

async fn is_used(state: &State) -> bool {
    statuses(state).await.is_ok_and(|statuses| statuses.iter().any(|status| status.accounts > 0))
}

async fn statuses(state: &State) -> Result<Vec<Status>, Error> {
    try_join_all(state.workers.iter().map(|worker| status(worker.port, &state.token))).await
}

async fn status(port: u16, token: &Token) -> Result<Status, Error> {
    client::ask(SocketAddr::from(([127, 0, 0, 1], port)), token, "status", "ask the emulator how it is").await
}

/// Starts a new instance; the caller holds the lock.
async fn launch(cache: &Cache, toolchain: &Toolchain) -> Result<Emulator, Error> {
    let mut state = State {
        protocol: PROTOCOL,
        instance: format!("{:016x}", fastrand::u64(..)),
        token: Token::random(),
        toolchain: toolchain.digest().to_owned(),
        ready: false,
        workers: Vec::new(),
    };
    state::clear_others(cache, &state.instance);
    let directory = state.directory(cache);
    files::create_private_directory(&directory)?;
    for (name, script) in SCRIPTS {
        files::write(&directory.join(name), script.as_bytes(), 0o600)?;
    }
    let launcher = directory.join(SCRIPTS[0].0);
    // Written before the first worker is, so that whatever interrupts us, the next start and `down` know what to end.
    state.write(cache)?;
    let state_file = state::path(cache);
    let place = Place {
        toolchain,
        launcher: &launcher,
        state_file: &state_file,
        instance: &state.instance,
        token: &state.token,
        idle: IDLE,
    };
    let mut started = Vec::new();
    for number in 0..worker::count() {
        started.push(place.spawn(number)?);
        state.workers = started.iter().map(|started: &Started| started.worker.clone()).collect();
        state.write(cache)?;
    }
    match try_join_all(started.iter_mut().map(|started| ready(started, &state.token))).await {
        Ok(_) => {
            state.ready = true;
            state.write(cache)?;
            Ok(Emulator { state: state.into() })
        }
        Err(error) => {
            worker::kill(&state);
            files::remove(&state_file)?;
            Err(error)
        }
    }
}

/// Waits until a worker answers, or ends.
pub(super) async fn ready(started: &mut Started, token: &Token) -> Result<(), Error> {
    let log = started.worker.log.clone();
    let doing = "start the emulator";
    let answer = tokio::select! {
        _ = started.child.wait() => None,
        answer = tokio::time::timeout(READY_LIMIT, status(started.worker.port, token)) => Some(answer),
    };
    match answer {
        Some(Ok(Ok(_))) => Ok(()),
        Some(Err(_)) => Err(Error::TimedOut { doing: doing.to_owned(), seconds: READY_LIMIT.as_secs() }),
        // The connection breaks a little before the end of the process can be seen.
        Some(Ok(Err(error))) if tokio::time::timeout(LAST_WORDS, started.child.wait()).await.is_err() => Err(error),
        _ => Err(Error::WorkerDied { detail: worker::tail(&log), log }),
    }
}
