//! A watch that is under way.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::Availability;
use super::observe::observe;
use super::shared::Shared;
use crate::engine::Engine;
use crate::report::{Event, Recorder};
use crate::{Condition, Error, Failure, Scope, TestResult};

/// Is a watch that is under way; see [`Scope::watch`].
///
/// It belongs to its scope: when it is dropped, or the test ends, it stops. A test that passes although its watch was never
/// [finished](Self::finish) fails: what was seen would count for nothing.
#[must_use = "a watch counts only when it is finished: `watch.finish().await?`"]
pub struct Watch<'s> {
    scope: &'s Scope,
    shared: Arc<Shared>,
    refused: Option<Error>,
}

impl<'s> Watch<'s> {
    pub(super) fn start<C: Condition + 'static>(
        scope: &'s Scope,
        condition: C,
        every: Duration,
        patience: Duration,
    ) -> Self {
        let recorder = scope.inner().recorder();
        let shared = Arc::new(Shared::new(condition.sentence(), recorder.redactor().clone()));
        let (cleanup, record) = (Arc::clone(&shared), Arc::clone(recorder));
        scope.on_cleanup(format!("end the watch of `{}`", shared.sentence), move || forgotten(cleanup, record));
        let refused =
            Engine::get().map(|engine| drop(engine.handle().spawn(task(scope, condition, every, patience, &shared))));
        Self { scope, shared, refused: refused.err() }
    }

    /// Stops looking, and tells what was seen. A look in progress is waited for, so that what hangs at the end counts.
    ///
    /// # Errors
    /// Fails when the watch ended before: its condition panicked, or the test's budget passed.
    pub async fn finish(mut self) -> Result<Availability, Error> {
        self.shared.stop.cancel();
        if let Some(refused) = self.refused.take() {
            return Err(refused);
        }
        self.shared.ended.cancelled().await;
        self.shared.finish();
        let availability = self.shared.availability();
        record(self.scope.inner().recorder(), &self.shared.sentence, &availability);
        if self.shared.ended_in_order() {
            return Ok(availability);
        }
        let words = format!("the watch of `{}` ended before it was finished", self.shared.sentence);
        Err(Error::misuse(words).with_hint("look above for a panic in its condition"))
    }
}

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        self.shared.stop.cancel();
    }
}

impl fmt::Debug for Watch<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Watch").field(&self.shared.sentence).finish()
    }
}

/// Makes the future that looks on until it is stopped or the test ends.
fn task<C: Condition + 'static>(
    scope: &Scope,
    condition: C,
    every: Duration,
    patience: Duration,
    shared: &Arc<Shared>,
) -> impl Future<Output = ()> + Send + 'static {
    let (shared, inner) = (Arc::clone(shared), Arc::clone(scope.inner()));
    async move {
        let _ended = shared.ended.clone().drop_guard();
        tokio::select! {
            () = observe(&condition, every, patience, &shared) => {}
            () = inner.stop_token().cancelled() => {}
            () = tokio::time::sleep_until(inner.deadline()) => {}
        }
    }
}

/// Ends a watch at cleanup. One that nobody finished is recorded all the same, and fails a test that passed.
async fn forgotten(shared: Arc<Shared>, recorder: Arc<Recorder>) -> TestResult {
    shared.stop.cancel();
    shared.ended.cancelled().await;
    if shared.finish() {
        return Ok(());
    }
    record(&recorder, &shared.sentence, &shared.availability());
    let passed = |record: &crate::Record| matches!(&record.event, Event::CleanupStarted { after } if after == "passed");
    if !recorder.records().iter().any(passed) {
        return Ok(());
    }
    let words = format!("the watch of `{}` was never finished, so what it saw counts for nothing", shared.sentence);
    Err(Failure::from(Error::misuse(words).with_hint("ask it: `watch.finish().await?.expect_at_least(0.999)?`")))
}

fn record(recorder: &Recorder, sentence: &str, availability: &Availability) {
    recorder.record(Event::Watch {
        condition: sentence.to_owned(),
        ratio: availability.ratio(),
        longest_outage: availability.longest_outage().as_secs_f64(),
        timeline: availability.timeline().clone(),
    });
}
