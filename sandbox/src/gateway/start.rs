//! Finds the gateway in the background, or starts it.

use std::fs::{File, TryLockError};
use std::process::Stdio;
use std::time::Duration;

use terraproof_local::gateway::Behaviour;
use terraproof_local::{Cache, Emulator};
use tokio::process::{Child, Command};
use tokio::time::{Instant, sleep};

use super::state::{self, State};
use super::{outer, stop};
use crate::settings::Settings;
use crate::{Error, console};

/// How long a gateway may take to listen.
const READY_LIMIT: Duration = Duration::from_secs(30);

/// How long to wait for another command that starts or ends the gateway.
const LOCK_LIMIT: Duration = Duration::from_secs(90);

/// How often to look whether a file changed or a lock is free.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// Becomes the program that follows, without the files that the caller left open: who reads from one of them would wait for its end.
const DETACH: &str = r#"exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-; exec "$0" "$@""#;

/// Returns the gateway that leads to this emulator, starting it where there is none.
pub(crate) async fn ensure(cache: &Cache, emulator: &Emulator, settings: &Settings) -> Result<State, Error> {
    let allow: Vec<String> = settings.allow.iter().map(ToString::to_string).collect();
    state::create_directory(cache)?;
    let _lock = lock(cache).await?;
    if let Some(state) = State::read(cache)? {
        if state.instance == emulator.instance() && state.answers().await {
            warn(&state, &allow, &settings.behaviour);
            return Ok(state);
        }
        stop::end(cache, &state).await?;
    }
    let mut child = spawn(cache, &allow, &settings.behaviour)?;
    let ready = ready(cache, &mut child).await;
    if ready.is_err() {
        // It may have ended already.
        child.start_kill().ok();
    }
    ready
}

/// Takes the lock under which the gateway is started and ended.
pub(super) async fn lock(cache: &Cache) -> Result<File, Error> {
    let path = state::lock(cache);
    let file = File::options().create(true).truncate(false).write(true).open(&path);
    let file = file.map_err(|source| Error::io("open", &path, source))?;
    let deadline = Instant::now() + LOCK_LIMIT;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::Error(source)) => return Err(Error::io("lock", &path, source)),
            Err(TryLockError::WouldBlock) if Instant::now() >= deadline => {
                let doing = format!("take the lock `{}`", path.display());
                return Err(Error::TimedOut { doing, seconds: LOCK_LIMIT.as_secs() });
            }
            Err(TryLockError::WouldBlock) => sleep(LOOK_AGAIN).await,
        }
    }
}

/// Says what of this project the gateway does not know: it serves whoever started it first.
fn warn(state: &State, allow: &[String], behaviour: &Behaviour) {
    for host in allow.iter().filter(|host| !state.allow.contains(host)) {
        console::say(&format!(
            "the gateway that runs was started without `{host}` allowed; `terraproof down` ends it, and the next start knows the host"
        ));
    }
    if state.behaviour != *behaviour {
        console::say(
            "the gateway that runs was started with another `[local.behaviour]`; `terraproof down` ends it, and the next start takes this one",
        );
    }
}

fn spawn(cache: &Cache, allow: &[String], behaviour: &Behaviour) -> Result<Child, Error> {
    let program = std::env::current_exe().map_err(|source| Error::io("find", "terraproof", source))?;
    let log = state::log(cache);
    let output = File::create(&log).map_err(|source| Error::io("write", &log, source))?;
    let errors = output.try_clone().map_err(|source| Error::io("write", &log, source))?;
    let mut command = Command::new("/bin/sh");
    command
        .args(["-c", DETACH])
        .arg(&program)
        .args(["gateway", "--serve"])
        .args(allow.iter().flat_map(|host| ["--allow", host]));
    if *behaviour != Behaviour::default() {
        let text = serde_json::to_string(behaviour).map_err(|error| Error::io("describe", &log, error.into()))?;
        command.args(["--behaviour", &text]);
    }
    outer::restore(&mut command);
    command.env("TERRAPROOF_CACHE", cache.path()).current_dir(cache.path());
    command.stdin(Stdio::null()).stdout(output).stderr(errors);
    command.spawn().map_err(|source| Error::io("run", &program, source))
}

/// Waits until the state file names the child, or the child ends.
async fn ready(cache: &Cache, child: &mut Child) -> Result<State, Error> {
    let pid = child.id();
    let deadline = Instant::now() + READY_LIMIT;
    while Instant::now() < deadline {
        if let Some(state) = State::read(cache)?.filter(|state| Some(state.process.pid) == pid) {
            return Ok(state);
        }
        let log = state::log(cache);
        if child.try_wait().map_err(|source| Error::io("wait for", &log, source))?.is_some() {
            let said = std::fs::read(&log).unwrap_or_default();
            let said = String::from_utf8_lossy(&said).trim().replace('\n', "; ");
            let detail = if said.is_empty() { "it said nothing".to_owned() } else { said };
            return Err(Error::GatewayEnded { detail });
        }
        sleep(LOOK_AGAIN).await;
    }
    Err(Error::TimedOut { doing: "start the gateway in the background".to_owned(), seconds: READY_LIMIT.as_secs() })
}
