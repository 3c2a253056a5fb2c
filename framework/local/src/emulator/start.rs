//! Starts an emulator where none runs.

use std::time::Duration;

use futures_util::future::try_join_all;

use super::build::SCRIPTS;
use super::home::Home;
use super::state::{State, Token};
use super::worker::{self, Place, Started};
use super::{Emulator, PROTOCOL, find, stop};
use crate::lock::FileLock;
use crate::{Cache, Error, Toolchain, files};

/// How long the workers may take to answer.
const READY_LIMIT: Duration = Duration::from_secs(60);

/// How long a worker that broke a connection may take to end.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// How long the emulator may be idle before it ends.
const IDLE: Duration = Duration::from_secs(1800);

/// How long to wait for another process that starts or stops the emulator.
pub(super) const LOCK_LIMIT: Duration = Duration::from_secs(90);

pub(super) async fn start(cache: &Cache, home: &Home, toolchain: &Toolchain) -> Result<Emulator, Error> {
    if let Some(emulator) = find::in_home(home).await? {
        return Ok(emulator);
    }
    files::create_private_directory(&cache.emulator())?;
    let _lock = FileLock::acquire(&home.lock_file(), LOCK_LIMIT, || ()).await?;
    if let Some(emulator) = find::in_home(home).await? {
        return Ok(emulator);
    }
    home.protect()?;
    // What is left is dead or half-started.
    stop::stop_locked(home).await?;
    home.clear_instances()?;
    home.clear_dead(cache);
    launch(home, toolchain).await
}

/// Starts a new instance; the caller holds the lock.
async fn launch(home: &Home, toolchain: &Toolchain) -> Result<Emulator, Error> {
    let mut state = State {
        protocol: PROTOCOL,
        instance: format!("{:016x}", fastrand::u64(..)),
        token: Token::random(),
        ready: false,
        stopping: false,
        workers: Vec::new(),
    };
    let directory = home.instance(&state.instance);
    files::create_private_directory(&directory)?;
    for (name, script) in SCRIPTS {
        files::write(&directory.join(name), script.as_bytes(), 0o600)?;
    }
    // Written before the first worker is, so that whatever interrupts us, the next start and `down` know what to end.
    state.write(home)?;
    match workers(home, toolchain, &mut state).await {
        Ok(()) => Ok(Emulator { state: state.into() }),
        Err(error) => {
            worker::kill(&state);
            // Its log stays, for the error names it.
            files::remove(&home.state_file())?;
            Err(error)
        }
    }
}

/// Starts the workers and waits until they answer; the state names each from the moment it runs.
async fn workers(home: &Home, toolchain: &Toolchain, state: &mut State) -> Result<(), Error> {
    let launcher = home.instance(&state.instance).join(SCRIPTS[0].0);
    let (instance, token, state_file) = (state.instance.clone(), state.token.clone(), home.state_file());
    let (launcher, state_file) = (launcher.as_path(), state_file.as_path());
    let place = Place { toolchain, launcher, state_file, instance: &instance, token: &token, idle: IDLE };
    let mut started: Vec<Started> = Vec::new();
    for number in 0..worker::count() {
        let worker = place.spawn(number)?;
        state.workers.push(worker.worker.clone());
        started.push(worker);
        state.write(home)?;
    }
    try_join_all(started.iter_mut().map(|started| ready(started, &token))).await?;
    state.ready = true;
    state.write(home)
}

/// Waits until a worker answers, or ends.
pub(super) async fn ready(started: &mut Started, token: &Token) -> Result<(), Error> {
    let log = started.worker.log.clone();
    let doing = "start the emulator";
    let answer = tokio::select! {
        _ = started.child.wait() => None,
        answer = find::status(started.worker.port, token, READY_LIMIT) => Some(answer),
    };
    match answer {
        Some(Ok(_)) => Ok(()),
        Some(Err(Error::TimedOut { seconds, .. })) => Err(Error::TimedOut { doing: doing.to_owned(), seconds }),
        // The connection breaks a little before the end of the process can be seen.
        Some(Err(error)) if tokio::time::timeout(LAST_WORDS, started.child.wait()).await.is_err() => Err(error),
        _ => Err(Error::WorkerDied { detail: worker::tail(&log), log }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Progress;

    async fn toolchain() -> Toolchain {
        Toolchain::install(&Cache::from_environment().unwrap(), Progress::Plain).await.unwrap()
    }

    #[tokio::test]
    async fn two_builds_run_side_by_side_and_each_finds_its_own() {
        let directory = tempfile::tempdir().unwrap();
        let (cache, toolchain) = (Cache::at(directory.path()), toolchain().await);
        let other_home = Home::of_build(&cache, "0000000000000000");
        let other = start(&cache, &other_home, &toolchain).await.unwrap();
        assert!(Emulator::find(&cache).await.unwrap().is_none());
        let own = Emulator::start(&cache, &toolchain).await.unwrap();
        assert_ne!(own.instance(), other.instance());
        assert_eq!(Emulator::find(&cache).await.unwrap().unwrap().instance(), own.instance());
        assert!(other.is_alive().await && own.is_alive().await);

        let instances = |all: &[Emulator]| all.iter().map(|it| it.instance().to_owned()).collect::<Vec<_>>();
        let all = Emulator::all(&cache).await.unwrap();
        assert_eq!(instances(&all), [own.instance(), other.instance()]);
        let account = other.open_account().await.unwrap();
        let found = Emulator::find_instance(&cache, other.instance()).await.unwrap().unwrap();
        assert_eq!(found.accounts().await.unwrap(), std::slice::from_ref(&account.id));
        assert!(Emulator::may_hold(&cache, other.instance(), &account.id).unwrap());
        assert!(Emulator::find_instance(&cache, "none").await.unwrap().is_none());

        assert!(!own.was_stopped(&cache) && !other.was_stopped(&cache));
        let stopped = Emulator::stop(&cache).await.unwrap();
        assert!(own.was_stopped(&cache) && other.was_stopped(&cache));
        assert_eq!(stopped.instances, instances(&all));
        assert!(!Emulator::may_hold(&cache, other.instance(), &account.id).unwrap());
        assert_eq!(std::fs::read_dir(cache.emulator()).unwrap().count(), 0);
    }

    #[tokio::test]
    async fn an_instance_of_another_protocol_is_still_asked() {
        let directory = tempfile::tempdir().unwrap();
        let (cache, toolchain) = (Cache::at(directory.path()), toolchain().await);
        let home = Home::of_build(&cache, "0000000000000000");
        let other = start(&cache, &home, &toolchain).await.unwrap();
        State { protocol: PROTOCOL + 1, ..(*other.state).clone() }.write(&home).unwrap();
        assert!(Emulator::find_instance(&cache, other.instance()).await.unwrap().is_some());
        let unreadable = format!(r#"{{"protocol": {}, "instance": "{}"}}"#, PROTOCOL + 1, other.instance());
        std::fs::write(home.state_file(), unreadable).unwrap();
        let error = Emulator::find_instance(&cache, other.instance()).await.unwrap_err();
        assert!(matches!(error, Error::Protocol { .. }), "{error}");
        assert!(Emulator::find(&cache).await.unwrap().is_none() && Emulator::all(&cache).await.unwrap().is_empty());
        // It cannot be named any more, but it ends by itself.
        Emulator::stop(&cache).await.unwrap();
        let alive = other.state.alive();
        tokio::time::timeout(READY_LIMIT, async { while !stop::wait(&alive).await {} }).await.unwrap();
    }
}
