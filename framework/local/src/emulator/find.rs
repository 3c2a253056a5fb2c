//! Finds emulators that run.

use std::net::SocketAddr;
use std::time::Duration;

use futures_util::future::try_join_all;
use serde::Deserialize;

use super::home::Home;
use super::state::{self, State, Token};
use super::{Emulator, client};
use crate::{Cache, Error};

/// How long a worker that runs may take to say so. It may be busy; one that is given up is killed, with all its accounts.
const LIMIT: Duration = Duration::from_secs(30);

#[derive(Debug, Deserialize)]
struct Status {
    instance: String,
}

/// Finds the one of a home.
pub(super) async fn in_home(home: &Home) -> Result<Option<Emulator>, Error> {
    Ok(running(State::read(home)?).await)
}

/// Finds an instance, whichever build started it.
pub(super) async fn instance(cache: &Cache, instance: &str) -> Result<Option<Emulator>, Error> {
    Ok(running(state_of(cache, instance)?).await)
}

/// Reads the state of an instance, whether it runs or not.
pub(super) fn state_of(cache: &Cache, instance: &str) -> Result<Option<State>, Error> {
    for home in Home::all(cache)? {
        if state::instance_in(&home)?.as_deref() == Some(instance) {
            return State::read(&home);
        }
    }
    Ok(None)
}

/// Tells whether an instance was ended on purpose, or had its files removed. One that ended otherwise is on file until another replaces it.
pub(super) fn was_stopped(cache: &Cache, instance: &str) -> bool {
    match state_of(cache, instance) {
        Ok(Some(state)) => state.stopping,
        Ok(None) => state::instance_in(&Home::of_this_build(cache)).is_ok_and(|other| other.is_none()),
        Err(_) => false,
    }
}

async fn running(state: Option<State>) -> Option<Emulator> {
    let state = state.filter(|state| state.ready)?;
    answers(&state).await.then(|| Emulator { state: state.into() })
}

/// Finds those of all builds, but for those that speak another language.
pub(super) async fn all(cache: &Cache) -> Result<Vec<Emulator>, Error> {
    let mut found = Vec::new();
    for home in Home::all(cache)? {
        match in_home(&home).await {
            Ok(emulator) => found.extend(emulator),
            Err(Error::Protocol { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(found)
}

/// Tells whether every worker runs and answers as this instance.
pub(super) async fn answers(state: &State) -> bool {
    if !state.lives() {
        return false;
    }
    let statuses = try_join_all(state.workers.iter().map(|worker| status(worker.port, &state.token, LIMIT))).await;
    statuses.is_ok_and(|statuses| statuses.iter().all(|instance| *instance == state.instance))
}

/// Asks a worker which instance it belongs to.
pub(super) async fn status(port: u16, token: &Token, limit: Duration) -> Result<String, Error> {
    let worker = SocketAddr::from(([127, 0, 0, 1], port));
    let status: Status = client::ask_within(limit, worker, token, "status", "ask the emulator how it is").await?;
    Ok(status.instance)
}
