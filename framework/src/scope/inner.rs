//! What a scope holds, shared with the tasks that work for it.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use terraproof_terraform::{Binary, Redactor};
use tokio::sync::OnceCell;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::StopReason;
use super::cleanup::{Action, CleanupItem};
use crate::config::Sandbox;
use crate::engine::Engine;
use crate::http::Clients;
use crate::keep::Keep;
use crate::ledger::{LocalLedger, StackId};
use crate::project::Project;
use crate::report::{Event, Recorder};
use crate::stack::Deployment;
use crate::{Error, RunId, TestInfo};
#[cfg(feature = "local")]
use terraproof_local::Cloud;

/// Holds the state of one test from its start to the end of its cleanup.
pub(crate) struct ScopeInner {
    info: TestInfo,
    engine: &'static Engine,
    project: Project,
    sandbox: String,
    ledger: LocalLedger,
    recorder: Arc<Recorder>,
    deadline: Instant,
    /// Fires when the body has to end; terraform commands started for it get their one SIGINT.
    stop: CancellationToken,
    stopped: OnceLock<StopReason>,
    pub(super) operations: TaskTracker,
    /// Whether a stack could not be destroyed.
    pub(super) undestroyed: AtomicBool,
    /// Stacks that have to go with the account.
    pub(super) given_up: Mutex<Vec<Arc<Deployment>>>,
    pub(super) items: Mutex<Vec<CleanupItem>>,
    /// Names of stacks, and notes that were taken once.
    seen: Mutex<HashSet<String>>,
    keep: Keep,
    names: AtomicU32,
    http: Clients,
    #[cfg(feature = "aws")]
    pub(super) aws: OnceLock<terraproof_aws::Aws>,
    #[cfg(feature = "local")]
    pub(super) cloud: OnceCell<Cloud>,
    /// Fires when the cloud is opened.
    #[cfg(feature = "local")]
    pub(super) cloud_opened: CancellationToken,
    pub(super) binary: OnceCell<Binary>,
}

impl ScopeInner {
    pub(crate) fn open(info: TestInfo, engine: &'static Engine) -> Result<Self, Error> {
        let project = Project::around(&info.start_directory())?;
        let named = std::env::var("TERRAPROOF_SANDBOX").ok();
        let (sandbox, kind) = project.config().chosen(named.as_deref())?;
        if let Sandbox::Aws { .. } = kind {
            return Err(Error::configuration(format!(
                "the sandbox `{sandbox}` is a real account, which tests cannot use yet"
            ))
            .with_hint("unset TERRAPROOF_SANDBOX, or name a sandbox with kind = \"local\""));
        }
        let ledger = LocalLedger::of_user()?;
        ledger.make_ready()?;
        let directory = project.reports().join(RunId::current().as_str()).join(info.slug());
        let recorder = Arc::new(Recorder::open(directory, Redactor::default())?);
        recorder.record(Event::TestStarted {
            test: info.name().to_owned(),
            run: RunId::current().to_string(),
            file: info.source_file().to_owned(),
            tier: format!("{:?}", info.tier_of()).to_lowercase(),
            budget: info.budget_or_default().as_secs_f64(),
            proves: info.proven().to_vec(),
        });
        Ok(Self {
            deadline: Instant::now() + info.budget_or_default(),
            stop: engine.shutdown().child_token(),
            stopped: OnceLock::new(),
            operations: TaskTracker::new(),
            undestroyed: AtomicBool::new(false),
            given_up: Mutex::default(),
            items: Mutex::default(),
            seen: Mutex::default(),
            keep: Keep::from_environment(|name| std::env::var(name).ok())?,
            names: AtomicU32::new(0),
            http: Clients::default(),
            #[cfg(feature = "aws")]
            aws: OnceLock::new(),
            #[cfg(feature = "local")]
            cloud: OnceCell::new(),
            #[cfg(feature = "local")]
            cloud_opened: CancellationToken::new(),
            binary: OnceCell::new(),
            ledger,
            info,
            engine,
            project,
            sandbox,
            recorder,
        })
    }

    pub(crate) fn info(&self) -> &TestInfo {
        &self.info
    }

    pub(crate) fn project(&self) -> &Project {
        &self.project
    }

    pub(crate) fn sandbox(&self) -> &str {
        &self.sandbox
    }

    pub(crate) fn keep(&self) -> &Keep {
        &self.keep
    }

    pub(crate) fn ledger(&self) -> &LocalLedger {
        &self.ledger
    }

    pub(crate) fn recorder(&self) -> &Arc<Recorder> {
        &self.recorder
    }

    pub(crate) fn deadline(&self) -> Instant {
        self.deadline
    }

    pub(crate) fn time_left(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    pub(crate) fn stop_token(&self) -> &CancellationToken {
        &self.stop
    }

    /// Ends the body, for the first reason given.
    pub(crate) fn stop(&self, reason: StopReason) {
        self.stopped.get_or_init(|| reason);
        self.stop.cancel();
    }

    pub(crate) fn stop_reason(&self) -> Option<&StopReason> {
        self.stopped.get()
    }

    /// Runs work on the engine, where a body that blocks or is dropped cannot hold it up; cleanup waits for its end.
    pub(crate) async fn operate<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T, Error>> + Send + 'static,
    ) -> Result<T, Error> {
        match self.operations.spawn_on(work, self.engine.handle()).await {
            Ok(result) => result,
            Err(error) => Err(Error::misuse(format!("the framework failed inside: {error}"))
                .with_hint("please report this, with the test that shows it")),
        }
    }

    /// Ends work that has nothing to clean up as soon as the body has to end.
    pub(crate) async fn unless_stopped<T>(&self, work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        tokio::select! {
            result = work => result,
            () = self.stop.cancelled() => Err(Error::new(crate::ErrorKind::Stopped, "stopped before it was done")),
        }
    }

    pub(crate) fn http_clients(&self) -> &Clients {
        &self.http
    }

    /// Says which name of which test is asked for; the same again when the test is resumed.
    pub(crate) fn place_of_name(&self) -> String {
        let again = ["NEXTEST_ATTEMPT", "NEXTEST_STRESS_CURRENT"].map(|name| std::env::var(name).unwrap_or_default());
        format!("{} {} {}", self.info.name(), again.join(" "), self.names.fetch_add(1, Ordering::Relaxed))
    }

    /// Takes a stack's name, which must be new in this test.
    pub(crate) fn claim(&self, id: &StackId) -> Result<(), Error> {
        if self.is_new(format!("stack {}", id.stack)) {
            return Ok(());
        }
        Err(Error::misuse(format!("the stack `{}` is there already in this test", id.stack))
            .with_hint("name one of them: `t.stack(..).named(\"other\")`"))
    }

    /// Writes a line into the record unless it is there already.
    pub(crate) fn note_once(&self, text: &str) {
        if self.is_new(format!("note {text}")) {
            self.recorder.record(Event::Note { text: text.to_owned() });
        }
    }

    fn is_new(&self, name: String) -> bool {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).insert(name)
    }

    /// Registers a stack, before anything of it exists; its name must be new in this test.
    pub(crate) fn register_stack(&self, deployment: Arc<Deployment>) {
        self.items().push(CleanupItem::Stack(deployment));
    }

    pub(super) fn register_action(&self, name: String, action: Action) {
        self.items().push(CleanupItem::Action { name, action });
    }

    pub(super) fn items(&self) -> std::sync::MutexGuard<'_, Vec<CleanupItem>> {
        self.items.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
