//! What the tests of a process share: a runtime that no test can block, and the handler of signals.

use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

use tokio::runtime::{Builder, Handle, Runtime};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::{Error, console};

/// The signals that end a run in an orderly way, and their names.
const ENDING: [(i32, &str); 3] = [
    (signal_hook::consts::SIGINT, "SIGINT"),
    (signal_hook::consts::SIGTERM, "SIGTERM"),
    (signal_hook::consts::SIGHUP, "SIGHUP"),
];

/// Runs terraform, gateways and cleanup for every test of the process, on threads that user code cannot block.
#[derive(Debug)]
pub(crate) struct Engine {
    runtime: Runtime,
    shutdown: CancellationToken,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    active: usize,
    /// The signal that ended the run, once one came.
    signal: Option<(i32, &'static str)>,
}

/// Counts a test as running until it is dropped.
#[derive(Debug)]
pub(crate) struct Running(&'static Engine);

impl Engine {
    /// Returns the engine of this process, starting it the first time.
    pub(crate) fn get() -> Result<&'static Self, Error> {
        static ENGINE: OnceLock<Result<Engine, String>> = OnceLock::new();
        let engine = ENGINE.get_or_init(|| Self::start().map_err(|error| error.to_string()));
        let engine = engine.as_ref().map_err(|reason| {
            Error::misuse(format!("failed to start the runtime: {reason}"))
                .with_hint("look at the limits on threads and open files (`ulimit -a`)")
        })?;
        engine.listen()?;
        Ok(engine)
    }

    fn start() -> std::io::Result<Self> {
        let runtime = Builder::new_multi_thread().worker_threads(2).thread_name("terraproof").enable_all().build()?;
        Ok(Self { runtime, shutdown: CancellationToken::new(), state: Mutex::default() })
    }

    /// Starts the signal handler, once.
    fn listen(&'static self) -> Result<(), Error> {
        static LISTENING: OnceLock<Result<(), String>> = OnceLock::new();
        let listening = LISTENING.get_or_init(|| {
            let _context = self.runtime.enter();
            // Whoever started us with `nohup` wants the run to outlive the terminal.
            let closed_terminal_ends_it = !terraproof_terraform::ignores(signal_hook::consts::SIGHUP);
            let [int, term, hup] = ENDING.map(|(number, _)| signal(SignalKind::from_raw(number)));
            match (int, term, hup) {
                (Ok(int), Ok(term), Ok(hup)) => {
                    self.runtime.spawn(self.handle_signals([int, term, hup], closed_terminal_ends_it));
                    Ok(())
                }
                (Err(e), ..) | (_, Err(e), _) | (.., Err(e)) => Err(e.to_string()),
            }
        });
        listening.clone().map_err(|reason| Error::misuse(format!("failed to install the signal handler: {reason}")))
    }

    /// First signal: stop every body, let cleanup run, then die of it. Later ones: say that cleanup is under way.
    async fn handle_signals(&'static self, [mut int, mut term, mut hup]: [Signal; 3], closed_terminal_ends_it: bool) {
        loop {
            let (number, name) = tokio::select! {
                _ = int.recv() => ENDING[0],
                _ = term.recv() => ENDING[1],
                _ = hup.recv(), if closed_terminal_ends_it => ENDING[2],
            };
            let (first, active) = {
                let mut state = self.state();
                let first = state.signal.is_none();
                state.signal.get_or_insert((number, name));
                (first, state.active)
            };
            if active == 0 {
                die_of(number);
            } else if first {
                console::say(&format!("{name}: stopping {active} running test(s) and destroying what exists"));
                self.shutdown.cancel();
            } else {
                console::say(&format!("{name}: cleanup is under way and goes on; SIGKILL would leave things behind"));
            }
        }
    }

    pub(crate) fn handle(&self) -> &Handle {
        self.runtime.handle()
    }

    /// Returns the token that fires when a signal ends the run.
    pub(crate) fn shutdown(&self) -> &CancellationToken {
        &self.shutdown
    }

    /// Returns the name of the signal that ended the run.
    pub(crate) fn signal(&self) -> Option<&'static str> {
        self.state().signal.map(|(_, name)| name)
    }

    /// Counts a test in. After a signal no test starts any more: the thread waits for the process to end.
    pub(crate) fn enter(&'static self) -> Running {
        loop {
            let mut state = self.state();
            if state.signal.is_none() {
                state.active += 1;
                return Running(self);
            }
            drop(state);
            std::thread::park_timeout(Duration::from_secs(1));
        }
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.active -= 1;
        let last = (state.active == 0).then_some(state.signal).flatten();
        drop(state);
        if let Some((number, _)) = last {
            die_of(number);
        }
    }
}

/// Ends the process the way the signal would have, so that whoever sent it sees that.
fn die_of(signal: i32) {
    if let Err(error) = signal_hook::low_level::emulate_default_handler(signal) {
        console::say(&format!("failed to end by signal {signal}: {error}"));
    }
}
