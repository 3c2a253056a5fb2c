//! The life of a test: what `#[terraproof::test]` calls.

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Once};
use std::time::Duration;

use tokio::sync::oneshot;

use crate::engine::Engine;
use crate::error::ErrorKind;
use crate::report::{self, Event};
use crate::scope::{ScopeInner, StopReason};
use crate::{Error, Failure, Scope, TestInfo, TestResult, console};

/// How long a body that does not yield is waited for once it has to end; cleanup starts then without it.
const PATIENCE: Duration = Duration::from_secs(3);

thread_local! {
    /// The test whose body runs on this thread.
    static BODY_OF: RefCell<Option<String>> = const { RefCell::new(None) };
    /// Where the last panic of this thread was.
    static PANICKED_AT: Cell<Option<String>> = const { Cell::new(None) };
}

/// Runs a test: gives the body a [`Scope`], and takes down what it made, however it ends.
///
/// `#[terraproof::test]` calls it; rstest cases and other harnesses may do so themselves:
///
/// ```no_run
/// use terraproof::{Scope, TestInfo, TestResult};
///
/// fn serves(name: &'static str) -> TestResult {
///     terraproof::run(TestInfo::new(format!("sites::{name}")), async move |t: &Scope| {
///         t.stack("examples/static-site").var("name", t.unique(name)).apply().await?;
///         Ok(())
///     })
/// }
/// ```
///
/// The body runs on a thread of its own. It ends when it returns, panics, its budget passes, or a signal comes. Then,
/// whatever it does, stacks and cleanup actions are taken down in reverse order, and the account is looked at again.
///
/// # Errors
/// Returns the first failure as the headline, with what cleanup added; the failure names the report.
pub fn run<F>(info: TestInfo, body: F) -> TestResult
where
    F: for<'s> AsyncFnOnce(&'s Scope) -> TestResult + Send + 'static,
{
    refuse_misuse(&info)?;
    let engine = Engine::get()?;
    let running = engine.enter();
    let scope = Arc::new(ScopeInner::open(info, engine)?);
    let mut failures: Vec<Failure> = Vec::new();
    if let Err(failure) = engine.handle().block_on(live(&scope, engine, body)) {
        failures.push(failure);
    }
    let after = if failures.is_empty() { "passed" } else { "failed" };
    let cleaning = Arc::clone(&scope);
    match engine.handle().block_on(engine.handle().spawn(async move { cleaning.clean_up(after).await })) {
        Ok(later) => failures.extend(later),
        Err(error) => failures.push(Failure::new(format!("cleanup failed inside: {error}"))),
    }
    let result = conclude(&scope, failures);
    drop(running);
    result
}

/// Refuses what would leave things behind or never end.
fn refuse_misuse(info: &TestInfo) -> Result<(), Error> {
    if cfg!(panic = "abort") {
        return Err(Error::misuse(
            "this test binary is built with `panic = \"abort\"`: a panic would skip the cleanup",
        )
        .with_hint("remove `panic = \"abort\"` from the profile that builds tests"));
    }
    if let Some(outer) = BODY_OF.with_borrow(Clone::clone) {
        return Err(Error::misuse(format!("the test `{}` was started inside the test `{outer}`", info.name()))
            .with_hint("pass the outer scope on as `&Scope` and use it there"));
    }
    if tokio::runtime::Handle::try_current().is_ok() {
        return Err(Error::misuse(format!("the test `{}` was started inside an async runtime", info.name()))
            .with_hint("call `terraproof::run` from an ordinary `#[test]` function, not from `#[tokio::test]`"));
    }
    Ok(())
}

/// Runs the body until it ends or has to.
async fn live<F>(scope: &Arc<ScopeInner>, engine: &'static Engine, body: F) -> TestResult
where
    F: for<'s> AsyncFnOnce(&'s Scope) -> TestResult + Send + 'static,
{
    let mut ended = start_body(Arc::clone(scope), body)?;
    let reason = tokio::select! {
        biased;
        result = &mut ended => return flatten(scope, result),
        () = engine.shutdown().cancelled() => StopReason::Signal(engine.signal().unwrap_or("a signal")),
        () = tokio::time::sleep_until(scope.deadline()) => StopReason::Budget(scope.info().budget_or_default()),
        () = scope.emulator_lost() => scope.emulator_end(),
    };
    let during = scope.recorder().under_way();
    scope.stop(reason.clone());
    let late = tokio::time::timeout(PATIENCE, ended).await.is_err();
    let mut sentence = reason.to_string();
    if let Some(during) = during {
        sentence.push_str(&format!(" during {during}"));
    }
    if late {
        sentence.push_str("; its body blocks the thread and was left behind");
    }
    Err(Error::new(ErrorKind::Stopped, sentence).with_hint(hint_for(&reason)).into())
}

fn hint_for(reason: &StopReason) -> &'static str {
    match reason {
        StopReason::Budget(_) => {
            "give the test more time (`budget = \"..\"` or a higher `tier`), or find out what took it"
        }
        StopReason::Signal(_) => "run it again when nobody interrupts it",
        StopReason::EmulatorGone => {
            "run it again; if it dies again, look into its logs below `emulator` in the cache directory, and whether memory ran out"
        }
        StopReason::EmulatorStopped => "run it again, and `terraproof down` only when no test runs",
    }
}

/// Starts the body on a thread of its own; the receiver gets what it returned, or what it panicked with.
fn start_body<F>(scope: Arc<ScopeInner>, body: F) -> Result<oneshot::Receiver<TestResult>, Error>
where
    F: for<'s> AsyncFnOnce(&'s Scope) -> TestResult + Send + 'static,
{
    remember_panics();
    let (sender, receiver) = oneshot::channel();
    let name = scope.info().name().to_owned();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|source| Error::misuse("failed to start the test's runtime").with_source(source))?;
    let thread = std::thread::Builder::new().name(name.clone()).spawn(move || {
        BODY_OF.set(Some(name));
        let stop = scope.stop_token().clone();
        let scope = Scope::new(scope);
        let result = catch_unwind(AssertUnwindSafe(|| {
            runtime.block_on(async {
                tokio::select! {
                    result = body(&scope) => result,
                    () = stop.cancelled() => Err(Failure::new("stopped")),
                }
            })
        }));
        let result =
            result.unwrap_or_else(|payload| Err(Failure::from_panic(payload.as_ref(), PANICKED_AT.take().as_deref())));
        // Nobody listens any more when the body outlived its patience.
        let _too_late = sender.send(result);
    });
    match thread {
        Ok(_detached) => Ok(receiver),
        Err(source) => Err(Error::misuse("failed to start the test's thread").with_source(source)),
    }
}

fn flatten(scope: &ScopeInner, result: Result<TestResult, oneshot::error::RecvError>) -> TestResult {
    match result {
        // The emulator's end shows in the body first as a failed call; the reason is more use than the symptom.
        Ok(Err(symptom)) if scope.emulator_was_lost() => {
            let reason = scope.emulator_end();
            scope.stop(reason.clone());
            let error = Error::new(ErrorKind::Stopped, reason.to_string()).with_hint(hint_for(&reason));
            Err(Failure::from(error).with_later(&symptom))
        }
        Ok(result) => result,
        Err(_) => Err(Failure::new("the test's thread ended without a result")),
    }
}

/// Puts the failures together, writes the report, and says how a stopped test ended.
fn conclude(scope: &Arc<ScopeInner>, failures: Vec<Failure>) -> TestResult {
    let recorder = scope.recorder();
    let mut failures = failures.into_iter();
    let first = failures.next().map(|mut first| {
        failures.for_each(|later| first.append(&later));
        first.redacted(|text| recorder.redactor().redact(text).into_owned())
    });
    recorder.record(Event::TestFinished {
        outcome: if first.is_none() { "passed" } else { "failed" }.to_owned(),
        headline: first.as_ref().map(|failure| failure.headline().to_owned()),
        seconds: recorder.seconds(),
    });
    let reported = report::write(scope, first.as_ref());
    if let (Some(StopReason::Signal(_)), Some(failure)) = (scope.stop_reason(), &first) {
        console::say(&format!("`{}`: {failure:?}", scope.info().name()));
    }
    match first {
        None => Ok(()),
        Some(mut failure) => {
            match reported {
                Ok(report) => failure.set_report(&report),
                Err(error) => failure.append(&error.into()),
            }
            Err(failure)
        }
    }
}

/// Remembers where a panic was, beside what the hook in place does.
fn remember_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let previous = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            PANICKED_AT.set(info.location().map(|place| format!("{}:{}", place.file(), place.line())));
            previous(info);
        }));
    });
}
